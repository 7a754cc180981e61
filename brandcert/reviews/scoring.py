"""How points become a score: pure arithmetic, from dataclasses to dataclasses.

Points are Decimals with at most two places. Sums are exact; only totals are rounded (ROUND_HALF_UP, two
places), never single criteria. Source of the rules: the programme's scoring page; see `domain.md`.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from decimal import ROUND_HALF_UP, Decimal
from typing import Any, Final

CENT: Final = Decimal("0.01")
HUNDRED: Final = Decimal(100)
MEAN: Final = "mean/1"
TRIMMED_MEAN: Final = "trimmed-mean/1"
# Below this number of sheets nothing is dropped.
LEAST_FOR_TRIMMING: Final = 5
# Under this share of a criterion's maximum the expert has to say why.
REASON_BELOW: Final = Decimal("0.6")


@dataclass(frozen=True, slots=True)
class Sheet:
    """One expert's points by criterion code; `key` is the number of the assignment."""

    key: int
    points: Mapping[str, Decimal]

    @property
    def total(self) -> Decimal:
        """Return the exact sum of the sheet."""
        return sum(self.points.values(), Decimal(0))


@dataclass(frozen=True, slots=True)
class Filled:
    """One criterion as its expert filled it in; `proposed` are the points by its formula, if it has one."""

    maximum: Decimal
    points: Decimal | None = None
    has_reason: bool = False
    is_objective: bool = False
    is_cited: bool = False
    proposed: Decimal | None = None
    is_confirmed: bool = False


@dataclass(frozen=True, slots=True)
class Scheme:
    """What is added up: the criterion codes of each dimension, and whether the batch trims the mean."""

    dimensions: Mapping[str, tuple[str, ...]]
    trims: bool = False

    @property
    def codes(self) -> frozenset[str]:
        """Return every code that a sheet has to answer."""
        return frozenset(code for codes in self.dimensions.values() for code in codes)


@dataclass(frozen=True, slots=True)
class Aggregate:
    """The score of a panel: rounded total and dimensions, by which formula, without which sheets."""

    formula: str
    documents_score: Decimal
    dimension_scores: Mapping[str, Decimal]
    dropped: tuple[int, ...] = ()


@dataclass(frozen=True, slots=True)
class Entry:
    """What decides the place of one application in its ranking."""

    key: int
    total: Decimal
    tie_break: Decimal
    site: Decimal
    submitted_at: Any


@dataclass(frozen=True, slots=True)
class Place:
    """The place of one application; equal in everything means the same place."""

    key: int
    rank: int


def rounded(value: Decimal) -> Decimal:
    """Return the value with two places, half up."""
    return value.quantize(CENT, ROUND_HALF_UP)


def plain(value: Decimal) -> Decimal:
    """Return the value without idle zeros and never in powers of ten: 60.00 becomes 60, 4.50 becomes 4.5."""
    return value.quantize(Decimal(1)) if value == value.to_integral_value() else value.normalize()


def needs_reason(points: Decimal, maximum: Decimal) -> bool:
    """Say whether so few points call for a written reason (under 60 per cent of the maximum)."""
    return points < maximum * REASON_BELOW


def gap(line: Filled) -> str:
    """Return what a criterion lacks before it can be signed, or an empty string.

    `points`; `reason` (compulsory under 60 per cent); `departure`, other points than the formula's without a reason;
    `confirmation` of the formula's points; `support`, an objective criterion without formula, evidence or reason.
    """
    if line.points is None:
        return "points"
    if needs_reason(line.points, line.maximum) and not line.has_reason:
        return "reason"
    if line.proposed is not None and line.points != line.proposed:
        return "" if line.has_reason else "departure"
    if line.proposed is not None:
        return "" if line.is_confirmed else "confirmation"
    return "support" if line.is_objective and not (line.is_cited or line.has_reason) else ""


def fault(points: Decimal, maximum: Decimal) -> str:
    """Return why the points cannot stand: `finite`, `places`, `range`, or an empty string."""
    if not points.is_finite():
        return "finite"
    if points < 0 or points > maximum:
        return "range"
    if points != points.quantize(CENT):
        return "places"
    return ""


def aggregate(sheets: Iterable[Sheet], scheme: Scheme) -> Aggregate:
    """Return the arithmetic mean of the sheets, trimmed when the scheme says so and five sheets exist.

    The trimmed mean drops the sheets with the highest and the lowest total (among equals the one of the
    lower key); total and dimensions use the rest. Order of the sheets does not matter. Raises ValueError
    when there is no sheet, a key comes twice, or a sheet does not answer exactly the scheme's codes.
    """
    ordered = sorted(sheets, key=lambda sheet: (sheet.total, sheet.key))
    _check(ordered, scheme)
    is_trimmed = scheme.trims and len(ordered) >= LEAST_FOR_TRIMMING
    kept, dropped = ordered, []
    if is_trimmed:
        lowest = ordered[0]
        highest = min(
            (s for s in ordered if s.total == ordered[-1].total and s is not lowest), key=lambda s: s.key
        )
        dropped = [lowest, highest]
        kept = [sheet for sheet in ordered if sheet not in dropped]
    return Aggregate(
        formula=TRIMMED_MEAN if is_trimmed else MEAN,
        documents_score=rounded(_mean([sheet.total for sheet in kept])),
        dimension_scores={
            key: rounded(_mean([sum((sheet.points[code] for code in codes), Decimal(0)) for sheet in kept]))
            for key, codes in scheme.dimensions.items()
        },
        dropped=tuple(sorted(sheet.key for sheet in dropped)),
    )


def _check(sheets: Sequence[Sheet], scheme: Scheme) -> None:
    if not sheets:
        raise ValueError("a mean needs at least one sheet")
    if len({sheet.key for sheet in sheets}) != len(sheets):
        raise ValueError("the same sheet was given twice")
    if any(set(sheet.points) != scheme.codes for sheet in sheets):
        raise ValueError("every sheet answers exactly the criteria of the rubric")


def _mean(values: Sequence[Decimal]) -> Decimal:
    return sum(values, Decimal(0)) / len(values)


def to_inputs(sheets: Iterable[Sheet], scheme: Scheme) -> dict[str, Any]:
    """Return everything `recompute` needs, as plain JSON, independent of the order of the sheets."""
    return {
        "trims": scheme.trims,
        "dimensions": {key: sorted(codes) for key, codes in sorted(scheme.dimensions.items())},
        "sheets": [
            {"key": sheet.key, "points": {code: str(value) for code, value in sorted(sheet.points.items())}}
            for sheet in sorted(sheets, key=lambda sheet: sheet.key)
        ],
    }


def recompute(inputs: Mapping[str, Any]) -> Aggregate:
    """Return the aggregate computed anew from stored inputs; equal to the first computation."""
    scheme = Scheme(
        dimensions={key: tuple(codes) for key, codes in inputs["dimensions"].items()},
        trims=bool(inputs["trims"]),
    )
    sheets = [
        Sheet(row["key"], {code: Decimal(value) for code, value in row["points"].items()})
        for row in inputs["sheets"]
    ]
    return aggregate(sheets, scheme)


def diverges(totals: Iterable[Decimal], *, percent: int, maximum: Decimal) -> bool:
    """Say whether the experts' totals lie further apart than `percent` per cent of the maximum."""
    values = list(totals)
    return bool(values) and max(values) - min(values) > maximum * percent / HUNDRED


def reaches(score: Decimal | None, gate: Decimal) -> bool:
    """Say whether a score reaches the gate; no score never does."""
    return score is not None and score >= gate


def weak_dimensions(
    scores: Mapping[str, Decimal], maxima: Mapping[str, Decimal], *, percents: Mapping[str, int]
) -> list[str]:
    """Return the dimensions below their per cent of their maximum, in alphabetical order; a missing one counts as 0."""
    return sorted(
        key for key, top in maxima.items() if scores.get(key, Decimal(0)) < top * percents[key] / HUNDRED
    )


def ranking(entries: Iterable[Entry]) -> list[Place]:
    """Return the places, best first: total, then the dimension that decides ties, then on-site score, then time.

    Applications equal in all four share a place and the next place is skipped (1, 1, 3).
    """
    ordered = sorted(entries, key=lambda entry: (*_order(entry), entry.key))
    places: list[Place] = []
    for number, entry in enumerate(ordered, 1):
        is_equal = number > 1 and _order(entry) == _order(ordered[number - 2])
        places.append(Place(entry.key, places[-1].rank if is_equal else number))
    return places


def _order(entry: Entry) -> tuple[Any, ...]:
    return (-entry.total, -entry.tie_break, -entry.site, entry.submitted_at)
