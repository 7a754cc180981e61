"""What the review does: draw, declare, score, lock, compute, void."""

from brandcert.reviews.services.conflicts import declare_conflict
from brandcert.reviews.services.panels import (
    AlreadyDrawn,
    NotEnoughExperts,
    PanelComplete,
    agree,
    appoint_panel,
    call_arbitrator,
    decline,
    draw_panel,
    note_divergence,
    replace_expert,
)
from brandcert.reviews.services.results import (
    compute,
    finish_review,
    propose_rejection,
    propose_result,
    propose_void,
    propose_void_and_rescore,
    reject_below_gate,
    void,
    void_and_rescore,
)
from brandcert.reviews.services.scores import (
    InvalidScore,
    Line,
    SheetChanged,
    lock_score,
    save_score,
    saved_lines,
)

__all__ = [
    "AlreadyDrawn",
    "InvalidScore",
    "Line",
    "NotEnoughExperts",
    "PanelComplete",
    "SheetChanged",
    "agree",
    "appoint_panel",
    "call_arbitrator",
    "compute",
    "declare_conflict",
    "decline",
    "draw_panel",
    "finish_review",
    "lock_score",
    "note_divergence",
    "propose_rejection",
    "propose_result",
    "propose_void",
    "propose_void_and_rescore",
    "reject_below_gate",
    "replace_expert",
    "save_score",
    "saved_lines",
    "void",
    "void_and_rescore",
]
