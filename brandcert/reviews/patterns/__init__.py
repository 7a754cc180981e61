"""What in the locked sheets of a round cannot well be chance: pure numbers, no row, no open sheet.

Every test that is made many times (each pair, each expert with each applicant) is corrected together with the others
of its kind by Holm's step-down rule (Holm 1979, Scandinavian Journal of Statistics 6:65-70): in a round in which
everybody judges alone and fairly, one kind alarms wrongly in at most one round in a hundred, whatever its size.
A pattern is a reason to look, never a proof.
"""

from __future__ import annotations

from collections.abc import Iterable

from brandcert.reviews import calibration
from brandcert.reviews.calibration import Calibration, Reading
from brandcert.reviews.patterns import favours, habits, pairs
from brandcert.reviews.patterns.sheets import ALPHA, Kind, Mark, Pattern, Sheet

__all__ = ["ALPHA", "Kind", "Mark", "Pattern", "Sheet", "find", "fit"]


def fit(sheets: Iterable[Sheet]) -> Calibration | None:
    """Return the leniency of the experts by their locked totals; None while there is too little."""
    return calibration.calibrate(Reading(one.case, one.judge, one.total) for one in sheets)


def find(sheets: Iterable[Sheet], known: Calibration | None) -> list[Pattern]:
    """Return every pattern, the gravest first; `known` is what `fit` says of the same sheets."""
    rows = sorted(sheets, key=lambda one: (one.case, one.judge))
    found = [*habits.flat(rows), *habits.quick(rows), *pairs.alike(rows)]
    if known is not None:
        leaning = favours.Deviations(rows, known)
        found += [
            *favours.severe(rows, known),
            *pairs.leaning(rows, leaning),
            *favours.favouring(rows, leaning),
        ]
    order = list(Kind)
    return sorted(
        found, key=lambda one: (order.index(one.kind), one.chance or 0.0, one.judges, one.owner or 0)
    )
