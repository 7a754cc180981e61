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
from brandcert.core.history import has_done


@guard(APPLICATION, "reopen")
def appeal_is_upheld(application: Application, by: Any, _details: Mapping[str, Any]) -> None:
    """An appeal waits, and whoever decides had no hand in the refusal."""
    if not Appeal.objects.filter(application=application, outcome__in=["", Outcome.UPHELD]).exists():
        raise GuardFailed(_("No appeal has been filed."))
    if any(has_done(by, name, application) for name in queries.REFUSALS):
        raise GuardFailed(_("An appeal is decided by people who did not take part in the refusal."))
