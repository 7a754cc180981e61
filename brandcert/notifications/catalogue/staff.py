"""What staff, experts and inspectors are told: new work, decisions that wait for them, alarms."""

from functools import partial
from typing import Any, Final

from brandcert.notifications.catalogue.notice import MAIL, PORTAL_ONLY, Notice
from brandcert.notifications.enums import Group

A: Final = "applications.application"
C: Final = "certificates.certificate"
S: Final = "supervision.sanctioncase"
CASE: Final = ("person", "enterprise", "product", "receipt", "batch", "due", "case", "link")


def told(key: str, *events: str, **more: Any) -> Notice:
    """Make a row of this table."""
    uses = (*CASE, *more.pop("uses", ()))
    return Notice(f"staff.{key}", Group.STAFF, events, uses, **more)


quietly = partial(told, channels=PORTAL_ONLY)

STAFF: Final = (
    quietly(
        "work",
        f"{A}.submit",
        f"{A}.resubmit",
        f"{A}.give_county_opinion",
        f"{A}.recommend",
        f"{A}.accept",
        f"{A}.finish_review",
        f"{A}.reopen",
    ),
    told("overdue", f"{A}.flag_overdue"),
    told("escalated", f"{A}.escalate_overdue"),
    told("rectification_overdue", f"{A}.flag_rectification"),
    told("integrity_hit", f"{A}.flag_integrity", uses=("entry", "ends_by"), needs=("entry",)),
    told(
        "integrity_unanswered", "enterprises.enterprise.fail_inquiry", uses=("who", "reason"), needs=("who",)
    ),
    told("follow_up_overdue", "feedback.followup.flag_late"),
    # Every other act that needs two persons is told in the same words: see `handlers.approvals`.
    told(
        "approval", f"{C}.propose_issue", f"{C}.propose_supersede", uses=("act", "who", "until"), folds=True
    ),
    told("halted", "certificates.halt.halt", uses=("who", "reason"), needs=("who",)),
    told("list_stopped", "certificates.issuebatch.stop", uses=("reason",), needs=("case",)),
    told("declined", f"{C}.decline_issue", uses=("act", "who", "reason")),
    told("invited", "reviews.assignment.invite", needs=("case",)),
    told("reminded", "reviews.assignment.remind"),
    told("late", "reviews.assignment.flag_late"),
    told("replaced", "reviews.assignment.replace", "reviews.assignment.give_on", "reviews.assignment.void"),
    quietly("expert_declined", "reviews.assignment.decline", uses=("who",)),
    quietly("score_locked", "reviews.assignment.lock"),
    told(
        "inspection", f"{A}.plan_inspection", uses=("inspection_day", "inspection_mode", "inspection_place")
    ),
    quietly("visit_confirmed", f"{A}.confirm_visit", uses=("inspection_day",)),
    told("visit_wish", f"{A}.ask_other_visit", uses=("inspection_day", "wished_day", "reason")),
    quietly("visit_moved", f"{A}.decide_visit_date", uses=("inspection_day",)),
    told("visit_short_notice", f"{A}.flag_short_notice", uses=("inspection_day", "possible_from")),
    quietly("rectification_planned", f"{A}.plan_rectification"),
    quietly("statement", "awards.objection.state"),
    told("expert_objected", "reviews.expertobjection.file_own"),
    quietly("rectified", f"{A}.answer_rectification"),
    told("withdrawn", f"{A}.withdraw"),
    told("meeting", "awards.deliberation.call", uses=("count", "hour", "place", "who")),
    quietly("conversation", f"{A}.converse", folds=True),
    quietly("join_request", "enterprises.enterprise.ask_to_join"),
    quietly("personal_request", "privacy.personalrequest.ask"),
    quietly("objection", "awards.objection.file"),
    quietly("objection_moved", "awards.objection.add_evidence", "awards.objection.take_back"),
    told("objection_given", "awards.objection.hand_over"),
    told("objection_overdue", "awards.objection.flag_overdue"),
    quietly("appeal", "awards.appeal.file"),
    told("appeal_overdue", "awards.appeal.flag_overdue"),
    quietly("to_issue", f"{C}.create", uses=("number",)),
    quietly(
        "holder",
        f"{C}.request_change",
        f"{C}.request_cancel",
        f"{C}.show_mending",
        f"{C}.withdraw_request",
        uses=("number", "act"),
    ),
    quietly("sanction_answered", f"{S}.answer", f"{S}.ask_hearing", uses=("number", "act")),
    quietly("to_review", f"{S}.end_term", f"{S}.hold_hearing", uses=("number",)),
    quietly("reviewed", f"{S}.check_legally", f"{S}.return_to_facts", uses=("number", "act")),
    told("sanction_overdue", f"{S}.flag_overdue", uses=("number", "due")),
    told(
        "ratify",
        f"{C}.suspend_at_once",
        uses=("number", "reason", "until"),
        channels=MAIL,
        is_required=True,
    ),
    told(
        "ratify_late",
        f"{C}.flag_unratified",
        uses=("number", "reason", "until"),
        channels=MAIL,
        is_required=True,
    ),
    told(
        "emergency",
        "accounts.rolegrant.open_emergency",
        uses=("who", "role", "until", "reason"),
        channels=MAIL,
        is_required=True,
    ),
    told("handover", "accounts.user.leave", uses=("who", "count")),
    told("bad_rating", "feedback.followup.open", uses=("act",)),
    quietly("undelivered", "notifications.dispatch.give_up", uses=("channel", "act")),
    Notice(
        "reminder.invitation",
        Group.REMINDER,
        ("reviews.assignment.remind_invitation",),
        (*CASE, "days"),
        ("due", "case"),
    ),
    Notice(
        "reminder.score",
        Group.REMINDER,
        ("reviews.assignment.remind_score",),
        (*CASE, "days"),
        ("due",),
    ),
    Notice(
        "reminder.appeal",
        Group.REMINDER,
        ("awards.appeal.remind_appeal",),
        (*CASE, "days"),
        ("due",),
    ),
    Notice(
        "reminder.meeting",
        Group.REMINDER,
        ("awards.deliberation.remind_meeting",),
        (*CASE, "days", "count", "hour", "place", "who"),
        ("due",),
    ),
    Notice(
        "reminder.consultation",
        Group.REMINDER,
        ("awards.consultation.remind_consultation",),
        (*CASE, "days", "count", "department", "number"),
        ("due", "department"),
    ),
    Notice(
        "reminder.objection",
        Group.REMINDER,
        ("awards.objection.remind_objection",),
        (*CASE, "days"),
        ("due",),
    ),
    Notice(
        "reminder.follow_up",
        Group.REMINDER,
        ("feedback.followup.remind_follow_up",),
        (*CASE, "act", "days"),
        ("due",),
    ),
    Notice(
        "reminder.approval",
        Group.REMINDER,
        ("core.approval.remind_approval",),
        (*CASE, "act", "who", "until", "days"),
        ("until",),
    ),
)
