"""Which days are working days, as the State Council announces them."""

import datetime
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _

from brandcert.core import events, policies
from brandcert.core.errors import BusinessError
from brandcert.core.models import CalendarDay


class PastDay(BusinessError):
    """Deadlines were counted over the day: what it was is history."""


@dataclass(frozen=True, slots=True)
class Day:
    """One day as it was announced: whether it is worked, and the name of the holiday."""

    day: datetime.date
    is_workday: bool
    name: str = ""


@transaction.atomic
def set_days(days: Sequence[Day], *, source: str, by: Any, today: datetime.date) -> int:
    """Enter the days of one announcement, all or none; return how many of them say something new.

    Each goes by `set_day`, so that open deadlines are counted anew by it. Raises PastDay, Refused.
    """
    made = 0
    for one in days:
        before = CalendarDay.objects.filter(day=one.day).first()
        if before is not None and (before.is_workday, before.name) == (one.is_workday, one.name):
            continue
        set_day(one.day, is_workday=one.is_workday, name=one.name, source=source, by=by, today=today)
        made += 1
    return made


@transaction.atomic
def set_day(
    day: datetime.date, *, is_workday: bool, name: str = "", source: str = "", by: Any, today: datetime.date
) -> CalendarDay:
    """Say whether the date is a working day; deadlines that are open are counted anew, promises that were printed stay.

    Raises PastDay for a date before today, Refused.
    """
    row = CalendarDay.objects.select_for_update().filter(day=day).first()
    act = "edit" if row else "create"
    policies.require(by, f"core.calendarday.{act}")
    if day < today:
        raise PastDay(_("This day is over: deadlines were counted by it."))
    row = row or CalendarDay(day=day)
    before = row.is_workday if row.pk else None
    row.is_workday, row.name, row.source = is_workday, name.strip(), source.strip()
    row.save()
    payload = {"day": day.isoformat(), "before": before, "after": is_workday}
    events.record(act, row, by=by, payload=payload)
    return row
