"""Days by which others were asked to speak, counted again when the calendar of their year becomes known."""

from typing import Final

from django.db import transaction
from django.db.models import Q
from django.utils import timezone

from brandcert.awards.models import Consultation, Objection
from brandcert.awards.services.handling import recount_objections
from brandcert.core import events
from brandcert.core.actors import SYSTEM
from brandcert.core.delivery import sweeper
from brandcert.core.models import Event
from brandcert.core.recounts import recounted
from brandcert.core.workdays import last_known_year

STATEMENT: Final = "awards.objection.recount_statement"
CONSULTATION: Final = "awards.consultation.recount"


def count_again(*, year: int) -> int:
    """Count the terms of objections, statements and consultations again that end in or before the year; return how many moved."""
    return recount_objections(year=year) + recount_statements(year=year) + recount_consultations(year=year)


def recount_statements(*, year: int) -> int:
    """Count the last day of a statement again where the enterprise has not spoken; return how many moved.

    Never to an earlier day than the enterprise was told. Repeatable.
    """
    again = Event.objects.filter(name=STATEMENT).values("subject_id")
    rows = Objection.objects.filter(outcome="", admitted_at__isnull=False, statement_due_on__year__lte=year)
    found = rows.filter(Q(is_statement_provisional=True) | Q(pk__in=again)).order_by("pk")
    return sum(_recount_statement(row) for row in found)


def _recount_statement(objection: Objection) -> bool:
    with transaction.atomic():
        row = Objection.objects.select_for_update().get(pk=objection.pk)
        if row.outcome or row.admitted_at is None or row.statement_due_on is None:
            return False
        found = recounted(
            row,
            name=STATEMENT,
            since=timezone.localdate(row.admitted_at),
            told=row.statement_due_on,
            is_provisional=row.is_statement_provisional,
        )
        if found is None:
            return False
        row.statement_due_on, row.is_statement_provisional = found.on, found.is_provisional
        row.save(update_fields=["statement_due_on", "is_statement_provisional"])
        events.record("recount_statement", row, by=SYSTEM, payload=found.payload)
    return True


def recount_consultations(*, year: int) -> int:
    """Count the deadline of departments again where their request is open; return how many moved.

    Never to an earlier day than the department was told. Repeatable.
    """
    again = Event.objects.filter(name=CONSULTATION).values("subject_id")
    rows = Consultation.objects.filter(closed_at=None, due_on__year__lte=year)
    found = rows.filter(Q(is_due_provisional=True) | Q(pk__in=again)).order_by("pk")
    return sum(_recount_consultation(row) for row in found)


def _recount_consultation(consultation: Consultation) -> bool:
    with transaction.atomic():
        row = Consultation.objects.select_for_update().get(pk=consultation.pk)
        if row.closed_at is not None:
            return False
        found = recounted(
            row,
            name=CONSULTATION,
            since=row.asked_on,
            told=row.due_on,
            is_provisional=row.is_due_provisional,
        )
        if found is None:
            return False
        row.due_on, row.is_due_provisional = found.on, found.is_provisional
        row.save(update_fields=["due_on", "is_due_provisional"])
        events.record("recount", row, by=SYSTEM, payload=found.payload)
    return True


@sweeper
def watch_terms() -> None:
    """What the calendar changed is counted again, also where the event of a day was lost."""
    known = last_known_year()
    asked = Consultation.objects.filter(closed_at=None, is_due_provisional=True, due_on__year__lte=known)
    heard = Objection.objects.filter(
        outcome="", is_statement_provisional=True, statement_due_on__year__lte=known
    )
    if known and (asked.exists() or heard.exists()):
        count_again(year=known)
