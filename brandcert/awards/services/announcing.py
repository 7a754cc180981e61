"""The announcement of a decision (公告): made with it, withdrawn only by another one."""

from __future__ import annotations

import datetime
from typing import Any

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from brandcert.applications.models import Application
from brandcert.awards.enums import AnnouncementKind
from brandcert.awards.models import Announcement, AnnouncementEntry, Decision
from brandcert.core import approvals, events, policies
from brandcert.core.errors import BusinessError
from brandcert.core.models import Approval
from brandcert.core.sequences import next_number
from brandcert.programs.models import Batch


class CannotAnnounce(BusinessError):
    """The announcement cannot be withdrawn."""


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
