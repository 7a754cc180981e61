"""How lenient experts are, what scores would be without that, and how far experts agree: pure numbers, no row.

Model: the total an expert gives a case is `case + leniency of the expert + noise`. The case is a fixed effect (no
case is drawn towards the others), leniency is random, normal around 0; the share of its variance is estimated by
REML, leniency by its best linear unbiased prediction (Henderson 1975, Biometrics 31:423-447; Searle, Casella and
McCulloch 1992, Variance Components, chapters 6 and 7). Intervals hold the variances for known. Agreement is
Krippendorff's alpha for interval data (Krippendorff 2011, Computing Krippendorff's Alpha-Reliability).
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Final

# scipy and numpy are loaded by whoever asks for numbers, never by the web process at its start.
CONFIDENCE: Final = 0.95
# A sheet stands out when it lies so many standard deviations of the noise from what the model expects.
STANDS_OUT: Final = 2.5
# Alpha of fewer cases is mostly chance: one odd case moves it from good to bad.
LEAST_CASES: Final = 10
_LEAST_FOR_INTERVAL: Final = 3
# Natural logarithm of the ratio leniency : noise between which the estimate is looked for.
_RANGE: Final = (-12.0, 12.0)
_LEAST_NOISE: Final = 1e-9
# Half a hundredth of a point: what is smaller is printed as 0.00.
_LEAST_SPREAD: Final = 0.005


@dataclass(frozen=True, slots=True)
class Reading:
    """The total one expert gave one case, in points."""

    case: int
    judge: int
    points: float


@dataclass(frozen=True, slots=True)
class Estimate:
    """An estimated value with its 95 per cent interval, from so many sheets."""

    value: float
    low: float
    high: float
    sheets: int


@dataclass(frozen=True, slots=True)
class Outlier:
    """A sheet far from what case and expert let expect, in standard deviations of the noise."""

    case: int
    judge: int
    points: float
    expected: float
    deviations: float


@dataclass(frozen=True, slots=True)
class Calibration:
    """Cases without the leniency of their experts, the leniency itself, both standard deviations, what stands out."""

    cases: Mapping[int, Estimate]
    judges: Mapping[int, Estimate]
    leniency_sd: float
    noise_sd: float
    outliers: tuple[Outlier, ...]

    @property
    def can_tell(self) -> bool:
        """Say whether the sheets differ at all between experts: without that, no difference can be estimated."""
        return self.leniency_sd > _LEAST_SPREAD and self.noise_sd > _LEAST_SPREAD


def calibrate(readings: Iterable[Reading]) -> Calibration | None:
    """Fit the model; None where the sheets cannot tell experts from cases.

    That is so with fewer than two experts, no expert of two cases, or as many unknowns as sheets. The order of the
    readings does not matter. Raises ValueError when an expert judged a case twice.
    """
    rows = sorted(readings, key=lambda row: (row.case, row.judge))
    cases, judges = sorted({row.case for row in rows}), sorted({row.judge for row in rows})
    if len({(row.case, row.judge) for row in rows}) != len(rows):
        raise ValueError("an expert judged a case twice")
    if len(judges) < 2 or len(rows) - len(cases) < 2:  # noqa: PLR2004 - nothing is told from one difference
        return None
    return _Fit(rows, cases, judges).calibration()


class _Fit:
    """Linear algebra of the model; cases are eliminated first, so that the matrices are as small as the pool."""

    def __init__(self, rows: Sequence[Reading], cases: Sequence[int], judges: Sequence[int]) -> None:
        import numpy as np

        self.rows, self.case_keys, self.judge_keys = rows, cases, judges
        place = {key: number for number, key in enumerate(cases)}
        seat = {key: number for number, key in enumerate(judges)}
        self.y = np.array([row.points for row in rows])
        self.of_case = np.array([place[row.case] for row in rows])
        self.of_judge = np.array([seat[row.judge] for row in rows])
        self.freedom = len(rows) - len(cases)
        incidence = np.zeros((len(cases), len(judges)))
        incidence[self.of_case, self.of_judge] = 1.0
        self.sizes = incidence.sum(axis=1)
        self.shares = incidence / self.sizes[:, None]
        self.means = np.bincount(self.of_case, weights=self.y) / self.sizes
        within = self.y - self.means[self.of_case]
        self.rest = float(within @ within)
        self.seen = np.bincount(self.of_judge, minlength=len(judges))
        self.toward = np.bincount(self.of_judge, weights=within, minlength=len(judges))
        self.crossed = np.diag(self.seen.astype(float)) - incidence.T @ self.shares

    def calibration(self) -> Calibration:
        """Estimate variances, then leniency, then cases."""
        import numpy as np
        from scipy.stats import t

        ratio, noise = self._variances()
        covariance = np.linalg.inv(self.crossed + np.eye(len(self.judge_keys)) / ratio)
        leniency = covariance @ self.toward
        adjusted = self.means - self.shares @ leniency
        error = np.sqrt(noise) * np.sqrt(
            1 / self.sizes + np.einsum("ij,jk,ik->i", self.shares, covariance, self.shares)
        )
        doubt = np.sqrt(noise * np.diag(covariance))
        reach = float(t.ppf((1 + CONFIDENCE) / 2, self.freedom))
        return Calibration(
            cases=_estimates(self.case_keys, adjusted, reach * error, self.sizes),
            judges=_estimates(self.judge_keys, leniency, reach * doubt, self.seen),
            leniency_sd=float(np.sqrt(ratio * noise)),
            noise_sd=float(np.sqrt(noise)),
            outliers=self._outliers(adjusted, leniency, float(np.sqrt(noise))),
        )

    def _variances(self) -> tuple[float, float]:
        """Return leniency : noise and the variance of the noise by restricted maximum likelihood."""
        import numpy as np
        from scipy.optimize import minimize_scalar

        values, vectors = np.linalg.eigh(self.crossed)
        values = np.clip(values, 0.0, None)
        along = (vectors.T @ self.toward) ** 2

        def noise(ratio: float) -> float:
            return (
                max(self.rest - float((along * ratio / (1 + ratio * values)).sum()), _LEAST_NOISE)
                / self.freedom
            )

        def cost(logarithm: float) -> float:
            ratio = float(np.exp(logarithm))
            return self.freedom * float(np.log(noise(ratio))) + float(np.log1p(ratio * values).sum())

        found = minimize_scalar(cost, bounds=_RANGE, method="bounded", options={"xatol": 1e-8})
        ratio = float(np.exp(found.x))
        return ratio, noise(ratio)

    def _outliers(self, adjusted: Any, leniency: Any, noise_sd: float) -> tuple[Outlier, ...]:
        found = []
        for row, case, judge in zip(self.rows, self.of_case, self.of_judge, strict=True):
            expected = float(adjusted[case] + leniency[judge])
            deviations = (row.points - expected) / noise_sd
            if abs(deviations) >= STANDS_OUT:
                found.append(Outlier(row.case, row.judge, row.points, expected, deviations))
        return tuple(sorted(found, key=lambda one: (-abs(one.deviations), one.case, one.judge)))


def _estimates(keys: Sequence[int], values: Any, reach: Any, sheets: Any) -> dict[int, Estimate]:
    return {
        key: Estimate(float(value), float(value - half), float(value + half), int(count))
        for key, value, half, count in zip(keys, values, reach, sheets, strict=True)
    }


def alpha(units: Iterable[Sequence[float]]) -> float | None:
    """Return Krippendorff's alpha for interval data: 1 is full agreement, 0 what chance would give.

    Each unit holds the values given to it; a unit with fewer than two is left out. None where nothing can be paired
    or every value is the same.
    """
    paired = [list(unit) for unit in units if len(unit) > 1]
    values = [value for unit in paired for value in unit]
    expected = _squares(values)
    if not expected:
        return None
    observed = sum(_squares(unit) / (len(unit) - 1) for unit in paired)
    return 1 - (len(values) - 1) * observed / expected


@dataclass(frozen=True, slots=True)
class Agreement:
    """Alpha with its 95 per cent interval, and of how many cases; below LEAST_CASES it tells nothing."""

    alpha: float | None
    low: float | None
    high: float | None
    cases: int

    @property
    def tells(self) -> bool:
        """Say whether there are cases enough to go by the number."""
        return self.alpha is not None and self.cases >= LEAST_CASES


def agreement(units: Iterable[Sequence[float]]) -> Agreement:
    """Return alpha and its interval by leaving out each case in turn.

    The jackknife: Tukey 1958, Annals of Mathematical Statistics 29:614. Two cases are too few to leave one out.
    """
    paired = [unit for unit in units if len(unit) > 1]
    value, size = alpha(paired), len(paired)
    without = [alpha(paired[:place] + paired[place + 1 :]) for place in range(size)]
    known = [one for one in without if one is not None]
    if value is None or size < _LEAST_FOR_INTERVAL or len(known) < size:
        return Agreement(value, None, None, size)
    from scipy.stats import t

    middle = sum(known) / size
    error = ((size - 1) / size * sum((one - middle) ** 2 for one in known)) ** 0.5
    reach = float(t.ppf((1 + CONFIDENCE) / 2, size - 1)) * error
    return Agreement(value, max(-1.0, value - reach), min(1.0, value + reach), size)


def _squares(values: Sequence[float]) -> float:
    """Return the sum of squared differences over all ordered pairs."""
    middle = sum(values) / len(values) if values else 0.0
    return 2 * len(values) * sum((value - middle) ** 2 for value in values)


def grouped(readings: Iterable[Reading]) -> dict[int, list[float]]:
    """Return the points of each case."""
    found: dict[int, list[float]] = defaultdict(list)
    for row in readings:
        found[row.case].append(row.points)
    return dict(found)
