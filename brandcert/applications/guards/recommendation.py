"""What has to hold before a unit recommends."""

from collections.abc import Mapping
from typing import Any

from django.utils import timezone
from django.utils.translation import gettext as _

from brandcert.applications.models import Application
from brandcert.applications.queries import county_of, quota_of
from brandcert.core.errors import BusinessError
from brandcert.core.guards import guard
from brandcert.core.models import Event

MODEL = "applications.application"


class SignerHandedIn(BusinessError):
    """The signer of the recommendation handed the application in, or uploaded a file of it."""


class CountyStillAsked(BusinessError):
    """The county has not given its opinion and still has time to."""


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
    if row.batch.unit_quota is None or _was_reopened(row):
        return
    quota = quota_of(row.unit_id, row.batch)
    if quota.is_used_up:
        raise UnitQuotaReached(
            _("The quota of the unit is used up: %(given)s of %(quota)s.")
            % {"given": quota.used, "quota": quota.most}
        )


@guard(MODEL, "recommend")
def county_was_heard(row: Application, _by: Any, details: Mapping[str, Any]) -> None:
    """Refuse while the county still has time for its opinion; afterwards its silence is recorded."""
    county = county_of(row)
    if county is not None and county.is_awaited(details.get("today") or timezone.localdate()):
        raise CountyStillAsked(
            _("%(office)s has until %(date)s to give its opinion.")
            % {"office": county.office, "date": county.deadline.on}
        )


def _was_reopened(row: Application) -> bool:
    """Say whether an appeal was upheld in a batch that lets such a case exceed the quota."""
    reopened = Event.objects.about(row).filter(name=f"{MODEL}.reopen")
    return bool(row.batch.appeal_exceeds_quota and reopened.exists())
