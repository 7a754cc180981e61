"""Who handles an objection, and until when it is dealt with."""

import datetime
from typing import Any, Final

from django.db import transaction
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext as _

from brandcert.accounts.models import User
from brandcert.awards.models import Objection
from brandcert.core import events, policies
from brandcert.core.actors import SYSTEM
from brandcert.core.delivery import sweeper
from brandcert.core.errors import BusinessError
from brandcert.core.models import Event
from brandcert.core.workdays import add_workdays, last_known_year, provisional_count

OVERDUE: Final = "awards.objection.flag_overdue"
RECOUNT: Final = "awards.objection.recount"


class NotToBeHandedOver(BusinessError):
    """Whoever shall handle the objection cannot, or does so already."""


@transaction.atomic
def take_objection(objection: Objection, *, by: Any) -> Objection:
    """Take the handling of an objection nobody handles yet. Raises Refused, NotToBeHandedOver."""
    policies.require(by, "awards.objection.take", objection)
    row = Objection.objects.select_for_update().get(pk=objection.pk)
    if row.outcome or row.handled_by_id is not None:
        raise NotToBeHandedOver(_("Somebody handles this objection already, or it is decided."))
    row.handled_by = by
    row.save(update_fields=["handled_by"])
    events.record("take", row, by=by)
    return row


@transaction.atomic
def hand_over(objection: Objection, *, to: User, reason: str, by: Any) -> Objection:
    """Give the handling to another clerk, as handler or director; from then on only the new handler sees who objected.

    Raises Refused, NotToBeHandedOver.
    """
    policies.require(by, "awards.objection.hand_over", objection)
    row = Objection.objects.select_for_update().get(pk=objection.pk)
    if row.outcome or row.handled_by_id == to.pk:
        raise NotToBeHandedOver(_("This person handles the objection already, or it is decided."))
    if not policies.allowed(to, "awards.objection.take", row):
        raise NotToBeHandedOver(_("An objection is handled by a clerk."))
    if not reason.strip():
        raise NotToBeHandedOver(_("Please give a reason."))
    before = row.handled_by_id
    row.handled_by = to
    row.save(update_fields=["handled_by"])
    events.record("hand_over", row, by=by, payload={"from": before, "handler": to.pk})
    return row


def flag_overdue_objections(*, today: datetime.date) -> int:
    """Record, once for each deadline, that an objection was not dealt with in time; return how many."""
    flagged = 0
    for row in Objection.objects.filter(outcome="", due_on__lt=today).order_by("id"):
        due = str(row.due_on)
        with transaction.atomic():
            kept = Objection.objects.select_for_update().get(pk=row.pk)
            told = Event.objects.about(kept).filter(name=OVERDUE, payload__due=due)
            if kept.outcome or str(kept.due_on) != due or told.exists():
                continue
            events.record("flag_overdue", kept, by=SYSTEM, payload={"due": due})
            flagged += 1
    return flagged


def recount_objections(*, year: int) -> int:
    """Count provisional deadlines again that end in or before the year, as its calendar is known; return how many moved.

    By as many working days as were promised, from the same day; also those that were counted again before, because
    a calendar is entered day by day.
    """
    again = Event.objects.filter(name=RECOUNT).values("subject_id")
    rows = Objection.objects.filter(outcome="", due_on__year__lte=year)
    rows = rows.filter(Q(is_due_provisional=True) | Q(pk__in=again)).order_by("pk")
    return sum(_recount(row) for row in rows)


def _recount(objection: Objection) -> bool:
    with transaction.atomic():
        row = Objection.objects.select_for_update().get(pk=objection.pk)
        if row.outcome or row.due_on is None:
            return False
        since = timezone.localdate(row.admitted_at or row.filed_at)
        told = Event.objects.about(row).filter(name=RECOUNT, payload__since=str(since)).last()
        days = told.payload["days"] if told else provisional_count(since, row.due_on)
        deadline = add_workdays(since, days)
        if (deadline.on, deadline.is_provisional) == (row.due_on, row.is_due_provisional):
            return False
        row.due_on, row.is_due_provisional = deadline.on, deadline.is_provisional
        row.save(update_fields=["due_on", "is_due_provisional"])
        payload = {"since": str(since), "days": days, "after": str(deadline.on)}
        events.record("recount", row, by=SYSTEM, payload=payload)
    return True


@sweeper
def watch_objections() -> None:
    """The clock of objections: deadlines of a new calendar are counted again, what is late is flagged."""
    known = last_known_year()
    if known and Objection.objects.filter(is_due_provisional=True, due_on__year__lte=known).exists():
        recount_objections(year=known)
    flag_overdue_objections(today=timezone.localdate())
