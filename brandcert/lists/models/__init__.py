"""What is kept of lists."""

from brandcert.lists.models.bulk import MAX_ATTEMPTS, MOST_ROWS, BulkJob, BulkJobQuerySet, BulkRow
from brandcert.lists.models.copies import ListCopy, ListCopyQuerySet

__all__ = [
    "MAX_ATTEMPTS",
    "MOST_ROWS",
    "BulkJob",
    "BulkJobQuerySet",
    "BulkRow",
    "ListCopy",
    "ListCopyQuerySet",
]
