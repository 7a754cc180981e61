"""Which applications a person may read, and which need attention."""

from __future__ import annotations

import datetime
from collections.abc import Callable
from typing import TYPE_CHECKING, Any, ClassVar

from django.db import models

from brandcert.applications.enums import Status
from brandcert.programs.enums import RECOMMENDED_ROUTES

if TYPE_CHECKING:
    from brandcert.applications.models.application import Application

Scope = Callable[[Any], models.Q]


class ApplicationQuerySet(models.QuerySet["Application"]):
    """Reads of applications."""

    # Who sees which rows; each app adds the scopes it knows (`policies.py`), none sees by default.
    scopes: ClassVar[list[Scope]] = []

    def visible_to(self, user: Any) -> ApplicationQuerySet:
        """Return the applications the person may read; agrees with the policy `view`."""
        if not getattr(user, "is_authenticated", False) or not user.is_active:
            return self.none()
        seen = models.Q(pk__in=[])
        for scope in self.scopes:
            seen |= scope(user)
        return self.filter(seen).distinct()

    def submitted(self) -> ApplicationQuerySet:
        """Return what has left the enterprise's hands."""
        return self.exclude(status=Status.DRAFT)

    def overdue_corrections(self, today: datetime.date) -> ApplicationQuerySet:
        """Return corrections whose last day is over."""
        return self.filter(status=Status.CORRECTION, due_on__lt=today)


def at_the_province() -> models.Q:
    """Return which applications wait for the province: recommended, or submitted where nobody recommends."""
    return models.Q(status=Status.RECOMMENDED) | (
        models.Q(status=Status.SUBMITTED) & ~models.Q(batch__route__in=RECOMMENDED_ROUTES)
    )


def counts_as_accepted(row: Application, today: datetime.date) -> bool:
    """Say whether the time to accept is over and nobody decided: the twin of `overdue_acceptances`."""
    waits = row.status == Status.RECOMMENDED or (row.status == Status.SUBMITTED and not row.batch.needs_unit)
    return waits and row.due_on is not None and row.due_on < today
