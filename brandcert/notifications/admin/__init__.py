"""Messages, deliveries and texts at the desk of staff."""

from brandcert.notifications.admin import cases, dispatches, inbox, texts

__all__ = ["cases", "dispatches", "inbox", "texts"]
