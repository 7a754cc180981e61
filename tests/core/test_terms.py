"""What is left of a term, said by one rule wherever it is shown."""

import datetime

import pytest
from django.utils import translation

from brandcert.core import terms
from brandcert.core.workdays import seed_calendar

DAY = datetime.date.fromisoformat


@pytest.mark.usefixtures("db")
@pytest.mark.parametrize(
    ("today", "due", "workdays", "calendar_days"),
    [
        ("2026-11-23", "2026-12-04", "9 working days left", "11 calendar days left"),
        ("2026-12-03", "2026-12-04", "1 working day left", "1 calendar day left"),
        ("2026-12-04", "2026-12-04", "today is the last day", "today is the last day"),
        ("2026-12-07", "2026-12-04", "overdue by 1 working day", "overdue by 3 calendar days"),
        ("2026-12-05", "2026-12-04", "overdue by 1 calendar day", "overdue by 1 calendar day"),
        ("2026-12-04", "2026-12-06", "2 calendar days left", "2 calendar days left"),
    ],
)
def test_today_is_not_counted_the_last_day_is_and_the_words_name_the_days(
    today: str, due: str, workdays: str, calendar_days: str
) -> None:
    seed_calendar()
    with translation.override("en"):
        assert terms.workdays_left(DAY(due), DAY(today)) == workdays
        assert terms.calendar_days_left(DAY(due), DAY(today)) == calendar_days
