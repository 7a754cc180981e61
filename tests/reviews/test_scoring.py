"""The arithmetic of scores, by examples and by properties."""

from __future__ import annotations

import json
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from brandcert.reviews import scoring
from brandcert.reviews.scoring import Entry, Scheme, Sheet

SCHEME = Scheme({"quality": ("Q1", "Q2"), "brand": ("B1",)})
TRIMMED = Scheme(SCHEME.dimensions, trims=True)
points = st.decimals(min_value=0, max_value=20, places=2)
sheet_points = st.fixed_dictionaries({"Q1": points, "Q2": points, "B1": points})
panels = st.lists(sheet_points, min_size=1, max_size=9).map(
    lambda rows: [Sheet(key, row) for key, row in enumerate(rows, 1)]
)
schemes = st.sampled_from([SCHEME, TRIMMED])


def sheet(key: int, quality: str, brand: str = "0") -> Sheet:
    return Sheet(key, {"Q1": Decimal(quality), "Q2": Decimal(0), "B1": Decimal(brand)})


def test_the_mean_is_rounded_half_up_once_at_the_end() -> None:
    found = scoring.aggregate([sheet(1, "10.00"), sheet(2, "10.01")], SCHEME)
    assert (found.documents_score, found.formula) == (Decimal("10.01"), "mean/1")
    thirds = [
        Sheet(key, {"Q1": Decimal("3.33"), "Q2": Decimal("3.33"), "B1": Decimal("3.35")}) for key in (1, 2, 3)
    ]
    assert scoring.aggregate(thirds, SCHEME).documents_score == Decimal("10.01")


def test_each_dimension_is_the_mean_of_its_sums() -> None:
    found = scoring.aggregate([sheet(1, "8", "2"), sheet(2, "9", "3")], SCHEME)
    assert found.dimension_scores == {"quality": Decimal("8.50"), "brand": Decimal("2.50")}


def test_five_sheets_lose_the_highest_and_the_lowest_total_when_the_batch_trims() -> None:
    sheets = [sheet(1, "0", "9"), sheet(2, "10"), sheet(3, "11"), sheet(4, "12"), sheet(5, "20")]
    found = scoring.aggregate(sheets, TRIMMED)
    assert (found.formula, found.dropped, found.documents_score) == (
        "trimmed-mean/1",
        (1, 5),
        Decimal("11.00"),
    )
    assert found.dimension_scores == {"quality": Decimal("11.00"), "brand": Decimal("0.00")}
    assert scoring.aggregate(sheets, SCHEME).dropped == ()


def test_four_sheets_are_never_trimmed() -> None:
    found = scoring.aggregate([sheet(key, str(key)) for key in range(1, 5)], TRIMMED)
    assert (found.formula, found.documents_score, found.dropped) == ("mean/1", Decimal("2.50"), ())


def test_equal_sheets_lose_exactly_two() -> None:
    found = scoring.aggregate([sheet(key, "7") for key in range(1, 6)], TRIMMED)
    assert (found.dropped, found.documents_score) == ((1, 2), Decimal("7.00"))


@pytest.mark.parametrize(
    "sheets",
    [[], [sheet(1, "1"), sheet(1, "2")], [Sheet(1, {"Q1": Decimal(1)})]],
    ids=["none", "twice", "incomplete"],
)
def test_what_is_no_panel_has_no_mean(sheets: list[Sheet]) -> None:
    with pytest.raises(ValueError, match=r"sheet"):
        scoring.aggregate(sheets, SCHEME)


@given(panels, schemes, st.randoms(use_true_random=False))
def test_the_order_of_the_sheets_does_not_matter(sheets: list[Sheet], scheme: Scheme, random: object) -> None:
    shuffled = list(sheets)
    random.shuffle(shuffled)  # type: ignore[attr-defined] # a random.Random of hypothesis
    assert scoring.aggregate(shuffled, scheme) == scoring.aggregate(sheets, scheme)
    assert scoring.to_inputs(shuffled, scheme) == scoring.to_inputs(sheets, scheme)


@given(panels, schemes, st.data())
def test_more_points_never_lower_the_score(sheets: list[Sheet], scheme: Scheme, data: st.DataObject) -> None:
    lucky = data.draw(st.integers(0, len(sheets) - 1))
    code = data.draw(st.sampled_from(sorted(scheme.codes)))
    more = data.draw(st.decimals(min_value=0, max_value=5, places=2))
    raised = [
        Sheet(s.key, {**s.points, code: s.points[code] + more}) if number == lucky else s
        for number, s in enumerate(sheets)
    ]
    before, after = scoring.aggregate(sheets, scheme), scoring.aggregate(raised, scheme)
    assert after.documents_score >= before.documents_score


@given(panels, schemes)
def test_stored_inputs_give_the_same_result_again(sheets: list[Sheet], scheme: Scheme) -> None:
    stored = json.loads(json.dumps(scoring.to_inputs(sheets, scheme)))
    assert scoring.recompute(stored) == scoring.aggregate(
        sheets, Scheme(dict(sorted(scheme.dimensions.items())), scheme.trims)
    )


@given(panels, schemes)
def test_the_score_lies_between_the_lowest_and_the_highest_total(sheets: list[Sheet], scheme: Scheme) -> None:
    totals = [s.total for s in sheets]
    assert min(totals) <= scoring.aggregate(sheets, scheme).documents_score <= max(totals)


@pytest.mark.parametrize(("high", "is_apart"), [("49.00", False), ("49.01", True)])
def test_totals_diverge_beyond_fifteen_per_cent_of_sixty(high: str, is_apart: bool) -> None:
    assert scoring.diverges([Decimal(40), Decimal(high)], percent=15, maximum=Decimal(60)) is is_apart


def test_nobody_diverges_from_nobody() -> None:
    assert not scoring.diverges([], percent=15, maximum=Decimal(60))


@pytest.mark.parametrize(
    ("value", "expected"),
    [("7.00", ""), ("0", ""), ("7.01", "range"), ("-0.01", "range"), ("6.001", "places"), ("NaN", "finite")],
)
def test_points_outside_the_range_or_with_three_decimals_have_a_fault(value: str, expected: str) -> None:
    assert scoring.fault(Decimal(value), Decimal(7)) == expected


@pytest.mark.parametrize(("value", "is_needed"), [("4.19", True), ("4.20", False)])
def test_a_reason_is_needed_under_sixty_per_cent(value: str, is_needed: bool) -> None:
    assert scoring.needs_reason(Decimal(value), Decimal(7)) is is_needed


@pytest.mark.parametrize(("score", "reached"), [("42.00", True), ("41.99", False), (None, False)])
def test_the_gate_is_reached_at_its_very_number(score: str | None, reached: bool) -> None:
    assert scoring.reaches(None if score is None else Decimal(score), Decimal(42)) is reached


def test_a_dimension_under_its_share_is_weak_and_a_missing_one_too() -> None:
    maxima = {"quality": Decimal(30), "brand": Decimal(20), "standards": Decimal(15)}
    scores = {"quality": Decimal("18.00"), "brand": Decimal("11.99")}
    assert scoring.weak_dimensions(scores, maxima, percents=dict.fromkeys(maxima, 60)) == [
        "brand",
        "standards",
    ]


def entry(key: int, total: str, tie: str = "0", site: str = "0", at: int = 0) -> Entry:
    return Entry(key, Decimal(total), Decimal(tie), Decimal(site), at)


def test_ties_are_broken_by_dimension_then_site_then_time_and_else_shared() -> None:
    entries = [
        entry(1, "80", "20", "30", 2),
        entry(2, "80", "20", "30", 1),
        entry(3, "80", "21", "30", 9),
        entry(4, "80", "20", "31", 9),
        entry(5, "90"),
        entry(6, "80", "20", "30", 2),
        entry(7, "10"),
    ]
    assert [(place.key, place.rank) for place in scoring.ranking(entries)] == [
        (5, 1),
        (3, 2),
        (4, 3),
        (2, 4),
        (1, 5),
        (6, 5),
        (7, 7),
    ]
