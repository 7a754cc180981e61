"""A meeting as its members need it: every item with scores, thresholds, integrity and votes, in a fixed number of queries."""

import datetime
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from decimal import Decimal
from typing import Any

from django.utils.translation import get_language

from brandcert.applications.enums import Status
from brandcert.applications.models import Application
from brandcert.awards.enums import Choice, Result
from brandcert.awards.models import (
    AgendaItem,
    ConsultationAnswer,
    Deliberation,
    Dossier,
    Recusal,
    StagedDecision,
    Vote,
)
from brandcert.awards.queries.cases import places_left
from brandcert.awards.queries.meetings import answers_by_case, dossiers_of
from brandcert.awards.queries.minutes import why_result
from brandcert.awards.voting import outcome
from brandcert.core.models import Approval
from brandcert.enterprises.queries import integrity_faults
from brandcert.programs.models import Rubric


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
    recusals: tuple[Recusal, ...] = ()
    answers: tuple[ConsultationAnswer, ...] = ()
    dossier: Dossier | None = None
    tie_title: str = ""

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

    def is_out(self, user: Any) -> bool:
        """Say whether the person is recused from the item."""
        return any(row.member_id == user.pk for row in self.recusals)

    @property
    def staged(self) -> StagedDecision | None:
        """Return what is intended for the item."""
        return getattr(self.item, "staged", None)

    @property
    def why(self) -> str:
        """Return which rule made the result, where it was not the plain majority."""
        return why_result(self.item.tally)


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
            "staged__staged_by",
            "staged__approval",
        ).order_by("rank")
    )
    cases = [item.application for item in items]
    rubrics = _rubrics(cases)
    cast = list(Vote.objects.filter(item__deliberation=meeting).select_related("member").order_by("pk"))
    faults = integrity_faults(
        {case.enterprise_id for case in cases}, today=today, days=meeting.batch.integrity_days
    )
    proposed = _proposed(cases)
    out = list(Recusal.objects.filter(item__deliberation=meeting).select_related("member").order_by("pk"))
    answers, dossiers = answers_by_case([case.pk for case in cases]), dossiers_of(meeting)
    rows = [
        AgendaRow(
            item=item,
            dimensions=_marks(
                item.application, rubrics[item.application_id], meeting.batch.dimension_percent
            ),
            integrity=faults[item.application.enterprise_id] or "",
            votes=tuple(vote for vote in cast if vote.item_id == item.pk),
            tally=_tally(item, cast, out),
            is_carried=_is_carried(item, meeting, cast, out),
            waiting=proposed.get(item.application_id, frozenset()),
            ends_quota=False,
            recusals=tuple(row for row in out if row.item_id == item.pk),
            answers=tuple(answers[item.application_id]),
            dossier=dossiers.get(item.pk),
            tie_title=_tie_title(rubrics[item.application_id]),
        )
        for item in items
    ]
    places = places_left(meeting.batch)
    return Agenda(_with_quota(rows, places, is_closed=meeting.closed_at is not None), places)


def _tally(item: AgendaItem, cast: Sequence[Vote], out: Sequence[Recusal]) -> dict[str, int]:
    """Return the count of the votes: of a counted item as it was written down."""
    if item.decided_at:
        return {choice: int(item.tally.get(choice, 0)) for choice in Choice.values}
    counted = Counter(vote.choice for vote in cast if vote.item_id == item.pk)
    recused = sum(row.item_id == item.pk for row in out)
    return {choice: counted[choice] for choice in Choice.values} | {Choice.RECUSED: recused}


def _is_carried(
    item: AgendaItem, meeting: Deliberation, cast: Sequence[Vote], out: Sequence[Recusal]
) -> bool:
    if item.decided_at:
        return item.result == Result.CARRIED
    return outcome(_tally(item, cast, out), meeting.voting_rules)[0] == Result.CARRIED


def _tie_title(rubric: Rubric) -> str:
    is_chinese = (get_language() or "zh").startswith("zh")
    for row in rubric.dimensions.all():
        if row.key == rubric.tie_break:
            return row.title if is_chinese or not row.title_en else row.title_en
    return rubric.tie_break


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
        found[last] = replace(row, ends_quota=True)
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
