"""How certificates end: cancelled, voided, expired; the revocation is the end of a case of supervision."""

import datetime
from typing import Any

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from brandcert.certificates import guards, validity
from brandcert.certificates.enums import (
    CancelGround,
    ChangeKind,
    RequestOutcome,
)
from brandcert.certificates.models import Certificate
from brandcert.certificates.services import intervals
from brandcert.certificates.services.awarding import create_draft, draw_up_again
from brandcert.core import approvals
from brandcert.core.actors import SYSTEM
from brandcert.core.delivery import sweeper
from brandcert.core.errors import GuardFailed, SomeoneWasFaster
from brandcert.core.models import Approval
from brandcert.core.transitions import perform


def propose_cancel(certificate: Certificate, *, ground: str, reason: str, by: Any) -> Approval:
    """Propose to cancel on the holder's request, or because the holder no longer exists.

    Raises Refused, AlreadyProposed, GuardFailed: no request is on file, or a revocation case is open.
    """
    if ground not in CancelGround.values or not reason.strip():
        raise GuardFailed(_("Choose a ground from the list and give a reason."))
    guards.ask("cancel", certificate, by, {"ground": ground})
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
    row.change_requests.waiting().filter(kind=ChangeKind.CANCEL).update(
        outcome=RequestOutcome.GRANTED, decided_by=by, decided_at=now
    )
    close_requests(row, now=now)
    return row


def close_requests(row: Certificate, *, now: datetime.datetime) -> None:
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
            close_requests(row, now=timezone.now())
            count += 1
    return count


@sweeper
def watch_expiry() -> None:
    """The clock of validity."""
    expire_past(today=validity.beijing_date(timezone.now()))
