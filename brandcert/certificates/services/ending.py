"""How certificates end: revoked, cancelled, voided, expired."""

import datetime
from typing import Any

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from brandcert.certificates import guards, validity
from brandcert.certificates.enums import (
    CancelGround,
    ChangeKind,
    NoticeAction,
    RequestOutcome,
    RevocationGround,
)
from brandcert.certificates.models import Certificate
from brandcert.certificates.services import intervals
from brandcert.certificates.services.awarding import create_draft, draw_up_again
from brandcert.certificates.services.notices import close_notices
from brandcert.core import approvals
from brandcert.core.actors import SYSTEM
from brandcert.core.delivery import sweeper
from brandcert.core.errors import GuardFailed, SomeoneWasFaster
from brandcert.core.models import Approval
from brandcert.core.transitions import perform
from brandcert.enterprises.enums import IntegrityKind
from brandcert.enterprises.models import IntegrityRecord


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
    """Revoke for ever, and bar the holder from applying for the years of the programme."""
    now, details = timezone.now(), approval.details
    seen = Certificate.objects.get(pk=approval.subject_id)
    row: Certificate = perform(
        seen.revoke, by=by, approval=approval, payload={"ground": details["ground"]}, **details
    )
    intervals.begin(row, at=now, ground=details["ground"], reason=details["reason"])
    close_notices(row, NoticeAction.REVOKE, NoticeAction.SUSPEND, now=now)
    _close_requests(row, now=now)
    today = validity.beijing_date(now)
    IntegrityRecord.objects.create(
        enterprise_id=row.enterprise_id,
        kind=IntegrityKind.BAR,
        since=today,
        until=validity.last_day(today, row.category.program.bar_years),
        source=row.number,
    )
    return row


def propose_cancel(certificate: Certificate, *, ground: str, reason: str, by: Any) -> Approval:
    """Propose to cancel on the holder's request, or because the holder no longer exists.

    Raises Refused, AlreadyProposed, GuardFailed: no request is on file, or a revocation case is open.
    """
    if ground not in CancelGround.values or not reason.strip():
        raise GuardFailed(_("Choose a ground from the list and give a reason."))
    guards.is_asked_for(certificate, by, {"ground": ground})
    guards.no_revocation_is_open(certificate, by, {})
    return approvals.propose("cancel", certificate, by=by, details={"ground": ground, "reason": reason})


@approvals.executes("certificates.certificate.cancel")
def cancel(approval: Approval, *, by: Any) -> Certificate:
    """Cancel for ever, and close what is still open about the certificate."""
    now, details = timezone.now(), approval.details
    seen = Certificate.objects.get(pk=approval.subject_id)
    row: Certificate = perform(
        seen.cancel, by=by, approval=approval, payload={"ground": details["ground"]}, **details
    )
    intervals.begin(row, at=now, ground=details["ground"], reason=details["reason"])
    close_notices(row, NoticeAction.SUSPEND, now=now)
    row.change_requests.waiting().filter(kind=ChangeKind.CANCEL).update(
        outcome=RequestOutcome.GRANTED, decided_by=by, decided_at=now
    )
    _close_requests(row, now=now)
    return row


def _close_requests(row: Certificate, *, now: datetime.datetime) -> None:
    """Close what was asked about a certificate that has ended; a renewal goes its own way as an application."""
    row.change_requests.waiting().exclude(kind=ChangeKind.RENEWAL).update(
        outcome=RequestOutcome.REFUSED, decided_at=now
    )


def propose_void(certificate: Certificate, *, reason: str, by: Any) -> Approval:
    """Propose to give up a number that can never be activated. Raises Refused, AlreadyProposed, GuardFailed."""
    if not reason.strip():
        raise GuardFailed(_("Please give a reason."))
    guards.has_number(certificate, by, {})
    return approvals.propose("void", certificate, by=by, details={"reason": reason})


@approvals.executes("certificates.certificate.void")
def void(approval: Approval, *, by: Any) -> Certificate:
    """Give the number up for ever; what it stood for gets a new draft, which has to be proposed again."""
    seen = Certificate.objects.get(pk=approval.subject_id)
    row: Certificate = perform(
        seen.void,
        by=by,
        approval=approval,
        reason=approval.details["reason"],
        payload={"replaced": seen.replaces_id} if seen.replaces_id else None,
    )
    if seen.replaces_id is None:
        create_draft(row.application)
    else:
        draw_up_again(seen)
    return row


def expire_past(*, today: datetime.date) -> int:
    """Expire every certificate whose last day lies before `today`; return how many.

    The expired interval begins with the day after the last day, whenever the clock comes by.
    """
    count = 0
    for key in list(Certificate.objects.past_validity(today).values_list("pk", flat=True)):
        with transaction.atomic():
            seen = Certificate.objects.get(pk=key)
            try:
                row = perform(seen.expire, by=SYSTEM)
            except SomeoneWasFaster:
                continue
            intervals.begin(row, at=validity.day_start(row.valid_to + validity.ONE_DAY))
            close_notices(row, NoticeAction.SUSPEND, NoticeAction.REVOKE, now=timezone.now())
            _close_requests(row, now=timezone.now())
            count += 1
    return count


@sweeper
def watch_expiry() -> None:
    """The clock of validity."""
    expire_past(today=validity.beijing_date(timezone.now()))
