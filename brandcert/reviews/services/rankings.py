"""The ranking and the panels of a round as files that leave the desk, each with a mark."""

from __future__ import annotations

import datetime
import hashlib
from collections.abc import Mapping, Sequence
from typing import Any, Final

from django.db import transaction
from django.template.loader import render_to_string
from django.utils import timezone
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from brandcert.core import events, policies
from brandcert.core.errors import BusinessError
from brandcert.documents import printing
from brandcert.enterprises.exporting import Value, xlsx_bytes
from brandcert.programs.models import Batch

PDF: Final = "pdf"
XLSX_KIND: Final = "xlsx"
CSS: Final = """
@page{size:A4 landscape;margin:16mm 14mm 18mm;
 @bottom-left{content:string(foot);font:7.5pt 'Brandcert Kai';color:#51605a}
 @bottom-right{content:counter(page) " / " counter(pages);font:7.5pt 'Brandcert Kai';color:#51605a}}
html,body{margin:0;font-size:9pt;line-height:1.45;color:#14211d;font-weight:400}
h1{font-family:'Brandcert Song';font-size:17pt;line-height:1.3;margin:0 0 1mm;font-weight:400;color:#074a3b}
p{margin:0 0 2mm}
.foot{string-set:foot content();font-size:1pt;line-height:1pt;color:#fff;margin:0}
.muted{color:#51605a;font-size:8pt}
.mark{position:fixed;top:78mm;left:20mm;width:230mm;text-align:center;font-size:30pt;color:#e9eeeb;transform:rotate(-18deg)}
table{width:100%;border-collapse:collapse;margin:2mm 0}
th,td{font-weight:400;text-align:left;vertical-align:top;padding:1mm 1.4mm;border-bottom:.15mm solid #d9e0dc;overflow-wrap:break-word}
th{background:#f4f7f5;color:#51605a;font-size:8pt}
td:nth-child(2){white-space:nowrap}
tr{break-inside:avoid}
"""


class CannotPrint(BusinessError):
    """The table cannot be printed on this machine, or with these characters."""


def export_table(
    batch: Batch,
    *,
    kind: str,
    name: str,
    title: str,
    head: Sequence[str],
    rows: Sequence[Sequence[Value]],
    about: Mapping[str, str],
    by: Any,
    now: datetime.datetime,
) -> tuple[bytes, int]:
    """Write a table of the round as workbook or PDF, and return it with the number of the copy.

    The number, who made it and when stand in the file, across every page of a PDF, and in the trail. Raises Refused,
    CannotPrint.
    """
    policies.require(by, "programs.batch.export_ranking", batch)
    with transaction.atomic():
        payload = {"table": name, "kind": kind, "rows": len(rows)}
        copy = events.record("export_ranking", batch, by=by, payload=payload).pk
        stamp = _("Copy %(number)s, made by %(who)s on %(when)s (Beijing time); for the review only.") % {
            "number": copy,
            "who": by,
            "when": f"{timezone.localtime(now):%Y-%m-%d %H:%M}",
        }
        if kind == XLSX_KIND:
            notes = {**about, _("Copy"): stamp}
            return xlsx_bytes(head, [*rows, [stamp]], title=title, about=notes), copy
        context = {"title": title, "head": head, "rows": rows, "about": about, "stamp": stamp, "by": by}
        return _printed({**context, "copy": copy, "batch": batch, "now": now}), copy


def _printed(context: dict[str, Any]) -> bytes:
    now = timezone.localtime(context["now"]).isoformat(timespec="seconds")
    language = "en" if (get_language() or "").startswith("en") else "zh-Hans"
    page = render_to_string("reviews/printed_table.html", {**context, "time": now, "language": language})
    identifier = hashlib.sha256(page.encode()).hexdigest()[:32]
    try:
        return printing.print_page(page, css=CSS, identifier=identifier)
    except (printing.PrintingFault, OSError, ImportError) as error:
        raise CannotPrint(_("The table cannot be printed here; take the workbook.")) from error
