"""A meeting as its members need it: every item with scores, thresholds, integrity and votes, in a fixed number of queries."""

import datetime
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from django.utils.translation import get_language

from brandcert.applications.enums import Status
from brandcert.applications.models import Application
from brandcert.awards.enums import Choice
from brandcert.awards.models import AgendaItem, Deliberation, Vote
from brandcert.awards.queries.cases import carries, places_left
from brandcert.core.models import Approval
from brandcert.enterprises.queries import integrity_faults
from brandcert.programs.models import Batch, Rubric


@dataclass(frozen=True, slots=True)
class DimensionMark:
    """The points of one dimension against what the batch asks for."""

    title: str
    points: Decimal
    maximum: Decimal
    needed: Decimal

    @property
    def is_weak(self) -> bool:
        """Say whether the points stay below what is needed."""
        return self.points < self.needed


@dataclass(frozen=True, slots=True)
class AgendaRow:
    """One item of the agenda; `waiting` names the steps somebody has proposed, `ends_quota` the last place."""

    item: AgendaItem
    dimensions: tuple[DimensionMark, ...]
    integrity: str
    votes: tuple[Vote, ...]
    tally: Mapping[str, int]
    is_carried: bool
    waiting: frozenset[str]
    ends_quota: bool

    @property
    def application(self) -> Application:
        """Return what the item is about."""
        return self.item.application

    @property
    def reaches_total(self) -> bool:
        """Say whether the total is what an award needs."""
        total = self.application.total_score
        return total is not None and total >= self.application.batch.award_score

    def vote_of(self, user: Any) -> Vote | None:
        """Return the person's own vote."""
        return next((vote for vote in self.votes if vote.member_id == user.pk), None)


@dataclass(frozen=True, slots=True)
class Agenda:
    """The whole agenda in the order of the ranking; `places` is None without a quota."""

    rows: tuple[AgendaRow, ...]
    places: int | None


def agenda(meeting: Deliberation, *, today: datetime.date) -> Agenda:
    """Return the agenda of the meeting with everything the members decide by."""
    items = list(
        meeting.items.select_related(
            "application__batch",
            "application__enterprise",
            "application__product",
            "application__category",
            "application__panel__rubric",
        ).order_by("rank")
    )
    cases = [item.application for item in items]
    rubrics = _rubrics(cases)
    cast = list(Vote.objects.filter(item__deliberation=meeting).select_related("member").order_by("pk"))
    faults = integrity_faults(
        {case.enterprise_id for case in cases}, today=today, days=meeting.batch.integrity_days
    )
    proposed = _proposed(cases)
    rows = [
        _row(
            item,
            meeting.batch,
            rubrics[item.application_id],
            [vote for vote in cast if vote.item_id == item.pk],
            faults[item.application.enterprise_id] or "",
            proposed.get(item.application_id, frozenset()),
        )
        for item in items
    ]
    places = places_left(meeting.batch)
    return Agenda(_with_quota(rows, places, is_closed=meeting.closed_at is not None), places)


def _row(
    item: AgendaItem,
    batch: Batch,
    rubric: Rubric,
    cast: Sequence[Vote],
    fault: str,
    waiting: frozenset[str],
) -> AgendaRow:
    counted = Counter(vote.choice for vote in cast)
    tally = {choice: counted[choice] for choice in Choice.values}
    marks = _marks(item.application, rubric, batch.dimension_percent)
    return AgendaRow(item, marks, fault, tuple(cast), tally, carries(tally, batch.quorum), waiting, False)


def _with_quota(rows: Iterable[AgendaRow], places: int | None, *, is_closed: bool) -> tuple[AgendaRow, ...]:
    """Mark the last item the quota has a place for: while the meeting is open by rank, afterwards among the carried."""
    found = list(rows)
    competing = [
        place
        for place, row in enumerate(found)
        if row.application.status == Status.DELIBERATION and (row.is_carried or not is_closed)
    ]
    if places and len(competing) > places:
        last = competing[places - 1]
        row = found[last]
        found[last] = AgendaRow(
            row.item, row.dimensions, row.integrity, row.votes, row.tally, row.is_carried, row.waiting, True
        )
    return tuple(found)


def _marks(application: Application, rubric: Rubric, percent: int) -> tuple[DimensionMark, ...]:
    is_chinese = (get_language() or "zh").startswith("zh")
    return tuple(
        DimensionMark(
            row.title if is_chinese or not row.title_en else row.title_en,
            Decimal(str(application.dimension_scores.get(row.key, "0"))),
            row.maximum,
            row.maximum * row.gate(percent) / 100,
        )
        for row in rubric.dimensions.all()
    )


def _rubrics(cases: Sequence[Application]) -> dict[int, Rubric]:
    """Return the rubric of each application, as `rubric_of` does for one, with its dimensions."""
    asked = {panel.rubric_id for case in cases if (panel := getattr(case, "panel", None)) is not None}
    categories = {case.category_id for case in cases}
    known = (
        Rubric.objects.filter(category__in=categories, is_draft=False)
        .order_by("version")
        .prefetch_related("dimensions")
    )
    rubrics = {rubric.pk: rubric for rubric in known}
    newest = {rubric.category_id: rubric for rubric in rubrics.values()}
    missing = asked - rubrics.keys()
    rubrics |= Rubric.objects.prefetch_related("dimensions").in_bulk(missing) if missing else {}
    return {
        case.pk: rubrics[case.panel.rubric_id] if hasattr(case, "panel") else newest[case.category_id]
        for case in cases
    }


def _proposed(cases: Sequence[Application]) -> dict[int, frozenset[str]]:
    """Return the names of the steps that wait for their second person, by application."""
    found: dict[int, set[str]] = {}
    for approval in Approval.objects.filter(
        subject_type="applications.application", subject_id__in=[case.pk for case in cases], outcome=""
    ):
        found.setdefault(approval.subject_id, set()).add(approval.action.rpartition(".")[2])
    return {key: frozenset(names) for key, names in found.items()}
