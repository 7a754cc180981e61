"""What the database itself keeps of locked reports and of signatures, whoever writes: ORM, bulk update or plain SQL."""

from __future__ import annotations

from typing import Final

from brandcert.core.triggers import Trigger

MESSAGE: Final = "a locked report is never changed"
PRINTED: Final = "a printed report is never changed"
SIGNED: Final = "a signature is never changed"
_PARTS: Final = (
    "inspections_checklistline",
    "inspections_finding",
    "inspections_photo",
    "inspections_sample",
    "inspections_teammember",
)
# A row is neither taken out of a locked report nor moved into one.
_ACTS: Final = {"insert": ("NEW",), "update": ("OLD", "NEW"), "delete": ("OLD",)}


def of_reports(_vendor: str) -> list[Trigger]:
    """Return the triggers that refuse to write to a locked report, and to change or delete a signature at all."""
    signature = "inspections_reportsignature"
    return [
        *(
            Trigger(table, act, " OR ".join(_is_locked(row) for row in rows), MESSAGE)
            for table in _PARTS
            for act, rows in _ACTS.items()
        ),
        Trigger("inspections_inspection", "update", "OLD.locked_at IS NOT NULL", MESSAGE),
        Trigger("inspections_inspection", "delete", "OLD.locked_at IS NOT NULL", MESSAGE),
        Trigger(signature, "insert", _is_locked("NEW"), MESSAGE),
        Trigger(signature, "update", "1 = 1", SIGNED),
        Trigger(signature, "delete", "1 = 1", SIGNED),
        Trigger("inspections_printedreport", "update", "1 = 1", PRINTED),
        Trigger("inspections_printedreport", "delete", "1 = 1", PRINTED),
    ]


def _is_locked(row: str) -> str:
    # Only the names written above reach the statement.
    return (
        "EXISTS (SELECT 1 FROM inspections_inspection i "  # noqa: S608 -- see above
        f"WHERE i.id = {row}.inspection_id AND i.locked_at IS NOT NULL)"
    )
