"""What `design` promises of every state and step, written down apart from the code that keeps it."""

from __future__ import annotations

import datetime
from collections.abc import Callable
from decimal import Decimal
from typing import Any

from brandcert.applications.enums import Status as A
from brandcert.certificates.enums import BatchStatus as B
from brandcert.certificates.enums import CertificateStatus as C
from brandcert.certificates.enums import HaltStatus as H
from brandcert.reviews.enums import AssignmentStatus as R
from brandcert.supervision.enums import SanctionStatus as S

BEFORE_NOTICE = (
    A.SUBMITTED,
    A.CORRECTION,
    A.RECOMMENDED,
    A.ACCEPTED,
    A.EXPERT_REVIEW,
    A.REVIEW_DONE,
    A.INSPECTION,
    A.RECTIFICATION,
    A.DELIBERATION,
)
BEFORE_AWARD = (*BEFORE_NOTICE, A.PUBLIC_NOTICE, A.OBJECTION)

# step → {source: target}
APPLICATION: dict[str, dict[str, str]] = {
    "submit": {A.DRAFT: A.SUBMITTED},
    "request_correction": {A.SUBMITTED: A.CORRECTION, A.RECOMMENDED: A.CORRECTION},
    "resubmit": {A.CORRECTION: A.RECOMMENDED},
    "lapse": {A.CORRECTION: A.LAPSED},
    "recommend": {A.SUBMITTED: A.RECOMMENDED},
    "refuse_recommendation": {A.SUBMITTED: A.NOT_ACCEPTED},
    "accept": {A.RECOMMENDED: A.ACCEPTED, A.SUBMITTED: A.ACCEPTED},
    "refuse_acceptance": {A.RECOMMENDED: A.NOT_ACCEPTED, A.SUBMITTED: A.NOT_ACCEPTED},
    "appoint_panel": {A.ACCEPTED: A.EXPERT_REVIEW},
    "finish_review": {A.EXPERT_REVIEW: A.REVIEW_DONE},
    "plan_inspection": {A.REVIEW_DONE: A.INSPECTION},
    "reject_below_gate": {A.REVIEW_DONE: A.REJECTED},
    "order_rectification": {A.INSPECTION: A.RECTIFICATION},
    "verify_rectification": {A.RECTIFICATION: A.INSPECTION},
    "finish_inspection": {A.INSPECTION: A.DELIBERATION},
    "reject_after_inspection": {A.INSPECTION: A.REJECTED},
    "open_notice": {A.DELIBERATION: A.PUBLIC_NOTICE},
    "reject_or_defer": {A.DELIBERATION: A.REJECTED},
    "hold_for_objection": {A.PUBLIC_NOTICE: A.OBJECTION},
    "dismiss_objection": {A.OBJECTION: A.PUBLIC_NOTICE},
    "uphold_objection": {A.OBJECTION: A.REJECTED},
    "award": {A.PUBLIC_NOTICE: A.AWARDED},
    "withdraw": dict.fromkeys(BEFORE_NOTICE, A.WITHDRAWN),
    "withdraw_late": {A.PUBLIC_NOTICE: A.WITHDRAWN, A.OBJECTION: A.WITHDRAWN},
    "reject_for_fraud": dict.fromkeys(BEFORE_AWARD, A.REJECTED),
    "reopen": dict.fromkeys((A.REJECTED, A.NOT_ACCEPTED, A.LAPSED), A.RECOMMENDED),
    "void_and_rescore": dict.fromkeys(
        (A.REVIEW_DONE, A.INSPECTION, A.DELIBERATION, A.PUBLIC_NOTICE), A.EXPERT_REVIEW
    ),
}
ASSIGNMENT: dict[str, dict[str, str]] = {
    "agree": {R.INVITED: R.AGREED},
    "decline": {R.INVITED: R.DECLINED, R.AGREED: R.DECLINED},
    "lock": {R.AGREED: R.LOCKED},
    "replace": {R.INVITED: R.REPLACED, R.AGREED: R.REPLACED},
    "give_on": {R.INVITED: R.REPLACED, R.AGREED: R.REPLACED},
    "void": {R.LOCKED: R.VOID},
}
CERTIFICATE: dict[str, dict[str, str]] = {
    "issue": {C.DRAFT: C.ACTIVE},
    "void": {C.DRAFT: C.VOID},
    "suspend": {C.ACTIVE: C.SUSPENDED},
    "suspend_at_once": {C.ACTIVE: C.SUSPENDED},
    "reinstate": {C.SUSPENDED: C.ACTIVE},
    "revoke": {C.ACTIVE: C.REVOKED, C.SUSPENDED: C.REVOKED},
    "cancel": {C.ACTIVE: C.CANCELLED, C.SUSPENDED: C.CANCELLED},
    "expire": {C.ACTIVE: C.EXPIRED, C.SUSPENDED: C.EXPIRED},
    "supersede": {C.ACTIVE: C.SUPERSEDED},
}
OPEN_CASE = (S.FACTS, S.ANNOUNCED, S.HEARING, S.HEARD, S.CHECKED)
SANCTION: dict[str, dict[str, str]] = {
    "serve": {S.FACTS: S.ANNOUNCED},
    "ask_hearing": {S.ANNOUNCED: S.HEARING},
    "hold_hearing": {S.HEARING: S.HEARD},
    "answer": {S.ANNOUNCED: S.HEARD, S.HEARD: S.HEARD, S.CHECKED: S.HEARD},
    "end_term": {S.ANNOUNCED: S.HEARD},
    "return_to_facts": {S.HEARD: S.FACTS},
    "check_legally": {S.HEARD: S.CHECKED},
    "decide": {S.HEARD: S.DECIDED, S.CHECKED: S.DECIDED},
    "publish": {S.DECIDED: S.PUBLISHED},
    "deliver": {S.PUBLISHED: S.DELIVERED},
    "drop": dict.fromkeys(OPEN_CASE, S.DROPPED),
    "end": dict.fromkeys(OPEN_CASE, S.ENDED),
}
ISSUE_BATCH: dict[str, dict[str, str]] = {
    "check_off": {B.TRYING: B.CHECKED},
    "try_again": {B.CHECKED: B.TRYING},
    "approve": {B.CHECKED: B.RUNNING},
    "decline": {B.TRYING: B.DECLINED, B.CHECKED: B.DECLINED},
    "cancel": dict.fromkeys((B.TRYING, B.CHECKED, B.RUNNING, B.PAUSED), B.CANCELLED),
    "pause": {B.RUNNING: B.PAUSED},
    "resume": {B.PAUSED: B.RUNNING, B.STOPPED: B.RUNNING},
    "stop": {B.RUNNING: B.STOPPED},
    "complete": {B.RUNNING: B.COMPLETED},
}
HALT: dict[str, dict[str, str]] = {"lift": {H.STANDING: H.LIFTED}}
MACHINES = {
    "application": APPLICATION,
    "assignment": ASSIGNMENT,
    "certificate": CERTIFICATE,
    "sanctioncase": SANCTION,
    "issuebatch": ISSUE_BATCH,
    "halt": HALT,
}
STATES: dict[str, list[str]] = {
    "application": A.values,
    "assignment": R.values,
    "certificate": C.values,
    "sanctioncase": S.values,
    "issuebatch": B.values,
    "halt": H.values,
}

# The step's name in the permission matrix, where it is another word there.
MATRIX_KEYS = {
    "application": {
        "submit": "submit",
        "request_correction": "t2_request_correction",
        "resubmit": "t3_resubmit",
        "recommend": "recommend_return",
        "refuse_recommendation": "t5b_refuse_recommendation",
        "accept": "t6_accept",
        "refuse_acceptance": "t7_refuse_acceptance",
        "appoint_panel": "t8_appoint_panel",
        "finish_review": "t9_finish_review",
        "plan_inspection": "t10_plan_inspection",
        "reject_below_gate": "t11_reject_below_gate",
        "order_rectification": "t12_order_rectification",
        "verify_rectification": "t13_verify_rectification",
        "finish_inspection": "t14_finish_inspection",
        "reject_after_inspection": "t15_reject_after_inspection",
        "open_notice": "t16_open_notice",
        "reject_or_defer": "t17_reject_or_defer",
        "hold_for_objection": "t18_hold_for_objection",
        "dismiss_objection": "t19_decide_objection",
        "uphold_objection": "t19_decide_objection",
        "award": "t20_award",
        "withdraw": "withdraw_before_award",
        "withdraw_late": "t21_withdraw_late",
        "reject_for_fraud": "t22_reject_for_fraud",
        "reopen": "t24_decide_appeal",
        "void_and_rescore": "t25_void_and_rescore",
        "lapse": "",
    },
    "assignment": {
        "agree": "enter_own_score",
        "decline": "enter_own_score",
        "lock": "lock_own_score",
        "replace": "assign_experts_to_application",
        "give_on": "",
        "void": "unlock_a_locked_score",
    },
    "certificate": {
        "issue": "",
        "void": "replace_certificate",
        "suspend": "suspend",
        "suspend_at_once": "",
        "reinstate": "lift_suspension",
        "revoke": "revoke",
        "cancel": "cancel_certificate",
        "supersede": "replace_certificate",
        "expire": "",
    },
    # The matrix knows the decision, as revoke and suspend; the steps of the case before it are finer than its cells.
    "sanctioncase": dict.fromkeys(SANCTION, ""),
    # The list is the proposal: who may create it is asked when it is made, not by a step of its own.
    "issuebatch": dict.fromkeys(ISSUE_BATCH, ""),
    # The matrix knows the order to halt, which makes the row.
    "halt": dict.fromkeys(HALT, ""),
}
TODAY = datetime.date(2026, 11, 23)
NOW = datetime.datetime(2026, 11, 23, tzinfo=datetime.UTC)
DETAILS: dict[str, Callable[[], dict[str, Any]]] = {
    "submit": lambda: {
        "receipt_number": f"JLJP-SQ-2026-{datetime.datetime.now(tz=datetime.UTC).timestamp():f}",
        "query_code": "x",
        "now": datetime.datetime.now(tz=datetime.UTC),
    },
    "finish_review": lambda: {"documents_score": Decimal(50), "dimension_scores": {}, "formula": "mean"},
    "finish_inspection": lambda: {"site_score": Decimal(35), "dimension_scores": {}},
    "issue": lambda: {"file": "x.pdf", "sha256": "0" * 64, "font_pack": "1" * 64},
    "reopen": lambda: {"back_to": A.RECOMMENDED},
    "serve": lambda: {"served_by": None, "served_on": TODAY, "answer_by": TODAY, "is_provisional": False},
    "hold_hearing": lambda: {"held_on": TODAY, "record": "记录"},
    "check_legally": lambda: {"opinion": "合法", "legal_by": None},
    "decide": lambda: {"decided_at": NOW},
    "publish": lambda: {"log_index": 1},
    "deliver": lambda: {"closed_at": NOW},
    "drop": lambda: {"closed_at": NOW},
    "end": lambda: {"closed_at": NOW},
    "try_again": lambda: {"frozen": "2" * 64},
    "approve": lambda: {"approved_by": None, "now": NOW},
    "decline": lambda: {"declined_by": None, "now": NOW},
    "cancel": lambda: {"now": NOW},
    "stop": lambda: {"fault": "不符"},
    "complete": lambda: {"manifest": "{}", "sha256": "3" * 64, "now": NOW},
    "lift": lambda: {"now": NOW.isoformat()},
}


def details_of(step: str) -> dict[str, Any]:
    """Return facts with which the step can be taken; a body takes what it names."""
    common = {"reason": "理由", "reason_code": "code", "due_on": TODAY, "today": TODAY}
    common |= {
        "is_due_provisional": False,
        "ground": "safety",
        "expected_end": TODAY.isoformat(),
        "successor": "JLJP-Z-2026-9999",
    }
    return common | DETAILS.get(step, dict)()
