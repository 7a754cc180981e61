"""The working days an enterprise has to know of its visit before, by the calendar known now."""

from __future__ import annotations

import datetime
from typing import Final

from django.utils import timezone

from brandcert.core.models import Event
from brandcert.core.workdays import add_workdays
from brandcert.inspections.enums import Mode
from brandcert.inspections.models import Inspection

PLANNED: Final = "applications.application.plan_inspection"
SHORT_NOTICE: Final = "applications.application.flag_short_notice"


def earliest_day(inspection: Inspection) -> datetime.date | None:
    """Return the first day on which an announced visit leaves the working days of its notice, by the calendar known now.

    None for a mystery visit, one that was not announced yet, and a day the enterprise itself asked for.
    """
    days = inspection.application.batch.inspection_notice_days
    if inspection.mode == Mode.MYSTERY or not days:
        return None
    wished = inspection.date_answers.filter(is_granted=True, wished_on=inspection.planned_on)
    announced = Event.objects.about(inspection.application).filter(
        name=PLANNED, at__gte=inspection.planned_at
    )
    first = announced.order_by("pk").first()
    if first is None or wished.exists():
        return None
    return add_workdays(timezone.localdate(first.at), days).on


def short_notice(inspection: Inspection) -> datetime.date | None:
    """Return the day a visit could be on where its notice became too short by a new calendar; None where it did not."""
    facts = {"inspection": inspection.pk, "day": inspection.planned_on.isoformat()}
    told = Event.objects.about(inspection.application).filter(
        name=SHORT_NOTICE, payload__inspection=facts["inspection"], payload__day=facts["day"]
    )
    last = told.order_by("pk").last()
    return datetime.date.fromisoformat(last.payload["earliest"]) if last else None
