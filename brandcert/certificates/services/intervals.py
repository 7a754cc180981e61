"""The dated history of states, kept in the transaction of each change."""

import datetime
from typing import Final

from brandcert.certificates.models import Certificate, StatusInterval

LABEL: Final = "certificates.certificate"


def begin(
    certificate: Certificate,
    *,
    at: datetime.datetime,
    ground: str = "",
    reason: str = "",
    expected_end: datetime.date | None = None,
    ratify_by: datetime.datetime | None = None,
) -> StatusInterval:
    """Close the open interval at the instant and open one with the certificate's present status.

    With `ratify_by` one person alone ordered it, and a second one has to ratify it until then.
    The instant never lies before the beginning of the interval that ends.
    """
    current = certificate.intervals.filter(ends_at=None).first()
    if current is not None:
        at = max(at, current.starts_at)
        current.ends_at = at
        current.save(update_fields=["ends_at"])
    return StatusInterval.objects.create(
        certificate=certificate,
        status=str(certificate.status),
        starts_at=at,
        ground=ground,
        reason=reason,
        expected_end=expected_end,
        is_to_ratify=ratify_by is not None,
        ratify_by=ratify_by,
    )
