"""What an inspection does: plan, visit, rectify, report."""

from brandcert.inspections.services.clocks import check_notices, recount_plans
from brandcert.inspections.services.dates import WishDecided, ask_other_date, confirm_date, decide_date
from brandcert.inspections.services.feeds import digest_of, revoke, subscribe
from brandcert.inspections.services.field import BadEntry, BadMoment, DamagedPhoto, OtherContent, receive
from brandcert.inspections.services.filing import (
    AlteredReport,
    file_report,
    file_soon,
    file_waiting,
    report_pdf,
)
from brandcert.inspections.services.finishing import (
    finish_inspection,
    propose_rejection,
    reject_after_inspection,
)
from brandcert.inspections.services.plans import cancel_open, plan, plan_inspection
from brandcert.inspections.services.rectifications import (
    answer_rectification,
    order_rectification,
    plan_rectification,
    verify_rectification,
)
from brandcert.inspections.services.report import CannotPrint, print_report
from brandcert.inspections.services.samples import note_refusal, settle_sample, take_sample
from brandcert.inspections.services.signing import (
    Given,
    NotSigned,
    OtherSheet,
    is_presented,
    sign_as_inspector,
    sign_for_enterprise,
    sign_in_portal,
    sign_with_colleague,
)
from brandcert.inspections.services.visits import (
    ChecklistChanged,
    InvalidChecklist,
    Line,
    add_finding,
    add_photo,
    declare,
    mark_of,
    save_checklist,
    stored_lines,
)

__all__ = [
    "AlteredReport",
    "BadEntry",
    "BadMoment",
    "CannotPrint",
    "ChecklistChanged",
    "DamagedPhoto",
    "Given",
    "InvalidChecklist",
    "Line",
    "NotSigned",
    "OtherContent",
    "OtherSheet",
    "WishDecided",
    "add_finding",
    "add_photo",
    "answer_rectification",
    "ask_other_date",
    "cancel_open",
    "check_notices",
    "confirm_date",
    "decide_date",
    "declare",
    "digest_of",
    "file_report",
    "file_soon",
    "file_waiting",
    "finish_inspection",
    "is_presented",
    "mark_of",
    "note_refusal",
    "order_rectification",
    "plan",
    "plan_inspection",
    "plan_rectification",
    "print_report",
    "propose_rejection",
    "receive",
    "recount_plans",
    "reject_after_inspection",
    "report_pdf",
    "revoke",
    "save_checklist",
    "settle_sample",
    "sign_as_inspector",
    "sign_for_enterprise",
    "sign_in_portal",
    "sign_with_colleague",
    "stored_lines",
    "subscribe",
    "take_sample",
    "verify_rectification",
]
