"""Sheets that were not thought about: the same share of the points everywhere, the same sheet again, no time taken.

Fixed rules, no tests: three sheets of an expert and at least half of them. Flat is a sheet whose criteria all have
the same share of their points, or one that repeats an earlier one of the expert point by point. Quick is a sheet that
took less than a quarter of what half of the round's sheets took, and less than ten minutes, from opening to signing.
"""

from __future__ import annotations

from collections.abc import Sequence
from statistics import median
from typing import Final

from brandcert.reviews.patterns.sheets import LEAST, Kind, Mark, Pattern, Sheet, by_judge

_SAME: Final = 0.02
_LEAST_CRITERIA: Final = 3
SHARE: Final = 0.5
QUARTER: Final = 0.25
MOST_MINUTES: Final = 10.0


def flat(sheets: Sequence[Sheet]) -> list[Pattern]:
    """Return the experts who give the same everywhere."""
    found = []
    for judge, rows in sorted(by_judge(sheets).items()):
        seen: set[tuple[tuple[int, float], ...]] = set()
        marked = []
        for one in rows:
            shape = tuple(sorted(one.points.items()))
            if _is_even(one) or (shape in seen and len(shape) >= _LEAST_CRITERIA):
                marked.append(one)
            seen.add(shape)
        if len(marked) >= LEAST and len(marked) >= SHARE * len(rows):
            marks = tuple(Mark(one.case, (one.total,), None, 0.0) for one in marked)
            found.append(
                Pattern(Kind.FLAT, (judge,), float(len(marked)), float(len(rows)), len(rows), marks=marks)
            )
    return found


def _is_even(sheet: Sheet) -> bool:
    shares = [points / sheet.maxima[key] for key, points in sheet.points.items() if sheet.maxima[key]]
    # Full points everywhere, or none, can be earned.
    is_whole = bool(shares) and (min(shares) >= 1 or max(shares) <= 0)
    return len(shares) >= _LEAST_CRITERIA and not is_whole and max(shares) - min(shares) <= _SAME


def quick(sheets: Sequence[Sheet]) -> list[Pattern]:
    """Return the experts who signed faster than the evidence can be read."""
    timed = [(one, one.minutes) for one in sheets if one.minutes is not None]
    if not timed:
        return []
    usual = median(minutes for _one, minutes in timed)
    limit = min(QUARTER * usual, MOST_MINUTES)
    found = []
    for judge, rows in sorted(by_judge(one for one, _minutes in timed).items()):
        fast = [(one, one.minutes or 0.0) for one in rows if (one.minutes or 0.0) < limit]
        if len(fast) >= LEAST and len(fast) >= SHARE * len(rows):
            marks = tuple(Mark(one.case, (one.total,), None, minutes) for one, minutes in fast)
            middle = median(minutes for _one, minutes in fast)
            found.append(Pattern(Kind.QUICK, (judge,), middle, usual, len(rows), marks=marks))
    return found
