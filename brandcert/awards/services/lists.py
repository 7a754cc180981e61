"""A published list as a document: the same rows always give the same bytes, and they are kept."""

from __future__ import annotations

import hashlib
from pathlib import Path
from typing import Any, Final

from django.conf import settings
from django.template.loader import render_to_string
from django.utils.translation import gettext as _
from django.utils.translation import override

from brandcert.awards import queries
from brandcert.awards.models import PublicNotice
from brandcert.core import tasks
from brandcert.core.errors import BusinessError
from brandcert.documents import printing
from brandcert.documents.services import keep_bytes

FOLDER: Final = "notices"
# A list as long as this is printed while somebody waits; longer ones are printed when they are published.
AT_ONCE: Final = 300
CSS: Final = """
@page{size:A4;margin:18mm 16mm 20mm;
 @bottom-left{content:string(foot);font:7pt 'Brandcert Kai';color:#51605a}
 @bottom-right{content:counter(page) " / " counter(pages);font:7.5pt 'Brandcert Kai';color:#51605a}}
html,body{margin:0;font-size:10pt;line-height:1.5;color:#14211d;font-weight:400}
h1{font-family:'Brandcert Song';font-size:19pt;line-height:1.3;margin:0 0 3mm;font-weight:400;color:#074a3b;text-align:center}
h2{font-family:'Brandcert Song';font-size:12.5pt;margin:5mm 0 1.5mm;font-weight:400;color:#074a3b;break-after:avoid}
p{margin:0 0 2mm}
.foot{string-set:foot content();font-size:1pt;line-height:1pt;color:#fff;margin:0}
.number{text-align:center;color:#51605a}
.muted{color:#51605a;font-size:8pt}
table{width:100%;border-collapse:collapse;margin:0 0 3mm}
th,td{font-weight:400;text-align:left;vertical-align:top;padding:1.1mm 1.6mm;border-bottom:.15mm solid #c9d3ce}
th{background:#f4f7f5;color:#51605a;font-size:8.5pt}
tr{break-inside:avoid}
"""

# The width of the page between its margins, and the padding of a cell, in em of the table.
ROOM: Final = 178 / (10 * 0.3528)
GAP: Final = 3.2 / (10 * 0.3528)


class CannotPrint(BusinessError):
    """The list cannot be printed on this machine."""


class BeingPrinted(BusinessError):
    """The list is long; it is printed in the background and can be fetched in a moment."""


def place_of(notice: PublicNotice) -> Path:
    """Return where the printed list is kept; a last day that moved makes another document."""
    name = f"{notice.pk}-{notice.sha256[:16] or 'open'}-{notice.ends_on:%Y%m%d}.pdf"
    return Path(settings.MEDIA_ROOT) / FOLDER / name


def print_list(notice: PublicNotice) -> Path:
    """Print the list unless it was printed before, and return where it is kept. Repeatable. Raises CannotPrint."""
    place = place_of(notice)
    if not place.exists():
        keep_bytes(_printed(notice), place)
    return place


def order_print(notice: PublicNotice) -> None:
    """Have a list that is too long to wait for printed in the background. Repeatable."""
    if notice.items.count() > AT_ONCE and not place_of(notice).exists():
        tasks.wake("awards.print_list", notice.pk)


def printed_list(notice: PublicNotice) -> Path:
    """Return the printed list for somebody who waits. Raises BeingPrinted for a long one that is not there yet."""
    place = place_of(notice)
    if not place.exists() and notice.items.count() > AT_ONCE:
        order_print(notice)
        raise BeingPrinted(_("This list is long and still being printed. Please come back in a minute."))
    return print_list(notice)


def _printed(notice: PublicNotice) -> bytes:
    with override("zh-hans"):
        page = render_to_string("awards/printed_notice.html", _context(notice))
        css = CSS + _columns(notice)
    try:
        return printing.print_page(page, css=css, identifier=hashlib.sha256(page.encode()).hexdigest()[:32])
    except (printing.PrintingFault, OSError, ImportError) as error:
        raise CannotPrint(_("The list cannot be printed on this machine.")) from error


def _columns(notice: PublicNotice) -> str:
    """Let the tables of all categories have the same columns."""
    head = [_("No."), _("Enterprise"), _("Product or service"), _("Recommending unit")]
    rows = notice.items.values_list("position", "enterprise_name", "product_name", "unit_name")
    return printing.column_rules(head, rows, room=ROOM, gap=GAP)


def _context(notice: PublicNotice) -> dict[str, Any]:
    return {
        "notice": notice,
        "platform": settings.PLATFORM,
        "groups": queries.grouped(notice.items.all()),
        "time": notice.published_at.isoformat(timespec="seconds"),
    }
