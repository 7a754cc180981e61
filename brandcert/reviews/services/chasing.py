"""Seeing to it that tasks are done: reminding by hand, giving on what is late, and the clock that does so by itself."""

from __future__ import annotations

import contextlib
import datetime
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any, Final

from django.db import transaction
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_noop

from brandcert.applications.enums import Status
from brandcert.applications.models import Application
from brandcert.core import events, policies
from brandcert.core.actors import SYSTEM
from brandcert.core.delivery import sweeper
from brandcert.core.errors import BusinessError, GuardFailed
from brandcert.core.models import Event
from brandcert.core.transitions import locked, perform
from brandcert.core.workdays import workdays_left
from brandcert.programs.models import Batch
from brandcert.reviews import queries
from brandcert.reviews.enums import LIVE, AssignmentStatus
from brandcert.reviews.models import Assignment, Expert
from brandcert.reviews.services.panels import NotEnoughExperts, draw_for, replace_expert
from brandcert.reviews.services.reminding import remind_expert

UNANSWERED: Final = gettext_noop("The invitation was not answered in time.")
LATE: Final = gettext_noop(
    "The score sheet was not handed in within the days the batch allows after its term."
)
_FLAG: Final = "reviews.assignment.flag_late"
_NOBODY: Final = "reviews.assignment.find_nobody"
_IN_REVIEW: Final = (Status.ACCEPTED, Status.EXPERT_REVIEW)


@dataclass(frozen=True, slots=True)
class GivenOn:
    """How many tasks went to somebody else, and why the others did not."""

    done: int
    refused: tuple[tuple[str, str], ...]


def urge(tasks: Iterable[Assignment], *, by: Any, now: datetime.datetime) -> int:
    """Remind the experts of several open tasks by hand; return how many reminders went out.

    Raises Refused; GuardFailed when each of them was reminded of today or none is open.
    """
    count = 0
    for task in tasks:
        with contextlib.suppress(BusinessError):
            remind_expert(task, by=by, now=now)
            count += 1
    if not count:
        raise GuardFailed(_("Nothing is open there that was not reminded of today."))
    return count


def replace_open(expert: Expert, *, batch: Batch, reason: str, by: Any, today: datetime.date) -> GivenOn:
    """Give every open task of an expert in the batch to somebody drawn in his place; each stands for itself.

    Raises GuardFailed without reason or open task, Refused.
    """
    policies.require(by, "reviews.assignment.replace", None)
    if not reason.strip():
        raise GuardFailed(_("Please give a reason."))
    rows = Assignment.objects.open().filter(expert=expert, panel__application__batch=batch)
    tasks = list(rows.select_related("panel__application").order_by("pk"))
    if not tasks:
        raise GuardFailed(_("This expert has no open task in the batch."))
    refused = []
    for task in tasks:
        try:
            replace_expert(task, reason=reason.strip()[:500], by=by, today=today)
        except BusinessError as error:
            refused.append((str(task.panel.application), str(error)))
    return GivenOn(len(tasks) - len(refused), tuple(refused))


def chase(*, today: datetime.date) -> int:
    """Flag every task whose term is over, once, and give on what its expert had days enough for; return how many went on.

    An invitation goes on from the working day after its last; a sheet after as many further working days as the
    batch allows. Nobody loses a task for which the pool has no successor: that is written down, and tried again tomorrow.
    """
    tasks = _over(today)
    left = workdays_left(today, [term for _task, term in tasks])
    flagged = _seen(_FLAG, tasks)
    tried = _seen(_NOBODY, tasks)
    count = 0
    for task, term in tasks:
        if (task.pk, term.isoformat()) not in flagged:
            _record_once("flag_late", task, on=term)
        is_answer = task.status == AssignmentStatus.INVITED
        allowed = 0 if is_answer else task.panel.application.batch.late_days
        if -left[term] > allowed and (task.pk, today.isoformat()) not in tried:
            count += _give_on(task, reason=UNANSWERED if is_answer else LATE, today=today)
    return count


def _over(today: datetime.date) -> list[tuple[Assignment, datetime.date]]:
    """Return the open tasks whose term has passed, each with that term."""
    invited = Q(status=AssignmentStatus.INVITED, answer_by__lt=today)
    rows = Assignment.objects.open().filter(
        invited | Q(due_on__lt=today), panel__application__status__in=_IN_REVIEW
    )
    found = []
    for task in rows.select_related("panel__application__batch").order_by("pk"):
        is_invited = task.status == AssignmentStatus.INVITED
        term = (task.answer_by or task.due_on) if is_invited else task.due_on
        if term is not None and term < today:
            found.append((task, term))
    return found


def _seen(name: str, tasks: Iterable[tuple[Assignment, datetime.date]]) -> set[tuple[int, str]]:
    rows = Event.objects.filter(name=name, subject_id__in=[task.pk for task, _term in tasks])
    return {(key, payload["on"]) for key, payload in rows.values_list("subject_id", "payload")}


def _record_once(act: str, task: Assignment, *, on: datetime.date) -> None:
    """Write what the clock found, unless another clock did so meanwhile or the task has ended."""
    with transaction.atomic():
        row = locked(task)
        known = Event.objects.filter(name=f"reviews.assignment.{act}", subject_id=row.pk)
        if row.status == task.status and not known.filter(payload__on=on.isoformat()).exists():
            events.record(act, row, by=SYSTEM, payload={"on": on.isoformat(), "status": row.status})


def _give_on(task: Assignment, *, reason: str, today: datetime.date) -> bool:
    """Replace an expert by the rule of the panel, both or nothing."""
    try:
        with transaction.atomic():
            case = locked(task.panel.application)
            row = locked(task)
            if case.status not in _IN_REVIEW or row.status != task.status:
                return False
            perform(row.give_on, by=SYSTEM, reason=reason, payload={"why": row.status})
            draw_for(
                row.panel,
                case,
                size=1,
                purpose="replacement",
                by=SYSTEM,
                today=today,
                seed=None,
                is_arbitrator=row.is_arbitrator,
            )
    except (NotEnoughExperts, GuardFailed):
        _record_once("find_nobody", task, on=today)
        return False
    return True


def draw_after_leaving(assignment: Assignment, *, today: datetime.date) -> Assignment | None:
    """Put somebody in the place of an expert who left a panel, by the rule and from the seed of its first drawing.

    Returns None when nobody is missing, the case no longer waits, or the pool gives nobody: then the secretary
    sees a panel that lacks experts.
    """
    with transaction.atomic():
        case = locked(assignment.panel.application)
        row = Assignment.objects.select_related("panel__batch_draw").get(pk=assignment.pk)
        if case.status not in (Status.ACCEPTED, Status.EXPERT_REVIEW) or not _misses(row, case):
            return None
        facts: dict[str, Any] = {"size": 1, "purpose": "replacement", "by": SYSTEM, "today": today}
        try:
            with transaction.atomic():
                return draw_for(row.panel, case, seed=None, is_arbitrator=row.is_arbitrator, **facts)[0]
        except (NotEnoughExperts, GuardFailed):
            return None


def _misses(row: Assignment, case: Application) -> bool:
    """Say whether the place of somebody who left is empty; that of a further expert only while a divergence waits."""
    if row.panel.batch_draw is None and not case.draws.exists():
        return False
    state = queries.progress(row.panel, case.batch)
    if not row.is_arbitrator:
        return bool(state.missing)
    is_called = row.panel.assignments.filter(is_arbitrator=True, status__in=LIVE).exists()
    return state.diverges and not state.is_divergence_handled and not is_called


@sweeper
def watch_tasks() -> None:
    """The clock of the experts' tasks."""
    chase(today=timezone.localdate())
