"""What the database itself keeps of locked sheets, whoever writes: ORM, bulk update or plain SQL."""

from __future__ import annotations

from typing import Final

from brandcert.core.triggers import Trigger

MESSAGE: Final = "a locked score sheet is never changed"
_FINAL: Final = "a.status IN ('locked', 'void')"
_SHEET: Final = "JOIN reviews_assignment a ON a.id = s.assignment_id"
# Table → how one of its rows finds its assignment; {row} is NEW or OLD.
_PATHS: Final = {
    "reviews_score": "reviews_assignment a WHERE a.id = {row}.assignment_id",
    "reviews_criterionscore": f"reviews_score s {_SHEET} WHERE s.id = {{row}}.score_id",
    "reviews_criterionscore_citations": (
        f"reviews_criterionscore l JOIN reviews_score s ON s.id = l.score_id {_SHEET} "
        "WHERE l.id = {row}.criterionscore_id"
    ),
}
# On SQLite Django empties tables row by row (tests, flush); deleting is refused there by the models.
_ACTS: Final = {
    "sqlite": {"insert": "NEW", "update": "OLD"},
    "postgresql": {"insert": "NEW", "update": "OLD", "delete": "OLD"},
}


def of_sheets(vendor: str) -> list[Trigger]:
    """Return the triggers that refuse to write to a sheet that is locked or void."""
    return [
        Trigger(table, act, _is_final(path.format(row=row)), MESSAGE)
        for table, path in _PATHS.items()
        for act, row in _ACTS[vendor].items()
    ]


def _is_final(path: str) -> str:
    # Only the names written above reach the statement.
    return f"EXISTS (SELECT 1 FROM {path} AND {_FINAL})"  # noqa: S608 -- see above
