"""Leniency and agreement: published examples, closed forms, planted experts."""

from __future__ import annotations

import random

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from brandcert.reviews import calibration
from brandcert.reviews.calibration import Reading

# Krippendorff 2011, example C: four observers, twelve units; alpha for interval data is 0.849.
OBSERVERS = (
    (1, 2, 3, 3, 2, 1, 4, 1, 2, None, None, None),
    (1, 2, 3, 3, 2, 2, 4, 1, 2, 5, None, 3),
    (None, 3, 3, 3, 2, 3, 4, 2, 2, 5, 1, None),
    (1, 2, 3, 3, 2, 4, 4, 1, 2, 5, 1, None),
)


def test_alpha_is_that_of_the_published_example() -> None:
    units = [[value for value in unit if value is not None] for unit in zip(*OBSERVERS, strict=True)]
    found = calibration.alpha(units)
    assert found == pytest.approx(0.849, abs=0.0005)
    assert calibration.alpha([[1.0, 1.0], [2.0, 2.0]]) == 1
    assert calibration.alpha([[1.0], [2.0]]) is None
    assert calibration.alpha([[3.0, 3.0], [3.0, 3.0]]) is None


def test_of_a_balanced_round_the_variances_are_those_of_the_analysis_of_variance() -> None:
    # Everyone judges everything: REML is (MSJ - MSE) / cases and MSE (Searle, Casella and McCulloch 1992, 4.5).
    table = [
        [44.0, 48.0, 41.0],
        [50.0, 53.0, 45.5],
        [39.0, 44.5, 37.0],
        [47.0, 49.0, 43.0],
        [52.0, 57.0, 50.0],
    ]
    cases, judges = len(table), len(table[0])
    mean = sum(map(sum, table)) / (cases * judges)
    by_case = [sum(row) / judges for row in table]
    by_judge = [sum(row[seat] for row in table) / cases for seat in range(judges)]
    judged = cases * sum((one - mean) ** 2 for one in by_judge) / (judges - 1)
    error = sum(
        (table[i][j] - by_case[i] - by_judge[j] + mean) ** 2 for i in range(cases) for j in range(judges)
    ) / ((cases - 1) * (judges - 1))
    found = calibration.calibrate(
        Reading(i, j, points) for i, row in enumerate(table) for j, points in enumerate(row)
    )
    assert found
    assert found.noise_sd**2 == pytest.approx(error, rel=1e-4)
    assert found.leniency_sd**2 == pytest.approx((judged - error) / cases, rel=1e-4)
    shrunk = (judged - error) / judged
    for seat in range(judges):
        assert found.judges[seat].value == pytest.approx(shrunk * (by_judge[seat] - mean), rel=1e-4)
    # Where everyone judged everything, leniency changes nothing.
    assert [found.cases[i].value for i in range(cases)] == pytest.approx(by_case, abs=1e-6)


def planted(seed: int = 7, cases: int = 60, judges: int = 12) -> tuple[list[Reading], dict[int, float]]:
    """Return a round with a harsh expert (0), a lenient one (1) and one who favours a single case (2, case 5)."""
    chance = random.Random(seed)  # noqa: S311 -- a planted round, no secret
    leniency = {judge: chance.gauss(0, 1) for judge in range(judges)} | {0: -6.0, 1: 5.0}
    quality = {case: chance.uniform(36, 54) for case in range(cases)}
    readings = []
    for case in range(cases):
        seats = (
            [2, *chance.sample([j for j in range(judges) if j != 2], 3)]
            if case == 5
            else chance.sample(range(judges), 4)
        )
        for judge in seats:
            favour = 12.0 if (case, judge) == (5, 2) else 0.0
            readings.append(
                Reading(case, judge, quality[case] + leniency[judge] + favour + chance.gauss(0, 1.2))
            )
    return readings, quality


def test_planted_experts_are_found_and_cases_come_nearer_to_their_quality() -> None:
    readings, quality = planted()
    found = calibration.calibrate(readings)
    assert found
    order = sorted(found.judges, key=lambda judge: found.judges[judge].value)
    assert (order[0], order[-1]) == (0, 1)
    assert found.judges[0].high < -3 < 3 < found.judges[1].low
    assert [(one.case, one.judge) for one in found.outliers[:1]] == [(5, 2)]
    raw = {case: sum(points) / len(points) for case, points in calibration.grouped(readings).items()}
    others = [case for case in quality if case != 5]
    worst_raw = sum((raw[case] - quality[case]) ** 2 for case in others)
    worst_adjusted = sum((found.cases[case].value - quality[case]) ** 2 for case in others)
    assert worst_adjusted < worst_raw / 3
    covered = sum(found.cases[case].low <= quality[case] <= found.cases[case].high for case in others)
    assert covered >= 0.85 * len(others)


def test_too_little_tells_nothing() -> None:
    assert calibration.calibrate([]) is None
    assert calibration.calibrate([Reading(1, 1, 40.0), Reading(1, 2, 42.0)]) is None
    assert calibration.calibrate([Reading(1, 1, 40.0), Reading(2, 1, 42.0)]) is None
    with pytest.raises(ValueError, match="twice"):
        calibration.calibrate([Reading(1, 1, 40.0), Reading(1, 1, 42.0)])


@settings(max_examples=20, deadline=None)
@given(st.randoms(use_true_random=False), st.integers(-20, 20))
def test_neither_the_order_nor_a_common_shift_matters(chance: random.Random, shift: int) -> None:
    readings, _quality = planted(seed=3, cases=8, judges=4)
    shuffled = list(readings)
    chance.shuffle(shuffled)
    moved = [Reading(row.case, row.judge, row.points + shift) for row in shuffled]
    first, second = calibration.calibrate(readings), calibration.calibrate(moved)
    assert first
    assert second
    for case, estimate in first.cases.items():
        assert second.cases[case].value == pytest.approx(estimate.value + shift, abs=1e-3)


def pairs(unit: list[float]) -> float:
    """Sum the squared differences of all ordered pairs, as the definition says it."""
    return sum((one - other) ** 2 for one in unit for other in unit)


def whole_model(readings: list[Reading], leniency: float, noise: float) -> tuple[float, dict[int, float]]:
    """Solve Henderson's mixed model equations at these variances; also minus twice the restricted likelihood."""
    import numpy as np

    cases, judges = sorted({row.case for row in readings}), sorted({row.judge for row in readings})
    y = np.array([row.points for row in readings])
    x = np.array([[float(row.case == case) for case in cases] for row in readings])
    z = np.array([[float(row.judge == judge) for judge in judges] for row in readings])
    left = np.block([[x.T @ x, x.T @ z], [z.T @ x, z.T @ z + np.eye(len(judges)) * (noise / leniency)]])
    solved = np.linalg.solve(left, np.concatenate([x.T @ y, z.T @ y]))
    v = np.linalg.inv(noise * np.eye(len(y)) + leniency * z @ z.T)
    projected = v - v @ x @ np.linalg.inv(x.T @ v @ x) @ x.T @ v
    cost = -np.linalg.slogdet(v)[1] + np.linalg.slogdet(x.T @ v @ x)[1] + y @ projected @ y
    names = [*cases, *(-1 - judge for judge in judges)]
    return float(cost), dict(zip(names, map(float, solved), strict=True))


@pytest.mark.parametrize("seed", [11, 12, 13])
def test_both_agree_with_a_computation_by_the_definition(seed: int) -> None:
    readings, _quality = planted(seed=seed, cases=14, judges=6)
    units = list(calibration.grouped(readings).values())
    values = [value for unit in units for value in unit]
    observed = sum(pairs(list(unit)) / (len(unit) - 1) for unit in units) / len(values)
    expected = pairs(values) / (len(values) * (len(values) - 1))
    assert calibration.alpha(units) == pytest.approx(1 - observed / expected, rel=1e-9)
    found = calibration.calibrate(readings)
    assert found
    leniency, noise = found.leniency_sd**2, found.noise_sd**2
    least, solved = whole_model(readings, leniency, noise)
    for key, estimate in found.cases.items():
        assert estimate.value == pytest.approx(solved[key], rel=1e-6)
    for key, estimate in found.judges.items():
        assert estimate.value == pytest.approx(solved[-1 - key], abs=1e-6)
    # The variances are those of the greatest restricted likelihood: any other pair near by is less likely.
    for share in (0.9, 1.1):
        assert whole_model(readings, leniency * share, noise)[0] > least
        assert whole_model(readings, leniency, noise * share)[0] > least
