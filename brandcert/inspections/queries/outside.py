"""What is told of a case outside the offices: nothing of a mystery visit (暗访) before it was made."""

from __future__ import annotations

import copy
from collections.abc import Collection, Iterable, Sequence
from typing import Any, Final

from brandcert.applications.enums import AFTER_INSPECTION, Stage, Status
from brandcert.applications.models import Application, ApplicationQuerySet
from brandcert.core.models import Event
from brandcert.inspections.enums import Mode
from brandcert.inspections.models import Inspection

# In these states the visit was made, or the enterprise has to answer what it found.
MADE: Final = (Status.RECTIFICATION, *AFTER_INSPECTION, Status.AWARDED)
HIDDEN: Final = {"plan_inspection", "recount"}
# Of the office's own record, which units and experts read in part.
HIDDEN_FROM_STAFF: Final = HIDDEN | {
    "propose_plan_inspection",
    "decline_plan_inspection",
    "arrange_inspection",
    "inspect",
    "recount_plan",
    "flag_short_notice",
    "confirm_visit",
    "ask_other_visit",
    "decide_visit_date",
    "sign_visit",
}


def as_told(application: Application) -> Application:
    """Return the case as it is told outside: until a mystery visit was made, as it stood before it was planned.

    What is returned instead of the case is a copy to be read, never to be saved.
    """
    return all_as_told([application])[0]


def all_as_told(applications: Iterable[Application]) -> list[Application]:
    """Return each case as it is told outside, in the same order; one query where none has a mystery visit."""
    rows = list(applications)
    asked = [row.pk for row in rows if row.stage == Stage.INSPECTION and row.status not in MADE]
    visits: dict[int, list[Inspection]] = {}
    for visit in _visits(asked) if asked else ():
        visits.setdefault(visit.application_id, []).append(visit)
    return [_told(row, visits.get(row.pk, [])) for row in rows]


def told_events(
    application: Application, events: Iterable[Event], *, hidden: Collection[str] = frozenset(HIDDEN)
) -> list[Event]:
    """Return what happened without the planning of a mystery visit that was not made, and without its dates."""
    rows = list(events)
    if application.stage == Stage.AWARDED or not any(_step(row) in hidden for row in rows):
        return rows
    visits = list(_visits([application.pk]))
    return [row for row in rows if _step(row) not in hidden or not _is_secret(_visit_at(row, visits))]


def told_to(applications: Sequence[Application], user: Any) -> list[Application]:
    """Return each case as somebody is told it who works on it from outside; the team of the visit knows."""
    told = all_as_told(applications)
    masked = [row.pk for row, shown in zip(applications, told, strict=True) if shown is not row]
    known = _visited_by(user, masked) if masked else set()
    return [row if row.pk in known else shown for row, shown in zip(applications, told, strict=True)]


def events_told_to(application: Application, events: list[Event], user: Any) -> list[Event]:
    """Return the events of a case somebody is told of who works on it from outside."""
    if _visited_by(user, [application.pk]):
        return events
    return told_events(application, events, hidden=HIDDEN_FROM_STAFF)


def _visited_by(user: Any, applications: Sequence[int]) -> set[int]:
    rows = Inspection.objects.filter(application__in=applications, team__user=user.pk, cancelled_at=None)
    return set(rows.values_list("application", flat=True))


ApplicationQuerySet.tellers.append(told_to)


def _told(application: Application, visits: Sequence[Inspection]) -> Application:
    if not any(_is_secret(visit) for visit in visits):
        return application
    told = copy.copy(application)
    is_under_way = application.status == Status.INSPECTION and _is_secret(visits[-1])
    # Past the protection of the field, which guards what is stored: nobody saves this copy.
    if is_under_way:
        told.__dict__["status"] = Status.REVIEW_DONE.value
        told.due_on, told.is_due_provisional = None, False
    if not _were_announced(application, visits):
        told.stage = Stage.EXPERT_REVIEW
    return told


def _were_announced(application: Application, visits: Sequence[Inspection]) -> bool:
    """Say whether an earlier visit was told of, so that the stage is known; a plan nobody approved never was."""
    known = [visit for visit in visits if not _is_secret(visit)]
    if not known:
        return False
    plans = Event.objects.about(application).filter(name__endswith=".plan_inspection")
    carried_out = {found.pk for row in plans if (found := _visit_at(row, visits)) is not None}
    return any(visit.pk in carried_out for visit in known)


def _visits(applications: Sequence[int]) -> Any:
    """Return the visits of the cases in the order they were planned, with whether something was to be put right."""
    rows = Inspection.objects.filter(application__in=applications).order_by("planned_at", "pk")
    return rows.prefetch_related("findings__rectification")


def _visit_at(event: Event, visits: Sequence[Inspection]) -> Inspection | None:
    """Return the visit the event is about: the last that was planned before it."""
    return next((visit for visit in reversed(visits) if visit.planned_at <= event.at), None)


def _is_secret(visit: Inspection | None) -> bool:
    """Say whether nobody outside may know of the visit: reported or ordered to be put right, it was made."""
    if visit is None or visit.mode != Mode.MYSTERY or visit.locked_at is not None:
        return False
    return not any(hasattr(finding, "rectification") for finding in visit.findings.all())


def _step(event: Event) -> str:
    return event.name.rpartition(".")[2]
