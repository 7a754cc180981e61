"""What the database itself keeps of signed letters and opinions, whoever writes: ORM, bulk update or plain SQL."""

from __future__ import annotations

from typing import Final

from brandcert.core.triggers import Trigger

SIGNED: Final = "what an office signed is never changed"
_TABLES: Final = ("applications_recommendationletter", "applications_countyopinion")


def of_signed(_vendor: str) -> list[Trigger]:
    """Return the triggers that refuse to change or delete what an office signed."""
    return [Trigger(table, act, "1 = 1", SIGNED) for table in _TABLES for act in ("update", "delete")]
