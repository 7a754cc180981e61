"""Reminders that the validity of a certificate ends: 180, 90 and 30 days before, each once."""

import datetime

from django.utils import timezone

from brandcert.certificates import validity
from brandcert.certificates.enums import CertificateStatus
from brandcert.certificates.models import Certificate
from brandcert.certificates.queries import THRESHOLDS
from brandcert.core.delivery import sweeper
from brandcert.core.reminders import remind_once, reminded, threshold_at


def remind_expiry(*, today: datetime.date) -> int:
    """Record for every live certificate the most urgent reminder that is due and was not recorded; return how many.

    A machine that slept for months says only the latest; a certificate that has a successor is left alone.
    """
    rows = Certificate.objects.filter(
        status__in=(CertificateStatus.ACTIVE, CertificateStatus.SUSPENDED),
        valid_to__gte=today,
        valid_to__lte=today + datetime.timedelta(days=max(THRESHOLDS)),
    ).exclude(replaced_by__status__in=(CertificateStatus.DRAFT, CertificateStatus.ACTIVE))
    ends = dict(rows.values_list("pk", "valid_to"))
    known = reminded(Certificate, "remind_expiry", ends)
    due = [
        key
        for key, end in ends.items()
        if (threshold := threshold_at((end - today).days, THRESHOLDS)) is not None
        and known.get((key, end.isoformat()), threshold + 1) > threshold
    ]
    made = [
        remind_once(
            row, "remind_expiry", due=row.valid_to, left=(row.valid_to - today).days, thresholds=THRESHOLDS
        )
        for row in rows.filter(pk__in=due).order_by("id")
    ]
    return sum(event is not None for event in made)


@sweeper
def watch_reminders_of_expiry() -> None:
    """The clock of these reminders."""
    remind_expiry(today=validity.beijing_date(timezone.now()))
