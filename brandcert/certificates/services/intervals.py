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
    is_to_ratify: bool = False,
) -> StatusInterval:
    """Close the open interval at the instant and open one with the certificate's present status.

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
        is_to_ratify=is_to_ratify,
    )
