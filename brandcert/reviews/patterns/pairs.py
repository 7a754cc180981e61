"""Two experts whose sheets agree, or lean, more than two people who judge alone would.

Alike: of each case both judged, the squared differences of their points by criterion, in units of what is usual for
the criterion and without the difference of the totals, are added up. Two who judge alone differ by the sum of what
each of them differs from everybody else. The sum over the common cases is compared with a gamma distribution that
has the mean and variance seen in the round (Satterthwaite 1946, Biometrics Bulletin 2:110-114); where sheets that
are the same in every point occur among others, too, chance is at least that.

Leaning: both stand away from the rest of the panel to the same side, while they do not differ from each other more
than chance. The squared common deviations over their variance, without the greatest of them, are held against a
chi-squared distribution.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from itertools import combinations
from statistics import fmean, pvariance
from typing import Final

from brandcert.reviews.patterns.favours import Deviations
from brandcert.reviews.patterns.sheets import ALPHA, LEAST, Kind, Mark, Pattern, Sheet, by_case, holm

Pair = tuple[int, int]
# One common case may be chance.
_LEAST_SHARED: Final = 2
_LEAST_CRITERIA: Final = 3
# Nobody is taken for so steady that his agreement with others would be expected.
_LEAST_SHARE: Final = 0.15
_SAME: Final = 1e-9
# Two who lean together do not differ from each other more than in so many rounds of a hundred.
_DIFFER: Final = 0.05


@dataclass(slots=True)
class _Common:
    """What two experts gave in one case, and how far their sheets lie apart."""

    case: int
    totals: tuple[float, float]
    apart: float
    mean_difference: float


@dataclass(slots=True)
class _Apart:
    """How far everybody's sheets lie from everybody else's."""

    of_pair: dict[Pair, list[_Common]] = field(default_factory=lambda: defaultdict(list))
    sums: dict[int, float] = field(default_factory=lambda: defaultdict(float))
    counts: dict[int, int] = field(default_factory=lambda: defaultdict(int))

    def add(self, pair: Pair, common: _Common) -> None:
        self.of_pair[pair].append(common)
        for judge in pair:
            self.sums[judge] += common.apart
            self.counts[judge] += 1

    @property
    def every(self) -> list[float]:
        return [one.apart for rows in self.of_pair.values() for one in rows]

    def expected(self, pair: Pair, usual: float) -> float:
        """Return how far the two would lie apart alone: what each adds when compared with anybody else."""
        own = self.of_pair[pair]
        among = sum(one.apart for one in own)
        found = 0.0
        for judge in pair:
            count = self.counts[judge] - len(own)
            mean = (self.sums[judge] - among) / count if count else usual
            found += max(mean - usual / 2, _LEAST_SHARE * usual)
        return found

    def doubt(self, pair: Pair, scale: float) -> float:
        """Return the relative variance of what is expected, in units of that of one comparison."""
        own = len(self.of_pair[pair])
        return scale**2 * sum(1 / max(1, self.counts[judge] - own) for judge in pair)


def alike(sheets: Sequence[Sheet]) -> list[Pattern]:
    """Return the pairs whose sheets are the same, criterion by criterion, more than chance allows."""
    from scipy.stats import gamma

    apart = _distances(sheets)
    every = apart.every
    usual = fmean(every) if every else 0.0
    if usual <= _SAME:
        return []
    expected = {pair: apart.expected(pair, usual) for pair in apart.of_pair}
    ratios = [one.apart / expected[pair] for pair, rows in apart.of_pair.items() for one in rows]
    mean = fmean(ratios)
    spread = max(pvariance(ratios), _SAME) / mean**2
    same = sum(1 for value in every if value <= _SAME)
    asked = [pair for pair, rows in sorted(apart.of_pair.items()) if len(rows) >= _LEAST_SHARED]
    chances = []
    for pair in asked:
        rows = apart.of_pair[pair]
        total = sum(one.apart for one in rows) / expected[pair]
        own = sum(1 for one in rows if one.apart <= _SAME)
        among = (same - own) / max(1, len(every) - len(rows))
        # What is expected of the two was itself estimated, from as many comparisons as each has with others.
        whole = 1 / (spread * (1 / len(rows) + apart.doubt(pair, usual / expected[pair])))
        chance = float(gamma.cdf(total, whole, scale=mean * len(rows) / whole))
        chances.append(max(chance, float(among ** len(rows))))
    return [
        _alike(pair, apart, usual, chance, len(asked))
        for pair, chance in zip(asked, holm(chances), strict=True)
        if chance < ALPHA
    ]


def _alike(pair: Pair, apart: _Apart, usual: float, chance: float, tests: int) -> Pattern:
    rows = apart.of_pair[pair]
    others = [one.mean_difference for key, ones in apart.of_pair.items() if key != pair for one in ones]
    return Pattern(
        Kind.ALIKE,
        pair,
        size=fmean(one.mean_difference for one in rows),
        usual=fmean(others) if others else usual,
        sheets=len(rows),
        chance=chance,
        tests=tests,
        marks=tuple(Mark(one.case, one.totals, None, one.mean_difference) for one in rows),
    )


def _distances(sheets: Sequence[Sheet]) -> _Apart:
    scales, found = _scales(sheets), _Apart()
    for case, rows in by_case(sheets).items():
        for first, second in combinations(rows, 2):
            keys = sorted(
                key for key in first.points if key in second.points and scales.get(key, 0.0) > _SAME
            )
            if len(keys) < _LEAST_CRITERIA:
                continue
            raw = [first.points[key] - second.points[key] for key in keys]
            scaled = [one / scales[key] for one, key in zip(raw, keys, strict=True)]
            middle = fmean(scaled)
            apart = sum((one - middle) ** 2 for one in scaled) / (len(keys) - 1)
            common = _Common(case, (first.total, second.total), apart, fmean(abs(one) for one in raw))
            found.add((first.judge, second.judge), common)
    return found


def _scales(sheets: Sequence[Sheet]) -> dict[int, float]:
    """Return by how much two experts usually differ on each criterion."""
    squares: dict[int, list[float]] = defaultdict(list)
    for rows in by_case(sheets).values():
        for first, second in combinations(rows, 2):
            for key, points in first.points.items():
                if key in second.points:
                    squares[key].append((points - second.points[key]) ** 2)
    return {key: fmean(values) ** 0.5 for key, values in squares.items()}


def leaning(sheets: Iterable[Sheet], deviations: Deviations) -> list[Pattern]:
    """Return the pairs who stand away from their panels together, to the same side in each case."""
    from scipy.stats import chi2

    shared: dict[Pair, list[tuple[int, float, float, float, tuple[float, float]]]] = defaultdict(list)
    for case, rows in by_case(sheets).items():
        if len(rows) <= _LEAST_SHARED:
            continue
        level = {one.judge: one.total - deviations.leniency[one.judge] for one in rows}
        for first, second in combinations(sorted(level), 2):
            rest = fmean(value for judge, value in level.items() if judge not in (first, second))
            common = (level[first] + level[second]) / 2 - rest
            totals = tuple(one.total for one in rows if one.judge in (first, second))
            share = 0.5 + 1 / (len(rows) - 2)
            shared[first, second].append((case, common, level[first] - level[second], share, totals))  # type: ignore[arg-type] # two of them
    asked = [pair for pair, ones in sorted(shared.items()) if len(ones) >= LEAST]
    noise = max(deviations.noise**2, _SAME)
    chances = []
    for pair in asked:
        ones = shared[pair]
        steps = [common**2 / (noise * share) for _case, common, _gap, share, _totals in ones]
        # One case alone is no habit of the two: there a third may have been the one who stood away.
        away = sum(steps) - max(steps)
        between = sum(gap**2 / (2 * noise) for _case, _common, gap, _share, _totals in ones)
        is_one = float(chi2.sf(between, len(ones))) >= _DIFFER
        chances.append(float(chi2.sf(away, len(ones) - 1)) if is_one else 1.0)
    return [
        Pattern(
            Kind.LEANING,
            pair,
            size=fmean(abs(common) for _case, common, *_rest in shared[pair]),
            usual=deviations.noise,
            sheets=len(shared[pair]),
            chance=chance,
            tests=len(asked),
            marks=tuple(
                Mark(case, totals, fmean(totals) - common, common)
                for case, common, _gap, _share, totals in shared[pair]
            ),
        )
        for pair, chance in zip(asked, holm(chances), strict=True)
        if chance < ALPHA
    ]
