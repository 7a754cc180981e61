"""What waits for whom: the queues of each role, their rows and deadlines."""

from brandcert.desk.queues.lists import (
    QUEUES,
    Queue,
    may_approve,
    pending_approvals,
    queues_of,
    subjects_of,
)
from brandcert.desk.queues.rows import facts_of, rows_for, title_of

__all__ = [
    "QUEUES",
    "Queue",
    "facts_of",
    "may_approve",
    "pending_approvals",
    "queues_of",
    "rows_for",
    "subjects_of",
    "title_of",
]
