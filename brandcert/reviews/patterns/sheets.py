"""The words of the patterns: a locked sheet as numbers, what was found in it, and the tests all of them share."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from enum import StrEnum
from functools import cached_property
from typing import Final

# How often one kind may alarm in a round without any pattern, after the correction.
ALPHA: Final = 0.01
# The test for outlying experts is asked once; what is too small to be felt is left out besides.
OUTLYING: Final = 0.05
# Fewer cases or sheets tell nothing about a person.
LEAST: Final = 3


class Kind(StrEnum):
    """What was found, the gravest first."""

    ALIKE = "alike"
    LEANING = "leaning"
    FAVOURING = "favouring"
    HARSH = "harsh"
    LENIENT = "lenient"
    FLAT = "flat"
    QUICK = "quick"


@dataclass(frozen=True)
class Sheet:
    """The locked sheet of one expert about one case; `owner` is the applicant or the group it belongs to."""

    case: int
    judge: int
    owner: int
    points: Mapping[int, float]
    maxima: Mapping[int, float]
    minutes: float | None = None

    @cached_property
    def total(self) -> float:
        """Return the points of all criteria."""
        return sum(self.points.values())

    @property
    def most(self) -> float:
        """Return the most points that could be given."""
        return sum(self.maxima[key] for key in self.points)


@dataclass(frozen=True, slots=True)
class Mark:
    """One row of evidence: a case, what the experts meant gave it, what would be expected, and by how much it differs."""

    case: int
    given: tuple[float, ...]
    expected: float | None
    apart: float


@dataclass(frozen=True, slots=True)
class Pattern:
    """What was found about one expert or several: the size of it, its chance after correction, and the cases that show it.

    `size` is in points, for flat sheets a number of sheets, for quick ones minutes; `usual` is what the round has.
    `chance` is None where the rule is a fixed one. `tests` says over how many comparisons the chance was corrected.
    """

    kind: Kind
    judges: tuple[int, ...]
    size: float
    usual: float
    sheets: int
    chance: float | None = None
    tests: int = 0
    owner: int | None = None
    marks: tuple[Mark, ...] = field(default=())


def by_case(sheets: Iterable[Sheet]) -> dict[int, list[Sheet]]:
    """Return the sheets of each case."""
    found: dict[int, list[Sheet]] = defaultdict(list)
    for one in sheets:
        found[one.case].append(one)
    return dict(found)


def by_judge(sheets: Iterable[Sheet]) -> dict[int, list[Sheet]]:
    """Return the sheets of each expert."""
    found: dict[int, list[Sheet]] = defaultdict(list)
    for one in sheets:
        found[one.judge].append(one)
    return dict(found)


def holm(chances: Sequence[float]) -> list[float]:
    """Return the chances corrected for how many there are, in the same order (Holm 1979)."""
    corrected, highest = [0.0] * len(chances), 0.0
    for rank, place in enumerate(sorted(range(len(chances)), key=lambda number: chances[number])):
        highest = max(highest, min(1.0, (len(chances) - rank) * chances[place]))
        corrected[place] = highest
    return corrected


def outliers(values: Mapping[int, float], *, share: float = 0.2) -> dict[int, float]:
    """Return whose value does not belong to the others', with how many standard deviations it lies away.

    The generalised test for several outliers (Rosner 1983, Technometrics 25:165-172): up to `share` of the values may
    lie outside without hiding one another.
    """
    from scipy.stats import t

    left, removed, last = dict(sorted(values.items())), [], 0
    for step in range(1, max(1, int(len(values) * share)) + 1):
        size = len(left)
        if size <= LEAST:
            break
        mean = sum(left.values()) / size
        sd = (sum((value - mean) ** 2 for value in left.values()) / (size - 1)) ** 0.5
        if not sd:
            break
        worst = max(left, key=lambda key: abs(left[key] - mean))
        reach = float(t.ppf(1 - OUTLYING / (2 * size), size - 2))
        limit = (size - 1) * reach / ((size - 2 + reach**2) * size) ** 0.5
        removed.append((worst, (left[worst] - mean) / sd))
        if abs(removed[-1][1]) > limit:
            last = step
        del left[worst]
    return dict(removed[:last])
