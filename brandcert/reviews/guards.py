"""Facts of the review that transitions need."""

from collections.abc import Iterable, Mapping
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from brandcert.accounts.models import User
from brandcert.applications.enums import Status
from brandcert.applications.models import Application
from brandcert.core.errors import GuardFailed
from brandcert.core.guards import guard
from brandcert.reviews import queries, scoring
from brandcert.reviews.enums import LIVE, AssignmentStatus
from brandcert.reviews.models import Assignment, Panel
from brandcert.reviews.policies import has_conflict, ties


def _panel(application: Application) -> Panel:
    panel = queries.panel_of(application)
    if panel is None:
        raise GuardFailed(_("No experts have been drawn yet."))
    return panel


@guard("applications.application", "appoint_panel")
def panel_is_complete(application: Application, by: Any, details: Mapping[str, Any]) -> None:
    """T8: enough experts, each has signed the declaration."""
    state = queries.progress(_panel(application), application.batch)
    if state.live < state.needed:
        raise GuardFailed(
            _("The panel needs %(needed)s experts and has %(live)s.")
            % {"needed": state.needed, "live": state.live}
        )
    if state.invited:
        raise GuardFailed(
            ngettext(
                "%(n)s expert has not signed the declaration yet.",
                "%(n)s experts have not signed the declaration yet.",
                state.invited,
            )
            % {"n": state.invited}
        )


@guard(
    "applications.application", "appoint_panel", "finish_review", "plan_inspection", "open_notice", "award"
)
def panel_has_no_conflict(application: Application, by: Any, details: Mapping[str, Any]) -> None:
    """T8–T10, T16, T20: nobody who judges or whose sheet counts is tied to the enterprise, whatever was declared."""
    members = Assignment.objects.filter(panel__application=application, status__in=LIVE)
    found = ties.find([application], experts=members.values_list("expert", flat=True))
    count = len({finding.expert for finding in found})
    if count:
        raise GuardFailed(
            ngettext(
                "%(n)s expert of the panel has a conflict of interest.",
                "%(n)s experts of the panel have a conflict of interest.",
                count,
            )
            % {"n": count}
        )


def refuse_tied(application: Application, experts: Iterable[int]) -> None:
    """Raise GuardFailed, in the words of the rules, when one of the experts is tied to the enterprise."""
    found = ties.find([application], experts=experts)
    if found:
        raise GuardFailed(
            _("Not possible for a conflict of interest: %(what)s.")
            % {"what": "; ".join(sorted({finding.words for finding in found}))}
        )


@guard("applications.application", "finish_review")
def scores_are_locked(application: Application, by: Any, details: Mapping[str, Any]) -> None:
    """T9: every task is locked or was given to someone else, and enough sheets count."""
    state = queries.progress(_panel(application), application.batch)
    waiting = state.invited + state.agreed
    if waiting:
        raise GuardFailed(
            ngettext(
                "%(n)s score sheet is not locked yet.", "%(n)s score sheets are not locked yet.", waiting
            )
            % {"n": waiting}
        )
    if state.locked < state.needed:
        raise GuardFailed(
            _("The result needs %(needed)s locked sheets; there are %(locked)s.")
            % {"needed": state.needed, "locked": state.locked}
        )


@guard("applications.application", "finish_review")
def divergence_is_handled(application: Application, by: Any, details: Mapping[str, Any]) -> None:
    """T9: when the totals lie too far apart, a further expert judged or the secretary said why."""
    state = queries.progress(_panel(application), application.batch)
    if state.diverges and not state.is_divergence_handled:
        raise GuardFailed(
            _(
                "The experts' totals lie more than %(percent)s %% apart: call a further expert or write down why they stand."
            )
            % {"percent": application.batch.divergence_percent}
        )


@guard("applications.application", "reject_below_gate")
def is_below_gate(application: Application, by: Any, details: Mapping[str, Any]) -> None:
    """T11: only a score below the gate ends an application here."""
    if scoring.reaches(application.documents_score, application.batch.gate_score):
        raise GuardFailed(_("The score reaches the gate."))


@guard("applications.application", "plan_inspection")
def team_did_not_score(application: Application, by: Any, details: Mapping[str, Any]) -> None:
    """T10: no inspector of the team scored this application or is, as an expert, tied to the enterprise."""
    team = list(details.get("team", ()))
    scored = Assignment.objects.filter(panel__application=application, expert__user__in=team)
    names = {str(row.expert) for row in scored.select_related("expert__user")}
    names |= {
        str(user)
        for user in User.objects.filter(pk__in=team, expert__isnull=False).select_related("expert")
        if has_conflict(user, application)
    }
    if names:
        raise GuardFailed(
            _("Not possible for this team, for a conflict of interest: %(names)s.")
            % {"names": ", ".join(sorted(names))}
        )


@guard("reviews.assignment", "agree")
def case_waits_for_experts(assignment: Assignment, by: Any, details: Mapping[str, Any]) -> None:
    """An invitation is answered only while the case waits for its panel or its scores."""
    if assignment.panel.application.status not in (Status.ACCEPTED, Status.EXPERT_REVIEW):
        raise GuardFailed(_("This case is no longer waiting for experts."))


@guard("reviews.assignment", "lock")
def sheet_is_complete(assignment: Assignment, by: Any, details: Mapping[str, Any]) -> None:
    """A sheet is locked during the review only, with all points and all compulsory reasons."""
    require_review(assignment)
    criteria = queries.criteria_of(assignment.panel.rubric_id)
    found = queries.sheet_gaps(assignment, criteria)
    if found:
        raise GuardFailed(" ".join(found))


@guard("reviews.assignment", "void")
def case_is_in_review(assignment: Assignment, by: Any, details: Mapping[str, Any]) -> None:
    """A sheet becomes void while the case is in review; later the case has to return there first (T25)."""
    if assignment.panel.application.status != Status.EXPERT_REVIEW:
        raise GuardFailed(_("The case has left the review: return it to review together with this sheet."))


def require_review(assignment: Assignment) -> None:
    """Raise GuardFailed unless the application is in expert review right now."""
    if assignment.panel.application.status != Status.EXPERT_REVIEW:
        raise GuardFailed(_("Scoring is open only while the case is in expert review."))


def require_agreed(assignment: Assignment) -> None:
    """Raise GuardFailed unless the expert signed the declaration and the task is still his."""
    if assignment.status != AssignmentStatus.AGREED:
        raise GuardFailed(_("Please sign the declaration of no conflict first."))
