"""What the holder of a certificate is told about it."""

from functools import partial
from typing import Any, Final

from brandcert.notifications.catalogue.notice import MAIL_AND_SMS, Notice
from brandcert.notifications.enums import Group

C: Final = "certificates.certificate"
S: Final = "supervision.sanctioncase"
COMMON: Final = ("person", "enterprise", "product", "number", "valid_from", "valid_to", "link")


def told(key: str, *events: str, uses: tuple[str, ...] = (), **more: Any) -> Notice:
    """Make a row of this table; an event without a dot is an act upon the certificate, none is the one of the key."""
    names = tuple(event if "." in event else f"{C}.{event}" for event in events or (key,))
    return Notice(f"certificate.{key}", Group.CERTIFICATE, names, (*COMMON, *uses), **more)


required = partial(told, uses=("reason",), channels=MAIL_AND_SMS, is_required=True)

CERTIFICATES: Final = (
    told("issue", channels=MAIL_AND_SMS),
    required(
        "serve_notice",
        f"{S}.serve",
        uses=("announced_act", "announced_facts", "announced_basis", "answer_by"),
        needs=("announced_act", "announced_facts", "announced_basis", "answer_by"),
    ),
    told("answer_notice", f"{S}.answer", f"{S}.ask_hearing"),
    told("hearing_held", f"{S}.hold_hearing", uses=("announced_act",)),
    required(
        "answer_recounted", f"{S}.recount_answer", uses=("announced_act", "answer_by"), needs=("answer_by",)
    ),
    required("drop_notice", f"{S}.drop", uses=("announced_act", "reason"), needs=("reason",)),
    required("suspend", "suspend", "suspend_at_once", uses=("reason", "expected_end"), needs=("reason",)),
    told("show_mending", uses=("expected_end",)),
    required("return_mending", uses=("reason", "expected_end"), needs=("reason",)),
    told("reinstate", channels=MAIL_AND_SMS),
    required("revoke", needs=("reason",)),
    required("cancel", needs=("reason",)),
    required("expire"),
    told("supersede"),
    told("request", "request_change", "request_cancel", uses=("kind",)),
    told("request_withdrawn", "withdraw_request", uses=("kind",)),
    required("request_refused", "refuse_change", "refuse_cancel", uses=("kind", "reason"), needs=("reason",)),
    required("quash", uses=()),
    Notice(
        "reminder.expiry",
        Group.REMINDER,
        (f"{C}.remind_expiry",),
        (*COMMON, "days"),
        ("valid_to",),
        MAIL_AND_SMS,
    ),
    Notice(
        "reminder.answer",
        Group.REMINDER,
        (f"{S}.remind_answer",),
        (*COMMON, "announced_act", "answer_by", "days"),
        ("answer_by",),
        MAIL_AND_SMS,
        is_required=True,
    ),
)
