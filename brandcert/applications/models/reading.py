"""Which applications a person may read, and which need attention."""

from __future__ import annotations

import datetime
from collections.abc import Callable, Iterator
from typing import TYPE_CHECKING, Any, ClassVar

from django.db import models
from django.db.models.query import ModelIterable

from brandcert.applications.enums import Stage, Status
from brandcert.programs.enums import RECOMMENDED_ROUTES

if TYPE_CHECKING:
    from brandcert.applications.models.application import Application

Scope = Callable[[Any], models.Q]
# Takes cases and the reader, returns each case as the reader is told of it, in the same order.
Teller = Callable[[list[Any], Any], list[Any]]


class ToldIterable(ModelIterable):  # type: ignore[type-arg] # one model
    """Cases as they are told to one reader, instead of as they are stored."""

    reader: ClassVar[Any] = None

    def __iter__(self) -> Iterator[Any]:
        """Yield what each teller makes of the rows."""
        rows = list(super().__iter__())
        for tell in ApplicationQuerySet.tellers:
            rows = tell(rows, self.reader)
        return iter(rows)


class ApplicationQuerySet(models.QuerySet["Application"]):
    """Reads of applications."""

    # Who sees which rows; each app adds the scopes it knows (`policies.py`), none sees by default.
    scopes: ClassVar[list[Scope]] = []

    # What outsiders among the staff are not told of a case; later apps add theirs.
    tellers: ClassVar[list[Teller]] = []

    def as_told_to(self, user: Any) -> ApplicationQuerySet:
        """Return the same rows; what is read of them are copies as the person is told of them, never to be saved.

        In the database nothing is masked: who filters or sorts by state, stage or deadline has to go by `told_as`.
        """
        rows = self.all()
        rows._iterable_class = type("Told", (ToldIterable,), {"reader": user})
        return rows

    def told_as(self, user: Any, field: str, value: str) -> ApplicationQuerySet:
        """Return the rows of which the person is told that state or stage is this one."""
        rows = self.exclude(status=Status.DRAFT).filter(stage=Stage.INSPECTION)
        rows._iterable_class = ModelIterable
        told = stored = list(rows)
        for tell in self.tellers:
            told = tell(told, user)
        masked = {
            row.pk: getattr(shown, field)
            for row, shown in zip(stored, told, strict=True)
            if getattr(shown, field) != getattr(row, field)
        }
        are_so = [key for key, words in masked.items() if words == value]
        return self.filter((models.Q(**{field: value}) & ~models.Q(pk__in=masked)) | models.Q(pk__in=are_so))

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
