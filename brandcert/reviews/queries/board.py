"""How far the review of a batch is and what blocks each case; no score of an open sheet is read here."""

from __future__ import annotations

import datetime
from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from decimal import Decimal
from enum import StrEnum
from functools import cached_property
from typing import Any, Final

from django.db.models import Count, Sum

from brandcert.applications.enums import Status
from brandcert.applications.models import Application
from brandcert.core.models import Approval, Event
from brandcert.core.workdays import workdays_left
from brandcert.programs.enums import CriterionStage
from brandcert.programs.models import Batch, Criterion
from brandcert.reviews import scoring
from brandcert.reviews.enums import LIVE, OPEN, AssignmentStatus
from brandcert.reviews.models import Assignment, InvitationRun, Panel
from brandcert.reviews.policies import ties
from brandcert.reviews.queries import size_needed

IN_REVIEW: Final = (Status.ACCEPTED, Status.EXPERT_REVIEW)
# A sheet nobody has begun so few working days before its end is a worry.
SOON: Final = 3
_PROPOSED: Final = (
    "applications.application.finish_review",
    "applications.application.void_and_rescore",
    "reviews.assignment.void",
)
NOBODY_FOUND: Final = "reviews.assignment.find_nobody"


class Why(StrEnum):
    """What keeps a case from going on, the gravest first."""

    CONFLICT = "conflict"
    OVERDUE = "overdue"
    UNANSWERED = "unanswered"
    SHORT = "short"
    DIVERGES = "diverges"
    UNDRAWN = "undrawn"
    APPOINT = "appoint"
    PROPOSE = "propose"
    APPROVAL = "approval"
    NOT_BEGUN = "not_begun"
    WAITING = "waiting"
    SCORING = "scoring"
    INVITING = "inviting"


# What waits for nobody but the people who have it in hand, within their time.
IN_HAND: Final = frozenset({Why.WAITING, Why.SCORING, Why.INVITING})


@dataclass(frozen=True, slots=True)
class Task:
    """An assignment without its sheet: only whether one was begun, and the total once it is locked."""

    key: int
    case: int
    expert: int
    status: str
    is_arbitrator: bool
    due_on: datetime.date | None
    answer_by: datetime.date | None
    is_begun: bool
    total: Decimal | None

    @property
    def term(self) -> datetime.date | None:
        """Return the last day for what is to be done next: the answer to an invitation, or the sheet."""
        return self.answer_by or self.due_on if self.status == AssignmentStatus.INVITED else self.due_on


@dataclass(frozen=True, slots=True)
class Block:
    """One thing that blocks a case: what, how many, until when, how many working days are left, whose tasks."""

    why: Why
    count: int
    due: datetime.date | None
    left: int | None
    tasks: tuple[Task, ...] = ()

    @property
    def is_late(self) -> bool:
        """Say whether its time is over."""
        return self.left is not None and self.left < 0

    @property
    def is_grave(self) -> bool:
        """Say whether somebody has to act at once."""
        return self.is_late or self.why in (Why.CONFLICT, Why.OVERDUE)


@dataclass(frozen=True, slots=True)
class Blocked:
    """A case under review with what blocks it, the gravest first."""

    case: Application
    blocks: tuple[Block, ...]

    @property
    def is_blocked(self) -> bool:
        """Say whether it waits for more than people who have it in hand within their time."""
        return any(one.why not in IN_HAND for one in self.blocks)

    @property
    def rank(self) -> tuple[Any, ...]:
        """Return by what the cases are sorted: grave ones first, then those late longest."""
        first = self.blocks[0] if self.blocks else None
        lefts = [one.left for one in self.blocks if one.left is not None]
        order = list(Why).index(first.why) if first else len(Why)
        is_grave = any(one.is_grave for one in self.blocks)
        return (not is_grave, not self.is_blocked, min(lefts, default=999), order, self.case.pk)


class Board:
    """The review of a batch on one day, read once."""

    def __init__(self, batch: Batch, *, today: datetime.date) -> None:
        """Know batch and day."""
        self.batch, self.today = batch, today

    @cached_property
    def counts(self) -> dict[int, Counter[str]]:
        """Return how many cases of each category are in which state."""
        found: dict[int, Counter[str]] = defaultdict(Counter)
        rows = Application.objects.filter(batch=self.batch).exclude(status=Status.DRAFT)
        for category, status, count in (
            rows.order_by().values_list("category", "status").annotate(count=Count("pk"))
        ):
            found[category][status] = count
        return dict(found)

    @cached_property
    def cases(self) -> list[Application]:
        """Return the cases that are accepted or in review."""
        rows = Application.objects.filter(batch=self.batch, status__in=IN_REVIEW)
        return list(rows.select_related("enterprise", "product", "category").order_by("pk"))

    @cached_property
    def panels(self) -> dict[int, Panel]:
        """Return the panel of each case that has one."""
        rows = Panel.objects.filter(application__in=[one.pk for one in self.cases])
        return {row.application_id: row for row in rows}

    @cached_property
    def tasks(self) -> list[Task]:
        """Return every task of the batch, those of finished cases included."""
        rows = Assignment.objects.filter(panel__application__batch=self.batch).order_by("pk")
        totals = dict(rows.locked().values_list("pk", "score__total"))
        fields = ("pk", "panel__application", "expert", "status", "is_arbitrator", "due_on", "answer_by")
        found = []
        for key, *facts, sheet in rows.values_list(*fields, "score__pk"):
            case, expert, status, is_arbitrator, due_on, until = facts
            total = totals.get(key)
            found.append(
                Task(key, case, expert, status, is_arbitrator, due_on, until, sheet is not None, total)
            )
        return found

    @cached_property
    def live(self) -> dict[int, list[Task]]:
        """Return, for each case, the tasks of those who sit on its panel."""
        found: dict[int, list[Task]] = defaultdict(list)
        for task in self.tasks:
            if task.status in LIVE:
                found[task.case].append(task)
        return dict(found)

    @cached_property
    def left(self) -> Mapping[datetime.date, int]:
        """Return the working days left until each date of the page."""
        dates = {task.term for task in self.tasks} | {case.due_on for case in self.cases}
        return workdays_left(self.today, [one for one in dates if one is not None])

    @cached_property
    def tied(self) -> dict[int, set[int]]:
        """Return, for each case, the members of its panel whom something ties to the enterprise, found just now."""
        found: dict[int, set[int]] = defaultdict(set)
        members = {(task.case, task.expert) for rows in self.live.values() for task in rows}
        for one in ties.find(self.cases, experts={expert for _case, expert in members}, today=self.today):
            if (one.application, one.expert) in members:
                found[one.application].add(one.expert)
        return dict(found)

    @cached_property
    def proposals(self) -> dict[tuple[str, int], Approval]:
        """Return the proposals about results and sheets that wait for the second person."""
        rows = Approval.objects.filter(action__in=_PROPOSED, outcome="").order_by("pk")
        return {(row.subject_type, row.subject_id): row for row in rows}

    @cached_property
    def without_successor(self) -> set[int]:
        """Return the tasks for which the clock found nobody in the pool."""
        keys = [task.key for task in self.tasks if task.status in OPEN]
        rows = Event.objects.filter(name=NOBODY_FOUND, subject_id__in=keys)
        return set(rows.values_list("subject_id", flat=True))

    @cached_property
    def being_invited(self) -> set[int]:
        """Return the cases of a drawing whose experts a worker is about to invite."""
        runs = InvitationRun.objects.filter(draw__batch=self.batch, finished_at=None).select_related("draw")
        return {case["id"] for run in runs for case in run.draw.record["inputs"]["cases"]}

    @cached_property
    def maxima(self) -> dict[int, Decimal]:
        """Return the points of the documents of each rubric."""
        rubrics = {panel.rubric_id for panel in self.panels.values()}
        rows = Criterion.objects.filter(dimension__rubric__in=rubrics, stage=CriterionStage.DOCUMENTS)
        summed = rows.order_by().values("dimension__rubric").annotate(most=Sum("maximum"))
        return dict(summed.values_list("dimension__rubric", "most"))

    @cached_property
    def blocked(self) -> list[Blocked]:
        """Return every case under review with what blocks it, the most urgent first."""
        rows = [Blocked(case, tuple(self._blocks(case))) for case in self.cases]
        return sorted(rows, key=lambda row: row.rank)

    # --- one case ----------------------------------------------------------------------------
    def _blocks(self, case: Application) -> list[Block]:
        panel = self.panels.get(case.pk)
        if panel is None:
            why = Why.INVITING if case.pk in self.being_invited else Why.UNDRAWN
            return [self._block(why, 1, case.due_on)]
        tasks = self.live.get(case.pk, [])
        found = [*self._of_panel(case, tasks), *self._of_tasks(tasks)]
        if case.status == Status.EXPERT_REVIEW:
            found += self._of_sheets(case, panel, tasks)
        elif not found:
            found = [self._block(Why.APPOINT, 1, case.due_on)]
        order = list(Why)
        return sorted(found, key=lambda one: order.index(one.why))

    def _block(self, why: Why, count: int, due: datetime.date | None, tasks: Iterable[Task] = ()) -> Block:
        return Block(why, count, due, self.left[due] if due else None, tuple(tasks))

    def _of_panel(self, case: Application, tasks: list[Task]) -> list[Block]:
        found, tied = [], self.tied.get(case.pk, set())
        if tied:
            own = [task for task in tasks if task.expert in tied]
            found.append(self._block(Why.CONFLICT, len(own), None, own))
        missing = size_needed(self.batch) - len(tasks)
        if missing > 0:
            found.append(self._block(Why.SHORT, missing, case.due_on))
        return found

    def _of_tasks(self, tasks: list[Task]) -> list[Block]:
        groups: dict[Why, list[Task]] = defaultdict(list)
        for task in tasks:
            if task.status in OPEN:
                groups[self._why(task)].append(task)
        return [
            self._block(why, len(own), min((one.term for one in own if one.term), default=None), own)
            for why, own in groups.items()
        ]

    def _why(self, task: Task) -> Why:
        left = self.left[task.term] if task.term else None
        is_invited = task.status == AssignmentStatus.INVITED
        if left is not None and left < 0:
            return Why.UNANSWERED if is_invited else Why.OVERDUE
        if is_invited:
            return Why.WAITING
        is_soon = left is not None and left <= SOON
        return Why.NOT_BEGUN if is_soon and not task.is_begun else Why.SCORING

    def _of_sheets(self, case: Application, panel: Panel, tasks: list[Task]) -> list[Block]:
        waiting = self.proposals.get(("applications.application", case.pk))
        about = [task for task in tasks if ("reviews.assignment", task.key) in self.proposals]
        if waiting or about:
            return [self._block(Why.APPROVAL, 1, case.due_on, about)]
        if self.diverging(case):
            return [self._block(Why.DIVERGES, 1, case.due_on)]
        is_done = len(tasks) >= size_needed(self.batch) and not any(one.status in OPEN for one in tasks)
        return [self._block(Why.PROPOSE, 1, case.due_on)] if is_done else []

    def diverging(self, case: Application) -> bool:
        """Say whether the locked totals lie too far apart and nobody has dealt with that."""
        panel, tasks = self.panels.get(case.pk), self.live.get(case.pk, [])
        if panel is None or case.status != Status.EXPERT_REVIEW or panel.divergence_note.strip():
            return False
        # A further expert was called: his sheet is awaited like any other.
        if any(task.is_arbitrator for task in tasks):
            return False
        totals = [task.total for task in tasks if task.total is not None]
        return scoring.diverges(
            totals,
            percent=self.batch.divergence_percent,
            maximum=self.maxima.get(panel.rubric_id, Decimal(0)),
        )
