"""Working days, against published vectors."""

import datetime

import pytest

from brandcert.core.models import CalendarDay
from brandcert.core.workdays import add_workdays, is_workday, seed_calendar, workdays_between, workdays_left

D = datetime.date
pytestmark = pytest.mark.django_db


@pytest.mark.parametrize(
    ("start", "days", "end"),
    [
        (D(2025, 9, 26), 5, D(2025, 10, 10)),
        (D(2026, 2, 12), 7, D(2026, 2, 28)),
        (D(2026, 9, 24), 7, D(2026, 10, 12)),
        (D(2026, 11, 20), 1, D(2026, 11, 23)),
    ],
)
def test_deadlines_follow_the_official_calendar(start: D, days: int, end: D) -> None:
    seed_calendar()
    deadline = add_workdays(start, days)
    assert (deadline.on, deadline.is_provisional) == (end, False)
    assert [line.counted for line in deadline.lines if line.counted] == list(range(1, days + 1))
    assert workdays_between(start, end) == days


def test_beyond_the_known_years_the_date_is_provisional_and_skips_fixed_holidays() -> None:
    seed_calendar()
    deadline = add_workdays(D(2030, 9, 30), 1)
    assert deadline.is_provisional
    assert deadline.on == D(2030, 10, 4)


def test_staff_decide_over_the_package() -> None:
    CalendarDay.objects.create(day=D(2026, 11, 24), is_workday=False, name="雪灾")
    seed_calendar()
    assert add_workdays(D(2026, 11, 23), 1).on == D(2026, 11, 25)
    assert not is_workday(D(2026, 11, 24))
    assert seed_calendar() == 0


def test_a_deadline_needs_a_day() -> None:
    with pytest.raises(ValueError, match="at least one"):
        add_workdays(D(2026, 1, 1), 0)


def test_working_days_left_count_both_ways_around_today() -> None:
    seed_calendar()
    today = D(2026, 9, 24)
    dates = [today, D(2026, 10, 12), D(2026, 9, 22), D(2026, 9, 23)]

    assert workdays_left(today, dates) == {
        today: 0,
        D(2026, 10, 12): 7,
        D(2026, 9, 22): -2,
        D(2026, 9, 23): -1,
    }
    assert workdays_left(today, []) == {}
