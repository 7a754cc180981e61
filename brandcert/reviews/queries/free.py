"""Who of the pool may be given tasks at all: appointed, available, not away, and how many each may have."""

from __future__ import annotations

import datetime
from collections import Counter
from dataclasses import dataclass
from typing import Final

from django.db.models import Count

from brandcert.accounts.enums import Role
from brandcert.accounts.models import RoleGrant
from brandcert.core.workdays import add_workdays
from brandcert.programs.models import Batch
from brandcert.reviews.enums import LIVE
from brandcert.reviews.models import Absence, Assignment, Expert

UNAVAILABLE: Final = "unavailable"
NO_ROLE: Final = "role"
AWAY: Final = "away"


@dataclass(frozen=True, slots=True)
class Person:
    """An expert of the pool with his present tasks in a batch, the most he may have, and what keeps him from any."""

    expert: Expert
    load: int
    most: int | None
    exclusions: tuple[str, ...]

    @property
    def is_full(self) -> bool:
        """Say whether he has as many tasks as he may have."""
        return self.most is not None and self.load >= self.most


def appointed(today: datetime.date) -> set[int]:
    """Return the experts whose appointment is in force and whose account is active."""
    granted = RoleGrant.objects.in_force(today).filter(role=Role.EXPERT).values("user")
    return set(Expert.objects.filter(user__in=granted, user__is_active=True).values_list("pk", flat=True))


def away(batch: Batch, *, today: datetime.date) -> set[int]:
    """Return who cannot review what is given out today: away now, or for more than half of the days of the review."""
    last = add_workdays(today, batch.review_days).on
    window, days = (last - today).days + 1, Counter[int]()
    gone = set()
    for expert, since, until in Absence.objects.touching(today, last).values_list("expert", "since", "until"):
        if since <= today:
            gone.add(expert)
        days[expert] += (min(until, last) - max(since, today)).days + 1
    return gone | {expert for expert, count in days.items() if 2 * count > window}


def people(batch: Batch, *, today: datetime.date, most: int | None = None) -> list[Person]:
    """Return the whole pool for a batch; `most` is the limit of tasks the batch sets."""
    able, gone = appointed(today), away(batch, today=today)
    loads = dict(
        Assignment.objects.filter(panel__application__batch=batch, status__in=LIVE)
        .values_list("expert")
        .annotate(Count("pk"))
    )
    return [
        Person(
            expert=expert,
            load=loads.get(expert.pk, 0),
            most=min((limit for limit in (most, expert.most_tasks) if limit is not None), default=None),
            exclusions=tuple(
                [NO_ROLE] * (expert.pk not in able)
                + [UNAVAILABLE] * (not expert.is_available)
                + [AWAY] * (expert.pk in gone)
            ),
        )
        for expert in Expert.objects.order_by("pk")
    ]
