"""Checks the drawing for a batch without the solver that made it.

An assignment is the cheapest exactly when no chain of exchanges (this expert gives a task to that one, who
gives one to a third …) that ends where it began makes it cheaper. All such chains are looked through: the
cheapest exchange between each two experts over all cases, then shortest ways between all experts, with one
more place for "gets one task more" and "one less". Chains that change nothing in cost would mean a second
cheapest assignment, and are looked for likewise.
"""

from __future__ import annotations

from collections.abc import Mapping
from enum import StrEnum
from typing import Any, Final

import numpy as np

from brandcert.reviews.drawing.inputs import BATCH_SOLVER, BATCH_VERSION, BITS, digest, lots_seed
from brandcert.reviews.drawing.table import Flags, Integers, Table

_NO_WAY: Final = 1 << 60


class Fault(StrEnum):
    """What is wrong with a record."""

    RULE = "rule"
    INPUTS = "inputs"
    ANSWER = "answer"
    NOT_ALLOWED = "not_allowed"
    COST = "cost"
    NOT_CHEAPEST = "not_cheapest"
    NOT_UNIQUE = "not_unique"
    REPLAY = "replay"


def is_unique_optimum(table: Table, chosen: Mapping[str, list[int]], *, seed: str, attempt: int = 0) -> bool:
    """Say whether the assignment is the cheapest one and the only one as cheap."""
    return _least_change(table, chosen, lots_seed(seed, attempt)) > 0


def examine(record: Mapping[str, Any]) -> list[Fault]:
    """Return what is wrong with a record, as far as it can be seen without drawing again."""
    if (record["solver"], record["version"], record["bits"]) != (BATCH_SOLVER, BATCH_VERSION, BITS):
        return [Fault.RULE]
    faults = []
    if digest(record["inputs"]) != record["inputs_sha256"]:
        faults.append(Fault.INPUTS)
    if digest(record["chosen"]) != record["answer_sha256"]:
        faults.append(Fault.ANSWER)
    table, seed = Table(record["inputs"]), lots_seed(record["seed"], record["attempt"])
    if not _is_allowed(table, record["chosen"]):
        return [*faults, Fault.NOT_ALLOWED]
    if cost_of(table, record["chosen"], seed) != record["cost"]:
        faults.append(Fault.COST)
    change = _least_change(table, record["chosen"], seed)
    if change < 0:
        faults.append(Fault.NOT_CHEAPEST)
    elif not change:
        faults.append(Fault.NOT_UNIQUE)
    return faults


def cost_of(table: Table, chosen: Mapping[str, list[int]], seed: str) -> int:
    """Return the cost of an assignment, added up one by one."""
    counts, total = _counts(table, chosen), 0
    for load, count in zip(table.loads.tolist(), counts.tolist(), strict=True):
        total += sum(load + rank for rank in range(1, count + 1)) * table.step
    for case in table.cases:
        lots = table.lots(case, seed)
        total += sum(int(lots[table.columns[key]]) for key in chosen[case["application"]])
    return total


def _counts(table: Table, chosen: Mapping[str, list[int]]) -> Integers:
    columns = [table.columns[key] for keys in chosen.values() for key in keys]
    return np.bincount(np.array(columns, dtype=np.int64), minlength=len(table.keys)).astype(np.int64)


def _is_allowed(table: Table, chosen: Mapping[str, list[int]]) -> bool:
    if set(chosen) != {case["application"] for case in table.cases}:
        return False
    if any(key not in table.columns for keys in chosen.values() for key in keys):
        return False
    if (_counts(table, chosen) > table.room(len(table.cases))).any():
        return False
    return all(_is_panel(table, case, chosen[case["application"]]) for case in table.cases)


def _is_panel(table: Table, case: Mapping[str, Any], keys: list[int]) -> bool:
    columns = [table.columns[key] for key in keys]
    groups = set(table.groups(case)[columns].tolist())
    return (
        len(keys) == len(set(keys)) == case["size"]
        and bool(table.eligible(case)[columns].all())
        and groups >= set(range(len(case["fields"])))
    )


def _least_change(table: Table, chosen: Mapping[str, list[int]], seed: str) -> int:
    """Return a bound on what a chain of exchanges changes: negative, zero or positive as the cheapest chain is."""
    people = len(table.keys)
    ways = np.full((people + 1, people + 1), _NO_WAY, dtype=np.int64)
    for case in table.cases:
        _exchanges(table, case, chosen[case["application"]], seed, ways)
    counts = _counts(table, chosen)
    steps = (table.loads + counts) * table.step
    has_room: Flags = counts < table.room(len(table.cases))
    ways[:people, people][has_room] = (steps + table.step)[has_room]
    ways[people, :people][counts > 0] = -steps[counts > 0]
    return _least_circle(ways)


def _exchanges(table: Table, case: Mapping[str, Any], keys: list[int], seed: str, ways: Integers) -> None:
    """Enter, for each expert of the case's panel, what it costs to put each other expert in his place."""
    columns = [table.columns[key] for key in keys]
    lots, groups = table.lots(case, seed), table.groups(case)
    able = table.eligible(case)
    able[columns] = False
    counts = np.bincount(groups[columns], minlength=len(case["fields"]) + 1)
    for column in columns:
        group = groups[column]
        is_spare = group == len(case["fields"]) or counts[group] > 1
        others = np.flatnonzero(able if is_spare else able & (groups == group))
        ways[column, others] = np.minimum(ways[column, others], lots[others] - lots[column])


def _least_circle(ways: Integers) -> int:
    """Return the cost of the cheapest way back to where it began; stops at the first that is negative."""
    np.fill_diagonal(ways, _NO_WAY)
    for middle in range(len(ways)):
        through = ways[:, middle : middle + 1] + ways[middle : middle + 1, :]
        through[(ways[:, middle] >= _NO_WAY)[:, None] | (ways[middle, :] >= _NO_WAY)[None, :]] = _NO_WAY
        np.minimum(ways, through, out=ways)
        least = int(np.diagonal(ways).min())
        if least < 0:
            return least
    return int(np.diagonal(ways).min())
