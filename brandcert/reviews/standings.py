"""Who stands where in a round, where the line runs, and what would change it: pure arithmetic on results."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from enum import StrEnum
from statistics import median
from typing import Any, Final

from brandcert.reviews import scoring
from brandcert.reviews.scoring import Entry

ZERO: Final = Decimal(0)


class Stage(StrEnum):
    """By what the round is ranked: documents alone, or documents and visit together."""

    DOCUMENTS = "documents"
    TOTAL = "total"


class Scenario(StrEnum):
    """What is done otherwise, to see who depends on it."""

    PLAIN_MEAN = "plain_mean"
    TRIMMED_MEAN = "trimmed_mean"
    MEDIAN = "median"
    ADJUSTED = "adjusted"
    WITHOUT = "without"


class Decider(StrEnum):
    """What decides between equal scores, one after the other."""

    DIMENSION = "dimension"
    SITE = "site"
    SUBMITTED = "submitted"


@dataclass(frozen=True, slots=True)
class Case:
    """One application with its stored result: the totals that count, by expert, and what ranks it."""

    key: int
    category: str
    totals: Mapping[int, Decimal]
    trims: bool
    documents: Decimal
    site: Decimal | None
    tie_break: Decimal
    submitted_at: Any
    is_weak: bool = False


@dataclass(frozen=True, slots=True)
class Rules:
    """Where the line runs: the gate of the documents, or the score of an award within the quota."""

    stage: Stage
    gate: Decimal
    award: Decimal
    quota: int | None = None


@dataclass(frozen=True, slots=True)
class Outcome:
    """The round under one way of counting: places, and who is above the line."""

    scores: Mapping[int, Decimal]
    places: Mapping[int, int]
    above: frozenset[int]
    # Equal cases of which the quota holds only some: nobody of them is above the line without a decision.
    tied: frozenset[int] = frozenset()


@dataclass(frozen=True, slots=True)
class Change:
    """What one scenario changes: (case, place before, place after), and who crosses the line."""

    scenario: Scenario
    judge: int | None
    moves: tuple[tuple[int, int, int], ...]
    gains: tuple[int, ...]
    losses: tuple[int, ...]

    @property
    def crosses(self) -> bool:
        """Say whether anybody crosses the line."""
        return bool(self.gains or self.losses)


def documents_score(totals: Iterable[Decimal], *, trims: bool) -> Decimal:
    """Return the mean of totals, trimmed as `scoring.aggregate` does, rounded once."""
    ordered = sorted(totals)
    if trims and len(ordered) >= scoring.LEAST_FOR_TRIMMING:
        ordered = ordered[1:-1]
    return scoring.rounded(sum(ordered, ZERO) / len(ordered))


def outcome(cases: Sequence[Case], rules: Rules, documents: Mapping[int, Decimal] | None = None) -> Outcome:
    """Rank the cases, with other scores of the documents where some are given; cases without a visit only by documents."""
    given = documents or {}
    ranked = [case for case in cases if rules.stage == Stage.DOCUMENTS or case.site is not None]
    scores = {case.key: given.get(case.key, case.documents) + _site(case, rules) for case in ranked}
    entries = [
        Entry(case.key, scores[case.key], case.tie_break, _site(case, rules), case.submitted_at)
        for case in ranked
    ]
    places = {place.key: place.rank for place in scoring.ranking(entries)}
    reaching = {case.key for case in ranked if _reaches(case, scores[case.key], rules)}
    quota = rules.quota if rules.stage == Stage.TOTAL else None
    above, tied = within(places, reaching, quota)
    return Outcome(scores, places, above, tied)


def ties(cases: Sequence[Case], found: Outcome, stage: Stage) -> dict[int, tuple[tuple[Decider, Any], ...]]:
    """Return for each case that shares its score what was compared, up to what told it from the others."""
    levels = [one for one in Decider if one != Decider.SITE or stage == Stage.TOTAL]
    groups: dict[Decimal, list[Case]] = {}
    for case in cases:
        if case.key in found.scores:
            groups.setdefault(found.scores[case.key], []).append(case)
    return {
        case.key: tuple(_compared(case, equal, levels))
        for equal in groups.values()
        if len(equal) > 1
        for case in equal
    }


def _compared(case: Case, equal: Sequence[Case], levels: Sequence[Decider]) -> Iterable[tuple[Decider, Any]]:
    rest = list(equal)
    for level in levels:
        value = _decider(case, level)
        yield level, value
        rest = [other for other in rest if _decider(other, level) == value]
        if len(rest) == 1:
            return


def _decider(case: Case, level: Decider) -> Any:
    if level == Decider.DIMENSION:
        return case.tie_break
    return case.site if level == Decider.SITE else case.submitted_at


def _site(case: Case, rules: Rules) -> Decimal:
    return case.site or ZERO if rules.stage == Stage.TOTAL else ZERO


def _reaches(case: Case, score: Decimal, rules: Rules) -> bool:
    if rules.stage == Stage.DOCUMENTS:
        return scoring.reaches(score, rules.gate)
    return scoring.reaches(score, rules.award) and not case.is_weak


def within(
    places: Mapping[int, int], reaching: Iterable[int], quota: int | None
) -> tuple[frozenset[int], frozenset[int]]:
    """Return who of those reaching the line fits into the quota, and the equal ones of whom only some would.

    A quota is never filled up with somebody below the line, nor by chance among equals: it may stay unfilled.
    """
    ordered = sorted(reaching, key=lambda key: (places[key], key))
    if quota is None or len(ordered) <= quota:
        return frozenset(ordered), frozenset()
    edge = places[ordered[quota]]
    inside = [key for key in ordered if places[key] < edge]
    tied = [key for key in ordered if places[key] == edge] if len(inside) < quota else []
    return frozenset(inside), frozenset(tied)


def changes(cases: Sequence[Case], rules: Rules, adjusted: Mapping[int, Decimal]) -> list[Change]:
    """Return what each other way of counting would change; of experts left out only those on whom a place depends."""
    base = outcome(cases, rules)
    found = [
        _change(scenario, None, base, cases, rules, scores) for scenario, scores in _ways(cases, adjusted)
    ]
    for judge in sorted({judge for case in cases for judge in case.totals}):
        change = _change(Scenario.WITHOUT, judge, base, cases, rules, _without(cases, judge))
        if change.moves or change.crosses:
            found.append(change)
    return found


def _ways(
    cases: Sequence[Case], adjusted: Mapping[int, Decimal]
) -> Iterable[tuple[Scenario, dict[int, Decimal]]]:
    if any(case.trims and len(case.totals) >= scoring.LEAST_FOR_TRIMMING for case in cases):
        yield Scenario.PLAIN_MEAN, _by(cases, lambda case: documents_score(case.totals.values(), trims=False))
    elif any(len(case.totals) >= scoring.LEAST_FOR_TRIMMING for case in cases):
        yield (
            Scenario.TRIMMED_MEAN,
            _by(cases, lambda case: documents_score(case.totals.values(), trims=True)),
        )
    yield Scenario.MEDIAN, _by(cases, lambda case: scoring.rounded(median(case.totals.values())))
    if adjusted:
        yield Scenario.ADJUSTED, dict(adjusted)


def _by(cases: Sequence[Case], score: Any) -> dict[int, Decimal]:
    return {case.key: score(case) for case in cases if case.totals}


def _without(cases: Sequence[Case], judge: int) -> dict[int, Decimal]:
    return {
        case.key: documents_score(
            [total for who, total in case.totals.items() if who != judge], trims=case.trims
        )
        for case in cases
        if judge in case.totals and len(case.totals) > 1
    }


def _change(
    scenario: Scenario,
    judge: int | None,
    base: Outcome,
    cases: Sequence[Case],
    rules: Rules,
    scores: Mapping[int, Decimal],
) -> Change:
    other = outcome(cases, rules, scores)
    moves = [
        (key, place, other.places[key]) for key, place in base.places.items() if other.places[key] != place
    ]
    return Change(
        scenario,
        judge,
        tuple(sorted(moves, key=lambda move: (-abs(move[2] - move[1]), move[1], move[0]))),
        tuple(sorted(other.above - base.above)),
        tuple(sorted(base.above - other.above)),
    )
