"""The public register as a list: filters, rows of the export."""

import datetime
from collections.abc import Iterable, Iterator
from typing import Any, Final

from django.db.models import Q, QuerySet

from brandcert.certificates.enums import CertificateStatus
from brandcert.certificates.models import Certificate
from brandcert.certificates.queries.register import entry, public_certificates

COLUMNS: Final = (
    "number",
    "status",
    "valid",
    "holder",
    "credit_code",
    "category",
    "product",
    "scope",
    "valid_from",
    "valid_to",
    "decision_number",
    "issued_on",
    "replaced_by",
    "sha256",
)
_LIVE: Final = (CertificateStatus.ACTIVE, CertificateStatus.SUSPENDED)


def listed() -> QuerySet[Certificate]:
    """Return everything the register shows, in the order of the numbers."""
    rows: QuerySet[Certificate] = public_certificates().order_by(
        "category__letter", "series_year", "series_number"
    )
    return rows


def with_status(rows: QuerySet[Certificate], status: str, today: datetime.date) -> QuerySet[Certificate]:
    """Return the rows the public sees in the status today: past the last day an active row counts as expired."""
    over = Q(status__in=_LIVE, valid_to__lt=today)
    if status == CertificateStatus.EXPIRED:
        return rows.filter(over | Q(status=CertificateStatus.EXPIRED))
    return rows.filter(status=status).exclude(over)


def named(rows: QuerySet[Certificate], text: str) -> QuerySet[Certificate]:
    """Return the rows whose holder, product, number or credit code contains the text."""
    words = text.strip()
    return rows.filter(
        Q(facts__holder__icontains=words)
        | Q(facts__product__icontains=words)
        | Q(number__icontains=words)
        | Q(facts__credit_code__iexact=words)
    )


def entries(
    rows: Iterable[Certificate], *, now: datetime.datetime, on: datetime.date
) -> Iterator[dict[str, Any]]:
    """Yield the public entry of each row for the date; rows that did not exist then are left out."""
    for certificate in rows:
        told = entry(certificate, on, now=now)
        if told is not None:
            yield told
