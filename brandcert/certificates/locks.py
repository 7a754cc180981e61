"""What the database itself keeps of the public log and of places in status lists, whoever writes."""

from __future__ import annotations

from typing import Final

from brandcert.core.triggers import Trigger, differs

ENTRY: Final = "an entry of the public log is never changed"
CHECKPOINT: Final = "a checkpoint is never changed"
PLACE: Final = "a place in a status list is never changed"
# What web and workers cannot even try to change: their role in the database has no right to.
ONLY_ADDED: Final = ("certificates_logentry", "certificates_checkpoint")
_ENTRY: Final = ("index", "event_id", "number", "entry", "hashes")


def of_log(vendor: str) -> list[Trigger]:
    """Return the triggers of the log; as with events, SQLite has none for deleting."""
    entry = differs(vendor, [f'"{name}"' for name in _ENTRY])
    kept = [
        Trigger("certificates_logentry", "update", entry, ENTRY),
        Trigger("certificates_checkpoint", "update", differs(vendor, ("size", "root", "note")), CHECKPOINT),
        Trigger(
            "certificates_certificate",
            "update",
            f"OLD.status_place IS NOT NULL AND ({differs(vendor, ('status_place',))})",
            PLACE,
        ),
    ]
    if vendor == "sqlite":
        return kept
    return [
        *kept,
        Trigger("certificates_logentry", "delete", "TRUE", ENTRY),
        Trigger("certificates_checkpoint", "delete", "TRUE", CHECKPOINT),
    ]
