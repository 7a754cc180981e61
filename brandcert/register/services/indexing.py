"""The lines of the register: made and renewed from certificates and earlier titles."""

import datetime
from collections.abc import Iterable, Sequence
from typing import Any, Final

from django.db import transaction
from django.utils import timezone

from brandcert.certificates.enums import PUBLIC, CertificateStatus
from brandcert.certificates.models import Certificate
from brandcert.core.delivery import sweeper
from brandcert.register import grams
from brandcert.register.enums import Series
from brandcert.register.models import LegacyTitle, RegisterLine

CITY: Final = 4
# As many in one go of the sweep: enough for a day's work, and no long transaction.
MOST_AT_ONCE: Final = 500
_FIELDS: Final = (
    "series",
    "place",
    "number",
    "holder",
    "product",
    "category",
    "city",
    "division",
    "year",
    "status",
    "valid_from",
    "valid_to",
    "grams",
)


def index_certificates(keys: Iterable[int]) -> int:
    """Make or renew the lines of these certificates, take away those of what is not public; return how many are there."""
    keys = list(keys)
    rows = list(
        Certificate.objects.filter(pk__in=keys, status__in=PUBLIC).select_related(
            "category", "enterprise__division"
        )
    )
    with transaction.atomic():
        gone = set(keys) - {row.pk for row in rows}
        RegisterLine.objects.filter(certificate_id__in=gone).delete()
        _put([line_of(row) for row in rows], unique="certificate")
    return len(rows)


def index_titles(keys: Iterable[int]) -> int:
    """Make or renew the lines of these earlier titles; return how many."""
    today = timezone.localdate()
    rows = list(LegacyTitle.objects.filter(pk__in=list(keys)).select_related("division"))
    with transaction.atomic():
        _put([line_of_title(row, today) for row in rows], unique="title")
    return len(rows)


def _put(lines: Sequence[RegisterLine], *, unique: str) -> None:
    RegisterLine.objects.bulk_create(
        lines, batch_size=200, update_conflicts=True, unique_fields=[unique], update_fields=list(_FIELDS)
    )


@sweeper
def index_missing() -> None:
    """Find what has no line yet, or one with an older status."""
    public = Certificate.objects.public()
    found: Any = public.filter(register_line=None).order_by("pk").values_list("pk", flat=True)
    index_certificates(found[:MOST_AT_ONCE])
    without = LegacyTitle.objects.filter(register_line=None).order_by("pk").values_list("pk", flat=True)
    index_titles(without[:MOST_AT_ONCE])


def line_of(row: Certificate) -> RegisterLine:
    """Return the line of a certificate, unsaved; its category and the division of its enterprise are loaded."""
    face, code = row.facts, row.enterprise.division.code
    category, status = str(row.category.key), str(row.status)
    year = row.series_year or row.valid_from.year
    line = RegisterLine(
        series=str(Series.ISSUED),
        certificate=row,
        place=f"1{row.category.letter}{year:04d}{row.series_number or 0:08d}",
        number=row.number,
        holder=face["holder"][:200],
        product=face["product"][:400],
        category=category,
        city=f"{code[:CITY]}00",
        division=row.enterprise.division.name,
        year=year,
        status=status,
        valid_from=row.valid_from,
        valid_to=row.valid_to,
    )
    names = (
        line.holder,
        line.product,
        face.get("brand", ""),
        face.get("holder_en", ""),
        face.get("product_en", ""),
    )
    return _with_grams(line, names, (row.number, row.display_number, face.get("credit_code", "")))


def line_of_title(row: LegacyTitle, today: datetime.date) -> RegisterLine:
    """Return the line of an earlier title, unsaved; its division is loaded."""
    standing = row.standing_on(max(today, row.valid_from))
    line = RegisterLine(
        series=str(Series.LEGACY),
        title=row,
        place=f"2{row.key}",
        number=row.number,
        holder=row.holder,
        product=row.product,
        category=row.category,
        city=f"{row.division.code[:CITY]}00" if row.division else "",
        division=row.division.name if row.division else "",
        year=(row.awarded_on or row.valid_from).year,
        status=standing.status if standing else str(CertificateStatus.EXPIRED),
        valid_from=row.valid_from,
        valid_to=row.valid_to,
    )
    return _with_grams(line, (row.holder, row.product, row.brand, row.title), (row.number, row.credit_code))


def _with_grams(line: RegisterLine, names: Iterable[str], numbers: Iterable[str]) -> RegisterLine:
    facets = [
        grams.facet("c", line.category),
        grams.facet("g", line.city),
        grams.facet("s", line.status),
        grams.facet("r", line.series),
        grams.facet("y", str(line.year)),
    ]
    line.grams = grams.tokens(names=filter(None, names), numbers=filter(None, numbers), facets=facets)
    return line
