"""Charts of a round, drawn on the server as figures of an SVG; each has its table beside it."""

from __future__ import annotations

import math
from collections.abc import Iterable, Sequence
from typing import Any, Final

from brandcert.reviews.queries.rankings import Round
from brandcert.reviews.standings import Stage

WIDTH: Final = 640
LEFT: Final = 150
RIGHT: Final = 16
ROW: Final = 20
TOP: Final = 28
# A chart shows as many cases around the line; the table shows all.
MOST: Final = 40
_TICKS: Final = 5


class _Scale:
    """Turns points into places along the chart."""

    def __init__(self, values: Iterable[float]) -> None:
        known = list(values)
        low, high = math.floor(min(known)), math.ceil(max(known))
        self.low, self.high = low, high if high > low else low + 1

    def x(self, value: float) -> float:
        share = (value - self.low) / (self.high - self.low)
        return round(LEFT + share * (WIDTH - LEFT - RIGHT), 1)

    def ticks(self) -> list[dict[str, Any]]:
        step = max(1, math.ceil((self.high - self.low) / _TICKS))
        return [{"x": self.x(at), "label": str(at)} for at in range(self.low, self.high + 1, step)]


def scores(found: Round) -> dict[str, Any] | None:
    """Return raw and adjusted scores of the documents of the cases around the line, with the intervals."""
    fit = found.calibration
    if fit is None or not found.in_order:
        return None
    rows = _around(found)
    estimates = [fit.cases[row.case.key] for row in rows]
    edge = [float(found.rules.gate)] if found.stage == Stage.DOCUMENTS else []
    ends = [value for one in estimates for value in (one.low, one.high)]
    scale = _Scale([*ends, *(float(row.case.documents) for row in rows), *edge])
    marks = [
        {
            "y": TOP + number * ROW,
            "label": row.application.receipt_number,
            "raw": scale.x(float(row.case.documents)),
            "value": scale.x(estimate.value),
            "low": scale.x(estimate.low),
            "width": round(scale.x(estimate.high) - scale.x(estimate.low), 1),
        }
        for number, (row, estimate) in enumerate(zip(rows, estimates, strict=True))
    ]
    return _chart(marks, scale, [scale.x(value) for value in edge])


def _around(found: Round) -> Sequence[Any]:
    last = sum(1 for row in found.in_order if row.case.key in found.outcome.above)
    start = max(0, min(last - MOST // 2, len(found.in_order) - MOST))
    return found.in_order[start : start + MOST]


def leniency(experts: Sequence[dict[str, Any]]) -> dict[str, Any] | None:
    """Return the experts by leniency with intervals, around none."""
    if not experts:
        return None
    scale = _Scale([0.0, *(one["low"] for one in experts), *(one["high"] for one in experts)])
    marks = [
        {
            "y": TOP + number * ROW,
            "label": one["name"],
            "raw": None,
            "value": scale.x(one["value"]),
            "low": scale.x(one["low"]),
            "width": round(scale.x(one["high"]) - scale.x(one["low"]), 1),
            "tells": one["tells"],
        }
        for number, one in enumerate(experts)
    ]
    return _chart(marks, scale, [scale.x(0.0)])


def _chart(marks: list[dict[str, Any]], scale: _Scale, lines: list[float]) -> dict[str, Any]:
    return {
        "width": WIDTH,
        "height": TOP + len(marks) * ROW,
        "left": LEFT,
        "rows": marks,
        "ticks": scale.ticks(),
        "lines": lines,
    }
