"""The verbs of the business with applications; each file holds one part of the way."""

from brandcert.applications.services.acceptance import (
    accept,
    check_eligibility,
    refuse_acceptance,
    request_correction,
)
from brandcert.applications.services.clocks import (
    escalate_overdue_acceptance,
    flag_overdue_acceptance,
    flag_overdue_rectification,
    lapse_overdue,
    recount,
    recount_provisional,
    restart,
)
from brandcert.applications.services.conversing import (
    answer_enterprise,
    mark_conversation_read,
    mark_read,
    write_message,
)
from brandcert.applications.services.correcting import resubmit
from brandcert.applications.services.disclosure import reveal_contact
from brandcert.applications.services.drafting import (
    EditConflict,
    HandedIn,
    InvalidContent,
    Locked,
    TooManyFiles,
    WrongChoice,
    attach,
    choose_product,
    choose_unit,
    detach,
    discard,
    hand_in,
    pledge,
    save_section,
)
from brandcert.applications.services.integrity import (
    ask_systems,
    check_integrity,
    check_used,
    flag_hits,
)
from brandcert.applications.services.keeping import forget_input, forget_page, keep_input
from brandcert.applications.services.letters import LETTER_KINDS, CannotPrint, made_letter
from brandcert.applications.services.noted import (
    correct_by_sheet,
    recommend_by_rank,
    refuse_beyond_quota,
    refuse_by_sheet,
)
from brandcert.applications.services.products import (
    ProductInUse,
    correct_product,
    correct_trademark,
    remove_product,
)
from brandcert.applications.services.recommendation import (
    give_county_opinion,
    recommend,
    recommend_listed,
    refuse_recommendation,
)
from brandcert.applications.services.rejection import reject_for_fraud, withdraw_late
from brandcert.applications.services.sheets import keep_sheet
from brandcert.applications.services.starting import BatchClosed, start, start_again
from brandcert.applications.services.submission import submit
from brandcert.applications.services.units import (
    rank_applications,
    sign_letter,
    unit_list,
)
from brandcert.applications.services.withdrawal import propose_late_withdrawal, withdraw

__all__ = [
    "LETTER_KINDS",
    "BatchClosed",
    "CannotPrint",
    "EditConflict",
    "HandedIn",
    "InvalidContent",
    "Locked",
    "ProductInUse",
    "TooManyFiles",
    "WrongChoice",
    "accept",
    "answer_enterprise",
    "ask_systems",
    "attach",
    "check_eligibility",
    "check_integrity",
    "check_used",
    "choose_product",
    "choose_unit",
    "correct_by_sheet",
    "correct_product",
    "correct_trademark",
    "detach",
    "discard",
    "escalate_overdue_acceptance",
    "flag_hits",
    "flag_overdue_acceptance",
    "flag_overdue_rectification",
    "forget_input",
    "forget_page",
    "give_county_opinion",
    "hand_in",
    "keep_input",
    "keep_sheet",
    "lapse_overdue",
    "made_letter",
    "mark_conversation_read",
    "mark_read",
    "pledge",
    "propose_late_withdrawal",
    "rank_applications",
    "recommend",
    "recommend_by_rank",
    "recommend_listed",
    "recount",
    "recount_provisional",
    "refuse_acceptance",
    "refuse_beyond_quota",
    "refuse_by_sheet",
    "refuse_recommendation",
    "reject_for_fraud",
    "remove_product",
    "request_correction",
    "restart",
    "resubmit",
    "reveal_contact",
    "save_section",
    "sign_letter",
    "start",
    "start_again",
    "submit",
    "unit_list",
    "withdraw",
    "withdraw_late",
    "write_message",
]
