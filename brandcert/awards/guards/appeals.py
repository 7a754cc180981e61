"""What has to be there before an ended case is opened again."""

from collections.abc import Mapping
from typing import Any

from django.utils.translation import gettext as _

from brandcert.applications.models import Application
from brandcert.awards import queries
from brandcert.awards.enums import Outcome
from brandcert.awards.guards.meetings import APPLICATION
from brandcert.awards.models import Appeal
from brandcert.core.errors import GuardFailed
from brandcert.core.guards import guard
from brandcert.core.models import Event
from brandcert.inspections.models import TeamMember


@guard(APPLICATION, "reopen")
def appeal_is_upheld(application: Application, by: Any, _details: Mapping[str, Any]) -> None:
    """An appeal waits, and whoever decides had no hand in the refusal."""
    if not Appeal.objects.filter(application=application, outcome__in=["", Outcome.UPHELD]).exists():
        raise GuardFailed(_("No appeal has been filed."))
    if not queries.had_no_hand(by, application):
        raise GuardFailed(_("An appeal is decided by people who did not take part in the refusal."))


@guard(APPLICATION, "plan_inspection")
def team_is_another(application: Application, _by: Any, details: Mapping[str, Any]) -> None:
    """After an appeal against what a visit decided nobody of that team visits again."""
    team = list(details.get("team", ()))
    reopened = Event.objects.about(application).filter(
        name="applications.application.reopen", payload__against="reject_after_inspection"
    )
    if not team or not reopened.exists():
        return
    before = TeamMember.objects.filter(
        user__in=team, inspection__application=application, inspection__locked_at__isnull=False
    )
    names = sorted({str(row.user) for row in before.select_related("user")})
    if names:
        raise GuardFailed(
            _("The appeal is looked at by another team; these people were there before: %(names)s.")
            % {"names": ", ".join(names)}
        )
