"""What is kept of lists."""

from brandcert.lists.models.bulk import MAX_ATTEMPTS, MOST_ROWS, BulkJob, BulkJobQuerySet, BulkRow
from brandcert.lists.models.copies import ListCopy, ListCopyQuerySet
from brandcert.lists.models.filters import SavedFilter, SavedFilterQuerySet

__all__ = [
    "MAX_ATTEMPTS",
    "MOST_ROWS",
    "BulkJob",
    "BulkJobQuerySet",
    "BulkRow",
    "ListCopy",
    "ListCopyQuerySet",
    "SavedFilter",
    "SavedFilterQuerySet",
]
