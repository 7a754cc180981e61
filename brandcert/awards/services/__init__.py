"""The verbs of the last part of the spine: deliberate, publish, hear, decide."""

from brandcert.awards.services.announcing import (
    print_announcement,
    propose_announcement_withdrawal,
    withdraw_announcement,
)
from brandcert.awards.services.appeals import (
    admit_late_appeal,
    dismiss_appeal,
    file_appeal,
    flag_overdue_appeals,
    propose_appeal_decision,
    record_hearing,
    refuse_late_appeal,
    withdraw_appeal,
)
from brandcert.awards.services.decisions import award, award_list, propose_awards
from brandcert.awards.services.deliberations import (
    call_deliberation,
    cast_vote,
    close_deliberation,
    propose_notice,
    reject_or_defer,
)
from brandcert.awards.services.notices import open_notice, prolong_notice, publish_notice
from brandcert.awards.services.objections import (
    admit_objection,
    dismiss_objection,
    file_objection,
    propose_objection_decision,
    refuse_objection,
    reveal_objector,
    told_words,
    uphold_objection,
)
from brandcert.awards.services.reopening import reopen
from brandcert.awards.services.statements import hand_in_statement

__all__ = [
    "admit_late_appeal",
    "admit_objection",
    "award",
    "award_list",
    "call_deliberation",
    "cast_vote",
    "close_deliberation",
    "dismiss_appeal",
    "dismiss_objection",
    "file_appeal",
    "file_objection",
    "flag_overdue_appeals",
    "hand_in_statement",
    "open_notice",
    "print_announcement",
    "prolong_notice",
    "propose_announcement_withdrawal",
    "propose_appeal_decision",
    "propose_awards",
    "propose_notice",
    "propose_objection_decision",
    "publish_notice",
    "record_hearing",
    "refuse_late_appeal",
    "refuse_objection",
    "reject_or_defer",
    "reopen",
    "reveal_objector",
    "told_words",
    "uphold_objection",
    "withdraw_announcement",
    "withdraw_appeal",
]
