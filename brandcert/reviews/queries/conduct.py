"""What the experts of a batch have done so far: load, clocks, leniency, and the patterns of their locked sheets."""

from __future__ import annotations

import datetime
from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass, field
from functools import cached_property
from statistics import median

from django.utils import timezone

from brandcert.core.models import Event
from brandcert.enterprises.models import Enterprise
from brandcert.programs.models import Criterion
from brandcert.reviews import patterns
from brandcert.reviews.calibration import Calibration, Estimate
from brandcert.reviews.enums import LIVE, OPEN, AssignmentStatus
from brandcert.reviews.models import Affiliate, Assignment, CriterionScore, Expert
from brandcert.reviews.patterns import Pattern, Sheet
from brandcert.reviews.queries.board import Board, Task
from brandcert.reviews.queries.record import LOCKED_BY


@dataclass(slots=True)
class Worker:
    """An expert with the tasks he has or had in the batch."""

    expert: Expert
    tasks: list[Task] = field(default_factory=list)
    late: int = 0
    days: float | None = None
    leniency: Estimate | None = None
    kinds: list[str] = field(default_factory=list)
    unanswered: int = 0
    overdue: int = 0

    @property
    def load(self) -> int:
        """Return how many tasks count as his."""
        return sum(task.status in LIVE for task in self.tasks)

    @property
    def locked(self) -> int:
        """Return how many sheets he locked."""
        return sum(task.status == AssignmentStatus.LOCKED for task in self.tasks)

    @property
    def waiting(self) -> int:
        """Return how many invitations he has not answered."""
        return sum(task.status == AssignmentStatus.INVITED for task in self.tasks)

    @property
    def lost(self) -> int:
        """Return how many tasks were given to others."""
        return sum(task.status == AssignmentStatus.REPLACED for task in self.tasks)

    @property
    def open(self) -> list[Task]:
        """Return the tasks that wait for him."""
        return [task for task in self.tasks if task.status in OPEN]


class Conduct:
    """The experts of a batch on one day; built beside the board, from the same tasks."""

    def __init__(self, board: Board) -> None:
        """Know the board."""
        self.board = board

    @cached_property
    def sheets(self) -> list[Sheet]:
        """Return the locked sheets as numbers; nothing else of any sheet is read."""
        own = {task.key: task for task in self.board.tasks if task.status == AssignmentStatus.LOCKED}
        points: dict[int, dict[int, float]] = defaultdict(dict)
        rows = CriterionScore.objects.filter(
            score__assignment__panel__application__batch=self.board.batch,
            score__assignment__status=AssignmentStatus.LOCKED,
            points__isnull=False,
        )
        for key, criterion, value in rows.values_list("score__assignment", "criterion", "points"):
            points[key][criterion] = float(value)
        maxima = {row.pk: float(row.maximum) for row in self._criteria(points.values())}
        owners = self.owners
        return [
            Sheet(
                case=own[key].case,
                judge=own[key].expert,
                owner=owners[own[key].case],
                points=given,
                maxima=maxima,
                minutes=self.minutes.get(key),
            )
            for key, given in sorted(points.items())
            if key in own
        ]

    @staticmethod
    def _criteria(points: Iterable[dict[int, float]]) -> Iterable[Criterion]:
        return Criterion.objects.filter(pk__in={key for given in points for key in given})

    @cached_property
    def enterprises(self) -> dict[int, int]:
        """Return the enterprise of each case of the batch."""
        rows = Assignment.objects.filter(panel__application__batch=self.board.batch).order_by()
        return dict(rows.values_list("panel__application", "panel__application__enterprise").distinct())

    @cached_property
    def owners(self) -> dict[int, int]:
        """Return for each case the enterprise whose group it belongs to: the first of those with a body in common."""
        keys = set(self.enterprises.values())
        bodies: dict[str, set[int]] = defaultdict(set)
        codes = Enterprise.objects.filter(pk__in=keys, credit_code__isnull=False)
        related = Affiliate.objects.filter(enterprise__in=keys)
        for key, code in [
            *codes.values_list("pk", "credit_code"),
            *related.values_list("enterprise", "credit_code"),
        ]:
            bodies[code or ""].add(key)
        head = {key: key for key in keys}

        def top(key: int) -> int:
            while head[key] != key:
                key = head[key]
            return key

        for members in bodies.values():
            tops = sorted(top(key) for key in members)
            for one in tops[1:]:
                head[one] = tops[0]
        return {case: top(enterprise) for case, enterprise in self.enterprises.items()}

    @cached_property
    def locked_at(self) -> dict[int, datetime.datetime]:
        """Return when each sheet was locked."""
        keys = [task.key for task in self.board.tasks]
        rows = Event.objects.filter(name=LOCKED_BY, subject_id__in=keys)
        return dict(rows.values_list("subject_id", "at"))

    @cached_property
    def begun(self) -> dict[int, tuple[datetime.datetime | None, datetime.datetime | None]]:
        """Return when each declaration was signed and each sheet first opened."""
        rows = Assignment.objects.filter(panel__application__batch=self.board.batch)
        return {
            key: (declared, opened)
            for key, declared, opened in rows.values_list("pk", "declared_at", "opened_at")
        }

    @cached_property
    def minutes(self) -> dict[int, float]:
        """Return how long each sheet took from its first opening to its lock, as far as that is known."""
        found = {}
        for key, at in self.locked_at.items():
            opened = self.begun[key][1]
            if opened is not None:
                found[key] = (at - opened).total_seconds() / 60
        return found

    @cached_property
    def calibration(self) -> Calibration | None:
        """Return the leniency by the locked sheets."""
        return patterns.fit(self.sheets)

    @cached_property
    def patterns(self) -> list[Pattern]:
        """Return what in the locked sheets cannot well be chance."""
        return patterns.find(self.sheets, self.calibration)

    @cached_property
    def experts(self) -> dict[int, Expert]:
        """Return everybody who has or had a task, by name."""
        keys = {task.expert for task in self.board.tasks}
        rows = Expert.objects.filter(pk__in=keys).select_related("user").order_by("user__name", "pk")
        return {row.pk: row for row in rows}

    @cached_property
    def workers(self) -> dict[int, Worker]:
        """Return what each of them did."""
        found = {key: Worker(row) for key, row in self.experts.items()}
        for task in self.board.tasks:
            found[task.expert].tasks.append(task)
        for key, worker in found.items():
            self._count(worker)
            worker.leniency = self.calibration.judges.get(key) if self.calibration else None
        for pattern in self.patterns:
            for judge in pattern.judges:
                found[judge].kinds.append(pattern.kind.value)
        return found

    def _count(self, worker: Worker) -> None:
        spans, left = [], self.board.left
        for task in worker.tasks:
            at, declared = self.locked_at.get(task.key), self.begun[task.key][0]
            if at is not None:
                worker.late += task.due_on is not None and timezone.localdate(at) > task.due_on
                spans += [(at - declared).total_seconds() / 86400] if declared else []
            is_over = task.status in OPEN and task.term is not None and left[task.term] < 0
            worker.unanswered += is_over and task.status == AssignmentStatus.INVITED
            worker.overdue += is_over and task.status == AssignmentStatus.AGREED
        worker.days = median(spans) if spans else None
