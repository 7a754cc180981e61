"""What has to hold before a case is returned for correction, accepted, or refused."""

from collections.abc import Mapping
from typing import Any

from django.utils import timezone
from django.utils.translation import gettext as _

from brandcert.applications.enums import Status
from brandcert.applications.models import Application
from brandcert.core.errors import BusinessError
from brandcert.core.guards import guard
from brandcert.enterprises.queries import integrity_fault

MODEL = "applications.application"


class NoMoreRounds(BusinessError):
    """The batch allows no further round of correction."""


class NotRecommended(BusinessError):
    """The batch goes through recommending units, and none has recommended yet."""


class NotEligible(BusinessError):
    """The eligibility sheet is missing, older than what was handed in, or has a no."""


class IntegrityOpen(BusinessError):
    """The integrity check is missing, too old, or found something."""


@guard(MODEL, "request_correction")
def round_is_left(row: Application, _by: Any, _details: Mapping[str, Any]) -> None:
    """Refuse when the rounds of correction are used up."""
    rounds, allowed = row.corrections.count(), row.batch.correction_rounds
    if rounds >= allowed:
        raise NoMoreRounds(
            _("Correction was already requested %(rounds)s times; the batch allows %(allowed)s.")
            % {"rounds": rounds, "allowed": allowed}
        )


@guard(MODEL, "accept", "refuse_acceptance")
def unit_has_recommended(row: Application, _by: Any, _details: Mapping[str, Any]) -> None:
    """Refuse to decide on an application that still lies with its recommending unit."""
    if row.status == Status.SUBMITTED and row.batch.needs_unit:
        raise NotRecommended(_("The recommending unit has to give its opinion first."))


@guard(MODEL, "accept")
def sheet_is_all_yes(row: Application, _by: Any, _details: Mapping[str, Any]) -> None:
    """Refuse without an eligibility sheet of the present version on which everything is yes."""
    sheet = row.eligibility_checks.first()
    if sheet is None:
        raise NotEligible(_("The eligibility sheet has not been filled in."))
    last = row.versions.last()
    if last is not None and sheet.checked_at < last.handed_in_at:
        raise NotEligible(_("The eligibility sheet is older than the version handed in; check again."))
    if not sheet.is_eligible:
        raise NotEligible(_("Not every question of the eligibility sheet is answered with yes."))


@guard(MODEL, "accept")
def integrity_is_clear(row: Application, _by: Any, details: Mapping[str, Any]) -> None:
    """Refuse without a clear integrity check of the last days that the batch allows."""
    today = details.get("today") or timezone.localdate()
    fault = integrity_fault(row.enterprise, today=today, days=row.batch.integrity_days)
    if fault:
        raise IntegrityOpen(fault)
