"""What stands between a meeting and the published list."""

from collections.abc import Mapping
from typing import Any

from django.utils.translation import gettext as _

from brandcert.applications.models import Application
from brandcert.awards import queries
from brandcert.core.errors import GuardFailed
from brandcert.core.guards import guard

APPLICATION = "applications.application"


@guard(APPLICATION, "open_notice", "reject_or_defer")
def was_deliberated(application: Application, _by: Any, _details: Mapping[str, Any]) -> None:
    """A meeting with quorum and minutes has dealt with the application."""
    item = queries.item_decided_by(application)
    if item is None:
        raise GuardFailed(_("No closed meeting of the committee has dealt with this application."))
    if not item.deliberation.minutes.strip():
        raise GuardFailed(_("The meeting has no minutes."))
    if len(queries.present_members(item.deliberation)) < item.deliberation.quorum:
        raise GuardFailed(_("The meeting had no quorum."))


@guard(APPLICATION, "open_notice", "reject_or_defer")
def minutes_are_signed(application: Application, _by: Any, _details: Mapping[str, Any]) -> None:
    """The chair and the quorum have signed the minutes as they stand."""
    item = queries.last_item(application)
    if item is not None and not queries.is_signed(item.deliberation):
        raise GuardFailed(_("The minutes are not signed by the chair and the quorum yet."))


@guard(APPLICATION, "open_notice")
def departments_were_heard(application: Application, _by: Any, _details: Mapping[str, Any]) -> None:
    """Where the batch consults departments, each has answered or let its deadline pass, and no objection is open."""
    if not application.batch.asks_departments:
        return
    answers = queries.answers_by_case([application.pk])[application.pk]
    if not answers:
        raise GuardFailed(_("The departments have not been asked about this application."))
    open_ones = [row.consultation.department for row in answers if row.is_blocking]
    if open_ones:
        raise GuardFailed(
            _("No answer yet, or an objection that was not dealt with: %(departments)s.")
            % {"departments": "、".join(open_ones)}
        )


@guard(APPLICATION, "open_notice")
def was_carried(application: Application, _by: Any, _details: Mapping[str, Any]) -> None:
    """The committee voted for the application."""
    item = queries.item_decided_by(application)
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
    """The quotas of batch and category have a place left; what is beyond the quota takes none."""
    if queries.is_beyond_quota(application):
        return
    if queries.places_left(application.batch) == 0:
        raise GuardFailed(_("The quota of the batch is used up."))
    if queries.category_places(application.batch)[application.category.key] == 0:
        raise GuardFailed(_("The quota of the category is used up."))
