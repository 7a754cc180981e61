"""The register as a file: open data with its licence."""

import datetime
import json
from collections.abc import Iterator, Sequence
from typing import Any, Final

from django.conf import settings
from django.core.serializers.json import DjangoJSONEncoder
from django.http import HttpResponse
from django.urls import reverse
from django.utils.translation import gettext as _

from brandcert.certificates import queries, validity
from brandcert.enterprises.exporting import csv_bytes, xlsx_bytes
from brandcert.public import texts
from brandcert.register import queries as registered
from brandcert.register.enums import Series

KINDS: Final = ("csv", "xlsx", "json")
XLSX: Final = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"


def answer(kind: str, keys: Sequence[int] | None, *, now: datetime.datetime) -> HttpResponse:
    """Return the file of these lines, of all without keys; its licence stands in it and in the head of the answer."""
    today = validity.beijing_date(now)
    entries = _entries(keys, now, today)
    headers = {
        "Content-Disposition": f'attachment; filename="register-{today:%Y%m%d}.{kind}"',
        "Link": f'<{reverse("public:terms")}>; rel="license"',
    }
    if kind == "json":
        told = {"licence": str(texts.LICENCE), "source": _source(), "on": today, "entries": list(entries)}
        text = json.dumps(told, cls=DjangoJSONEncoder, ensure_ascii=False, indent=1)
        return HttpResponse(text, content_type="application/json", headers=headers)
    lines = ([*texts.register_line(one), _series(one)] for one in entries)
    titles = [*texts.register_headings(), _("Series")]
    if kind == "csv":
        return HttpResponse(csv_bytes(titles, lines), content_type="text/csv; charset=utf-8", headers=headers)
    about = {
        _("Source"): _source(),
        _("Date"): f"{today:%Y-%m-%d}",
        _("Licence"): str(texts.LICENCE),
        _("Series"): _(
            "Titles of earlier years come from old lists; no document and no signature stands behind them."
        ),
    }
    return HttpResponse(
        xlsx_bytes(titles, lines, title=_("Register"), about=about), content_type=XLSX, headers=headers
    )


def _source() -> str:
    return f"{settings.PLATFORM['domain']}directory/"


def _series(entry: dict[str, Any]) -> str:
    return str(Series(entry["series"]).label)


def _entries(
    keys: Sequence[int] | None, now: datetime.datetime, today: datetime.date
) -> Iterator[dict[str, Any]]:
    certificates, titles = queries.listed(), registered.titles()
    if keys is not None:
        certificates = certificates.filter(register_line__in=keys)
        titles = titles.filter(register_line__in=keys)
    for entry in queries.entries(certificates, now=now, on=today):
        yield {**entry, "series": str(Series.ISSUED)}
    for title in titles:
        told = registered.title_entry(title, today)
        if told is not None:
            yield {
                **told,
                "series": str(Series.LEGACY),
                "valid": told["within_dates"],
                "scope": "",
                "issued_on": told["awarded_on"],
                "replaced_by": None,
                "sha256": "",
            }
