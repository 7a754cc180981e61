"""Drawing the panels of a large batch, beside a greedy assignment of the same batch."""

from __future__ import annotations

import random
import resource
import time
from collections.abc import Callable
from typing import Any, Final

from brandcert.reviews import drawing
from brandcert.reviews.drawing import Case, Entrant, network
from brandcert.reviews.drawing.table import Table

FIELDS: Final = ("food", "machinery", "chemistry", "tourism", "standards", "quality")
SIZE: Final = 5


def batch(applications: int, experts: int) -> dict[str, Any]:
    """Return a batch in which one in twenty experts is away and each application has four conflicts."""
    chance = random.Random(20261123)  # noqa: S311 -- made-up data
    pool = [
        Entrant(
            key,
            load=chance.randrange(3),
            categories=chance.choice([("M",), ("N",), ("M", "N")]),
            fields=tuple(chance.sample(FIELDS, 2)),
            exclusions=("unavailable",) if chance.randrange(20) == 0 else (),
        )
        for key in range(1, experts + 1)
    ]
    return drawing.inputs_of(
        pool,
        [
            Case(
                key,
                f"JLJP-SQ-2026-{key:06d}",
                chance.choice("MN"),
                SIZE,
                tuple(chance.sample(FIELDS, chance.randrange(3))),
                {chance.randint(1, experts): ("kin",) for _tie in range(4)},
            )
            for key in range(1, applications + 1)
        ],
    )


def greedy(inputs: dict[str, Any], seed: str) -> dict[str, list[int]]:
    """Give each case in turn to whoever has least to do then: what one would write without a solver."""
    table = Table(inputs)
    loads, chosen = table.loads.copy(), {}
    for case in table.cases:
        able, groups, lots = table.eligible(case), table.groups(case), table.lots(case, seed)
        order = [column for column in (loads * table.step + lots).argsort().tolist() if able[column]]
        panel = [
            next(column for column in order if groups[column] == place)
            for place in range(len(case["fields"]))
        ]
        panel += [column for column in order if column not in panel][: case["size"] - len(panel)]
        loads[panel] += 1
        chosen[case["application"]] = sorted(table.keys[column] for column in panel)
    return chosen


def _timed(act: Callable[[], Any]) -> tuple[Any, float, float]:
    """Return answer, seconds on the clock and of the processor: other work on the machine slows only the first."""
    begun, used = time.perf_counter(), time.process_time()
    answer = act()
    return answer, round(time.perf_counter() - begun, 2), round(time.process_time() - used, 2)


def _unevenness(inputs: dict[str, Any], chosen: dict[str, list[int]]) -> tuple[int, int]:
    loads = {one["expert"]: one["load"] for one in inputs["experts"] if not one["excluded"]}
    for panel in chosen.values():
        for key in panel:
            loads[key] += 1
    return sum(load * (load + 1) // 2 for load in loads.values()), max(loads.values()) - min(loads.values())


def run(*, small: bool) -> dict[str, Any]:
    """Draw 5,000 applications × 5 of 500 experts; times in seconds, memory in MB."""
    applications, experts = (100, 50) if small else (5000, 500)
    inputs = batch(applications, experts)
    baseline, greedy_s, greedy_cpu = _timed(lambda: greedy(inputs, "seed"))
    record, draw_s, draw_cpu = _timed(lambda: network.draw(inputs, seed="seed"))
    (_again, faults), replay_s, replay_cpu = _timed(lambda: network.replay(record))
    (even, spread), (even_greedy, spread_greedy) = (
        _unevenness(inputs, chosen) for chosen in (record["chosen"], baseline)
    )
    return {
        "applications": applications,
        "experts": experts,
        "panel": SIZE,
        "greedy_s": greedy_s,
        "draw_s": draw_s,
        "replay_s": replay_s,
        "greedy_cpu_s": greedy_cpu,
        "draw_cpu_s": draw_cpu,
        "replay_cpu_s": replay_cpu,
        "draw_over_greedy_cpu": round(draw_cpu / max(greedy_cpu, 0.01), 2),
        "unevenness_greedy_over_draw": round(even_greedy / even, 4),
        "load_spread": spread,
        "load_spread_greedy": spread_greedy,
        "peak_mb": resource.getrusage(resource.RUSAGE_SELF).ru_maxrss // 1024,
        "reproduced": not faults,
    }
