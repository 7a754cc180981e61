"""How large the pool of a drawing is for each category, and what kept how many experts out: the figures of its page."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Callable, Iterator, Mapping
from typing import Any

from brandcert.programs.enums import CategoryKey

Inputs = Mapping[str, Any]


def sizes_of(inputs: Inputs) -> list[dict[str, Any]]:
    """Return by category: cases, seats, experts who may be drawn, seats for each, and the case with the fewest of them."""
    able: dict[str, set[str]] = defaultdict(set)
    for one in inputs["experts"]:
        for category in one["categories"] if not one["excluded"] else ():
            able[category].add(str(one["expert"]))
    cases: dict[str, list[Mapping[str, Any]]] = defaultdict(list)
    for case in inputs["cases"]:
        cases[case["category"]].append(case)
    return [_size(category, cases[category], able[category]) for category in sorted(cases)]


def _size(category: str, cases: list[Mapping[str, Any]], able: set[str]) -> dict[str, Any]:
    left = {case["application"]: len(able - set(case["excluded"])) for case in cases}
    scarce = min(cases, key=lambda case: (left[case["application"]] - case["size"], case["application"]))
    seats = sum(case["size"] for case in cases)
    return {
        "title": dict(CategoryKey.choices).get(category, category),
        "cases": len(cases),
        "seats": seats,
        "experts": len(able),
        "each": round(seats / len(able), 1) if able else None,
        "scarce": scarce["application"],
        "left": left[scarce["application"]],
        "needed": scarce["size"],
    }


def reasons_of(inputs: Inputs, words: Callable[[list[str]], str]) -> list[dict[str, Any]]:
    """Return each reason with how many experts it keeps from the whole round, and how many from how many single cases."""
    everywhere = Counter(code for one in inputs["experts"] for code in one["excluded"])
    here = list(_single(inputs))
    codes = sorted({*everywhere, *(code for code, _expert, _case in here)})
    return [
        {
            "words": words([code]),
            "everywhere": everywhere[code],
            "experts": len({expert for found, expert, _case in here if found == code}),
            "cases": len({case for found, _expert, case in here if found == code}),
            "times": sum(1 for found, _expert, _case in here if found == code),
        }
        for code in codes
    ]


def _single(inputs: Inputs) -> Iterator[tuple[str, str, str]]:
    """Yield reason, expert and case of every exclusion from a single case."""
    for case in inputs["cases"]:
        for expert, codes in case["excluded"].items():
            for code in codes:
                yield code, expert, case["application"]
