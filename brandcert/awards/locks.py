"""What the database itself keeps of published lists and announcements, whoever writes."""

from __future__ import annotations

from typing import Final

from brandcert.core.triggers import Trigger, differs

ANNOUNCED: Final = "an announcement is never changed"
_TABLES: Final = ("awards_announcement", "awards_announcemententry")


def of_announcements(vendor: str) -> list[Trigger]:
    """Return the triggers; as with events, SQLite has none for deleting."""
    acts = ("update",) if vendor == "sqlite" else ("update", "delete")
    return [Trigger(table, act, "TRUE", ANNOUNCED) for table in _TABLES for act in acts]


MESSAGE: Final = "a published notice is never changed, only corrected by a further one"
NOTICE: Final = "awards_publicnotice"
ITEM: Final = "awards_noticeitem"
_FACTS: Final = (
    "id",
    "batch_id",
    "number",
    "published_on",
    "published_at",
    "starts_on",
    "opens",
    "closes",
    "basis",
    "corrects_id",
    "reason",
    "sha256",
)


def of_notices(vendor: str) -> list[Trigger]:
    """Return the triggers that keep a published list and its rows; the last day may move to a later one, as a calendar is entered."""
    changed = f"OLD.sha256 <> '' AND ({differs(vendor, _FACTS)} OR NEW.ends_on < OLD.ends_on)"
    return [
        Trigger(NOTICE, "update", changed, MESSAGE),
        Trigger(NOTICE, "delete", "OLD.sha256 <> ''", MESSAGE),
        *(
            Trigger(ITEM, act, _is_published(row), MESSAGE)
            for act, row in (("insert", "NEW"), ("update", "OLD"), ("delete", "OLD"))
        ),
    ]


def of_everything(vendor: str) -> list[Trigger]:
    """Return the triggers of this app: an app keeps them by one function."""
    return [*of_announcements(vendor), *of_notices(vendor)]


def _is_published(row: str) -> str:
    # Only the two names above reach the statement.
    return f"EXISTS (SELECT 1 FROM {NOTICE} n WHERE n.id = {row}.notice_id AND n.sha256 <> '')"  # noqa: S608 -- see above
