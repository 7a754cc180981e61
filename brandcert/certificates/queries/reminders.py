"""When the holder is reminded that the validity ends, and which reminders have gone out."""

import datetime
from dataclasses import dataclass
from typing import Final

from brandcert.certificates.models import Certificate
from brandcert.core.reminders import reminded

THRESHOLDS: Final = (180, 90, 30)


@dataclass(frozen=True, slots=True)
class Reminder:
    """One of the days before the end on which the holder is reminded."""

    on: datetime.date
    is_sent: bool


def expiry_reminders(certificate: Certificate) -> list[Reminder]:
    """Return the reminders of the end of the validity, the earliest first.

    A reminder that was left out because a more urgent one went out counts as sent with it.
    """
    key = (certificate.pk, certificate.valid_to.isoformat())
    latest = reminded(Certificate, "remind_expiry", [certificate.pk]).get(key)
    return [
        Reminder(
            on=certificate.valid_to - datetime.timedelta(days=days),
            is_sent=latest is not None and days >= latest,
        )
        for days in THRESHOLDS
    ]
