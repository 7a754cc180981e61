"""Who may inspect, and who may read what was found."""

from typing import Any

from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from brandcert.accounts.enums import Role
from brandcert.accounts.policies import is_director, is_inspector, is_secretary
from brandcert.applications.models import ApplicationQuerySet
from brandcert.core.policies import extend, predicate, register
from brandcert.enterprises.policies import is_owner
from brandcert.inspections.models import TeamMember


@predicate(_("Only an inspector of the team does this."))
def is_on_team(user: Any, application: Any) -> bool:
    """Say whether the person belongs to the team of an inspection of the application."""
    return (
        application is not None
        and TeamMember.objects.filter(
            inspection__application=application, inspection__cancelled_at=None, user=user
        ).exists()
    )


@predicate(_("Only the leader of the team does this."))
def is_team_leader(user: Any, application: Any) -> bool:
    """Say whether the person leads the team of the open inspection."""
    return (
        application is not None
        and TeamMember.objects.filter(
            inspection__application=application, inspection__cancelled_at=None, user=user, is_leader=True
        ).exists()
    )


register(
    "applications.application",
    {
        "inspect": (is_inspector, is_on_team),
        "order_rectification": (is_inspector, is_team_leader),
        "verify_rectification": (is_inspector, is_on_team),
        "finish_inspection": (is_inspector, is_team_leader),
        "propose_reject_after_inspection": (is_inspector, is_team_leader),
        "reject_after_inspection": is_director,
        "answer_rectification": is_owner,
        "arrange_inspection": is_secretary,
    },
)
extend("applications.application.view", (is_inspector, is_on_team))


def _applications(user: Any) -> Q:
    """Return the applications whose team the person is on; the query twin of `is_on_team`."""
    if Role.INSPECTOR not in user.roles:
        return Q(pk__in=[])
    return Q(
        pk__in=TeamMember.objects.filter(user=user, inspection__cancelled_at=None).values(
            "inspection__application"
        )
    )


ApplicationQuerySet.scopes.append(_applications)
