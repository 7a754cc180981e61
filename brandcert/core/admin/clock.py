"""The clock of a case as staff read it: the day it is due, and how that day was counted."""

import datetime
from collections.abc import Iterable
from typing import Any

from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext as _

from brandcert.core import terms, workdays
from brandcert.core.models import Event

SOON = 3


def clock_of(
    row: Any, *, today: datetime.date, since: datetime.datetime | None = None
) -> dict[str, Any] | None:
    """Return label, date, what is left, tint and the counted days of the row's deadline; None without one.

    The count starts on the day of `since`, else of the last change of state, as every deadline of a step does.
    """
    due = getattr(row, "due_on", None)
    if due is None:
        return None
    left = workdays.workdays_between(today, due)
    return {
        "label": _("Due on"),
        "due": due,
        "left": terms.workdays_left(due, today),
        "tone": "red" if due < today else "amber" if left <= SOON else "",
        "provisional": getattr(row, "is_due_provisional", False),
        "lines": shown_lines(lines_until(row, due, since=since)),
    }


def lines_until(
    row: Any, due: datetime.date, *, since: datetime.datetime | None = None
) -> tuple[workdays.Line, ...]:
    """Return the days from the last change of state to the due date with the count each got."""
    if since is None:
        since = Event.objects.about(row).filter(payload__has_key="to").values_list("at", flat=True).last()
    start = timezone.localdate(since or row.created_at)
    count = workdays.workdays_between(start, due)
    return workdays.add_workdays(start, count).lines if count else ()


def shown_lines(lines: Iterable[workdays.Line]) -> list[dict[str, Any]]:
    """Return the counted days as pages show them."""
    return [{"date": line.day, "text": _line(line)} for line in lines]


def _line(line: workdays.Line) -> str:
    words = _counted(line)
    return _("%(words)s (provisional)") % {"words": words} if line.is_provisional else words


def _counted(line: workdays.Line) -> str:
    weekday = date_format(line.day, "l")
    if line.counted is None:
        return _("%(weekday)s, not counted (%(why)s)") % {
            "weekday": weekday,
            "why": _(line.name) if line.name else _("weekend or holiday"),
        }
    return _("%(weekday)s, working day %(n)s") % {"weekday": weekday, "n": line.counted}
