"""What has to hold before a unit recommends."""

from collections.abc import Mapping
from typing import Any

from django.utils.translation import gettext as _

from brandcert.applications.enums import DEAD_ENDS
from brandcert.applications.models import Application
from brandcert.core.errors import BusinessError
from brandcert.core.guards import guard
from brandcert.core.models import Event

MODEL = "applications.application"


class SignerHandedIn(BusinessError):
    """The signer of the recommendation handed the application in, or uploaded a file of it."""


class UnitQuotaReached(BusinessError):
    """The unit has recommended as many applications as the batch allows."""


@guard(MODEL, "recommend")
def signer_is_someone_else(row: Application, by: Any, _details: Mapping[str, Any]) -> None:
    """Refuse a signature by someone who handed the application in or uploaded one of its files."""
    has_handed_in = row.versions.filter(handed_in_by_id=by.pk).exists()
    if has_handed_in or row.materials.filter(upload__uploaded_by_id=by.pk).exists():
        raise SignerHandedIn(
            _("You handed in this application or a file of it: someone else of the unit has to sign.")
        )


@guard(MODEL, "recommend")
def quota_of_unit_is_open(row: Application, _by: Any, _details: Mapping[str, Any]) -> None:
    """Refuse when the unit's recommendations in the batch have reached its quota; ended ones do not count."""
    quota = row.batch.unit_quota
    if quota is None or _was_reopened(row):
        return
    given = (
        Application.objects.filter(
            batch=row.batch_id, recommendations__unit=row.unit_id, recommendations__is_positive=True
        )
        .exclude(status__in=DEAD_ENDS)
        .distinct()
        .count()
    )
    if given >= quota:
        raise UnitQuotaReached(
            _("The quota of the unit is used up: %(given)s of %(quota)s.") % {"given": given, "quota": quota}
        )


def _was_reopened(row: Application) -> bool:
    """Say whether an appeal was upheld in a batch that lets such a case exceed the quota."""
    reopened = Event.objects.about(row).filter(name=f"{MODEL}.reopen")
    return bool(row.batch.appeal_exceeds_quota and reopened.exists())
