"""What the people of an enterprise are told about their application."""

from functools import partial
from typing import Any, Final

from brandcert.notifications.catalogue.notice import MAIL_AND_SMS, Notice
from brandcert.notifications.enums import Group

A: Final = "applications.application"
COMMON: Final = ("person", "enterprise", "product", "receipt", "batch", "due", "link")


def told(key: str, *events: str, uses: tuple[str, ...] = (), **more: Any) -> Notice:
    """Make a row of this table; an event without a dot is a step of the application, none is the one of the key."""
    names = tuple(event if "." in event else f"{A}.{event}" for event in events or (key,))
    return Notice(f"application.{key}", Group.APPLICATION, names, (*COMMON, *uses), **more)


# A refusal names facts and remedy, whatever staff change in its text.
refused = partial(
    told,
    uses=("reason", "appeal_until"),
    needs=("reason", "appeal_until"),
    channels=MAIL_AND_SMS,
    is_required=True,
)
required = partial(told, channels=MAIL_AND_SMS, is_required=True)


def reminder(key: str, event: str = "") -> Notice:
    """Make the row of a reminder."""
    uses = (*COMMON, "days")
    names = (event or f"{A}.remind_{key}",)
    return Notice(f"reminder.{key}", Group.REMINDER, names, uses, ("due",), MAIL_AND_SMS)


APPLICATIONS: Final = (
    told("submit", needs=("receipt",), channels=MAIL_AND_SMS),
    required("request_correction", uses=("problems",), needs=("problems", "due")),
    told("resubmit"),
    refused("lapse"),
    told("recommend"),
    refused("refuse_recommendation"),
    told("accept", channels=MAIL_AND_SMS),
    refused("refuse_acceptance"),
    told("overdue", "flag_overdue"),
    required("integrity_hit", "flag_integrity", uses=("entry", "ends_by"), needs=("entry", "ends_by")),
    told("experts_named", "reviews.batchdraw.name_pool", needs=("due",), channels=MAIL_AND_SMS),
    told(
        "expert_objection_decided",
        "reviews.expertobjection.decide",
        uses=("outcome", "reason"),
        needs=("outcome", "reason"),
    ),
    told("appoint_panel"),
    told("finish_review"),
    told(
        "plan_inspection",
        uses=("inspection_day", "inspection_mode", "inspection_place"),
        needs=("inspection_day",),
        channels=MAIL_AND_SMS,
    ),
    told(
        "visit_date",
        "decide_visit_date",
        uses=("inspection_day", "outcome", "reason"),
        needs=("inspection_day",),
        channels=MAIL_AND_SMS,
    ),
    required("order_rectification", uses=("findings", "plan_due"), needs=("findings", "due")),
    told("verify_rectification"),
    told("rectification_rejected", f"{A}.verify_rectification", uses=("findings",), needs=("findings",)),
    told("finish_inspection"),
    told(
        "open_notice",
        uses=("notice_number", "notice_from", "notice_to"),
        needs=("notice_from", "notice_to"),
        channels=MAIL_AND_SMS,
    ),
    required(
        "hold_for_objection",
        "hold_for_objection",
        "awards.objection.admit",
        uses=("objections", "statement_until"),
        needs=("objections",),
    ),
    told("dismiss_objection"),
    required("award"),
    refused(
        "reject",
        "reject_below_gate",
        "reject_after_inspection",
        "reject_or_defer",
        "uphold_objection",
        "reject_for_fraud",
    ),
    told("withdraw"),
    told("withdraw_late"),
    told("withdrawal_declined", "decline_withdraw_late", uses=("reason",), needs=("reason",)),
    told("appeal_filed", "awards.appeal.file", "awards.appeal.admit_late"),
    required(
        "appeal_decided",
        "awards.appeal.decide",
        "awards.appeal.refuse_late",
        uses=("outcome", "finding"),
        needs=("outcome", "finding"),
    ),
    required("reopen"),
    told("void_and_rescore"),
    told("answer", folds=True),
    told("rating", "feedback.rating.invite", uses=("act", "until"), needs=("link", "until")),
    told("rating_answered", "feedback.followup.close", uses=("act", "finding"), needs=("finding",)),
    told("recount", "recount", "recount_plan", "awards.objection.recount_statement", needs=("due",)),
    told(
        "notice_recounted",
        "awards.publicnotice.recount",
        uses=("notice_number", "notice_to"),
        needs=("notice_to",),
    ),
    told(
        "notice_corrected",
        f"{A}.republish",
        uses=("notice_number", "notice_from", "notice_to"),
        needs=("notice_number", "notice_to"),
    ),
    told(
        "visit_short_notice",
        "flag_short_notice",
        uses=("inspection_day", "possible_from"),
        needs=("inspection_day", "possible_from"),
        channels=MAIL_AND_SMS,
    ),
    reminder("submit"),
    reminder("correction"),
    reminder("rectification"),
    reminder("plan"),
    reminder("statement", "awards.objection.remind_statement"),
)
