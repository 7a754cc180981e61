"""What a drawing for a whole batch starts from, as plain JSON, and the integer costs that follow from it.

The cost of an assignment is the sum of two parts. Every task of an expert costs as many *steps* as it
makes tasks for him (the first one, the second two …), so that uneven loads cost more. Every pair of case
and expert costs its lot besides: the first BITS bits of SHA-256 of `seed|application|expert`. A step is
larger than all lots that one exchange of tasks along a chain of experts can bring, so lots decide only
between assignments that are balanced equally well.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any, Final

BATCH_SOLVER: Final = "min-cost-flow"
BATCH_VERSION: Final = 1
# Stands for every reason of an exclusion where the reasons are nobody's business.
HIDDEN: Final = "excluded"
# Bits of a lot: enough that two assignments hardly ever cost the same, few enough that sums fit 64 bits.
BITS: Final = 32


@dataclass(frozen=True, slots=True)
class Entrant:
    """One person of the pool: key, tasks he has already, what he knows, and why nothing may be given to him."""

    key: int
    load: int = 0
    most: int | None = None
    categories: tuple[str, ...] = ()
    fields: tuple[str, ...] = ()
    exclusions: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Case:
    """One application: how many experts, of which fields at least one, and who is excluded here, by reason."""

    key: int
    number: str
    category: str
    size: int
    fields: tuple[str, ...] = ()
    exclusions: Mapping[int, tuple[str, ...]] | None = None


def inputs_of(entrants: Iterable[Entrant], cases: Iterable[Case]) -> dict[str, Any]:
    """Return pool and cases as plain JSON; the order in which they are given does not matter."""
    return {
        "experts": [
            {
                "expert": one.key,
                "load": one.load,
                "most": one.most,
                "categories": sorted(one.categories),
                "fields": sorted(one.fields),
                "excluded": sorted(one.exclusions),
            }
            for one in sorted(entrants, key=lambda one: one.key)
        ],
        "cases": [
            {
                "id": case.key,
                "application": case.number,
                "category": case.category,
                "size": max(case.size, len(case.fields)),
                "fields": list(case.fields),
                "excluded": {
                    str(key): sorted(reasons) for key, reasons in sorted((case.exclusions or {}).items())
                },
            }
            for case in sorted(cases, key=lambda case: case.key)
        ],
    }


def published(inputs: Mapping[str, Any]) -> dict[str, Any]:
    """Return pool and cases as everyone may read them; a drawing from them gives the same experts.

    Experts and cases stand there by number as before, but nobody learns why somebody is excluded, and of what an
    expert knows only the fields that some case of his category requires are left.
    """
    asked: dict[str, set[str]] = {}
    for case in inputs["cases"]:
        asked.setdefault(case["category"], set()).update(case["fields"])
    return {
        "experts": [
            {
                **one,
                "fields": [
                    field
                    for field in one["fields"]
                    if any(field in asked.get(category, ()) for category in one["categories"])
                ],
                "excluded": [HIDDEN] if one["excluded"] else [],
            }
            for one in inputs["experts"]
        ],
        "cases": [
            {**case, "excluded": {key: [HIDDEN] for key in case["excluded"]}} for case in inputs["cases"]
        ],
    }


def digest(value: Any) -> str:
    """Return the SHA-256, in hex, of plain JSON written in one fixed way."""
    text = json.dumps(value, ensure_ascii=False, sort_keys=True, separators=(",", ":"))
    return hashlib.sha256(text.encode()).hexdigest()


def seed_of(secret: str, public: str) -> str:
    """Return the seed: SHA-256 of the secret announced by its hash and of what became public afterwards."""
    return hashlib.sha256(f"{secret}|{public}".encode()).hexdigest()


def successor_seed(seed: str, application: str, number: int) -> str:
    """Return the seed of the `number`th later drawing for an application: nobody can choose it."""
    return hashlib.sha256(f"{seed}|{application}|successor|{number}".encode()).hexdigest()


def lots_seed(seed: str, attempt: int) -> str:
    """Return what lots are hashed with: the seed, from the second attempt on with its number."""
    return f"{seed}#{attempt}" if attempt else seed
