"""Dates and states: what the public is told, on any day."""

from __future__ import annotations

import datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from brandcert.certificates import validity
from brandcert.certificates.enums import CertificateStatus
from brandcert.certificates.validity import ONE_DAY, Span, Standing, day_start

D = datetime.date


@pytest.mark.parametrize(
    ("first", "last"),
    [
        (D(2026, 11, 20), D(2029, 11, 19)),
        (D(2024, 2, 29), D(2027, 2, 28)),
        (D(2025, 3, 1), D(2028, 2, 29)),
        (D(2026, 1, 1), D(2028, 12, 31)),
    ],
)
def test_three_years_end_the_day_before(first: D, last: D) -> None:
    assert validity.last_day(first, 3) == last


@pytest.mark.parametrize(
    ("day", "months", "end"),
    [
        (D(2026, 8, 31), 6, D(2027, 2, 28)),
        (D(2027, 8, 31), 6, D(2028, 2, 29)),
        (D(2026, 11, 23), 1, D(2026, 12, 23)),
        (D(2026, 12, 5), 12, D(2027, 12, 5)),
    ],
)
def test_months_end_on_the_same_day_or_the_last_of_the_month(day: D, months: int, end: D) -> None:
    assert validity.add_months(day, months) == end


def test_the_day_is_the_one_in_beijing() -> None:
    late = datetime.datetime(2029, 11, 19, 16, 0, tzinfo=datetime.UTC)
    assert validity.beijing_date(late) == D(2029, 11, 20)
    assert validity.beijing_date(late - datetime.timedelta(seconds=1)) == D(2029, 11, 19)


FROM, TO = D(2026, 11, 20), D(2029, 11, 19)


@pytest.mark.parametrize(
    ("day", "expected"),
    [
        (FROM, Standing("active", is_valid=True)),
        (TO, Standing("active", is_valid=True)),
        (TO + ONE_DAY, Standing("expired", is_valid=False)),
        (FROM - ONE_DAY, Standing("active", is_valid=False)),
    ],
)
def test_the_last_day_is_inclusive_and_the_clock_needs_no_job(day: D, expected: Standing) -> None:
    assert validity.standing("active", FROM, TO, day) == expected


@given(st.sampled_from(CertificateStatus.values), st.dates(D(2020, 1, 1), D(2040, 1, 1)))
def test_r43_only_an_active_row_inside_its_dates_is_valid(status: str, day: D) -> None:
    told = validity.standing(status, FROM, TO, day)
    assert (told is not None and told.is_valid) == (status == "active" and FROM <= day <= TO)


@pytest.mark.parametrize("status", ["draft", "void", "", "invented_tomorrow", "ACTIVE", "halted"])
def test_r43_a_state_outside_the_list_is_not_known(status: str) -> None:
    assert validity.standing(status, FROM, TO, FROM) is None
    assert not validity.is_valid(status, FROM, TO, FROM)


NOON = datetime.timedelta(hours=12)
SUSPENDED_AT, REINSTATED_AT = day_start(D(2027, 1, 10)) + NOON, day_start(D(2027, 2, 1))
HISTORY = [
    Span("active", day_start(FROM), SUSPENDED_AT),
    Span("suspended", SUSPENDED_AT, REINSTATED_AT, "complaint"),
    Span("active", REINSTATED_AT, day_start(D(2028, 5, 5)) + NOON),
    Span("revoked", day_start(D(2028, 5, 5)) + NOON, None, "fraud"),
]


@pytest.mark.parametrize(
    ("day", "expected"),
    [
        (FROM - ONE_DAY, None),
        (FROM, Standing("active", is_valid=True)),
        (D(2027, 1, 9), Standing("active", is_valid=True)),
        (D(2027, 1, 10), Standing("suspended", is_valid=False, ground="complaint")),
        (D(2027, 1, 31), Standing("suspended", is_valid=False, ground="complaint")),
        (D(2027, 2, 1), Standing("active", is_valid=True)),
        (D(2028, 5, 4), Standing("active", is_valid=True)),
        (D(2028, 5, 5), Standing("revoked", is_valid=False, ground="fraud")),
        (D(2035, 1, 1), Standing("revoked", is_valid=False, ground="fraud")),
    ],
)
def test_a_past_day_is_valid_only_when_it_was_so_from_morning_to_night(
    day: D, expected: Standing | None
) -> None:
    assert validity.standing_on(HISTORY, FROM, TO, day) == expected


def test_a_certificate_suspended_beyond_its_last_day_is_expired_then() -> None:
    history = [
        Span("active", day_start(FROM), SUSPENDED_AT),
        Span("suspended", SUSPENDED_AT, None, "complaint"),
    ]
    assert validity.standing("suspended", FROM, TO, TO + ONE_DAY, "complaint") == Standing(
        "expired", is_valid=False
    )
    assert validity.standing_on(history, FROM, TO, TO + ONE_DAY) == Standing("expired", is_valid=False)


def test_a_successor_is_not_valid_on_the_day_it_begins_at_noon() -> None:
    begun = [Span("active", day_start(D(2027, 1, 10)) + NOON)]
    assert validity.standing_on(begun, FROM, TO, D(2027, 1, 10)) == Standing("active", is_valid=False)
    assert validity.standing_on(begun, FROM, TO, D(2027, 1, 11)) == Standing("active", is_valid=True)
