"""The certificate and the records that accompany it."""

from brandcert.certificates.models.certificate import MAX_ATTEMPTS, Certificate, CertificateQuerySet
from brandcert.certificates.models.keys import PublishedKey, SigningKey
from brandcert.certificates.models.log import Checkpoint, CheckpointExport, LogEntry
from brandcert.certificates.models.mending import Mending
from brandcert.certificates.models.records import (
    RATIFY_WITHIN,
    IssueBatch,
    PriorNotice,
    StatusInterval,
    StatusIntervalQuerySet,
)
from brandcert.certificates.models.requests import ChangeRequest

__all__ = [
    "MAX_ATTEMPTS",
    "RATIFY_WITHIN",
    "Certificate",
    "CertificateQuerySet",
    "ChangeRequest",
    "Checkpoint",
    "CheckpointExport",
    "IssueBatch",
    "LogEntry",
    "Mending",
    "PriorNotice",
    "PublishedKey",
    "SigningKey",
    "StatusInterval",
    "StatusIntervalQuerySet",
]
