"""What is left of a term (期限) in words, the same on every page.

One rule: today is not counted any more, the last day is, and on the last day the words say so. A term that runs in working
days is told in working days, one that runs in calendar days in calendar days; the words always name which.
"""

import datetime

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from brandcert.core.workdays import workdays_between


def workdays_left(due: datetime.date, today: datetime.date) -> str:
    """Say how many working days are left until the last day, or how many it is overdue."""
    days = workdays_between(today, due) or -workdays_between(due, today)
    # Nothing but days off lies between: then only the calendar can say it.
    return workdays_words(days) if days else calendar_days_left(due, today)


def workdays_words(days: int) -> str:
    """Say a number of working days that was counted already; negative when the last day has passed."""
    if days > 0:
        return ngettext("%(n)s working day left", "%(n)s working days left", days) % {"n": days}
    if days < 0:
        return ngettext("overdue by %(n)s working day", "overdue by %(n)s working days", -days) % {"n": -days}
    return _("today is the last day")


def calendar_days_left(due: datetime.date, today: datetime.date) -> str:
    """Say how many calendar days are left until the last day, or how many it is overdue."""
    return calendar_days_words((due - today).days)


def calendar_days_words(days: int) -> str:
    """Say a number of calendar days that was counted already; negative when the last day has passed."""
    if days > 0:
        return ngettext("%(n)s calendar day left", "%(n)s calendar days left", days) % {"n": days}
    if days < 0:
        return ngettext("overdue by %(n)s calendar day", "overdue by %(n)s calendar days", -days) % {
            "n": -days
        }
    return _("today is the last day")
