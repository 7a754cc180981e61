"""After the decision: the public log has it, the holder has the letter, the case is closed."""

import datetime

from django.db import transaction
from django.utils import timezone

from brandcert.certificates.models import LogEntry
from brandcert.core.actors import SYSTEM
from brandcert.core.errors import SomeoneWasFaster
from brandcert.core.transitions import perform
from brandcert.documents.enums import Outcome
from brandcert.supervision.enums import SanctionStatus
from brandcert.supervision.models import SanctionCase
from brandcert.supervision.queries import decision_letter


def publish_decided() -> int:
    """Note of each decided case the entry of the public log that tells it; return how many. Repeatable.

    The register answers by the new state from the decision on; the log follows when the event is sealed.
    """
    count = 0
    for case in SanctionCase.objects.filter(status=SanctionStatus.DECIDED).order_by("pk"):
        entry = LogEntry.objects.filter(
            event__name=f"certificates.certificate.{case.action}",
            event__subject_id=case.certificate_id,
            event__payload__case=case.pk,
        ).first()
        if entry is not None:
            with transaction.atomic():
                perform(case.publish, by=SYSTEM, log_index=entry.index)
            count += 1
    return count


def note_deliveries(*, now: datetime.datetime) -> int:
    """Close the published cases whose decision reached the holder; return how many. Repeatable."""
    count = 0
    rows = SanctionCase.objects.filter(status=SanctionStatus.PUBLISHED).select_related("certificate")
    for case in rows.order_by("pk"):
        letter = decision_letter(case)
        if letter is None or not letter.deliveries.filter(outcome=Outcome.DELIVERED).exists():
            continue
        with transaction.atomic():
            perform(case.deliver, by=SYSTEM, closed_at=now)
        count += 1
    return count


def finish() -> None:
    """Take every decided case as far as log and letters allow."""
    try:
        publish_decided()
        note_deliveries(now=timezone.now())
    except SomeoneWasFaster:
        # Another worker is at it; the next round finds what is left.
        return
