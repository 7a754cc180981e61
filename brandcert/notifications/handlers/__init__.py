"""Who is told of what: enterprises of everything that concerns them, staff of work that waits for them."""

from brandcert.notifications.handlers import (
    accounts,
    approvals,
    enterprises,
    issuing,
    meetings,
    members,
    objections,
    ratings,
    staff,
)

__all__ = [
    "accounts",
    "approvals",
    "enterprises",
    "issuing",
    "meetings",
    "members",
    "objections",
    "ratings",
    "staff",
]
