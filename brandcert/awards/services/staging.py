"""Decisions put down item by item, changed and taken back freely, and released together by one act."""

import datetime
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Any, Final

from django.db import transaction
from django.utils.translation import gettext as _

from brandcert.applications.enums import Status
from brandcert.applications.models import Application
from brandcert.awards import queries
from brandcert.awards.enums import Result, Staged
from brandcert.awards.models import AgendaItem, Deliberation, PublicNotice, StagedDecision
from brandcert.awards.services.notices import naming, publish_notice
from brandcert.awards.services.voting import locked_meeting
from brandcert.core import approvals, events, policies
from brandcert.core.errors import BusinessError
from brandcert.core.models import Approval
from brandcert.core.transitions import locked, perform
from brandcert.core.workdays import add_workdays

STEP: Final = {Staged.AWARD: "open_notice", Staged.REJECT: "reject_or_defer", Staged.DEFER: "reject_or_defer"}
ACTIONS: Final = ("applications.application.open_notice", "applications.application.reject_or_defer")


class CannotStage(BusinessError):
    """The item is still open, was released, or the reason is missing."""


class NothingCarried(BusinessError):
    """No item of the meeting can be proposed."""


class NotReady(BusinessError):
    """Something stands against the release of the list; the message says at which item."""


@transaction.atomic
def stage_decision(item: AgendaItem, *, outcome: str, by: Any, reason: str = "") -> StagedDecision:
    """Put down or change what is intended for an item; nobody outside learns of it before the release.

    What a member puts down is the committee's proposal; what the director puts down waits until a member puts down
    the same. Raises CannotStage, Refused.
    """
    policies.require(by, "awards.deliberation.stage", item.deliberation)
    row = _decided_item(item, by)
    intended = Staged(outcome)
    if intended == Staged.AWARD and row.result != Result.CARRIED:
        raise CannotStage(_("The committee has not voted for this application."))
    if intended != Staged.AWARD and not reason.strip():
        raise CannotStage(_("Please give a reason."))
    application = locked(row.application)
    if application.status != Status.DELIBERATION:
        raise CannotStage(_("The case is no longer in deliberation."))
    _withdraw(application, by=by, reason=_("Another decision is intended."))
    staged, _created = StagedDecision.objects.update_or_create(
        item=row,
        defaults={"outcome": intended, "reason": reason.strip(), "staged_by": by, "approval": None},
    )
    if policies.allowed(by, "awards.deliberation.propose_notice", row.deliberation):
        details = staged.details()
        staged.approval = approvals.propose(STEP[intended], application, by=by, details=details)
        staged.save(update_fields=["approval"])
    events.record("stage", row.deliberation, by=by, payload={"item": row.pk, "outcome": intended})
    return staged


@transaction.atomic
def unstage(item: AgendaItem, *, by: Any) -> None:
    """Take back what was intended for an item, as if it had never been put down. Raises CannotStage, Refused."""
    policies.require(by, "awards.deliberation.stage", item.deliberation)
    row = _decided_item(item, by)
    if not StagedDecision.objects.filter(item=row).exists():
        return
    application = locked(row.application)
    if application.status != Status.DELIBERATION:
        raise CannotStage(_("The list has been released: nothing can be taken back."))
    _withdraw(application, by=by, reason=_("Taken back before the release."))
    StagedDecision.objects.filter(item=row).delete()
    events.record("unstage", row.deliberation, by=by, payload={"item": row.pk})


def _decided_item(item: AgendaItem, by: Any) -> AgendaItem:
    meeting = locked_meeting(item.deliberation)
    row = AgendaItem.objects.select_related("application", "deliberation").get(pk=item.pk)
    if meeting.closed_at is None or row.decided_at is None:
        raise CannotStage(_("Decisions are put down once the meeting is closed."))
    if row.recusals.filter(member=by).exists():
        raise CannotStage(_("You are recused from this item."))
    return row


def _withdraw(application: Application, *, by: Any, reason: str) -> None:
    for waiting in Approval.objects.select_for_update().filter(
        action__in=ACTIONS, subject_id=application.pk, outcome=""
    ):
        approvals.withdraw(waiting, reason=reason, by=by)


@transaction.atomic
def propose_notice(deliberation: Deliberation, *, by: Any) -> list[Approval]:
    """Put every carried item on the award list, best first, as far as the quotas go; what was put down before stays.

    Raises NothingCarried when no item can be proposed, Refused.
    """
    policies.require(by, "awards.deliberation.propose_notice", deliberation)
    made: list[Approval] = []
    for line in queries.shortlist(deliberation):
        item = line.item
        is_free = item.application.status == Status.DELIBERATION and not hasattr(item, "staged")
        if not line.is_inside or not is_free or item.recusals.filter(member=by).exists():
            continue
        staged = stage_decision(item, outcome=Staged.AWARD, by=by)
        if staged.approval is not None:
            made.append(staged.approval)
    if not made:
        raise NothingCarried(_("No item of this meeting was carried, or the quota is used up."))
    return made


@dataclass(frozen=True, slots=True)
class Trial:
    """What a release would do with one item today; without a fault it goes through."""

    item: AgendaItem
    staged: StagedDecision
    fault: str


def staged_rows(meeting: Deliberation) -> list[StagedDecision]:
    """Return what is intended for the items that still wait, by rank."""
    rows = StagedDecision.objects.filter(
        item__deliberation=meeting, item__application__status=Status.DELIBERATION
    ).select_related(
        "item__application__enterprise", "item__application__product", "approval", "item__deliberation"
    )
    return list(rows.order_by("item__rank"))


def try_release(meeting: Deliberation, *, by: Any, today: datetime.date) -> list[Trial]:
    """Carry the release out row by row and undo it all: what would stand against it, item by item."""
    found: list[Trial] = []
    with _undone():
        for staged in _rejections_first(staged_rows(meeting)):
            try:
                with transaction.atomic():
                    _move(staged, by=by, today=today)
                fault = ""
            except BusinessError as error:
                fault = str(error)
            found.append(Trial(staged.item, staged, fault))
    return sorted(found, key=lambda one: one.item.rank)


@contextmanager
def _undone() -> Iterator[None]:
    with transaction.atomic():
        try:
            yield
        finally:
            transaction.set_rollback(True)


def _rejections_first(rows: Sequence[StagedDecision]) -> list[StagedDecision]:
    return sorted(rows, key=lambda row: (row.outcome == Staged.AWARD, row.item.rank))


def _move(staged: StagedDecision, *, by: Any, today: datetime.date) -> None:
    approval = _approval_of(staged)
    application = staged.item.application
    if staged.outcome == Staged.AWARD:
        end = add_workdays(today, staged.item.deliberation.batch.notice_days)
        perform(
            application.open_notice,
            by=by,
            approval=approval,
            today=today,
            due_on=end.on,
            is_provisional=end.is_provisional,
        )
        return
    details = staged.details()
    perform(
        application.reject_or_defer,
        by=by,
        approval=approval,
        payload={"code": details["reason_code"]},
        reason=details["reason"],
        reason_code=details["reason_code"],
    )


def _approval_of(staged: StagedDecision) -> Approval:
    if staged.approval is None:
        raise NotReady(_("Put down by the director: a member of the committee has to confirm it."))
    return staged.approval


@transaction.atomic
def release(deliberation: Deliberation, *, by: Any, today: datetime.date) -> PublicNotice | None:
    """Release everything that was put down, all or nothing: awards as one public notice, the others refused or deferred.

    Raises NotReady or the reason why one of the applications cannot be moved; then nothing has happened.
    """
    policies.require(by, "awards.deliberation.publish", deliberation)
    meeting = locked_meeting(deliberation)
    rows = staged_rows(meeting)
    if not rows and not _proposed(meeting):
        raise NotReady(_("Nothing has been put down for this list."))
    for staged in rows:
        with naming_fault(staged.item.application):
            _approval_of(staged)
    for staged in rows:
        if staged.outcome != Staged.AWARD:
            with naming(staged.item.application):
                _move(staged, by=by, today=today)
    notice = publish_notice(meeting, by=by, today=today) if _proposed(meeting) else None
    events.record("release", meeting, by=by, payload={"items": len(rows)})
    return notice


def _proposed(meeting: Deliberation) -> bool:
    keys = meeting.items.values_list("application_id", flat=True)
    return Approval.objects.filter(action=ACTIONS[0], subject_id__in=keys, outcome="").exists()


@contextmanager
def naming_fault(application: Application) -> Iterator[None]:
    """Name the case in the reason why a list is not ready."""
    try:
        yield
    except NotReady as error:
        raise NotReady(f"{application} {application.product}: {error}") from error


@approvals.executes("applications.application.reject_or_defer")
@transaction.atomic
def reject_or_defer(approval: Approval, *, by: Any) -> Application:
    """Carry out the committee's proposal not to award, or to defer to another batch (T17).

    What belongs to the list of a meeting is released with it, not alone: raises NotReady.
    """
    if StagedDecision.objects.filter(approval=approval).exists():
        raise NotReady(_("This decision is released together with its list, on the page of the meeting."))
    application = Application.objects.get(pk=approval.subject_id)
    moved: Application = perform(
        application.reject_or_defer,
        by=by,
        approval=approval,
        payload={"code": approval.details.get("reason_code", "committee")},
        reason=approval.details.get("reason", ""),
        reason_code=approval.details.get("reason_code", "committee"),
    )
    return moved
