"""Places, line, quota and what would change them."""

from __future__ import annotations

import random
from dataclasses import replace
from decimal import Decimal

from hypothesis import given, settings
from hypothesis import strategies as st

from brandcert.reviews import scoring, standings
from brandcert.reviews.standings import Case, Rules, Scenario, Stage

RULES = Rules(Stage.TOTAL, gate=Decimal(42), award=Decimal(80), quota=2)
points = st.decimals(min_value=30, max_value=60, places=2)


def case(key: int, *totals: str, site: str | None = "35", **other: object) -> Case:
    values = {number: Decimal(total) for number, total in enumerate(totals, 1)}
    documents = standings.documents_score(values.values(), trims=False)
    made = Case(key, "M", values, False, documents, site and Decimal(site), Decimal(0), key)  # type: ignore[arg-type] # "" is not used
    return replace(made, **other)  # type: ignore[arg-type] # fields of a case


rounds = st.lists(st.lists(points, min_size=3, max_size=6), min_size=1, max_size=8).map(
    lambda rows: [case(key, *map(str, row)) for key, row in enumerate(rows, 1)]
)


def test_the_quota_stays_unfilled_rather_than_taking_somebody_weak_below_or_equal() -> None:
    best, weak = case(1, "55", "55", "55"), case(2, "54", "54", "54", is_weak=True)
    low = case(3, "40", "40", "40")
    found = standings.outcome([best, weak, low], RULES)
    assert (dict(found.places), set(found.above)) == ({1: 1, 2: 2, 3: 3}, {1})
    equal = [case(key, "50", "50", "50", submitted_at=0) for key in (4, 5)]
    found = standings.outcome([best, *equal], RULES)
    assert (dict(found.places), set(found.above), set(found.tied)) == ({1: 1, 4: 2, 5: 2}, {1}, {4, 5})
    unseen = case(6, "59", "59", "59", site=None)
    assert 6 not in standings.outcome([best, unseen], RULES).places
    documents = standings.outcome([best, unseen, low], replace(RULES, stage=Stage.DOCUMENTS))
    assert (dict(documents.places), set(documents.above)) == ({6: 1, 1: 2, 3: 3}, {1, 6})


def test_what_would_change_is_told_by_scenario_and_expert() -> None:
    # Expert 3 alone lifts case 1 above case 2; one place is to be had.
    cases = [case(1, "45", "45", "57"), case(2, "48", "48", "48")]
    found = {
        (change.scenario, change.judge): change
        for change in standings.changes(cases, replace(RULES, quota=1), {1: Decimal(46), 2: Decimal(48)})
    }
    assert (Scenario.PLAIN_MEAN, None) not in found
    for key in ((Scenario.MEDIAN, None), (Scenario.ADJUSTED, None), (Scenario.WITHOUT, 3)):
        assert (found[key].gains, found[key].losses) == ((2,), (1,)), key
        assert found[key].moves == ((1, 1, 2), (2, 2, 1))
    assert set(found) == {
        (Scenario.MEDIAN, None),
        (Scenario.ADJUSTED, None),
        (Scenario.WITHOUT, 3),
    }


@settings(max_examples=60, deadline=None)
@given(rounds, st.integers(0, 5), st.randoms(use_true_random=False))
def test_order_is_irrelevant_quotas_hold_and_nobody_below_the_line_is_above_it(
    cases: list[Case], quota: int, chance: random.Random
) -> None:
    rules = replace(RULES, quota=quota)
    found = standings.outcome(cases, rules)
    shuffled = list(cases)
    chance.shuffle(shuffled)
    assert standings.outcome(shuffled, rules) == found
    assert standings.changes(shuffled, rules, {}) == standings.changes(cases, rules, {})
    assert len(found.above) <= quota
    assert all(found.scores[key] >= rules.award for key in found.above)
    better = [found.places[key] for key in found.above]
    others = [
        found.places[one.key] for one in cases if one.key not in found.above and found.scores[one.key] >= 80
    ]
    assert not better or not others or max(better) < min(others)


@settings(max_examples=60, deadline=None)
@given(rounds, st.data())
def test_more_points_never_cost_a_place(cases: list[Case], data: st.DataObject) -> None:
    lucky = data.draw(st.sampled_from(cases))
    more = data.draw(st.decimals(min_value=0, max_value=5, places=2))
    raised = [replace(one, documents=one.documents + more) if one is lucky else one for one in cases]
    before, after = standings.outcome(cases, RULES), standings.outcome(raised, RULES)
    assert after.places[lucky.key] <= before.places[lucky.key]
    assert lucky.key not in before.above or lucky.key in after.above


@given(st.lists(points, min_size=1, max_size=9), st.booleans())
def test_the_mean_here_is_the_mean_of_the_stored_result(totals: list[Decimal], trims: bool) -> None:
    scheme = scoring.Scheme({"all": ("A",)}, trims=trims)
    sheets = [scoring.Sheet(key, {"A": total}) for key, total in enumerate(totals)]
    assert standings.documents_score(totals, trims=trims) == scoring.aggregate(sheets, scheme).documents_score
