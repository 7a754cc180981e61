"""Drawing of experts that anyone can repeat: pool, exclusions with reasons, seed, solver, result.

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


@dataclass(frozen=True, slots=True)
class Candidate:
    """One person of the pool: key, present load, and why he is excluded (codes), if he is."""

    key: int
    load: int = 0
    exclusions: tuple[str, ...] = ()


class PoolTooSmall(ValueError):
    """Fewer experts may be drawn than are needed."""

    def __init__(self, needed: int, available: int) -> None:
        """Keep both numbers."""
        self.needed, self.available = needed, available
        super().__init__(f"{needed} needed, {available} available")


def ticket(seed: str, application: str, expert: int) -> str:
    """Return the lot of an expert: SHA-256, in hex, of `seed|application|expert`."""
    return hashlib.sha256(f"{seed}|{application}|{expert}".encode()).hexdigest()


def draw(
    candidates: Iterable[Candidate], *, seed: str, application: str, size: int, purpose: str = "panel"
) -> dict[str, Any]:
    """Draw `size` experts and return the record of the drawing; `chosen` lists their keys in order.

    Whoever has the least load comes first, equal loads are ordered by their tickets. The order of the
    candidates does not matter. Raises PoolTooSmall.
    """
    ordered = sorted(candidates, key=lambda candidate: candidate.key)
    pool = [{"expert": one.key, "load": one.load} for one in ordered if not one.exclusions]
    record = {
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


def _least_load_hash(pool: Sequence[Mapping[str, int]], record: Mapping[str, Any]) -> list[int]:
    if len(pool) < record["size"]:
        raise PoolTooSmall(record["size"], len(pool))
    ordered = sorted(
        pool, key=lambda one: (one["load"], ticket(record["seed"], record["application"], one["expert"]))
    )
    return [one["expert"] for one in ordered[: record["size"]]]


_SOLVERS: Final[Mapping[tuple[str, int], Callable[..., list[int]]]] = {(SOLVER, VERSION): _least_load_hash}
