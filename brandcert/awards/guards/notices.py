"""What stands between the published list and the award."""

import datetime
from collections.abc import Mapping
from typing import Any

from django.utils import timezone
from django.utils.translation import gettext as _

from brandcert.applications.models import Application
from brandcert.awards import queries
from brandcert.awards.guards.meetings import APPLICATION
from brandcert.core.errors import GuardFailed
from brandcert.core.guards import guard
from brandcert.enterprises.queries import integrity_fault


def _today(details: Mapping[str, Any]) -> datetime.date:
    today: datetime.date = details.get("today") or timezone.localdate()
    return today


@guard(APPLICATION, "open_notice")
def has_second_integrity_check(application: Application, _by: Any, details: Mapping[str, Any]) -> None:
    """The lists were checked again before publication."""
    fault = integrity_fault(
        application.enterprise, today=_today(details), days=application.batch.integrity_days
    )
    if fault:
        raise GuardFailed(fault)


@guard(APPLICATION, "award")
def period_is_over(application: Application, _by: Any, details: Mapping[str, Any]) -> None:
    """The last day of the notice has passed."""
    item = queries.current_notice_item(application)
    if item is None:
        raise GuardFailed(_("The application was never published."))
    if _today(details) <= item.notice.ends_on:
        raise GuardFailed(
            _("The public notice runs until %(date)s inclusive.") % {"date": item.notice.ends_on}
        )


@guard(APPLICATION, "award")
def has_no_open_objection(application: Application, _by: Any, _details: Mapping[str, Any]) -> None:
    """Nobody's objection is undecided."""
    if queries.open_objections(application).exists():
        raise GuardFailed(_("An objection has not been decided yet."))


@guard(APPLICATION, "award")
def has_third_integrity_check(application: Application, _by: Any, details: Mapping[str, Any]) -> None:
    """The lists were checked a third time, after the notice had ended."""
    item = queries.current_notice_item(application)
    fault = integrity_fault(
        application.enterprise,
        today=_today(details),
        days=application.batch.integrity_days,
        since=item.notice.ends_on if item else None,
    )
    if fault:
        raise GuardFailed(fault)
