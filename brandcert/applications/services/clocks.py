"""Deadlines of applications: how they are set, stopped, resumed, and what happens when they pass."""

import datetime
from typing import Any, Final

from django.conf import settings
from django.db import transaction
from django.db.models import Q
from django.utils import timezone, translation
from django.utils.translation import gettext as _

from brandcert.applications.enums import Status
from brandcert.applications.models import Application
from brandcert.applications.queries import overdue_acceptances
from brandcert.core import events, policies
from brandcert.core.actors import SYSTEM
from brandcert.core.delivery import sweeper
from brandcert.core.errors import SomeoneWasFaster
from brandcert.core.models import Event
from brandcert.core.transitions import locked, perform
from brandcert.core.workdays import (
    Deadline,
    add_workdays,
    last_known_year,
    provisional_count,
    workdays_between,
)

LEAST_DAYS: Final = 1
# What somebody outside relies on: the enterprise on its time, everyone on the time to object.
NEVER_EARLIER: Final = (Status.CORRECTION, Status.PUBLIC_NOTICE, Status.OBJECTION)
RECOUNTED: Final = "applications.application.recount"
REPUBLISHED: Final = "applications.application.republish"


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


def recount(application: Application) -> bool:
    """Count a provisional deadline again by the calendar that is known now; return whether anything changed.

    By as many working days as it was promised with, from the same day. The day by which an enterprise has to
    correct, and the end of a published notice, never come earlier than was told. Repeatable.
    """
    with transaction.atomic():
        row = locked(application)
        since, days = _counted_from(row)
        if row.due_on is None or not days:
            return False
        deadline = add_workdays(since, days)
        on = deadline.on
        if row.status in NEVER_EARLIER:
            on = max(on, row.due_on)
        if (on, deadline.is_provisional) == (row.due_on, row.is_due_provisional):
            return False
        before, row.due_on, row.is_due_provisional = row.due_on, on, deadline.is_provisional
        row.save(update_fields=["due_on", "is_due_provisional", "changed_at"])
        row.corrections.filter(answered_at=None).update(due_on=on)
        events.record(
            "recount",
            row,
            by=SYSTEM,
            payload={"before": before.isoformat(), "after": on.isoformat(), "days": days},
        )
    return True


def restart(application: Application, *, deadline: Deadline, by: Any) -> Application:
    """Give a case in public notice the period of the notice that corrects its entry; the state stays as it is.

    The one door for a deadline that begins anew without a step. Raises Refused.
    """
    with transaction.atomic():
        row = locked(application)
        policies.require(by, REPUBLISHED, row)
        row.due_on, row.is_due_provisional = deadline.on, deadline.is_provisional
        row.save(update_fields=["due_on", "is_due_provisional", "changed_at"])
        events.record("republish", row, by=by, payload={"after": deadline.on.isoformat()})
    return row


def _counted_from(row: Application) -> tuple[datetime.date, int]:
    """Return the day the running deadline is counted from and its working days; 0 when it is not to be counted again."""
    events_of = Event.objects.about(row)
    change = events_of.filter(Q(payload__has_key="to") | Q(name=REPUBLISHED)).last()
    since = timezone.localdate(change.at if change else row.created_at)
    again = events_of.filter(name=RECOUNTED, pk__gt=change.pk if change else 0).last()
    if again is not None:
        return since, again.payload["days"]
    if row.due_on is None or not row.is_due_provisional:
        return since, 0
    return since, provisional_count(since, row.due_on)


def recount_provisional(*, year: int) -> int:
    """Count again every running deadline that ends in or before the year, as its calendar has become known; return how many moved.

    Also those counted again before: a calendar is entered day by day.
    """
    again = Event.objects.filter(name=RECOUNTED).values("subject_id")
    rows = Application.objects.filter(due_on__year__lte=year)
    found = rows.filter(Q(is_due_provisional=True) | Q(pk__in=again)).order_by("pk")
    return sum(recount(row) for row in found)


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
    """Record, once for each deadline, that an application was not decided in time and counts as accepted (视为受理); return how many.

    The case stays where it is: the clerk still has to decide, the director is told.
    """
    return sum(
        _once(row, "flag_overdue", {"due": str(row.due_on)})
        for row in overdue_acceptances(today).order_by("id")
    )


def escalate_overdue_acceptance(*, today: datetime.date) -> int:
    """Put what is overdue for longer than the batch allows before the role the batch names; return how many.

    Once for each deadline. Whoever holds the role sees the case in a queue and may read it until it is decided.
    """
    late = overdue_acceptances(today).select_related("batch").order_by("id")
    return sum(
        _once(row, "escalate_overdue", {"due": str(row.due_on), "to": row.batch.escalation_role})
        for row in late
        if row.due_on and add_workdays(row.due_on, row.batch.escalation_days).on < today
    )


def _once(application: Application, name: str, facts: dict[str, str]) -> bool:
    """Write the event about a deadline unless it was written already; return whether it was new."""
    with transaction.atomic():
        row = locked(application)
        if str(row.due_on) != facts["due"] or row.status != application.status:
            return False
        known = Event.objects.about(row).filter(name=f"applications.application.{name}")
        if known.filter(payload__due=facts["due"]).exists():
            return False
        events.record(name, row, by=SYSTEM, payload=facts)
    return True


def flag_overdue_rectification(*, today: datetime.date) -> int:
    """Record, once for each deadline, that an enterprise has not put right in time what was found; return how many.

    The case stays where it is: the team leader decides what follows, secretary and director are told.
    """
    late = Application.objects.filter(status=Status.RECTIFICATION, due_on__lt=today).order_by("id")
    return sum(_once(row, "flag_rectification", {"due": str(row.due_on)}) for row in late)


@sweeper
def watch_deadlines() -> None:
    """Let the clock act: deadlines of a new calendar are counted, overdue corrections lapse, the rest is flagged."""
    today = timezone.localdate()
    known = last_known_year()
    # A new installation has no calendar yet, and no year 0 to compare with.
    if known and Application.objects.filter(is_due_provisional=True, due_on__year__lte=known).exists():
        recount_provisional(year=known)
    lapse_overdue(today=today)
    flag_overdue_acceptance(today=today)
    escalate_overdue_acceptance(today=today)
    flag_overdue_rectification(today=today)
