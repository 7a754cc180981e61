"""Drawing experts so that anyone can repeat it."""

from __future__ import annotations

import hashlib
import json

import pytest
from hypothesis import given
from hypothesis import strategies as st

from brandcert.reviews import drawing
from brandcert.reviews.drawing import Candidate

pools = st.lists(
    st.builds(Candidate, st.integers(1, 500), st.integers(0, 4)),
    min_size=3,
    max_size=40,
    unique_by=lambda one: one.key,
)


@given(pools, st.text(min_size=1, max_size=20), st.randoms(use_true_random=False))
def test_seed_and_pool_alone_decide(pool: list[Candidate], seed: str, random: object) -> None:
    first = drawing.draw(pool, seed=seed, application="A-1", size=3)
    random.shuffle(pool)  # type: ignore[attr-defined] # a random.Random of hypothesis
    assert drawing.draw(pool, seed=seed, application="A-1", size=3) == first
    assert drawing.is_reproduced(json.loads(json.dumps(first)))


@given(pools, st.text(min_size=1, max_size=20))
def test_nobody_with_more_load_is_drawn_before_someone_with_less(pool: list[Candidate], seed: str) -> None:
    loads = {one.key: one.load for one in pool}
    chosen = drawing.draw(pool, seed=seed, application="A-1", size=3)["chosen"]
    rest = [loads[key] for key in loads if key not in chosen]
    assert max(loads[key] for key in chosen) <= min(rest, default=99)


def test_the_lot_is_the_hash_of_seed_application_and_expert() -> None:
    assert drawing.ticket("s", "A", 7) == hashlib.sha256(b"s|A|7").hexdigest()
    pool = [Candidate(key) for key in range(1, 21)]
    expected = sorted(range(1, 21), key=lambda key: hashlib.sha256(f"s|A|{key}".encode()).hexdigest())[:3]
    assert drawing.draw(pool, seed="s", application="A", size=3)["chosen"] == expected


def test_whoever_is_excluded_is_never_drawn_and_the_reason_is_kept() -> None:
    pool = [Candidate(1), Candidate(2, exclusions=("kin", "category")), Candidate(3)]
    record = drawing.draw(pool, seed="s", application="A", size=2)
    assert sorted(record["chosen"]) == [1, 3]
    assert record["excluded"] == [{"expert": 2, "reasons": ["category", "kin"]}]


def test_a_pool_that_is_too_small_draws_nobody() -> None:
    with pytest.raises(drawing.PoolTooSmall, match="3 needed, 1 available"):
        drawing.draw([Candidate(1), Candidate(2, exclusions=("kin",))], seed="s", application="A", size=3)


def test_a_changed_record_is_not_reproduced() -> None:
    record = drawing.draw([Candidate(key) for key in range(1, 9)], seed="s", application="A", size=3)
    other = next(key for key in range(1, 9) if key not in record["chosen"])
    assert not drawing.is_reproduced({**record, "chosen": [other, *record["chosen"][1:]]})
    assert not drawing.is_reproduced({**record, "seed": "t"})


def test_an_unknown_rule_is_not_guessed() -> None:
    record = drawing.draw([Candidate(1)], seed="s", application="A", size=1)
    with pytest.raises(KeyError):
        drawing.replay({**record, "solver": "roulette"})
