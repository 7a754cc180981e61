"""Terms of inspections that were told before the calendar was known: the plan of a rectification, the notice of a visit."""

import datetime
from typing import Final

from django.db import transaction
from django.db.models import Q
from django.utils import timezone

from brandcert.applications.enums import Status
from brandcert.applications.models import Application
from brandcert.core import events
from brandcert.core.actors import SYSTEM
from brandcert.core.delivery import sweeper
from brandcert.core.models import Event
from brandcert.core.recounts import recounted
from brandcert.core.transitions import locked
from brandcert.core.workdays import last_known_year
from brandcert.inspections import queries
from brandcert.inspections.models import Inspection, Rectification

PLAN_RECOUNTED: Final = "applications.application.recount_plan"
SHORT_NOTICE: Final = queries.SHORT_NOTICE


def recount_plans(*, year: int) -> int:
    """Count the day a plan is awaited by again where it ends in or before the year; return how many cases moved.

    Never to an earlier day than the enterprise was told. Repeatable.
    """
    again = Event.objects.filter(name=PLAN_RECOUNTED).values("subject_id")
    waiting = Rectification.objects.filter(
        finding__inspection__application__status=Status.RECTIFICATION,
        plan_due_on__year__lte=year,
        planned_at=None,
        answered_at=None,
        verified_at=None,
    ).filter(Q(is_plan_due_provisional=True) | Q(finding__inspection__application__in=again))
    cases = waiting.values_list("finding__inspection__application", flat=True)
    return sum(_recount_plan(case) for case in Application.objects.filter(pk__in=cases).order_by("pk"))


def _recount_plan(application: Application) -> bool:
    with transaction.atomic():
        case = locked(application)
        rows = Rectification.objects.select_for_update(of=("self",)).filter(
            finding__inspection__application=case, planned_at=None, answered_at=None, verified_at=None
        )
        first = rows.exclude(plan_due_on=None).exclude(ordered_on=None).order_by("-ordered_on", "pk").first()
        if case.status != Status.RECTIFICATION or first is None:
            return False
        if first.ordered_on is None or first.plan_due_on is None:
            return False
        found = recounted(
            case,
            name=PLAN_RECOUNTED,
            since=first.ordered_on,
            told=first.plan_due_on,
            is_provisional=first.is_plan_due_provisional,
        )
        if found is None:
            return False
        rows.filter(ordered_on=first.ordered_on).update(
            plan_due_on=found.on, is_plan_due_provisional=found.is_provisional
        )
        events.record("recount_plan", case, by=SYSTEM, payload=found.payload)
    return True


def check_notices(*, today: datetime.date) -> int:
    """Count the notice of every announced visit again and record which became too short; return how many.

    The day stays until the people agree on another: both sides are told, and a wish for a day that leaves the time
    of the notice cannot be declined any more. Once for each day a visit is planned on and the day it could be.
    """
    rows = Inspection.objects.filter(application__status=Status.INSPECTION, planned_on__gte=today).open()
    return sum(_check_notice(row) for row in rows.select_related("application__batch").order_by("pk"))


def _check_notice(inspection: Inspection) -> bool:
    with transaction.atomic():
        case = locked(inspection.application)
        row = Inspection.objects.select_for_update().get(pk=inspection.pk)
        earliest = queries.earliest_day(row)
        if case.status != Status.INSPECTION or earliest is None or row.planned_on >= earliest:
            return False
        facts = {"inspection": row.pk, "day": row.planned_on.isoformat(), "earliest": earliest.isoformat()}
        if Event.objects.about(case).filter(name=SHORT_NOTICE, payload=facts).exists():
            return False
        events.record("flag_short_notice", case, by=SYSTEM, payload=facts)
    return True


@sweeper
def watch_inspections() -> None:
    """What the calendar changed is counted again, also where the event of a day was lost."""
    known = last_known_year()
    late = Rectification.objects.filter(is_plan_due_provisional=True, plan_due_on__year__lte=known)
    if known and late.exists():
        recount_plans(year=known)
    check_notices(today=timezone.localdate())
