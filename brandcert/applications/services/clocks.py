"""Deadlines of applications: how they are set, stopped, resumed, and what happens when they pass."""

import datetime
from typing import Any, Final

from django.conf import settings
from django.db import transaction
from django.utils import timezone, translation
from django.utils.translation import gettext as _

from brandcert.applications.enums import Status
from brandcert.applications.models import Application
from brandcert.core import events
from brandcert.core.actors import SYSTEM
from brandcert.core.delivery import sweeper
from brandcert.core.errors import SomeoneWasFaster
from brandcert.core.models import Event
from brandcert.core.transitions import perform
from brandcert.core.workdays import add_workdays, workdays_between

LEAST_DAYS: Final = 1
OVERDUE: Final = "applications.application.flag_overdue"


def due_in(days: int, *, since: datetime.date) -> dict[str, Any]:
    """Return `due_on` and `is_provisional` for a step whose deadline is `days` working days after the date."""
    deadline = add_workdays(since, days)
    return {"due_on": deadline.on, "is_provisional": deadline.is_provisional}


def days_left(application: Application, *, today: datetime.date) -> int | None:
    """Return the working days left on the running clock; None when no clock runs."""
    if application.due_on is None:
        return None
    return workdays_between(today, application.due_on)


def resumed(application: Application, *, today: datetime.date) -> dict[str, Any]:
    """Return `due_on` and `is_provisional` of the clock that the last correction stopped.

    It goes on with the working days that were left then, at least one.
    """
    notice = application.corrections.first()
    if notice is None or notice.days_left is None:
        return {"due_on": None}
    return due_in(max(notice.days_left, LEAST_DAYS), since=today)


def lapse_overdue(*, today: datetime.date) -> int:
    """Let every application lapse whose correction did not come in time (T4); return how many.

    Each in its own transaction: one that somebody hands in meanwhile is left alone.
    """
    with translation.override(settings.LANGUAGE_CODE):
        reason = _("The correction was not handed in by the deadline.")
    lapsed = 0
    for application in Application.objects.overdue_corrections(today):
        try:
            with transaction.atomic():
                perform(application.lapse, by=SYSTEM, reason=reason)
        except SomeoneWasFaster:
            continue
        lapsed += 1
    return lapsed


def flag_overdue_acceptance(*, today: datetime.date) -> int:
    """Record, once for each, that an application was not decided in time and counts as accepted (视为受理); return how many.

    The case stays where it is: the clerk still has to decide, the director is told.
    """
    flagged = 0
    for application in Application.objects.filter(status=Status.RECOMMENDED, due_on__lt=today):
        with transaction.atomic():
            if not Event.objects.about(application).filter(name=OVERDUE).exists():
                events.record("flag_overdue", application, by=SYSTEM)
                flagged += 1
    return flagged


@sweeper
def watch_deadlines() -> None:
    """Let the clock act: overdue corrections lapse, overdue acceptances are flagged."""
    today = timezone.localdate()
    lapse_overdue(today=today)
    flag_overdue_acceptance(today=today)
