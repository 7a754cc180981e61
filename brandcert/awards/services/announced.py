"""An announcement as a document: the same announcement always gives the same bytes, and they are kept."""

from __future__ import annotations

from pathlib import Path
from typing import Final

from django.conf import settings
from django.template.loader import render_to_string
from django.utils.translation import gettext as _
from django.utils.translation import override

from brandcert.awards.models import Announcement, AnnouncementEntry
from brandcert.awards.services.lists import AT_ONCE, BeingPrinted, CannotPrint
from brandcert.core import tasks
from brandcert.core.models import digest
from brandcert.documents import printing
from brandcert.documents.services import keep_bytes

FOLDER: Final = "announcements"
CSS: Final = """
@page{size:A4;margin:24mm 22mm 22mm;
 @bottom-left{content:string(foot);font:7pt 'Brandcert Kai';color:#51605a}
 @bottom-right{content:counter(page) " / " counter(pages);font:7.5pt 'Brandcert Kai';color:#51605a}}
html,body{margin:0;font-size:11pt;line-height:1.7;color:#14211d;font-weight:400}
h1{font-family:'Brandcert Song';font-size:20pt;line-height:1.35;margin:0 0 2mm;font-weight:400;color:#074a3b;text-align:center}
h2{font-family:'Brandcert Song';font-size:13pt;margin:6mm 0 2mm;font-weight:400;color:#074a3b;break-after:avoid}
p{margin:0 0 2.5mm;text-indent:2em}
.number{text-align:center;text-indent:0;color:#51605a;margin-bottom:6mm}
.foot{string-set:foot content();font-size:1pt;line-height:1pt;color:#fff;margin:0;text-indent:0}
.seal{margin-top:12mm;text-align:right;text-indent:0;break-inside:avoid}
table{width:100%;border-collapse:collapse;margin:0 0 2mm;font-size:10pt;line-height:1.45}
th,td{font-weight:400;text-align:left;vertical-align:top;padding:1.2mm 1.6mm;border:.15mm solid #c9d3ce}
th{background:#f4f7f5;color:#51605a;font-size:9pt}
td.no{text-align:right}
tr{break-inside:avoid}
"""
# The width of the page between its margins, and the padding of a cell, in em of the table.
ROOM: Final = 166 / (10 * 0.3528)
GAP: Final = 3.4 / (10 * 0.3528)


def _place_of(announcement: Announcement) -> Path:
    """Return where the printed announcement is kept; neither it nor its entries ever change."""
    name = f"{announcement.pk}-{announcement.issued_at:%Y%m%d%H%M%S%f}.pdf"
    return Path(settings.MEDIA_ROOT) / FOLDER / name


def keep_announcement(announcement: Announcement) -> Path:
    """Print the announcement unless it was printed before, and return where it is kept. Repeatable. Raises CannotPrint."""
    place = _place_of(announcement)
    if not place.exists():
        keep_bytes(print_announcement(announcement), place)
    return place


def order_announcement(announcement: Announcement) -> None:
    """Have an announcement that is too long to wait for printed in the background. Repeatable."""
    if announcement.entries.count() > AT_ONCE and not _place_of(announcement).exists():
        tasks.wake("awards.print_announcement", announcement.pk)


def printed_announcement(announcement: Announcement) -> Path:
    """Return the printed announcement for somebody who waits. Raises BeingPrinted for a long one that is not there yet."""
    place = _place_of(announcement)
    if not place.exists() and announcement.entries.count() > AT_ONCE:
        order_announcement(announcement)
        raise BeingPrinted(_("This list is long and still being printed. Please come back in a minute."))
    return keep_announcement(announcement)


def print_announcement(announcement: Announcement) -> bytes:
    """Return the announcement as PDF in Chinese; the same announcement gives the same bytes. Raises CannotPrint."""
    entries = list(announcement.entries.all())
    with override("zh-hans"):
        context = {
            "announcement": announcement,
            "groups": grouped(entries),
            "count": len(entries),
            "fingerprint": digest([[row.position, str(row)] for row in entries]),
        }
        page = render_to_string("awards/announcement.html", context)
        head = [_("No."), _("Enterprise"), _("Product or service"), _("Division")]
    rows = [[row.position, row.enterprise_name, row.product_name, row.division_name] for row in entries]
    css = CSS + (printing.column_rules(head, rows, room=ROOM, gap=GAP) if rows else "")
    try:
        return printing.print_page(page, css=css, identifier=digest(page)[:32])
    except (printing.PrintingFault, OSError, ImportError) as error:
        raise CannotPrint(_("The announcement cannot be printed on this machine.")) from error


def grouped(entries: list[AnnouncementEntry]) -> list[tuple[str, list[AnnouncementEntry]]]:
    """Return the entries under the titles of their categories, in the order of the list."""
    found: dict[str, list[AnnouncementEntry]] = {}
    for row in entries:
        found.setdefault(row.get_category_display(), []).append(row)
    return list(found.items())
