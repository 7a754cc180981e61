"""What the database itself keeps of announcements, whoever writes."""

from __future__ import annotations

from typing import Final

from brandcert.core.triggers import Trigger

MESSAGE: Final = "an announcement is never changed"
_TABLES: Final = ("awards_announcement", "awards_announcemententry")


def of_announcements(vendor: str) -> list[Trigger]:
    """Return the triggers; as with events, SQLite has none for deleting."""
    acts = ("update",) if vendor == "sqlite" else ("update", "delete")
    return [Trigger(table, act, "TRUE", MESSAGE) for table in _TABLES for act in acts]
