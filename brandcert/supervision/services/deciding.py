"""The decision: proposed by the supervisor, approved by a director who neither investigated nor checked."""

import datetime
from typing import Any

from django.utils import timezone
from django.utils.translation import gettext as _

from brandcert.certificates import guards as certificate_guards
from brandcert.certificates import validity
from brandcert.certificates.enums import RevocationGround, SuspensionGround
from brandcert.certificates.models import Certificate
from brandcert.certificates.services import close_requests, intervals
from brandcert.core import approvals, policies
from brandcert.core.errors import GuardFailed
from brandcert.core.models import Approval
from brandcert.core.transitions import perform
from brandcert.enterprises.services import bar_enterprise
from brandcert.supervision import guards
from brandcert.supervision.enums import Sanction
from brandcert.supervision.models import SanctionCase
from brandcert.supervision.services.cases import LABEL, end_cases, term


def propose_decision(
    case: SanctionCase, *, reason: str, by: Any, expected_end: datetime.date | None = None
) -> Approval:
    """Propose the sanction the case was made for, with its reason, a suspension with its end.

    Raises Refused, AlreadyProposed, GuardFailed: something is missing before the decision.
    """
    policies.require(by, f"{LABEL}.propose_decision", case)
    if case.action == Sanction.REVOKE:
        return propose_revoke(case.certificate, ground=case.ground, reason=reason, by=by)
    if expected_end is None:
        raise GuardFailed(_("A suspension has an end."))
    return propose_suspend(
        case.certificate, ground=case.ground, reason=reason, expected_end=expected_end, by=by
    )


def propose_suspend(
    certificate: Certificate, *, ground: str, reason: str, expected_end: datetime.date, by: Any
) -> Approval:
    """Propose a suspension with its ground, reason and end; the director approves it.

    Raises Refused, AlreadyProposed, or GuardFailed: unknown ground, holder not heard, end too late.
    """
    if ground not in SuspensionGround.values or not reason.strip():
        raise GuardFailed(_("Choose a ground from the list and give a reason."))
    details = {"ground": ground, "reason": reason, "expected_end": expected_end.isoformat()}
    certificate_guards.is_not_over(certificate, by, details)
    guards.was_heard_before_suspension(certificate, by, details)
    certificate_guards.suspension_has_an_end(certificate, by, details)
    return approvals.propose("suspend", certificate, by=by, details=details)


@approvals.executes("certificates.certificate.suspend")
def suspend(approval: Approval, *, by: Any) -> Certificate:
    """Suspend as proposed, from now until the proposed end; the case it rests on is decided with it."""
    details, now = approval.details, timezone.now()
    seen = Certificate.objects.get(pk=approval.subject_id)
    case = SanctionCase.objects.against(seen, Sanction.SUSPEND).first()
    is_own = details["ground"] == SuspensionGround.OWN_REQUEST
    row: Certificate = perform(
        seen.suspend, by=by, approval=approval, payload=_payload(details, None if is_own else case), **details
    )
    end = datetime.date.fromisoformat(details["expected_end"])
    intervals.begin(row, at=now, ground=details["ground"], reason=details["reason"], expected_end=end)
    if case is not None and not is_own:
        _decide(case, reason=details["reason"], by=by, now=now)
    return row


def propose_revoke(certificate: Certificate, *, ground: str, reason: str, by: Any) -> Approval:
    """Propose a revocation; the holder was heard, the legal reviewer agreed, the discussion has minutes.

    Raises Refused, AlreadyProposed, GuardFailed.
    """
    if ground not in RevocationGround.values or not reason.strip():
        raise GuardFailed(_("Choose a ground from the list and give a reason."))
    details = {"ground": ground, "reason": reason}
    guards.was_heard_before_revocation(certificate, by, details)
    return approvals.propose("revoke", certificate, by=by, details=details)


@approvals.executes("certificates.certificate.revoke")
def revoke(approval: Approval, *, by: Any) -> Certificate:
    """Revoke for ever, bar the holder from applying for the years of the programme, and end what else is open."""
    now, details = timezone.now(), approval.details
    seen = Certificate.objects.get(pk=approval.subject_id)
    case = SanctionCase.objects.against(seen, Sanction.REVOKE).first()
    row: Certificate = perform(
        seen.revoke, by=by, approval=approval, payload=_payload(details, case), **details
    )
    intervals.begin(row, at=now, ground=details["ground"], reason=details["reason"])
    if case is not None:
        _decide(case, reason=details["reason"], by=by, now=now)
    end_cases(row, now=now)
    close_requests(row, now=now)
    today = validity.beijing_date(now)
    bar_enterprise(
        enterprise=row.enterprise,
        since=today,
        until=validity.last_day(today, row.category.program.bar_years),
        source=row.number,
        by=by,
    )
    return row


def _payload(details: dict[str, Any], case: SanctionCase | None) -> dict[str, Any]:
    return {"ground": details["ground"], **({"case": case.pk} if case else {})}


def _decide(case: SanctionCase, *, reason: str, by: Any, now: datetime.datetime) -> None:
    """Decide the case in the transaction that carries its sanction out."""
    today = validity.beijing_date(now)
    perform(case.decide, by=by, reason=reason, decided_at=now, **term(case, today))
