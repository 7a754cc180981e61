"""The clocks of sanction cases: the time to answer, the steps of the office, the calendar that changes."""

import datetime

from django.db import transaction
from django.utils import timezone

from brandcert.certificates.validity import beijing_date
from brandcert.core import events
from brandcert.core.actors import SYSTEM
from brandcert.core.delivery import sweeper
from brandcert.core.recounts import recounted
from brandcert.core.transitions import locked
from brandcert.core.workdays import last_known_year
from brandcert.supervision.models import SanctionCase
from brandcert.supervision.queries import overdue
from brandcert.supervision.services.cases import LABEL
from brandcert.supervision.services.finishing import finish
from brandcert.supervision.services.hearing import end_terms

RECOUNTED = f"{LABEL}.recount_answer"


def recount_terms(*, year: int) -> int:
    """Count the last day to answer again where it ends in or before the year; return how many moved.

    Never to an earlier day than the holder was told. Repeatable.
    """
    rows = SanctionCase.objects.unanswered().filter(answer_by__year__lte=year)
    return sum(_recount(case) for case in rows.order_by("pk"))


def _recount(case: SanctionCase) -> bool:
    with transaction.atomic():
        row = locked(case)
        if row.served_on is None or row.answer_by is None:
            return False
        found = recounted(
            row,
            name=RECOUNTED,
            since=row.served_on,
            told=row.answer_by,
            is_provisional=row.is_answer_provisional,
        )
        if found is None:
            return False
        row.answer_by, row.is_answer_provisional = found.on, found.is_provisional
        row.save(update_fields=["answer_by", "is_answer_provisional"])
        events.record("recount_answer", row, by=SYSTEM, payload=found.payload)
    return True


def flag_overdue(*, today: datetime.date) -> int:
    """Escalate, once for each step, the cases whose next step is late; return how many."""
    count = 0
    for key, due in overdue(today).values_list("pk", "due_on"):
        with transaction.atomic():
            row = locked(SanctionCase(pk=key))
            if row.due_on != due or row.flagged_on == due:
                continue
            row.flagged_on = due
            row.save(update_fields=["flagged_on"])
            events.record("flag_overdue", row, by=SYSTEM, payload={"due": str(due), "state": str(row.status)})
            count += 1
    return count


@sweeper
def watch_cases() -> None:
    """The clock of sanction cases; a calendar is entered day by day, and the terms follow each."""
    today = beijing_date(timezone.now())
    known = last_known_year()
    if known:
        recount_terms(year=known)
    end_terms(today=today)
    flag_overdue(today=today)
    finish()
