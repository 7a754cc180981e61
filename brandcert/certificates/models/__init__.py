"""The certificate and the records that accompany it."""

from brandcert.certificates.models.batches import Halt, IssueBatch, IssueItem
from brandcert.certificates.models.certificate import MAX_ATTEMPTS, Certificate, CertificateQuerySet
from brandcert.certificates.models.keys import PublishedKey, SigningKey
from brandcert.certificates.models.log import Checkpoint, CheckpointExport, LogEntry
from brandcert.certificates.models.mending import Mending
from brandcert.certificates.models.records import (
    StatusInterval,
    StatusIntervalQuerySet,
)
from brandcert.certificates.models.requests import ChangeRequest

__all__ = [
    "MAX_ATTEMPTS",
    "Certificate",
    "CertificateQuerySet",
    "ChangeRequest",
    "Checkpoint",
    "CheckpointExport",
    "Halt",
    "IssueBatch",
    "IssueItem",
    "LogEntry",
    "Mending",
    "PublishedKey",
    "SigningKey",
    "StatusInterval",
    "StatusIntervalQuerySet",
]
