"""Who asks, rates, sees figures, and looks into bad ratings: never somebody who dealt with the case."""

from typing import Any

from django.db.models import Exists, OuterRef, Q
from django.utils.translation import gettext_lazy as _

from brandcert.accounts.enums import Role
from brandcert.accounts.policies import is_auditor, is_supervisor
from brandcert.applications.policies import desk_reader
from brandcert.core import actors
from brandcert.core.models import Event
from brandcert.core.policies import anyone, predicate, register, system_only
from brandcert.feedback.models import FollowUp, FollowUpQuerySet


@predicate(_("Whoever dealt with the case does not learn how it was rated."))
def is_no_party(user: Any, row: FollowUp | None) -> bool:
    """Say whether the person had no hand in the rated case."""
    if row is None:
        return True
    acts = Event.objects.about(row.rating.application).filter(actor=actors.code_of(user))
    return not acts.exists()


def _scope(user: Any) -> Q:
    """Return the rows the person reads; the query twin of the policy `view`."""
    if not user.roles & {Role.SUPERVISOR, Role.AUDITOR}:
        return Q(pk__in=[])
    acts = Event.objects.filter(
        subject_type="applications.application",
        subject_id=OuterRef("rating__application_id"),
        actor=actors.code_of(user),
    )
    return ~Q(Exists(acts))


FollowUpQuerySet.scope = staticmethod(_scope)

register(
    "feedback.rating",
    {
        "invite": system_only,
        # Whoever holds the link; the service looks at link, term and that it is the first time.
        "give": anyone,
        "list": desk_reader,
        # Words can tell who wrote them: those who decide cases do not read them.
        "read_comments": is_supervisor | is_auditor,
    },
)
register(
    "feedback.followup",
    {
        "open": system_only,
        "remind_follow_up": system_only,
        "flag_late": system_only,
        "list": is_supervisor | is_auditor,
        "view": (is_supervisor | is_auditor, is_no_party),
        "call": (is_supervisor, is_no_party),
        "close": (is_supervisor, is_no_party),
        "reveal_contact": (is_supervisor, is_no_party),
    },
    grave=("reveal_contact",),
)
