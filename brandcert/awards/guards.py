"""What stands between an application and its award."""

import datetime
from collections.abc import Mapping
from typing import Any

from django.utils import timezone
from django.utils.translation import gettext as _

from brandcert.applications.models import Application
from brandcert.awards import queries
from brandcert.awards.enums import Outcome
from brandcert.awards.models import Appeal, Objection
from brandcert.core.errors import GuardFailed
from brandcert.core.guards import guard
from brandcert.core.history import has_done
from brandcert.enterprises.queries import integrity_fault

APPLICATION = "applications.application"


def _today(details: Mapping[str, Any]) -> datetime.date:
    today: datetime.date = details.get("today") or timezone.localdate()
    return today


@guard(APPLICATION, "open_notice", "reject_or_defer")
def was_deliberated(application: Application, _by: Any, _details: Mapping[str, Any]) -> None:
    """A meeting with quorum and minutes has dealt with the application."""
    item = queries.last_item(application)
    if item is None:
        raise GuardFailed(_("No closed meeting of the committee has dealt with this application."))
    if not item.deliberation.minutes.strip():
        raise GuardFailed(_("The meeting has no minutes."))
    if item.deliberation.attendees.count() < application.batch.quorum:
        raise GuardFailed(_("The meeting had no quorum."))


@guard(APPLICATION, "open_notice")
def was_carried(application: Application, _by: Any, _details: Mapping[str, Any]) -> None:
    """The committee voted for the application."""
    item = queries.last_item(application)
    if item is None or not queries.is_carried(item):
        raise GuardFailed(_("The committee has not voted for this application."))


@guard(APPLICATION, "open_notice")
def reaches_thresholds(application: Application, _by: Any, _details: Mapping[str, Any]) -> None:
    """Total and every dimension reach what the batch asks for."""
    total, needed = application.total_score, application.batch.award_score
    if total is None or total < needed:
        raise GuardFailed(
            _("The total is %(total)s, %(needed)s are needed.")
            % {"total": "–" if total is None else total, "needed": needed}
        )
    weak = queries.weak_dimensions(application)
    if weak:
        raise GuardFailed(
            _("Below %(percent)s %% of the maximum in: %(dimensions)s.")
            % {"percent": application.batch.dimension_percent, "dimensions": "、".join(weak)}
        )


@guard(APPLICATION, "open_notice")
def is_not_vetoed(application: Application, _by: Any, _details: Mapping[str, Any]) -> None:
    """No criterion that rules an award out stayed without a point."""
    found = queries.vetoed(application)
    if found:
        raise GuardFailed(
            _("Without a point, which rules an award out: %(criteria)s.") % {"criteria": "、".join(found)}
        )


@guard(APPLICATION, "open_notice")
def fits_quota(application: Application, _by: Any, _details: Mapping[str, Any]) -> None:
    """The quota of the batch has a place left."""
    if queries.places_left(application.batch) == 0:
        raise GuardFailed(_("The quota of the batch is used up."))


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


@guard(APPLICATION, "reopen")
def appeal_is_upheld(application: Application, by: Any, _details: Mapping[str, Any]) -> None:
    """An appeal waits, and whoever decides had no hand in the refusal."""
    if not Appeal.objects.filter(application=application, outcome__in=["", Outcome.UPHELD]).exists():
        raise GuardFailed(_("No appeal has been filed."))
    if any(has_done(by, name, application) for name in queries.REFUSALS):
        raise GuardFailed(_("An appeal is decided by people who did not take part in the refusal."))
