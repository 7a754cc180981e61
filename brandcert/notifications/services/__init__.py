"""Telling, sending, reading, and the words in which it is done."""

from brandcert.notifications.services.letters import letter, mail_of
from brandcert.notifications.services.reading import choose_channels, mark_all_read, mark_read, mark_unread
from brandcert.notifications.services.reminders import remind
from brandcert.notifications.services.sending import MOST_ATTEMPTS, note_past, retry, send, send_waiting
from brandcert.notifications.services.telling import address_of, tell
from brandcert.notifications.services.texts import (
    Place,
    UnusableText,
    check,
    preview,
    save_text,
    send_trial,
    use_shipped,
    use_version,
)

__all__ = [
    "MOST_ATTEMPTS",
    "Place",
    "UnusableText",
    "address_of",
    "check",
    "choose_channels",
    "letter",
    "mail_of",
    "mark_all_read",
    "mark_read",
    "mark_unread",
    "note_past",
    "preview",
    "remind",
    "retry",
    "save_text",
    "send",
    "send_trial",
    "send_waiting",
    "tell",
    "use_shipped",
    "use_version",
]
