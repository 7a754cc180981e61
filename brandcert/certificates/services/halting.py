"""The switch that halts all issuing: one person, at once, everywhere; two lift it again (R-12).

Nothing that was issued stops being valid, and suspensions, revocations and the status lists that tell of them go on.
"""

import datetime
from typing import Any

from django.db import IntegrityError, transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from brandcert.certificates import queries
from brandcert.certificates.enums import BatchStatus
from brandcert.certificates.models import Certificate, Halt, IssueBatch
from brandcert.core import approvals, events, policies, tasks
from brandcert.core.errors import BusinessError, GuardFailed, SomeoneWasFaster
from brandcert.core.models import Approval
from brandcert.core.transitions import locked, perform

LABEL = "certificates.halt"


class Halted(BusinessError):
    """All issuing is halted."""


def require_issuing() -> None:
    """Raise Halted while a halt stands; asked before each number, each signature and each issue, by every process."""
    standing = queries.standing_halt()
    if standing is not None:
        raise Halted(
            _("All issuing is halted since %(at)s: %(reason)s") % {"at": standing, "reason": standing.reason}
        )


def halt(*, reason: str, by: Any, now: datetime.datetime) -> Halt:
    """Halt all issuing, at once and everywhere. Raises Refused, GuardFailed without a reason, SomeoneWasFaster."""
    policies.require(by, f"{LABEL}.halt")
    if not reason.strip():
        raise GuardFailed(_("Please give a reason."))
    try:
        with transaction.atomic():
            row = Halt.objects.create(ordered_by=by, ordered_at=now, reason=reason.strip())
            events.record("halt", row, by=by)
    except IntegrityError as error:
        raise SomeoneWasFaster(_("All issuing is halted already.")) from error
    return row


def propose_lift(row: Halt, *, reason: str, by: Any) -> Approval:
    """Propose to let issuing go on, saying what was found and put right; a director approves."""
    return approvals.propose("lift", row, by=by, details={"reason": reason})


@approvals.executes(f"{LABEL}.lift")
def lift(approval: Approval, *, by: Any) -> Halt:
    """Lift the halt in the name of the second person, and wake the workers for whatever waited."""
    row = locked(Halt(pk=approval.subject_id))
    now = timezone.now()
    done: Halt = perform(row.lift, by=by, approval=approval, now=now.isoformat(), **approval.details)
    waiting = Certificate.objects.approved().order_by().values("pk")
    Certificate.objects.filter(pk__in=waiting).update(queued_at=None)
    for key in IssueBatch.objects.filter(status=BatchStatus.RUNNING).values_list("pk", flat=True):
        tasks.wake("certificates.number_batch", key)
    return done
