"""The verbs of supervision: a sanction case from the facts to the delivered decision."""

from brandcert.supervision.services.cases import (
    CaseClosed,
    CaseOpen,
    amend_case,
    drop_case,
    end_cases,
    open_case,
    record_minutes,
    serve_notice,
)
from brandcert.supervision.services.clocks import flag_overdue, recount_terms
from brandcert.supervision.services.deciding import (
    propose_decision,
    propose_revoke,
    propose_suspend,
    revoke,
    suspend,
)
from brandcert.supervision.services.finishing import note_deliveries, publish_decided
from brandcert.supervision.services.hearing import (
    answer_notice,
    ask_hearing,
    check_legally,
    end_terms,
    hold_hearing,
    return_to_facts,
)

__all__ = [
    "CaseClosed",
    "CaseOpen",
    "amend_case",
    "answer_notice",
    "ask_hearing",
    "check_legally",
    "drop_case",
    "end_cases",
    "end_terms",
    "flag_overdue",
    "hold_hearing",
    "note_deliveries",
    "open_case",
    "propose_decision",
    "propose_revoke",
    "propose_suspend",
    "publish_decided",
    "record_minutes",
    "recount_terms",
    "return_to_facts",
    "revoke",
    "serve_notice",
    "suspend",
]
