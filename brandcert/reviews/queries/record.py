"""What experts have shown so far: in time or late, replaced or recused, and how far from their panels they score."""

from __future__ import annotations

import datetime
from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from decimal import ROUND_HALF_UP, Decimal
from typing import Final

from django.utils import timezone

from brandcert.core.models import Event
from brandcert.reviews.enums import OPEN, AssignmentStatus
from brandcert.reviews.models import Assignment

LOCKED_BY: Final = "reviews.assignment.lock"
_CENT: Final = Decimal("0.01")


@dataclass(slots=True)
class Record:
    """The record of an expert (履职记录), computed from tasks and locked sheets, never entered.

    `distance` is the mean of how far the totals lie from the mean of the others' locked totals, `lean` the same with
    its sign: positive for somebody who gives more than the others. Without a sheet beside others' both are None.
    """

    in_time: int = 0
    late: int = 0
    overdue: int = 0
    replaced: int = 0
    declined: int = 0
    void: int = 0
    compared: int = 0
    distance: Decimal | None = None
    lean: Decimal | None = None

    @property
    def locked(self) -> int:
        """Return how many sheets were signed."""
        return self.in_time + self.late


def records(experts: Iterable[int], *, today: datetime.date) -> dict[int, Record]:
    """Return the record of each of the experts, in three queries whatever their number."""
    found = {key: Record() for key in experts}
    tasks = list(
        Assignment.objects.filter(expert__in=list(found)).values_list("pk", "expert", "status", "due_on")
    )
    locked_on = _locked_on(pk for pk, *_rest in tasks)
    for pk, expert, status, due_on in tasks:
        _count(found[expert], status, due_on, locked_on.get(pk), today)
    for expert, gaps in _gaps(found).items():
        row = found[expert]
        row.compared = len(gaps)
        row.distance = _mean([abs(gap) for gap in gaps])
        row.lean = _mean(gaps)
    return found


def _locked_on(tasks: Iterable[int]) -> dict[int, datetime.date]:
    rows = Event.objects.filter(name=LOCKED_BY, subject_id__in=list(tasks))
    return {subject: timezone.localdate(at) for subject, at in rows.values_list("subject_id", "at")}


def _count(
    row: Record,
    status: str,
    due_on: datetime.date | None,
    locked_on: datetime.date | None,
    today: datetime.date,
) -> None:
    if locked_on is not None:
        is_late = due_on is not None and locked_on > due_on
        row.late, row.in_time = row.late + is_late, row.in_time + (not is_late)
    row.overdue += status in OPEN and due_on is not None and due_on < today
    row.replaced += status == AssignmentStatus.REPLACED
    row.declined += status == AssignmentStatus.DECLINED
    row.void += status == AssignmentStatus.VOID


def _gaps(experts: Iterable[int]) -> dict[int, list[Decimal]]:
    """Return, for each expert, the distances of his locked totals from the mean of the others on the same panel."""
    own = Assignment.objects.locked().filter(expert__in=list(experts)).values("panel")
    panels: dict[int, list[tuple[int, Decimal]]] = defaultdict(list)
    rows = Assignment.objects.locked().filter(panel__in=own, score__total__isnull=False)
    for panel, expert, total in rows.values_list("panel", "expert", "score__total"):
        panels[panel].append((expert, total or Decimal(0)))
    gaps: dict[int, list[Decimal]] = defaultdict(list)
    asked = set(experts)
    for sheets in panels.values():
        for place, (expert, total) in enumerate(sheets):
            others = [one for n, (_who, one) in enumerate(sheets) if n != place]
            if expert in asked and others:
                gaps[expert].append(total - sum(others, Decimal(0)) / len(others))
    return gaps


def _mean(values: list[Decimal]) -> Decimal:
    return (sum(values, Decimal(0)) / len(values)).quantize(_CENT, rounding=ROUND_HALF_UP)
