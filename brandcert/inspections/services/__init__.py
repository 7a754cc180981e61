"""What an inspection does: plan, visit, rectify, report."""

from brandcert.inspections.services.plans import cancel_open, plan, plan_inspection
from brandcert.inspections.services.rectifications import (
    answer_rectification,
    order_rectification,
    verify_rectification,
)
from brandcert.inspections.services.visits import (
    InvalidChecklist,
    Line,
    add_finding,
    add_photo,
    declare,
    finish_inspection,
    propose_rejection,
    reject_after_inspection,
    save_checklist,
)

__all__ = [
    "InvalidChecklist",
    "Line",
    "add_finding",
    "add_photo",
    "answer_rectification",
    "cancel_open",
    "declare",
    "finish_inspection",
    "order_rectification",
    "plan",
    "plan_inspection",
    "propose_rejection",
    "reject_after_inspection",
    "save_checklist",
    "verify_rectification",
]
