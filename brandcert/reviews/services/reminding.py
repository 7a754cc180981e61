"""Reminders the secretary sends by hand, beside those of the clock."""

from __future__ import annotations

import datetime
from typing import Any

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from brandcert.core import events, policies
from brandcert.core.errors import GuardFailed
from brandcert.core.models import Event
from brandcert.core.transitions import WrongState, locked
from brandcert.reviews.enums import OPEN
from brandcert.reviews.models import Assignment


def remind_expert(assignment: Assignment, *, by: Any, now: datetime.datetime) -> Event:
    """Remind an expert of an open task; once a day, however many people press the button.

    Raises WrongState for a task that is no longer open, GuardFailed for the second reminder of a day, Refused.
    """
    policies.require(by, "reviews.assignment.remind", assignment)
    with transaction.atomic():
        row = locked(assignment)
        if row.status not in OPEN:
            raise WrongState(
                _("This is no longer possible: the state is now “%(state)s”.")
                % {"state": row.get_status_display()}
            )
        midnight = timezone.localtime(now).replace(hour=0, minute=0, second=0, microsecond=0)
        sent = Event.objects.about(row).filter(name="reviews.assignment.remind", at__gte=midnight)
        if sent.exists():
            raise GuardFailed(_("This expert was reminded of the task today already."))
        return events.record("remind", row, by=by)
