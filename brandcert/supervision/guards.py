"""What a sanction needs before it, and what an open case blocks."""

from collections.abc import Mapping
from typing import Any

from django.utils import timezone
from django.utils.translation import gettext as _

from brandcert.applications.models import Application
from brandcert.certificates.enums import ChangeKind, SuspensionGround
from brandcert.certificates.models import Certificate, ChangeRequest
from brandcert.core.errors import GuardFailed
from brandcert.core.guards import guard
from brandcert.supervision import queries
from brandcert.supervision.enums import Sanction, SanctionStatus
from brandcert.supervision.models import SanctionCase

Details = Mapping[str, Any]
LABEL = "supervision.sanctioncase"
CERTIFICATE = "certificates.certificate"


# --- what the case itself needs ---------------------------------------------------------------------
@guard(LABEL, "serve")
def is_complete(case: SanctionCase, _by: Any, _details: Details) -> None:
    """A notice states its facts and its basis, and rests on evidence."""
    if not case.facts.strip() or not case.basis.strip():
        raise GuardFailed(_("A notice states its facts and its legal basis."))
    if not case.evidence.exists():
        raise GuardFailed(_("Add at least one file that shows the facts."))


@guard(LABEL, "end_term")
def is_time_over(case: SanctionCase, _by: Any, details: Details) -> None:
    """The last day to answer is over."""
    if case.answer_by is None or details.get("today", timezone.localdate()) <= case.answer_by:
        raise GuardFailed(_("The holder may still answer until %(date)s.") % {"date": case.answer_by})


@guard(LABEL, "check_legally")
def has_opinion(_case: SanctionCase, _by: Any, details: Details) -> None:
    """The legal check is written down."""
    if "opinion" in details and not str(details["opinion"]).strip():
        raise GuardFailed(_("Please write the opinion."))


@guard(LABEL, "hold_hearing")
def was_held(case: SanctionCase, _by: Any, details: Details) -> None:
    """The hearing lies between the notice and today, and has a record."""
    if "held_on" not in details:
        return
    first = case.served_on or timezone.localdate(case.opened_at)
    if not first <= details["held_on"] <= timezone.localdate():
        raise GuardFailed(_("The hearing was between the notice and today."))
    if not str(details.get("record", "")).strip():
        raise GuardFailed(_("Please write what was said."))


@guard(LABEL, "decide")
def may_be_decided(case: SanctionCase, _by: Any, _details: Details) -> None:
    """A revocation needs the legal check and the minutes of the discussion, a suspension that the holder was heard."""
    require_decidable(case)


def require_decidable(case: SanctionCase) -> None:
    """Raise GuardFailed, saying what is missing, unless the sanction may be decided now."""
    if case.status == SanctionStatus.ANNOUNCED:
        raise GuardFailed(_("The holder may still answer until %(date)s.") % {"date": case.answer_by})
    if case.status == SanctionStatus.HEARING:
        raise GuardFailed(_("The holder asked to be heard in person; the hearing comes first."))
    if case.status not in {SanctionStatus.HEARD, SanctionStatus.CHECKED}:
        raise GuardFailed(_("A prior notice with this ground has to be served first."))
    if case.action == Sanction.REVOKE:
        if case.status != SanctionStatus.CHECKED:
            raise GuardFailed(_("The opinion of the legal reviewer is missing."))
        if not case.minutes:
            raise GuardFailed(_("The minutes of the collective discussion are missing."))


# --- what happens to certificates -----------------------------------------------------------------
def decidable_case(certificate: Certificate, action: str, ground: str) -> SanctionCase:
    """Return the case that carries the sanction with this ground; raises GuardFailed, saying what is missing."""
    case = queries.open_case_of(certificate, action)
    if case is None or (ground and case.ground != ground):
        raise GuardFailed(_("A prior notice with this ground has to be served first."))
    require_decidable(case)
    return case


@guard(CERTIFICATE, "suspend")
def was_heard_before_suspension(certificate: Certificate, _by: Any, details: Details) -> None:
    """The holder was told and could answer, unless he asked for it himself."""
    if details.get("ground") != SuspensionGround.OWN_REQUEST:
        decidable_case(certificate, Sanction.SUSPEND, details.get("ground", ""))


@guard(CERTIFICATE, "revoke")
def was_heard_before_revocation(certificate: Certificate, _by: Any, details: Details) -> None:
    """The holder was told and heard; the legal reviewer agreed in writing; the discussion has minutes."""
    decidable_case(certificate, Sanction.REVOKE, details.get("ground", ""))


@guard(CERTIFICATE, "cancel", "supersede")
def no_revocation_is_open(certificate: Certificate, _by: Any, _details: Details) -> None:
    """Nobody escapes a revocation by giving the certificate back or by a new one."""
    if queries.is_revocation_open(certificate):
        raise GuardFailed(_("A revocation case is open."))


@guard(CERTIFICATE, "issue")
def no_revocation_is_open_against_the_old(certificate: Certificate, by: Any, details: Details) -> None:
    """Nobody escapes a revocation by a successor."""
    if certificate.replaces is not None and certificate.change_kind != ChangeKind.QUASHED:
        no_revocation_is_open(certificate.replaces, by, details)


@guard("applications.application", "submit")
def no_revocation_is_open_against_the_renewed(application: Application, by: Any, _details: Details) -> None:
    """T1 of a renewal: no revocation case is open against the certificate it renews."""
    request = ChangeRequest.objects.filter(application=application).select_related("certificate").first()
    if request is not None:
        no_revocation_is_open(request.certificate, by, {})
