"""Publishing the list the committee proposed (公示)."""

import datetime
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from typing import Any, Final

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from brandcert.applications.enums import Status
from brandcert.applications.models import Application
from brandcert.applications.services import check_used
from brandcert.awards import queries
from brandcert.awards.models import Deliberation, NoticeItem, PublicNotice, StagedDecision
from brandcert.core import approvals, events, policies
from brandcert.core.actors import SYSTEM
from brandcert.core.errors import BusinessError, GuardFailed
from brandcert.core.models import Approval, digest
from brandcert.core.sequences import next_number
from brandcert.core.transitions import perform
from brandcert.core.workdays import Deadline, add_workdays
from brandcert.programs.models import Batch

RUNNING: Final = (Status.PUBLIC_NOTICE, Status.OBJECTION)


class NothingProposed(BusinessError):
    """The committee has not proposed anything that waits for approval."""


@transaction.atomic
def publish_notice(deliberation: Deliberation, *, by: Any, today: datetime.date) -> PublicNotice:
    """Approve every waiting proposal of the meeting and publish them as one list, or nothing at all.

    Raises NothingProposed, or the reason why one of the applications cannot be published.
    """
    keys = list(deliberation.items.order_by("rank").values_list("application_id", flat=True))
    waiting = {
        approval.subject_id: approval
        for approval in Approval.objects.select_for_update().filter(
            action="applications.application.open_notice", subject_id__in=keys, outcome=""
        )
    }
    proposals = [waiting[key] for key in keys if key in waiting]
    return _publish(deliberation.batch, proposals, by=by, today=today)


@approvals.executes("applications.application.open_notice")
@transaction.atomic
def open_notice(approval: Approval, *, by: Any) -> PublicNotice:
    """Publish a single proposed application as a list of its own (T16); what was put down for a list waits for it."""
    if StagedDecision.objects.filter(approval=approval).exists():
        raise GuardFailed(_("This decision is released together with its list, on the page of the meeting."))
    application = Application.objects.get(pk=approval.subject_id)
    return _publish(application.batch, [approval], by=by, today=timezone.localdate())


@contextmanager
def naming(application: Application) -> Iterator[None]:
    """Name the case in the reason why a whole list is refused: one of thirty, and which."""
    try:
        yield
    except GuardFailed as error:
        raise GuardFailed(f"{application} {application.product}: {error}") from error


@transaction.atomic
def prolong_notice(application: Application) -> PublicNotice | None:
    """Let the published list follow the deadline of one of its cases that was counted again; never to an earlier day.

    Returns None when nothing is to be changed. Repeatable.
    """
    item = queries.current_notice_item(application)
    if item is None or application.due_on is None or application.status not in RUNNING:
        return None
    notice = PublicNotice.objects.select_for_update().get(pk=item.notice_id)
    ends_on = max(notice.ends_on, application.due_on)
    if (ends_on, application.is_due_provisional) == (notice.ends_on, notice.is_provisional):
        return None
    notice.ends_on, notice.is_provisional = ends_on, application.is_due_provisional
    notice.save(update_fields=["ends_on", "is_provisional"])
    events.record("recount", notice, by=SYSTEM, payload={"ends_on": str(ends_on)})
    return notice


def begin(
    batch: Batch, *, today: datetime.date, corrects: PublicNotice | None = None, reason: str = ""
) -> tuple[PublicNotice, Deadline]:
    """Make a notice without entries, with the hours and the basis of its batch; return it with its counted period.

    The day of publication does not count: day 1 is the day after it.
    """
    end = add_workdays(today, batch.notice_days)
    notice = PublicNotice.objects.create(
        batch=batch,
        number=f"吉精品公示〔{today.year}〕{next_number(f'awards.notice.{today.year}')}号",
        published_on=today,
        starts_on=today + datetime.timedelta(days=1),
        ends_on=end.on,
        opens=batch.notice_opens,
        closes=batch.notice_closes,
        basis=batch.notice_basis,
        is_provisional=end.is_provisional,
        corrects=corrects,
        reason=reason,
    )
    return notice, end


def seal(notice: PublicNotice) -> None:
    """Close the list: from now on the database refuses to change it or to add to it."""
    notice.sha256 = digest(queries.content_of(notice))
    notice.save(update_fields=["sha256"])


def _publish(batch: Batch, proposals: Sequence[Approval], *, by: Any, today: datetime.date) -> PublicNotice:
    policies.require(by, "awards.publicnotice.publish")
    if not proposals:
        raise NothingProposed(_("Nothing waits for approval."))
    notice, end = begin(batch, today=today)
    keys = sorted(approval.subject_id for approval in proposals)
    rows = Application.objects.select_for_update().in_bulk(keys)
    for position, approval in enumerate(proposals, start=1):
        with naming(rows[approval.subject_id]):
            application = perform(
                rows[approval.subject_id].open_notice,
                by=by,
                approval=approval,
                payload={"notice": notice.pk, **check_used(rows[approval.subject_id], today=today)},
                today=today,
                due_on=end.on,
                is_provisional=end.is_provisional,
            )
        NoticeItem.objects.create(
            notice=notice,
            application=application,
            enterprise_name=application.enterprise.name,
            product_name=str(application.product),
            unit_name=application.unit.name if application.unit else "",
            division_name=application.enterprise.division.name,
            position=position,
        )
    seal(notice)
    events.record("publish", notice, by=by, payload={"items": len(keys), "ends_on": str(end.on)})
    return notice
