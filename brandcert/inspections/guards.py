"""Facts of the inspection that transitions need."""

import datetime
from collections.abc import Mapping
from typing import Any

from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from brandcert.applications.models import Application
from brandcert.core.errors import GuardFailed
from brandcert.core.guards import guard
from brandcert.inspections import queries
from brandcert.inspections.enums import Mode, Outcome
from brandcert.inspections.models import Inspection


def _open(application: Application) -> Inspection:
    inspection = queries.open_inspection(application)
    if inspection is None:
        raise GuardFailed(_("No inspection is planned."))
    return inspection


@guard("applications.application", "plan_inspection")
def score_reaches_gate(application: Application, by: Any, details: Mapping[str, Any]) -> None:
    """T10: only a score that reaches the gate leads to an inspection."""
    if application.documents_score is None or application.documents_score < application.batch.gate_score:
        raise GuardFailed(
            _("The score of the documents does not reach %(gate)s points.")
            % {"gate": application.batch.gate_score}
        )


@guard("applications.application", "plan_inspection")
def team_is_independent(application: Application, by: Any, details: Mapping[str, Any]) -> None:
    """T10: nobody of the team belongs to the enterprise."""
    names = queries.belongs_to(list(details.get("team", ())), application)
    if names:
        raise GuardFailed(
            _("Not possible for this team, they belong to the enterprise: %(names)s.")
            % {"names": ", ".join(names)}
        )


@guard("applications.application", "order_rectification")
def findings_can_be_closed(application: Application, by: Any, details: Mapping[str, Any]) -> None:
    """T12: there is something to rectify, and nothing severe."""
    _open(application)
    if queries.severe(application):
        raise GuardFailed(_("A severe finding cannot be rectified."))
    if not queries.unclosed(application):
        raise GuardFailed(_("There is no finding to be rectified."))


@guard("applications.application", "verify_rectification")
def rectifications_are_answered(application: Application, by: Any, details: Mapping[str, Any]) -> None:
    """T13: the enterprise has answered every finding, or its time for that is over."""
    today = timezone.localdate()
    waiting = [row for row in queries.unclosed(application) if not _is_answered(row, today)]
    if waiting:
        raise GuardFailed(
            ngettext(
                "%(n)s finding is not answered by the enterprise yet.",
                "%(n)s findings are not answered by the enterprise yet.",
                len(waiting),
            )
            % {"n": len(waiting)}
        )


def _is_answered(finding: Any, today: datetime.date) -> bool:
    row = getattr(finding, "rectification", None)
    return row is not None and (row.answered_at is not None or row.due_on < today)


@guard("applications.application", "finish_inspection")
def checklist_is_complete(application: Application, by: Any, details: Mapping[str, Any]) -> None:
    """T14: every on-site criterion has points, every inspector declared no conflict, photos exist."""
    inspection = _open(application)
    missing = len(queries.unscored(inspection))
    if missing:
        raise GuardFailed(
            ngettext("%(n)s criterion is not scored yet.", "%(n)s criteria are not scored yet.", missing)
            % {"n": missing}
        )


@guard("applications.application", "finish_inspection")
def team_has_declared(application: Application, by: Any, details: Mapping[str, Any]) -> None:
    """T14: every inspector of the team signed the declaration of no conflict."""
    if _open(application).team.filter(declared_at=None).exists():
        raise GuardFailed(
            _("Not every inspector of the team has declared that there is no conflict of interest.")
        )


@guard("applications.application", "finish_inspection")
def photos_exist(application: Application, by: Any, details: Mapping[str, Any]) -> None:
    """T14: at least one photo was taken."""
    if not _open(application).photos.exists():
        raise GuardFailed(_("At least one photo is needed."))


@guard("applications.application", "finish_inspection", "reject_after_inspection")
def signature_is_noted(application: Application, by: Any, details: Mapping[str, Any]) -> None:
    """T14, T15: the enterprise signed the sheet as it stands, or it is noted that it refused to.

    An enterprise that let nobody in has no sheet to sign; how it refused the visit stands in the report.
    """
    found = _open(application)
    if found.refused_at is not None:
        return
    given = queries.enterprise_signature(found)
    if given is None and found.mode == Mode.MYSTERY:
        # Nobody of the enterprise knew of it; the enterprise is heard when it is told what was found.
        return
    if given is None:
        raise GuardFailed(
            _("The enterprise has neither signed the report nor is it noted that it refused to sign.")
        )
    if given.shown != queries.sheet_hash(found):
        raise GuardFailed(
            _(
                "The sheet was changed after the enterprise had signed it on %(date)s: that signature is void. "
                "Show the sheet as it is now, and have it signed again."
            )
            % {"date": timezone.localtime(given.signed_at).strftime("%Y-%m-%d %H:%M")}
        )


@guard("applications.application", "finish_inspection", "reject_after_inspection")
def team_has_signed(application: Application, by: Any, details: Mapping[str, Any]) -> None:
    """T14, T15: every inspector signed the sheet as it stands; the leader signs last, by locking it."""
    found = _open(application)
    names = [] if found.refused_at else [str(member.user) for member in queries.unsigned(found)]
    if names:
        raise GuardFailed(
            _("These inspectors have not signed the sheet as it stands: %(names)s. The leader signs last.")
            % {"names": ", ".join(names)}
        )


@guard("applications.application", "finish_inspection")
def findings_are_closed(application: Application, by: Any, details: Mapping[str, Any]) -> None:
    """T14: nothing severe was found, and what could be rectified is verified."""
    if queries.severe(application):
        raise GuardFailed(
            _("A severe finding or a refused inspection ends in a rejection, not in a deliberation.")
        )
    count = len(queries.unclosed(application))
    if count:
        raise GuardFailed(
            ngettext("%(n)s finding is not rectified yet.", "%(n)s findings are not rectified yet.", count)
            % {"n": count}
        )


@guard("applications.application", "finish_inspection")
def samples_are_tested(application: Application, by: Any, details: Mapping[str, Any]) -> None:
    """T14: the laboratory has reported on every sample, and none of them failed."""
    samples = _open(application).samples
    waiting = samples.filter(outcome="").count()
    if waiting:
        raise GuardFailed(
            ngettext(
                "%(n)s sample has no test report yet.", "%(n)s samples have no test report yet.", waiting
            )
            % {"n": waiting}
        )
    if samples.filter(outcome=Outcome.FAILED).exists():
        raise GuardFailed(_("A sample does not meet the standard: write it down as a severe finding."))


@guard("applications.application", "reject_after_inspection")
def something_severe_was_found(application: Application, by: Any, details: Mapping[str, Any]) -> None:
    """T15: a severe finding, a refused inspection, or a finding not rectified in its time ends the application here."""
    if not queries.severe(application) and not queries.lapsed(application, timezone.localdate()):
        raise GuardFailed(
            _(
                "A rejection needs a severe finding, that the enterprise refused the inspection, or a finding "
                "that was not rectified by its day."
            )
        )
