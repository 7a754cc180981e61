"""The round as it stands by its stored results: places, panels, leniency, agreement, what would change."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from functools import cached_property
from statistics import stdev
from typing import Any

from brandcert.programs.models import Batch, Dimension
from brandcert.reviews import calibration, scoring, standings
from brandcert.reviews.calibration import Agreement, Calibration, Reading
from brandcert.reviews.models import Assignment, Result
from brandcert.reviews.standings import Case, Change, Decider, Outcome, Rules, Stage


@dataclass(frozen=True, slots=True)
class Row:
    """One application of the round with its result."""

    result: Result
    application: Any
    case: Case
    dropped: frozenset[int]
    weak: tuple[str, ...]
    # The dimension that decides between equal scores.
    decides: Dimension | None = None

    @property
    def spread(self) -> Decimal:
        """Return by how much the totals lie apart."""
        return max(self.case.totals.values()) - min(self.case.totals.values())

    @property
    def deviation(self) -> Decimal | None:
        """Return the standard deviation of the totals."""
        totals = [float(total) for total in self.case.totals.values()]
        return scoring.rounded(Decimal(stdev(totals))) if len(totals) > 1 else None


class Round:
    """A batch with every stored result that counts, read once."""

    def __init__(self, batch: Batch, stage: Stage | None = None) -> None:
        """Read the results; by documents and visit together as soon as one visit is scored, unless told otherwise."""
        self.batch = batch
        self.rows = list(_rows(batch))
        self.has_visits = any(row.case.site is not None for row in self.rows)
        self.stage = stage or (Stage.TOTAL if self.has_visits else Stage.DOCUMENTS)
        self.rules = Rules(self.stage, batch.gate_score, batch.award_score, batch.quota)
        self.by_key = {row.case.key: row for row in self.rows}

    @property
    def cases(self) -> list[Case]:
        """Return the cases."""
        return [row.case for row in self.rows]

    @cached_property
    def outcome(self) -> Outcome:
        """Return places and line by the stored scores: the legal ones."""
        return standings.outcome(self.cases, self.rules)

    @cached_property
    def in_order(self) -> list[Row]:
        """Return the ranked rows, best first."""
        places = self.outcome.places
        return sorted(
            (self.by_key[key] for key in places), key=lambda row: (places[row.case.key], row.case.key)
        )

    @cached_property
    def readings(self) -> list[Reading]:
        """Return every total that counts, dropped ones included: leniency is seen in all of them."""
        return [
            Reading(row.case.key, judge, float(total))
            for row in self.rows
            for judge, total in row.case.totals.items()
        ]

    @cached_property
    def fit(self) -> Calibration | None:
        """Return the model as it was fitted; None while there is too little."""
        return calibration.calibrate(self.readings)

    @cached_property
    def calibration(self) -> Calibration | None:
        """Return leniency and adjusted scores; None while there is too little, or where no difference can be estimated."""
        return self.fit if self.fit is not None and self.fit.can_tell else None

    @cached_property
    def ties(self) -> dict[int, tuple[tuple[Decider, Any], ...]]:
        """Return for each case that shares its score what decides between them, in the order of the rules."""
        return standings.ties(self.cases, self.outcome, self.stage)

    @cached_property
    def adjusted(self) -> dict[int, Decimal]:
        """Return the adjusted score of the documents of each case, within the rubric's range."""
        found = self.calibration
        if found is None:
            return {}
        return {key: scoring.rounded(Decimal(one.value)) for key, one in found.cases.items()}

    @cached_property
    def adjusted_outcome(self) -> Outcome:
        """Return the places that the adjusted scores would give."""
        return standings.outcome(self.cases, self.rules, self.adjusted)

    @cached_property
    def changes(self) -> list[Change]:
        """Return who would change place if something were done otherwise."""
        return standings.changes(self.cases, self.rules, self.adjusted)

    @cached_property
    def units(self) -> dict[str, list[list[float]]]:
        """Return the totals of each case by category, under an empty key those of the whole round."""
        groups: dict[str, list[list[float]]] = defaultdict(list)
        for row in self.rows:
            totals = [float(total) for total in row.case.totals.values()]
            groups[""].append(totals)
            groups[row.case.category].append(totals)
        return dict(groups)

    @cached_property
    def agreement(self) -> dict[str, Agreement]:
        """Return Krippendorff's alpha of the totals with its interval, by the keys of `units`."""
        return {key: calibration.agreement(units) for key, units in self.units.items()}

    @cached_property
    def judges(self) -> dict[int, str]:
        """Return the names of the experts whose sheets count."""
        keys = {judge for row in self.rows for judge in row.case.totals}
        tasks = Assignment.objects.filter(expert__in=keys).select_related("expert__user")
        return {task.expert_id: str(task.expert) for task in tasks}


def _rows(batch: Batch) -> Iterator[Row]:
    results = list(
        Result.objects.filter(panel__application__batch=batch, voided_at=None)
        .select_related(
            "panel__rubric",
            "panel__application__enterprise",
            "panel__application__product",
            "panel__application__category",
        )
        .order_by("panel__application")
    )
    experts = dict(
        Assignment.objects.filter(panel__in=[row.panel_id for row in results]).values_list("pk", "expert")
    )
    dimensions: dict[int, list[Dimension]] = defaultdict(list)
    for one in Dimension.objects.filter(rubric__in={row.panel.rubric_id for row in results}):
        dimensions[one.rubric_id].append(one)
    for result in results:
        yield _row(batch, result, experts, dimensions[result.panel.rubric_id])


def _row(batch: Batch, result: Result, experts: Mapping[int, int], dimensions: Sequence[Dimension]) -> Row:
    application, sheets = result.panel.application, totals_of(result.inputs)
    scores = {key: Decimal(str(value)) for key, value in application.dimension_scores.items()}
    maxima = {one.key: one.maximum for one in dimensions}
    has_visit = application.site_score is not None
    gates = {one.key: one.gate(batch.dimension_percent) for one in dimensions}
    weak = scoring.weak_dimensions(scores, maxima, percents=gates) if has_visit else []
    case = Case(
        key=application.pk,
        category=application.category.key,
        totals={experts[key]: total for key, total in sheets.items()},
        trims=bool(result.inputs["trims"]),
        documents=result.documents_score,
        site=application.site_score,
        tie_break=scores.get(result.panel.rubric.tie_break, Decimal(0)),
        submitted_at=application.submitted_at,
        is_weak=bool(weak),
    )
    dropped = frozenset(experts[key] for key in scoring.recompute(result.inputs).dropped)
    decides = next((one for one in dimensions if one.key == result.panel.rubric.tie_break), None)
    return Row(result, application, case, dropped, tuple(weak), decides)


def totals_of(inputs: Mapping[str, Any]) -> dict[int, Decimal]:
    """Return the total of each sheet of stored inputs, by assignment."""
    return {row["key"]: sum(map(Decimal, row["points"].values()), Decimal(0)) for row in inputs["sheets"]}


def faults() -> Iterator[str]:
    """Yield one line for each stored result that its inputs, its sheets or its application no longer bear out."""
    from brandcert.reviews import queries

    results = Result.objects.filter(voided_at=None).select_related(
        "panel__application__batch", "panel__rubric"
    )
    for result in results.order_by("pk").iterator():
        found = scoring.recompute(result.inputs)
        formula = f"{found.formula}@v{result.panel.rubric.version}"
        scores = {key: str(value) for key, value in found.dimension_scores.items()}
        stored = {key: str(value) for key, value in result.dimension_scores.items()}
        if (found.documents_score, scores, formula) != (result.documents_score, stored, result.formula):
            yield f"result {result.pk}: computing again gives {found.documents_score} instead of {result.documents_score}"
        sheets = {sheet.key: dict(sheet.points) for sheet in queries.locked_sheets(result.panel)}
        if sheets != _sheets(result.inputs["sheets"]):
            yield f"result {result.pk}: its inputs are not the locked sheets of the panel"
        if result.panel.application.documents_score != result.documents_score:
            yield f"result {result.pk}: the application states {result.panel.application.documents_score}"


def _sheets(stored: Iterable[Mapping[str, Any]]) -> dict[int, dict[str, Decimal]]:
    return {row["key"]: {code: Decimal(value) for code, value in row["points"].items()} for row in stored}
