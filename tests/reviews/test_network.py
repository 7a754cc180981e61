"""Drawing for a whole batch: the one cheapest assignment, and a check that does not trust the solver."""

from __future__ import annotations

import itertools
import json
import math
from typing import Any

import pytest
from hypothesis import assume, given, settings
from hypothesis import strategies as st

from brandcert.reviews import drawing
from brandcert.reviews.drawing import Candidate, Case, Entrant, network
from brandcert.reviews.drawing.proof import Fault, cost_of, examine
from brandcert.reviews.drawing.table import Table, shortages
from tests.bench import __main__ as bench

FIELDS = ("food", "steel")
entrants = st.builds(
    Entrant,
    st.integers(1, 5),
    st.integers(0, 2),
    st.one_of(st.none(), st.integers(1, 4)),
    st.sampled_from([("M",), ("M", "N")]),
    st.sampled_from([(), ("food",), ("steel",), FIELDS]),
    st.sampled_from([(), (), (), ("unavailable",)]),
)
pools = st.lists(entrants, min_size=3, max_size=5, unique_by=lambda one: one.key)
cases = st.lists(
    st.builds(
        Case,
        st.integers(1, 3),
        st.just(""),
        st.sampled_from("MN"),
        st.integers(1, 2),
        st.sampled_from([(), ("food",), FIELDS]),
        st.dictionaries(st.integers(1, 5), st.just(("kin",)), max_size=2),
    ),
    min_size=1,
    max_size=3,
    unique_by=lambda one: one.key,
)


def problem(pool: list[Entrant], wanted: list[Case]) -> dict[str, Any]:
    """Return the inputs, every case with a number of its own."""
    numbered = [Case(c.key, f"A-{c.key}", c.category, c.size, c.fields, c.exclusions) for c in wanted]
    return drawing.inputs_of(pool, numbered)


def every_assignment(inputs: dict[str, Any]) -> list[dict[str, list[int]]]:
    """Return all assignments that the rules allow, found by trying all."""
    people = {one["expert"]: one for one in inputs["experts"] if not one["excluded"]}

    def panels(case: dict[str, Any]) -> list[tuple[int, ...]]:
        able = [
            key
            for key, one in people.items()
            if case["category"] in one["categories"] and str(key) not in case["excluded"]
        ]

        def counts_for(key: int) -> str:
            return next((field for field in case["fields"] if field in people[key]["fields"]), "")

        return [
            panel
            for panel in itertools.combinations(able, case["size"])
            if {counts_for(key) for key in panel} >= set(case["fields"])
        ]

    names = [case["application"] for case in inputs["cases"]]
    found = []
    for choice in itertools.product(*(panels(case) for case in inputs["cases"])):
        tasks = list(itertools.chain(*choice))
        if all(
            one["most"] is None or tasks.count(key) <= max(0, one["most"] - one["load"])
            for key, one in people.items()
        ):
            found.append({name: sorted(panel) for name, panel in zip(names, choice, strict=True)})
    return found


@settings(max_examples=40, deadline=None)
@given(pools, cases, st.text(max_size=4), st.randoms(use_true_random=False))
def test_the_answer_is_the_cheapest_of_all_and_every_other_is_found_out(
    pool: list[Entrant], wanted: list[Case], seed: str, random: Any
) -> None:
    inputs = problem(pool, wanted)
    allowed = every_assignment(inputs)
    if not allowed:
        with pytest.raises(network.CannotSolve):
            network.draw(inputs, seed=seed)
        return
    record = network.draw(inputs, seed=seed)
    costs = {json.dumps(one): cost_of(Table(inputs), one, seed) for one in allowed}
    assert record["cost"] == min(costs.values()) == costs[json.dumps(record["chosen"])]
    assert list(costs.values()).count(record["cost"]) == 1
    assert network.replay(json.loads(json.dumps(record))) == (record["chosen"], [])
    random.shuffle(pool)
    random.shuffle(wanted)
    assert network.draw(problem(pool, wanted), seed=seed) == record
    others = [one for one in allowed if one != record["chosen"]]
    assume(others)
    other = random.choice(others)
    forged = record | {
        "chosen": other,
        "answer_sha256": drawing.digest(other),
        "cost": costs[json.dumps(other)],
    }
    assert examine(forged) == [Fault.NOT_CHEAPEST]


@settings(max_examples=40, deadline=None)
@given(pools, st.sampled_from([(), ("food",), FIELDS]), st.integers(2, 3), st.text(max_size=4))
def test_one_case_is_drawn_alike_alone_and_in_a_batch(
    pool: list[Entrant], fields: tuple[str, ...], size: int, seed: str
) -> None:
    pool = [Entrant(p.key, p.load, None, ("M",), p.fields, p.exclusions) for p in pool]
    candidates = [Candidate(p.key, p.load, p.exclusions, p.fields) for p in pool]
    inputs = drawing.inputs_of(pool, [Case(1, "A-1", "M", size, fields)])
    try:
        alone = drawing.draw(candidates, seed=seed, application="A-1", size=size, fields=fields)
    except drawing.PoolTooSmall:
        assert shortages(inputs)
        return
    assert drawing.is_reproduced(alone)
    assert network.solve(Table(inputs), seed=seed)[0] == {"A-1": sorted(alone["chosen"])}


def big(people: int = 30, count: int = 40) -> dict[str, Any]:
    """Return a batch of some size, with required fields and conflicts."""
    pool = [
        Entrant(key, categories=("M",), fields=(FIELDS[key % 2],) if key % 3 else ())
        for key in range(1, people + 1)
    ]
    return drawing.inputs_of(
        pool,
        [
            Case(n, f"A-{n}", "M", 5, FIELDS, {1 + n % people: ("kin",), 1 + (n * 7) % people: ("employer",)})
            for n in range(1, count + 1)
        ],
    )


def test_tasks_are_spread_as_evenly_as_they_can_be() -> None:
    inputs = big()
    record = network.draw(inputs, seed="published")
    tasks = list(itertools.chain(*record["chosen"].values()))
    loads = [tasks.count(one["expert"]) for one in inputs["experts"]]
    assert (min(loads), max(loads)) == (math.floor(200 / 30), math.ceil(200 / 30))
    knows = {one["expert"]: set(one["fields"]) for one in inputs["experts"]}
    for case in inputs["cases"]:
        panel = record["chosen"][case["application"]]
        assert not {str(key) for key in panel} & set(case["excluded"])
        assert set.union(*(knows[key] for key in panel)) == set(FIELDS)
    assert network.draw(inputs, seed="another")["chosen"] != record["chosen"]


def _changed_pool(record: dict[str, Any]) -> None:
    record["inputs"]["experts"][0]["excluded"] = ["unavailable"]


def _changed_load(record: dict[str, Any]) -> None:
    record["inputs"]["experts"][0]["load"] = 3
    record["inputs_sha256"] = drawing.digest(record["inputs"])


def _changed_cost(record: dict[str, Any]) -> None:
    record["cost"] += 1


def _other_seed(record: dict[str, Any]) -> None:
    record["seed"] = "another"


def _swapped(record: dict[str, Any]) -> None:
    first, second = record["chosen"]["A-1"], record["chosen"]["A-2"]
    mine, other = (next(iter(set(a) - set(b))) for a, b in ((first, second), (second, first)))
    first[first.index(mine)], second[second.index(other)] = other, mine


def _conflicted(record: dict[str, Any]) -> None:
    record["chosen"]["A-1"][0] = 2
    record["answer_sha256"] = drawing.digest(record["chosen"])


def _unknown_rule(record: dict[str, Any]) -> None:
    record["version"] = 99


@pytest.mark.parametrize(
    ("change", "faults"),
    [
        (_changed_pool, {Fault.INPUTS, Fault.NOT_ALLOWED, Fault.REPLAY}),
        (_changed_load, {Fault.COST, Fault.NOT_CHEAPEST, Fault.REPLAY}),
        (_changed_cost, {Fault.COST}),
        (_other_seed, {Fault.COST, Fault.NOT_CHEAPEST, Fault.REPLAY}),
        (_swapped, {Fault.ANSWER, Fault.COST, Fault.NOT_CHEAPEST, Fault.REPLAY}),
        (_conflicted, {Fault.NOT_ALLOWED, Fault.REPLAY}),
        (_unknown_rule, {Fault.RULE}),
    ],
)
def test_a_changed_record_is_found_out(change: Any, faults: set[Fault]) -> None:
    record = json.loads(json.dumps(network.draw(big(10, 12), seed="published")))
    change(record)
    found = set(network.replay(record)[1])
    # A swap may happen to break a rule instead of costing more.
    assert found == faults or (change is _swapped and {Fault.ANSWER, Fault.REPLAY} <= found)


def test_cases_that_cannot_get_their_experts_are_named_before_the_drawing() -> None:
    pool = [Entrant(key, categories=("M",), fields=("food",)) for key in range(1, 4)]
    inputs = drawing.inputs_of(
        pool,
        [
            Case(1, "A-1", "M", 3),
            Case(2, "A-2", "M", 3, ("steel",)),
            Case(3, "A-3", "N", 2),
            Case(4, "A-4", "M", 4),
        ],
    )
    assert shortages(inputs) == {2: "steel", 3: "", 4: ""}
    with pytest.raises(network.CannotSolve):
        network.solve(Table(inputs), seed="s")


def test_the_bench_runs_and_its_draw_is_reproduced(capsys: pytest.CaptureFixture[str]) -> None:
    assert bench.main(["draw", "--small", "--json"]) == 0
    numbers = json.loads(capsys.readouterr().out)
    assert numbers["reproduced"]
    assert numbers["unevenness_greedy_over_draw"] >= 1
