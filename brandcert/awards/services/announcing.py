"""The announcement of a decision (公告): made with it, printed, withdrawn only by another one."""

from __future__ import annotations

import datetime
from typing import Any, Final

from django.db import transaction
from django.template.loader import render_to_string
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import override

from brandcert.applications.models import Application
from brandcert.awards.enums import AnnouncementKind
from brandcert.awards.models import Announcement, AnnouncementEntry, Decision
from brandcert.core import approvals, events, policies
from brandcert.core.errors import BusinessError
from brandcert.core.models import Approval, digest
from brandcert.core.sequences import next_number
from brandcert.documents import printing
from brandcert.programs.models import Batch

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
th,td{font-weight:400;text-align:left;vertical-align:top;padding:1.2mm 1.6mm;border:.15mm solid #c9d3ce;overflow-wrap:break-word}
th{background:#f4f7f5;color:#51605a;font-size:9pt}
td.no{width:11mm;text-align:right}
tr{break-inside:avoid}
"""


class CannotAnnounce(BusinessError):
    """The announcement cannot be withdrawn, or not be printed on this machine."""


def announce(decision: Decision, *, by: Any, today: datetime.date) -> Announcement:
    """Announce the decision with its list in the words of the day; in the transaction of the decision itself."""
    found = _issue(decision.batch, AnnouncementKind.AWARD, by=by, today=today, decision=decision)
    rows = Application.objects.filter(award_record__decision=decision).select_related(
        "enterprise__division", "product", "category"
    )
    # By category, and within it in the order of the list that was published.
    ordered = sorted(rows, key=lambda row: (row.category.key, row.pk))
    AnnouncementEntry.objects.bulk_create(
        AnnouncementEntry(
            announcement=found,
            application=row,
            position=position,
            enterprise_name=row.enterprise.name,
            product_name=str(row.product),
            category=row.category.key,
            division_name=row.enterprise.division.name,
        )
        for position, row in enumerate(ordered, start=1)
    )
    events.record("issue", found, by=by, payload={"decision": decision.pk, "entries": len(ordered)})
    return found


def _issue(
    batch: Batch, kind: AnnouncementKind, *, by: Any, today: datetime.date, **fields: Any
) -> Announcement:
    policies.require(by, "awards.announcement.issue")
    program = batch.program
    number = next_number(f"awards.announcement.{today.year}")
    return Announcement.objects.create(
        batch=batch,
        kind=kind,
        number=program.announcement_pattern.format(year=today.year, number=number),
        issuing_body=program.issuing_body,
        issuing_body_en=program.issuing_body_en,
        issued_on=today,
        **fields,
    )


def propose_announcement_withdrawal(announcement: Announcement, *, reason: str, by: Any) -> Approval:
    """Propose to withdraw an announcement that says something wrong. Raises CannotAnnounce, AlreadyProposed, Refused."""
    policies.require(by, "awards.announcement.propose_withdraw", announcement)
    if not reason.strip():
        raise CannotAnnounce(_("Please give a reason."))
    _require_standing(announcement)
    return approvals.propose("withdraw", announcement, by=by, details={"reason": reason.strip()})


def _require_standing(announcement: Announcement) -> None:
    is_withdrawn = Announcement.objects.filter(withdraws=announcement).exists()
    if is_withdrawn or announcement.kind != AnnouncementKind.AWARD:
        raise CannotAnnounce(_("This announcement was withdrawn already, or is a withdrawal itself."))


@approvals.executes("awards.announcement.withdraw")
@transaction.atomic
def withdraw_announcement(approval: Approval, *, by: Any) -> Announcement:
    """Withdraw an announcement by another one (撤回公告), which stands beside it; the first is never changed."""
    row = Announcement.objects.select_for_update().get(pk=approval.subject_id)
    policies.require(by, "awards.announcement.withdraw", row)
    _require_standing(row)
    approvals.use(approval, row, "awards.announcement.withdraw", by=by)
    found = _issue(
        row.batch,
        AnnouncementKind.WITHDRAWAL,
        by=by,
        today=timezone.localdate(),
        withdraws=row,
        reason=approval.details["reason"],
    )
    events.record("withdraw", row, by=by, payload={"by": found.pk})
    return found


def print_announcement(announcement: Announcement) -> bytes:
    """Return the announcement as PDF in Chinese; the same announcement gives the same bytes. Raises CannotAnnounce."""
    entries = list(announcement.entries.all())
    with override("zh-hans"):
        context = {
            "announcement": announcement,
            "groups": grouped(entries),
            "count": len(entries),
            "fingerprint": digest([[row.position, str(row)] for row in entries]),
        }
        page = render_to_string("awards/announcement.html", context)
    try:
        return printing.print_page(page, css=CSS, identifier=digest(page)[:32])
    except (printing.PrintingFault, OSError, ImportError) as error:
        raise CannotAnnounce(_("The announcement cannot be printed on this machine.")) from error


def grouped(entries: list[AnnouncementEntry]) -> list[tuple[str, list[AnnouncementEntry]]]:
    """Return the entries under the titles of their categories, in the order of the list."""
    found: dict[str, list[AnnouncementEntry]] = {}
    for row in entries:
        found.setdefault(row.get_category_display(), []).append(row)
    return list(found.items())
