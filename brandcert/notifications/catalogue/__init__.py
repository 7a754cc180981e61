"""The table of notices: which event is told to whom by which channel, and which is told to nobody and why."""

from typing import Final

from brandcert.notifications.catalogue.applications import APPLICATIONS
from brandcert.notifications.catalogue.certificates import CERTIFICATES
from brandcert.notifications.catalogue.members import MEMBERS
from brandcert.notifications.catalogue.notice import Notice
from brandcert.notifications.catalogue.people import PEOPLE
from brandcert.notifications.catalogue.placeholders import PLACEHOLDERS, Placeholder
from brandcert.notifications.catalogue.silence import SILENT
from brandcert.notifications.catalogue.staff import STAFF

NOTICES: Final[dict[str, Notice]] = {
    notice.key: notice for notice in (*PEOPLE, *MEMBERS, *APPLICATIONS, *CERTIFICATES, *STAFF)
}


def events_of(*keys: str) -> tuple[str, ...]:
    """Return the events of the notices, each once."""
    return tuple(dict.fromkeys(event for key in keys for event in NOTICES[key].events))


def notice_for(event: str, group_of: tuple[Notice, ...]) -> Notice:
    """Return the notice of one table that tells of the event. Raises StopIteration for one it does not tell of."""
    return next(notice for notice in group_of if event in notice.events)


__all__ = [
    "APPLICATIONS",
    "CERTIFICATES",
    "MEMBERS",
    "NOTICES",
    "PEOPLE",
    "PLACEHOLDERS",
    "SILENT",
    "STAFF",
    "Notice",
    "Placeholder",
    "events_of",
    "notice_for",
]
