"""What the database itself keeps of locked sheets and results, whoever writes: ORM, bulk update or plain SQL."""

from __future__ import annotations

from typing import Final

from brandcert.core.triggers import Trigger, differs

MESSAGE: Final = "a locked score sheet is never changed"
UNLOCKING: Final = "a locked task is only ever made void"
RESULT: Final = "a stored result is only ever made void"
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
# A row is neither taken out of a locked sheet nor moved into one.
_ACTS: Final = {"insert": ("NEW",), "update": ("OLD", "NEW"), "delete": ("OLD",)}
_WHOSE: Final = ("id", "panel_id", "expert_id", "is_arbitrator", "declared_at")
_COMPUTED: Final = (
    "id",
    "panel_id",
    "formula",
    "inputs",
    "documents_score",
    "dimension_scores",
    "computed_at",
)


def of_sheets(vendor: str) -> list[Trigger]:
    """Return the triggers that refuse to write to a sheet that is locked or void, to unlock it, or to change a result."""
    return [
        *(
            Trigger(table, act, " OR ".join(_is_final(path.format(row=row)) for row in rows), MESSAGE)
            for table, path in _PATHS.items()
            for act, rows in _ACTS.items()
        ),
        Trigger("reviews_assignment", "update", _is_unlocking(vendor), UNLOCKING),
        Trigger("reviews_assignment", "delete", "OLD.status IN ('locked', 'void')", UNLOCKING),
        Trigger("reviews_result", "update", _is_rewriting(vendor), RESULT),
        Trigger("reviews_result", "delete", "1 = 1", RESULT),
    ]


def _is_unlocking(vendor: str) -> str:
    leaves = "OLD.status = 'locked' AND NEW.status NOT IN ('locked', 'void')"
    returns = "OLD.status = 'void' AND NEW.status <> 'void'"
    moved = f"OLD.status IN ('locked', 'void') AND ({differs(vendor, _WHOSE)})"
    return f"({leaves}) OR ({returns}) OR ({moved})"


def _is_rewriting(vendor: str) -> str:
    revived = f"OLD.voided_at IS NOT NULL AND ({differs(vendor, ('voided_at',))})"
    return f"{differs(vendor, _COMPUTED)} OR ({revived})"


def _is_final(path: str) -> str:
    # Only the names written above reach the statement.
    return f"EXISTS (SELECT 1 FROM {path} AND {_FINAL})"  # noqa: S608 -- see above
