"""The certificate and the records that accompany it."""

from brandcert.certificates.models.certificate import MAX_ATTEMPTS, Certificate, CertificateQuerySet
from brandcert.certificates.models.records import (
    ChangeRequest,
    IssueBatch,
    PriorNotice,
    StatusInterval,
    StatusIntervalQuerySet,
)

__all__ = [
    "MAX_ATTEMPTS",
    "Certificate",
    "CertificateQuerySet",
    "ChangeRequest",
    "IssueBatch",
    "PriorNotice",
    "StatusInterval",
    "StatusIntervalQuerySet",
]
