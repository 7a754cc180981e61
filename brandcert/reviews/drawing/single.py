"""Drawing of the experts of one case: pool, exclusions with reasons, seed, rule, result.

A record is plain JSON. `solver` and `version` name the rule that chose, so that old records stay
replayable when a better rule comes.
"""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Final

SOLVER: Final = "least-load-hash"
VERSION: Final = 1
# The same rule where the panel needs experts of certain fields.
VERSION_WITH_FIELDS: Final = 2


@dataclass(frozen=True, slots=True)
class Candidate:
    """One person of the pool: key, present load, why he is excluded (codes), if he is, and what he knows."""

    key: int
    load: int = 0
    exclusions: tuple[str, ...] = ()
    fields: tuple[str, ...] = ()


class PoolTooSmall(ValueError):
    """Fewer experts may be drawn than are needed, of a required field perhaps."""

    def __init__(self, needed: int, available: int, field: str = "") -> None:
        """Keep both numbers and the field."""
        self.needed, self.available, self.field = needed, available, field
        super().__init__(f"{needed} needed, {available} available" + (f" for {field}" if field else ""))


def ticket(seed: str, application: str, expert: int) -> str:
    """Return the lot of an expert: SHA-256, in hex, of `seed|application|expert`."""
    return hashlib.sha256(f"{seed}|{application}|{expert}".encode()).hexdigest()


def draw(
    candidates: Iterable[Candidate],
    *,
    seed: str,
    application: str,
    size: int,
    purpose: str = "panel",
    fields: Sequence[str] = (),
) -> dict[str, Any]:
    """Draw `size` experts and return the record of the drawing; `chosen` lists their keys in order.

    Whoever has the least load comes first, equal loads are ordered by their tickets. Of each required
    field one is drawn first; an expert counts for the first of them that he knows. The order of the
    candidates does not matter. Raises PoolTooSmall.
    """
    ordered = sorted(candidates, key=lambda candidate: candidate.key)
    pool: list[dict[str, Any]] = [
        {"expert": one.key, "load": one.load} for one in ordered if not one.exclusions
    ]
    record: dict[str, Any] = {
        "solver": SOLVER,
        "version": VERSION,
        "purpose": purpose,
        "seed": seed,
        "application": application,
        "size": size,
        "pool": pool,
        "excluded": [
            {"expert": one.key, "reasons": sorted(one.exclusions)} for one in ordered if one.exclusions
        ],
    }
    if fields:
        knows = {one.key: one.fields for one in ordered}
        for row in pool:
            row["counts_for"] = next((field for field in fields if field in knows[row["expert"]]), "")
        record |= {"version": VERSION_WITH_FIELDS, "fields": list(fields)}
    return {**record, "chosen": replay(record)}


def replay(record: Mapping[str, Any]) -> list[int]:
    """Return whom the recorded solver chooses from the record's facts.

    Raises KeyError for a solver this program does not know, PoolTooSmall as `draw` does.
    """
    solver = _SOLVERS[(record["solver"], record["version"])]
    return solver(record["pool"], record)


def is_reproduced(record: Mapping[str, Any]) -> bool:
    """Say whether replaying the record gives the experts it says were chosen."""
    return bool(replay(record) == record["chosen"])


def _least_load_hash(pool: Sequence[Mapping[str, Any]], record: Mapping[str, Any]) -> list[int]:
    if len(pool) < record["size"]:
        raise PoolTooSmall(record["size"], len(pool))
    return [one["expert"] for one in _in_order(pool, record)[: record["size"]]]


def _one_of_each_field(pool: Sequence[Mapping[str, Any]], record: Mapping[str, Any]) -> list[int]:
    if len(pool) < record["size"]:
        raise PoolTooSmall(record["size"], len(pool))
    ordered = _in_order(pool, record)
    chosen: list[int] = []
    for field in record["fields"]:
        found = next((one["expert"] for one in ordered if one["counts_for"] == field), None)
        if found is None:
            raise PoolTooSmall(1, 0, field)
        chosen.append(found)
    others = [one["expert"] for one in ordered if one["expert"] not in chosen]
    return (chosen + others)[: max(record["size"], len(chosen))]


def _in_order(pool: Sequence[Mapping[str, Any]], record: Mapping[str, Any]) -> list[Mapping[str, Any]]:
    return sorted(
        pool, key=lambda one: (one["load"], ticket(record["seed"], record["application"], one["expert"]))
    )


_SOLVERS: Final[Mapping[tuple[str, int], Callable[..., list[int]]]] = {
    (SOLVER, VERSION): _least_load_hash,
    (SOLVER, VERSION_WITH_FIELDS): _one_of_each_field,
}
