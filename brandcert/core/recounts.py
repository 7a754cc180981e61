"""Terms that were counted before the calendar of their year was known, counted again when it is."""

import datetime
from dataclasses import dataclass
from typing import Any

from django.db import models

from brandcert.core.models import Event
from brandcert.core.workdays import add_workdays, provisional_count


@dataclass(frozen=True, slots=True)
class Recount:
    """What a term became: from which day, by how many working days, until when it was told and is now."""

    since: datetime.date
    days: int
    before: datetime.date
    on: datetime.date
    is_provisional: bool

    @property
    def payload(self) -> dict[str, Any]:
        """Return the facts for the event; the next count goes on from them."""
        return {
            "since": self.since.isoformat(),
            "days": self.days,
            "before": self.before.isoformat(),
            "after": self.on.isoformat(),
        }


def recounted(
    subject: models.Model, *, name: str, since: datetime.date, told: datetime.date, is_provisional: bool
) -> Recount | None:
    """Return the term that outsiders were told, by the calendar known now; None when nothing is to be changed.

    By as many working days as were promised, from the same day, never to an earlier day than was told. `name` is the
    event in which earlier counts stand: a calendar is entered day by day, and the term follows each.
    """
    again = Event.objects.about(subject).filter(name=name, payload__since=since.isoformat()).last()
    if again is None and not is_provisional:
        return None
    days = again.payload["days"] if again else provisional_count(since, told)
    if not days:
        return None
    deadline = add_workdays(since, days)
    on = max(told, deadline.on)
    if (on, deadline.is_provisional) == (told, is_provisional):
        return None
    return Recount(since, days, told, on, deadline.is_provisional)
