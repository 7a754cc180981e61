"""What the bits of the status lists say, read from the certificates at the moment of the question."""

import datetime
from typing import Any, Final

from django.conf import settings

from brandcert.certificates.credentials import documents, statuslist
from brandcert.certificates.credentials.documents import PURPOSES
from brandcert.certificates.credentials.proofs import instant
from brandcert.certificates.credentials.statuslist import SIZE
from brandcert.certificates.enums import CertificateStatus as Status
from brandcert.certificates.models import Certificate, PublishedKey
from brandcert.certificates.queries.keys import published_keys

# By what is allowed: only these states leave a bit unset. A draft with its number is not in force yet, which may
# change; everything that is not listed has ended for ever. What is past its dates says so by its own dates.
_UNSET: Final = {
    "revocation": (Status.ACTIVE, Status.SUSPENDED, Status.EXPIRED, Status.DRAFT),
    "suspension": (
        Status.ACTIVE,
        Status.EXPIRED,
        Status.REVOKED,
        Status.CANCELLED,
        Status.SUPERSEDED,
        Status.VOID,
    ),
}


def list_numbers() -> list[int]:
    """Return the numbers of the lists in use, the first one always."""
    last = Certificate.objects.exclude(status_place=None).order_by("-status_place").first()
    return list(range((last.status_place or 0) // SIZE + 1)) if last else [0]


def places(purpose: str, number: int) -> list[int]:
    """Return the bits of a list that are set."""
    rows = Certificate.objects.filter(status_place__gte=number * SIZE, status_place__lt=(number + 1) * SIZE)
    return [
        (place or 0) % SIZE
        for place in rows.exclude(status__in=_UNSET[purpose])
        .order_by("status_place")
        .values_list("status_place", flat=True)
    ]


def unsigned_list(purpose: str, number: int, *, now: datetime.datetime) -> dict[str, Any]:
    """Return the credential of a list as of the minute, without its proof."""
    minute = now.replace(second=0, microsecond=0)
    return statuslist.document(
        url=documents.status_list_url(settings.BASE_URL, purpose, number),
        purpose=purpose,
        issuer=documents.issuer_of(settings.BASE_URL),
        places=places(purpose, number),
        begins=instant(minute),
        ends=instant(minute + datetime.timedelta(hours=statuslist.VALID_HOURS)),
    )


def credential_keys() -> dict[str, dict[str, Any]]:
    """Return every key credentials were ever signed with, by the name proofs call it."""
    issuer = documents.issuer_of(settings.BASE_URL)
    return {f"{issuer}#{key.kid}": key.jwk for key in published_keys(PublishedKey.Use.CREDENTIALS)}


__all__ = ["PURPOSES", "credential_keys", "list_numbers", "places", "unsigned_list"]
