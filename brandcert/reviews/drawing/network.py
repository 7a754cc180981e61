"""The drawing for a whole batch: the cheapest flow from cases through required fields to experts.

The flow is found by OR-tools; `proof` checks its answer without it.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, Final

import numpy as np

from brandcert.reviews.drawing.inputs import BATCH_SOLVER, BATCH_VERSION, BITS, digest, lots_seed
from brandcert.reviews.drawing.proof import Fault, examine, is_unique_optimum
from brandcert.reviews.drawing.table import Integers, Table

# Seeds tried until the cheapest assignment is the only one; the first nearly always is.
_ATTEMPTS: Final = 8


class CannotSolve(ValueError):
    """No assignment gives every case its experts, or the numbers are too large for the solver."""


def library() -> tuple[str, str]:
    """Return name and version of the solver in use."""
    import ortools

    return "ortools", str(ortools.__version__)


def draw(inputs: Mapping[str, Any], *, seed: str) -> dict[str, Any]:
    """Assign experts to every case and return the record of the drawing.

    Raises CannotSolve when there is no such assignment.
    """
    table = Table(inputs)
    name, version = library()
    for attempt in range(_ATTEMPTS):
        chosen, cost = solve(table, seed=seed, attempt=attempt)
        if is_unique_optimum(table, chosen, seed=seed, attempt=attempt):
            return {
                "solver": BATCH_SOLVER,
                "version": BATCH_VERSION,
                "library": name,
                "library_version": version,
                "bits": BITS,
                "seed": seed,
                "attempt": attempt,
                "inputs": dict(inputs),
                "inputs_sha256": digest(inputs),
                "chosen": chosen,
                "cost": cost,
                "answer_sha256": digest(chosen),
            }
    raise CannotSolve("every seed tried left more than one cheapest assignment")


def replay(record: Mapping[str, Any]) -> tuple[dict[str, list[int]], list[Fault]]:
    """Draw again from the record's inputs and seed; return the answer and everything that is wrong."""
    faults = examine(record)
    if Fault.RULE in faults:
        return {}, faults
    try:
        chosen, _cost = solve(Table(record["inputs"]), seed=record["seed"], attempt=record["attempt"])
    except CannotSolve:
        return {}, [*faults, Fault.REPLAY]
    if chosen != record["chosen"]:
        faults.append(Fault.REPLAY)
    return chosen, faults


def solve(table: Table, *, seed: str, attempt: int = 0) -> tuple[dict[str, list[int]], int]:
    """Return the cheapest assignment, as experts by application, and its cost. Raises CannotSolve."""
    if not table.cases:
        return {}, 0
    wanted = sum(case["size"] for case in table.cases)
    bound = _first_bound(table, wanted)
    while True:
        room = table.room(bound)
        chosen, counts, cost = _flow(table, room, lots_seed(seed, attempt))
        # A bound that stopped nobody but those at their own limit changed nothing.
        if not ((counts == bound) & (table.room(bound + 1) > bound)).any():
            return chosen, cost
        bound *= 2


def _first_bound(table: Table, wanted: int) -> int:
    fair = -(-(wanted + int(table.loads.sum())) // max(1, len(table.keys)))
    return min(len(table.cases), 2 * fair + 2)


class _Arcs:
    """The arcs of the network while it is built, in blocks."""

    def __init__(self) -> None:
        self.blocks: list[tuple[Integers, Integers, Integers, Integers]] = []

    def add(self, tails: Any, heads: Any, capacities: Any, costs: Any) -> None:
        """Add arcs; single numbers stand for all of them."""
        rows = np.broadcast_arrays(
            *(np.asarray(one, dtype=np.int64) for one in (tails, heads, capacities, costs))
        )
        self.blocks.append((rows[0], rows[1], rows[2], rows[3]))

    def joined(self, place: int) -> Integers:
        """Return one of the four columns of all arcs."""
        return np.concatenate([block[place].ravel() for block in self.blocks])


def _flow(table: Table, room: Integers, seed: str) -> tuple[dict[str, list[int]], Integers, int]:
    people, sink = len(table.keys), len(table.keys)
    arcs, supplies, pairs = _Arcs(), [0] * (people + 1), []
    for row, case in enumerate(table.cases):
        able, groups = np.flatnonzero(table.eligible(case)), table.groups(case)
        free = len(supplies)
        supplies += [case["size"] - len(case["fields"]), *([1] * len(case["fields"])), 0]
        kinds = len(case["fields"]) + 1
        arcs.add(free, free + 1 + np.arange(kinds), case["size"], 0)
        pairs.append((row, able, sum(block[0].size for block in arcs.blocks)))
        arcs.add(free + 1 + groups[able], able, 1, table.lots(case, seed)[able])
    columns = np.repeat(np.arange(people), room)
    ranks = np.concatenate([np.arange(1, count + 1) for count in room]) if people else np.zeros(0)
    arcs.add(columns, sink, 1, (table.loads[columns] + ranks) * table.step)
    supplies[sink] = -sum(supplies)
    flows, cost = _solved(arcs, supplies)
    chosen = {
        table.cases[row]["application"]: sorted(
            table.keys[column] for column in able[flows[start : start + able.size] > 0]
        )
        for row, able, start in pairs
    }
    counts = np.bincount(columns, weights=flows[flows.size - columns.size :], minlength=people)
    return chosen, counts.astype(np.int64), cost


def _solved(arcs: _Arcs, supplies: list[int]) -> tuple[Integers, int]:
    # Loaded with the first drawing: most processes never draw.
    from ortools.graph.python import min_cost_flow

    solver = min_cost_flow.SimpleMinCostFlow()
    names = solver.add_arcs_with_capacity_and_unit_cost(
        arcs.joined(0).astype(np.int32), arcs.joined(1).astype(np.int32), arcs.joined(2), arcs.joined(3)
    )
    solver.set_nodes_supplies(np.arange(len(supplies), dtype=np.int32), np.array(supplies, dtype=np.int64))
    state = solver.solve()
    if state != solver.OPTIMAL:
        raise CannotSolve(f"the solver ended with {state.name}")
    return np.asarray(solver.flows(names), dtype=np.int64), int(solver.optimal_cost())
