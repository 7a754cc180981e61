"""What has to be there before an objection is decided."""

from collections.abc import Mapping
from typing import Any

from django.utils.translation import gettext as _

from brandcert.applications.models import Application
from brandcert.awards import queries
from brandcert.awards.guards.meetings import APPLICATION
from brandcert.awards.models import Objection
from brandcert.core.errors import GuardFailed
from brandcert.core.guards import guard


@guard(APPLICATION, "hold_for_objection")
def has_admitted_objection(application: Application, _by: Any, _details: Mapping[str, Any]) -> None:
    """An objection was admitted and waits for its decision."""
    if not queries.open_objections(application).exclude(admitted_at=None).exists():
        raise GuardFailed(_("No admitted objection waits for a decision."))


@guard(APPLICATION, "dismiss_objection", "uphold_objection")
def has_finding(application: Application, _by: Any, details: Mapping[str, Any]) -> None:
    """The decision names its objection and gives a written finding."""
    if "objection" not in details:
        return
    if not str(details.get("finding", "")).strip():
        raise GuardFailed(_("A written finding is needed."))
    if not Objection.objects.filter(
        pk=details["objection"], item__application=application, outcome=""
    ).exists():
        raise GuardFailed(_("This objection has already been decided."))


@guard(APPLICATION, "dismiss_objection")
def is_last_objection(application: Application, _by: Any, details: Mapping[str, Any]) -> None:
    """No other admitted objection holds the application."""
    if "objection" not in details:
        return
    others = queries.open_objections(application).exclude(admitted_at=None).exclude(pk=details["objection"])
    if others.exists():
        raise GuardFailed(_("Another objection to this application has not been decided yet."))
