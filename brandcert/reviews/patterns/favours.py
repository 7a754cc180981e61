"""Experts who give everybody less or more than the others do, and those who do so to one applicant.

Harsh, lenient: the leniency of the model in `calibration`, tested for several outliers at once (Rosner 1983), and of
at least five per cent of the points, so that a difference nobody would feel is no pattern.

Favouring: what an expert gives the cases of one applicant, beside the rest of each panel and without everybody's
leniency, compared with what he usually gives (the median of all others): a two-sample t test with the noise of the whole round, which is
taken from the median of the deviations, so that the favours themselves do not hide in it.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from statistics import fmean, median
from typing import Final

from brandcert.reviews.calibration import Calibration
from brandcert.reviews.patterns.sheets import (
    ALPHA,
    LEAST,
    Kind,
    Mark,
    Pattern,
    Sheet,
    by_case,
    by_judge,
    holm,
    outliers,
)

# Of the points of a sheet; less than that is no matter to anybody.
FELT: Final = 0.05
# The median of absolute deviations as a standard deviation.
_TO_SD: Final = 1.4826
# The variance of a median by that of a mean.
_OF_MEDIAN: Final = 1.5708
_LEAST_NOISE: Final = 1e-6
# So many times the noise lie two sheets apart of which one is no measure for a third.
_APART: Final = 5


class Deviations:
    """How far each sheet lies from the rest of its panel, leniency taken out, and the noise of one sheet."""

    def __init__(self, sheets: Sequence[Sheet], known: Calibration) -> None:
        """Compute them once for all tests."""
        self.leniency = {judge: one.value for judge, one in known.judges.items()}
        self.of_sheet: dict[tuple[int, int], tuple[float, float]] = {}
        cases, scaled = by_case(sheets), []
        levels = {
            case: {one.judge: one.total - self.leniency[one.judge] for one in rows}
            for case, rows in cases.items()
        }
        for case, level in levels.items():
            for judge, value in level.items():
                others = [other for key, other in level.items() if key != judge]
                if others:
                    share = 1 + 1 / len(others)
                    self.of_sheet[case, judge] = (value - fmean(others), share)
                    scaled.append((value - fmean(others)) / share**0.5)
        self.freedom = max(1, len(sheets) - len(cases) - len(self.leniency) + 1)
        middle = median(scaled) if scaled else 0.0
        spread = median(abs(one - middle) for one in scaled) if scaled else 0.0
        # Leniency was estimated from the same sheets.
        lost = (max(1, len(sheets) - len(cases)) / self.freedom) ** 0.5
        self.noise = max(_TO_SD * spread * lost, _LEAST_NOISE)
        for case, level in levels.items():
            self._set_right(case, level)

    def _set_right(self, case: int, level: Mapping[int, float]) -> None:
        """Compare who sits beside an outlier with the colleague nearest to him: the outlier is no measure of him.

        Else somebody ordinary is accused of what the third of his panel did.
        """
        for judge, value in level.items():
            others = [other for key, other in level.items() if key != judge]
            if others and max(others) - min(others) > _APART * self.noise:
                nearest = min((value - other for other in others), key=abs)
                self.of_sheet[case, judge] = (nearest, 2.0)


def severe(sheets: Sequence[Sheet], known: Calibration) -> list[Pattern]:
    """Return the experts who give everybody less, or more, than the rest of the pool does."""
    most = median(one.most for one in sheets)
    values = {judge: one.value for judge, one in known.judges.items() if one.sheets >= LEAST}
    found, rows = outliers(values), by_judge(sheets)
    return [
        Pattern(
            Kind.HARSH if values[judge] < 0 else Kind.LENIENT,
            (judge,),
            size=values[judge],
            usual=known.leniency_sd,
            sheets=known.judges[judge].sheets,
            marks=tuple(
                Mark(
                    one.case,
                    (one.total,),
                    known.cases[one.case].value,
                    one.total - known.cases[one.case].value,
                )
                for one in rows[judge]
            ),
        )
        for judge in found
        if abs(values[judge]) >= FELT * most and (known.judges[judge].low > 0 or known.judges[judge].high < 0)
    ]


def favouring(sheets: Iterable[Sheet], deviations: Deviations) -> list[Pattern]:
    """Return the experts who give one applicant more, or less, than they give others, beside the same panels."""
    from scipy.stats import t

    asked: list[tuple[int, int, list[Sheet], float, float]] = []
    for judge, rows in sorted(by_judge(sheets).items()):
        known = [one for one in rows if (one.case, judge) in deviations.of_sheet]
        owners: dict[int, list[Sheet]] = defaultdict(list)
        for one in known:
            owners[one.owner].append(one)
        for owner, own in sorted(owners.items()):
            rest = [one for one in known if one.owner != owner]
            if len(rest) >= LEAST:
                # The median of the others: a second favour does not move what is usual for him.
                usual = median(deviations.of_sheet[one.case, judge][0] for one in rest)
                away = fmean(deviations.of_sheet[one.case, judge][0] for one in own) - usual
                variance = _variance(own, deviations) + _OF_MEDIAN * _variance(rest, deviations)
                error = deviations.noise * variance**0.5
                asked.append((judge, owner, own, away, error))
    chances = [
        2 * float(t.sf(abs(away) / error, deviations.freedom)) for _judge, _owner, _own, away, error in asked
    ]
    return [
        Pattern(
            Kind.FAVOURING,
            (judge,),
            size=away,
            usual=error,
            sheets=len(own),
            chance=chance,
            tests=len(asked),
            owner=owner,
            marks=tuple(_mark(one, deviations) for one in own),
        )
        for (judge, owner, own, away, error), chance in zip(asked, holm(chances), strict=True)
        if chance < ALPHA
    ]


def _variance(rows: Sequence[Sheet], deviations: Deviations) -> float:
    """Return the variance of the mean in units of the noise of one sheet."""
    return sum(deviations.of_sheet[one.case, one.judge][1] for one in rows) / len(rows) ** 2


def _mark(sheet: Sheet, deviations: Deviations) -> Mark:
    away = deviations.of_sheet[sheet.case, sheet.judge][0]
    return Mark(sheet.case, (sheet.total,), sheet.total - away, away)
