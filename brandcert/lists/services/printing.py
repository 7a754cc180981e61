"""A table for the printer, with a mark across every page."""

from __future__ import annotations

import datetime
import hashlib
from collections.abc import Mapping, Sequence
from typing import Any, Final

from django.template.loader import render_to_string
from django.utils import timezone
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from brandcert.core.errors import BusinessError
from brandcert.documents import printing

CSS: Final = """
@page{size:A4 landscape;margin:16mm 14mm 18mm;
 @bottom-left{content:string(foot);font:7.5pt 'Brandcert Kai';color:#51605a}
 @bottom-right{content:counter(page) " / " counter(pages);font:7.5pt 'Brandcert Kai';color:#51605a}}
html,body{margin:0;font-size:9pt;line-height:1.45;color:#14211d;font-weight:400}
h1{font-family:'Brandcert Song';font-size:17pt;line-height:1.3;margin:0 0 1mm;font-weight:400;color:#074a3b}
p{margin:0 0 2mm}
.foot{string-set:foot content();font-size:1pt;line-height:1pt;color:#fff;margin:0}
.muted{color:#51605a;font-size:8pt}
.mark{position:fixed;top:78mm;left:20mm;width:230mm;text-align:center;font-size:30pt;color:#dde5e1;transform:rotate(-18deg)}
table{width:100%;border-collapse:collapse;margin:2mm 0}
th,td{font-weight:400;text-align:left;vertical-align:top;padding:1mm 1.4mm;border-bottom:.15mm solid #d9e0dc}
th{background:#f4f7f5;color:#51605a;font-size:8pt}
tr{break-inside:avoid}
"""


# The width of the page between its margins, and the padding of a cell, in em of the table.
ROOM: Final = 269 / (9 * 0.3528)
GAP: Final = 2.8 / (9 * 0.3528)


class CannotPrint(BusinessError):
    """The table cannot be printed on this machine, or with these characters."""


def print_table(
    *,
    title: str,
    head: Sequence[str],
    rows: Sequence[Sequence[Any]],
    about: Mapping[str, str],
    stamp: str,
    mark: str,
    now: datetime.datetime,
    issuer: str = "",
    subtitle: str = "",
) -> bytes:
    """Return the PDF of a table: `stamp` at the foot and `mark` across each page. Raises CannotPrint."""
    time = timezone.localtime(now).isoformat(timespec="seconds")
    language = "en" if (get_language() or "").startswith("en") else "zh-Hans"
    context = {"title": title, "head": head, "rows": rows, "about": about, "stamp": stamp, "mark": mark}
    context |= {"issuer": issuer, "subtitle": subtitle, "time": time, "language": language}
    page = render_to_string("lists/printed_table.html", context)
    identifier = hashlib.sha256(page.encode()).hexdigest()[:32]
    try:
        css = CSS + printing.column_rules(head, rows, room=ROOM, gap=GAP)
        return printing.print_page(page, css=css, identifier=identifier)
    except (printing.PrintingFault, OSError, ImportError) as error:
        raise CannotPrint(_("The table cannot be printed here; take the workbook.")) from error
