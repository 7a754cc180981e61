"""Reads about consultations: the secret links of departments."""

from __future__ import annotations

from typing import Final

from django.utils.crypto import constant_time_compare, salted_hmac

from brandcert.awards.models import Consultation, ConsultationAnswer

SALT: Final = "brandcert.awards.consultation"
_LENGTH: Final = 40


def token_of(consultation: Consultation) -> str:
    """Return the secret part of the link of a request; nothing of it is stored, and a new key makes it void."""
    mark = salted_hmac(SALT, f"{consultation.pk}:{consultation.nonce}", algorithm="sha256").hexdigest()
    return f"{consultation.pk}-{mark[:_LENGTH]}"


def consultation_by_token(token: str) -> Consultation | None:
    """Return the request a link belongs to; None for a link that is wrong or was revoked."""
    key, _dash, _mark = token.partition("-")
    if not (key.isascii() and key.isdigit() and len(key) <= 15):  # noqa: PLR2004 - no key is as long
        return None
    row = Consultation.objects.filter(pk=int(key), revoked_at=None).select_related("batch__program").first()
    if row is None or not constant_time_compare(token_of(row), token):
        return None
    return row


def answers_of(consultation: Consultation) -> list[ConsultationAnswer]:
    """Return the list of a request with what was answered."""
    rows = consultation.answers.select_related(
        "application__enterprise", "application__product", "application__category", "paper", "handled_by"
    )
    return list(rows.order_by("application__receipt_number", "pk"))
