"""What the public register says: one answer for pages, machine interface and export."""

import datetime
from dataclasses import dataclass
from enum import StrEnum
from typing import Any

from brandcert.certificates import numbering, validity
from brandcert.certificates.enums import CertificateStatus
from brandcert.certificates.models import Certificate
from brandcert.certificates.validity import BEIJING, Span, Standing


class Verdict(StrEnum):
    """What the public is told, in one word."""

    VALID = "valid"
    SUSPENDED = "suspended"
    REVOKED = "revoked"
    CANCELLED = "cancelled"
    EXPIRED = "expired"
    SUPERSEDED = "superseded"
    UNKNOWN = "unknown"


_NOT_VALID = {str(word): word for word in Verdict if word is not Verdict.VALID}


@dataclass(frozen=True, slots=True)
class Answer:
    """The register's answer to one question."""

    verdict: Verdict
    certificate: Certificate | None = None
    standing: Standing | None = None
    by_code: bool = False
    is_mistyped: bool = False


def spans(certificate: Certificate) -> list[Span]:
    """Return the dated intervals of the certificate, oldest first."""
    return [Span(row.status, row.starts_at, row.ends_at, row.ground) for row in certificate.intervals.all()]


def public_status(certificate: Certificate, on: datetime.date, *, now: datetime.datetime) -> Standing | None:
    """Return the public answer for a date: today from the row itself, a past day from the intervals.

    None when the register did not know the certificate on that day, and for any day to come.
    """
    today = validity.beijing_date(now)
    if on > today:
        return None
    history = spans(certificate)
    if on < today:
        return validity.standing_on(history, certificate.valid_from, certificate.valid_to, on)
    ground = history[-1].ground if history else ""
    return validity.standing(certificate.status, certificate.valid_from, certificate.valid_to, today, ground)


def public_certificates() -> Any:
    """Return what the register shows, with everything an answer needs."""
    return (
        Certificate.objects.public()
        .select_related("category", "enterprise", "replaced_by")
        .prefetch_related("intervals")
    )


def by_number(text: str) -> Certificate | None:
    """Return the issued certificate with the number, however it is spelled; never a draft or a void one."""
    number = numbering.parse(text)
    if number is None:
        return None
    found: Certificate | None = public_certificates().filter(number=number.machine).first()
    return found


def by_code(text: str) -> Certificate | None:
    """Return the issued certificate with the verification code; never a draft or a void one."""
    if numbering.is_mistyped(text):
        return None
    found: Certificate | None = (
        public_certificates().filter(verification_code=numbering.fold_code(text)).first()
    )
    return found


def verify(text: str, *, now: datetime.datetime) -> Answer:
    """Answer what someone typed or scanned: a number, a verification code, or neither."""
    if numbering.looks_like_code(text):
        return verify_code(text, now=now)
    return _answer(by_number(text), by_code=False, now=now)


def verify_code(code: str, *, now: datetime.datetime) -> Answer:
    """Answer a verification code, telling a mistyped one from an unknown one."""
    if numbering.is_mistyped(code):
        return Answer(Verdict.UNKNOWN, is_mistyped=True)
    return _answer(by_code(code), by_code=True, now=now)


def verify_file(sha256: str, *, now: datetime.datetime) -> Answer:
    """Answer a document by its hash: only a file that is byte for byte the one that was issued is known."""
    row = public_certificates().filter(sha256=sha256).first() if sha256 else None
    return _answer(row, by_code=True, now=now)


def _answer(certificate: Certificate | None, *, by_code: bool, now: datetime.datetime) -> Answer:
    if certificate is None:
        return Answer(Verdict.UNKNOWN)
    standing = public_status(certificate, validity.beijing_date(now), now=now)
    if standing is None:
        return Answer(Verdict.UNKNOWN)
    # VALID comes from the allow-list alone; an active row that is not valid is as good as unknown.
    told = Verdict.VALID if standing.is_valid else _NOT_VALID.get(standing.status, Verdict.UNKNOWN)
    if told is Verdict.UNKNOWN:
        return Answer(Verdict.UNKNOWN)
    return Answer(told, certificate, standing, by_code=by_code)


def successor_of(certificate: Certificate) -> Certificate | None:
    """Return the issued certificate that replaced this one; none while that is still being made."""
    successor = getattr(certificate, "replaced_by", None)
    return (
        successor
        if successor is not None and successor.number and successor.status != CertificateStatus.DRAFT
        else None
    )


def successor_draft_of(certificate: Certificate) -> Certificate | None:
    """Return what takes the certificate's place, also while it is still being made; None when nothing does."""
    return Certificate.objects.filter(replaces=certificate).first()


def entry(certificate: Certificate, on: datetime.date, *, now: datetime.datetime) -> dict[str, Any] | None:
    """Return the public entry of the register for a date, in the words of the machine interface; no natural person."""
    standing = public_status(certificate, on, now=now)
    if standing is None:
        return None
    facts = certificate.facts
    successor = successor_of(certificate)
    return {
        "number": certificate.number,
        "status": standing.status,
        "valid": standing.is_valid,
        "on": on,
        "holder": facts["holder"],
        "credit_code": facts["credit_code"],
        "category": certificate.category.key,
        "product": facts["product"],
        "scope": facts["model_or_scope"],
        "valid_from": certificate.valid_from,
        "valid_to": certificate.valid_to,
        "decision_number": certificate.decision_number,
        "issued_on": certificate.issued_on,
        "status_history": history(certificate),
        "replaced_by": successor.number if successor else None,
        "sha256": certificate.sha256,
    }


def history(certificate: Certificate) -> list[dict[str, Any]]:
    """Return the dated states, oldest first, with their grounds as codes; reasons may name people and stay inside."""
    return [
        {
            "status": span.status,
            "from": span.starts_at.astimezone(BEIJING),
            "to": span.ends_at.astimezone(BEIJING) if span.ends_at else None,
            "ground": span.ground or None,
        }
        for span in spans(certificate)
    ]
