"""The formulas of objective criteria: which answer gives how many points. Pure; written and read as people type them."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from decimal import ROUND_HALF_UP, Decimal
from itertools import pairwise
from typing import Any, Final

CENT: Final = Decimal("0.01")
HUNDRED: Final = Decimal(100)
MOST_STEPS: Final = 20
_PAIR: Final = re.compile(r"\s*(?P<at>[^=＝]+?)\s*[=＝]\s*(?P<share>[0-9.]+)\s*[%％]?\s*")


def proposal(formula: Mapping[str, Any], answer: str | None, maximum: Decimal) -> Decimal | None:
    """Return the points a formula gives for an answer; None where there is no formula or no usable answer.

    A `scale` holds (value, per cent of the maximum) in rising order; between two of them it runs straight, outside it
    stays level. `choices` holds the per cent of each choice. Rounded once (half up, two places).
    """
    if not formula or answer in (None, ""):
        return None
    if "choices" in formula:
        share = formula["choices"].get(answer)
        return None if share is None else _rounded(maximum * Decimal(str(share)) / HUNDRED)
    try:
        value = Decimal(str(answer))
    except ArithmeticError:
        return None
    if not value.is_finite():
        return None
    scale = [(Decimal(str(at)), Decimal(str(share))) for at, share in formula["scale"]]
    return _rounded(maximum * _along(scale, value) / HUNDRED)


def _along(scale: Sequence[tuple[Decimal, Decimal]], value: Decimal) -> Decimal:
    if value <= scale[0][0]:
        return scale[0][1]
    for (start, low), (end, high) in pairwise(scale):
        if value <= end:
            return low + (high - low) * (value - start) / (end - start)
    return scale[-1][1]


def _rounded(value: Decimal) -> Decimal:
    return value.quantize(CENT, ROUND_HALF_UP)


def read(of: str, text: str, choices: Mapping[str, str]) -> dict[str, Any]:
    """Return the formula somebody typed as `answer = per cent` pairs set apart by semicolons or lines.

    With `choices` (each word for an answer the question admits, and its code) every one of them gets a share, else it
    is a scale. Raises ValueError with one word: `form`, `share`, `choice`, `missing`, `number`, `order`, `steps`.
    """
    pairs = [_pair(part) for part in re.split(r"[;；\n]", text) if part.strip()]
    if choices:
        return {"of": of, "choices": _by_choice(pairs, choices)}
    return {"of": of, "scale": _scale(pairs)}


def _pair(part: str) -> tuple[str, Decimal]:
    found = _PAIR.fullmatch(part)
    if found is None:
        raise ValueError("form")
    try:
        share = Decimal(found["share"])
    except ArithmeticError:
        raise ValueError("form") from None
    if share > HUNDRED:
        raise ValueError("share")
    return found["at"], share


def _by_choice(pairs: Sequence[tuple[str, Decimal]], choices: Mapping[str, str]) -> dict[str, Any]:
    given = {choices.get(word, ""): share for word, share in pairs}
    if "" in given or len(given) != len(pairs):
        raise ValueError("choice")
    codes = dict.fromkeys(choices.values())
    if set(codes) - set(given):
        raise ValueError("missing")
    return {code: _number(given[code]) for code in codes}


def _scale(pairs: Sequence[tuple[str, Decimal]]) -> list[list[Any]]:
    try:
        scale = [(Decimal(at), share) for at, share in pairs]
    except ArithmeticError:
        raise ValueError("number") from None
    if any(not at.is_finite() for at, _share in scale):
        raise ValueError("number")
    if not 1 < len(scale) <= MOST_STEPS:
        raise ValueError("steps")
    if any(end <= start for (start, _low), (end, _high) in pairwise(scale)):
        raise ValueError("order")
    return [[_number(at), _number(share)] for at, share in scale]


def _number(value: Decimal) -> int | float:
    return int(value) if value == value.to_integral_value() else float(value)


def write(formula: Mapping[str, Any], words: Mapping[str, str]) -> str:
    """Return the pairs of a formula as `read` takes them; `words` are those of the choices, by code."""
    pairs = formula.get("choices", {}).items() or formula.get("scale", ())
    return "; ".join(f"{words.get(at, at) if isinstance(at, str) else at} = {share}" for at, share in pairs)
