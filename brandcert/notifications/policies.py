"""Who reads a message, who sees what was delivered, who writes the texts."""

from typing import Any

from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from brandcert.accounts.enums import Role
from brandcert.accounts.policies import is_auditor, is_clerk, is_director, is_secretary, is_sysadmin
from brandcert.applications import policies as _applications_first  # noqa: F401 -- its table is added to below
from brandcert.applications.policies import desk_reader
from brandcert.core.policies import predicate, register, system_only
from brandcert.notifications.models import DispatchQuerySet, Message

WATCHERS = frozenset({Role.SYSADMIN, Role.CLERK, Role.AUDITOR})


@predicate(_("This message was written to someone else."))
def is_recipient(user: Any, message: Message | None) -> bool:
    """Say whether the message is the person's own."""
    return message is not None and message.recipient_id == user.pk


@predicate(_("Only people who may open the management site do this."))
def is_of_staff(user: Any) -> bool:
    """Say whether the person works at the desk; whoever does has messages of their own."""
    return bool(getattr(user, "is_staff", False))


register("notifications.message", {"view": is_recipient, "list": is_of_staff})
register(
    "notifications.dispatch",
    {
        "view": is_sysadmin | is_clerk | is_auditor,
        # What was told of a case, to whom and with what result, on the page of the case.
        "view_of_case": desk_reader,
        # System parameters (mail) are the system administrator's, the case is the clerk's.
        "retry": is_sysadmin | is_clerk,
        "give_up": system_only,
    },
)
register(
    "notifications.messagetemplate",
    {
        "view": is_sysadmin | is_clerk | is_secretary | is_director | is_auditor,
        "edit": is_sysadmin | is_clerk,
    },
)
register("notifications.preference", {"choose": is_recipient})
# The clocks of this app write their reminders about rows of earlier apps.
register(
    "applications.application",
    {
        "remind_submit": system_only,
        "remind_correction": system_only,
        "remind_rectification": system_only,
        "remind_plan": system_only,
    },
)
register("awards.consultation", {"remind_consultation": system_only})
register("awards.deliberation", {"remind_meeting": system_only})
register("awards.appeal", {"remind_appeal": system_only})
register("awards.objection", {"remind_statement": system_only, "remind_objection": system_only})
register("reviews.assignment", {"remind_score": system_only, "remind_invitation": system_only})
register("supervision.sanctioncase", {"remind_answer": system_only})
register("core.approval", {"remind_approval": system_only})


def _watched(user: Any) -> Q:
    """Return all dispatches to those who look after delivery; the query twin of `view`."""
    return Q() if user.roles & WATCHERS else Q(pk__in=[])


DispatchQuerySet.scope = staticmethod(_watched)
