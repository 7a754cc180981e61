"""Acceptances that are overdue (视为受理): which they are, and to whom they were escalated."""

from __future__ import annotations

import datetime
from typing import Any, Final

from brandcert.applications.models import Application
from brandcert.applications.models.reading import at_the_province
from brandcert.core.models import Event

ESCALATED: Final = "applications.application.escalate_overdue"


def overdue_acceptances(today: datetime.date) -> Any:
    """Return the applications the province should have decided on; they count as accepted."""
    return Application.objects.filter(at_the_province(), due_on__lt=today)


def escalation_of(row: Application) -> Event | None:
    """Return when and to whom the overdue acceptance was escalated, or None; of an earlier deadline it does not count."""
    return Event.objects.about(row).filter(name=ESCALATED, payload__due=str(row.due_on)).last()
