"""Setting the programme up, opening batches, and changing the rules while it is fair to do so."""

from brandcert.programs.services.calendar import PastDay, set_day
from brandcert.programs.services.opening import announce_batch, load_rubrics, open_batch, set_up_program
from brandcert.programs.services.rubrics import (
    choose_rubric,
    content_hash,
    draw_up,
    is_waiting,
    keep_draft,
    misfits,
    propose_in_force,
    put_in_force,
    require_rubric_open,
    use_rubric,
)
from brandcert.programs.services.rules import (
    AMENDABLE,
    BadRules,
    RulesFrozen,
    amend_batch,
    amend_program,
    change_batch,
    close_batch,
    keep_asked,
    propose_amendment,
    propose_closing,
    window_faults,
)

__all__ = [
    "AMENDABLE",
    "BadRules",
    "PastDay",
    "RulesFrozen",
    "amend_batch",
    "amend_program",
    "announce_batch",
    "change_batch",
    "choose_rubric",
    "close_batch",
    "content_hash",
    "draw_up",
    "is_waiting",
    "keep_asked",
    "keep_draft",
    "load_rubrics",
    "misfits",
    "open_batch",
    "propose_amendment",
    "propose_closing",
    "propose_in_force",
    "put_in_force",
    "require_rubric_open",
    "set_day",
    "set_up_program",
    "use_rubric",
    "window_faults",
]
