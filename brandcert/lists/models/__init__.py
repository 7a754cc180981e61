"""What is kept of lists."""

from brandcert.lists.models.bulk import MAX_ATTEMPTS, MOST_ROWS, BulkJob, BulkJobQuerySet, BulkRow

__all__ = [
    "MAX_ATTEMPTS",
    "MOST_ROWS",
    "BulkJob",
    "BulkJobQuerySet",
    "BulkRow",
]
