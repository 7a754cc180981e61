"""Which days are working days, as the State Council announces them."""

import datetime
from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _

from brandcert.core import events, policies
from brandcert.core.errors import BusinessError
from brandcert.core.models import CalendarDay


class PastDay(BusinessError):
    """Deadlines were counted over the day: what it was is history."""


@transaction.atomic
def set_day(
    day: datetime.date, *, is_workday: bool, name: str = "", by: Any, today: datetime.date
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
    row.is_workday, row.name = is_workday, name.strip()
    row.save()
    payload = {"day": day.isoformat(), "before": before, "after": is_workday}
    events.record(act, row, by=by, payload=payload)
    return row
