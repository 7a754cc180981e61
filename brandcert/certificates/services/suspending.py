"""Suspending at once, ratifying and reinstating; the suspension after a hearing is the end of a case of supervision."""

import datetime
import logging
from typing import Any

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from brandcert.certificates import guards, queries, validity
from brandcert.certificates.enums import SuspensionGround
from brandcert.certificates.models import Certificate, StatusInterval
from brandcert.certificates.services import intervals
from brandcert.certificates.services.intervals import LABEL
from brandcert.certificates.services.mending import accept_mendings
from brandcert.core import approvals, events, policies
from brandcert.core.actors import SYSTEM
from brandcert.core.delivery import sweeper
from brandcert.core.errors import GuardFailed
from brandcert.core.models import Approval
from brandcert.core.transitions import locked, perform

logger = logging.getLogger(__name__)


def suspend_at_once(
    certificate: Certificate,
    *,
    reason: str,
    by: Any,
    now: datetime.datetime,
    ground: str = SuspensionGround.SAFETY,
) -> Certificate:
    """Suspend at once, by one person, for danger to people; a director ratifies it within the hours of the programme.

    The suspension stands until decided otherwise: without ratification it is escalated, it does not
    lapse. Raises Refused, GuardFailed, SomeoneWasFaster.
    """
    with transaction.atomic():
        row: Certificate = perform(
            certificate.suspend_at_once, by=by, payload={"ground": ground}, reason=reason, ground=ground
        )
        program = row.category.program
        end = validity.add_months(validity.beijing_date(now), program.suspension_months)
        term = now + datetime.timedelta(hours=program.ratify_hours)
        intervals.begin(row, at=now, ground=ground, reason=reason, expected_end=end, ratify_by=term)
    return row


def ratify(certificate: Certificate, *, by: Any, now: datetime.datetime) -> StatusInterval:
    """Confirm, as another person than the one who ordered it, a suspension by one person.

    Raises Refused, GuardFailed when none waits.
    """
    with transaction.atomic():
        row = locked(certificate)
        policies.require(by, f"{LABEL}.ratify", row)
        interval: StatusInterval | None = row.intervals.filter(
            ends_at=None, is_to_ratify=True, ratified_at=None
        ).first()
        if interval is None:
            raise GuardFailed(_("No suspension waits to be ratified."))
        interval.ratified_at = now
        interval.save(update_fields=["ratified_at"])
        events.record("ratify", row, by=by, payload={"interval": interval.pk})
    return interval


def flag_unratified(*, now: datetime.datetime) -> int:
    """Escalate suspensions nobody ratified in time, once each; return how many.

    What was ended meanwhile is escalated too: an order of one person that nobody confirmed has to be looked at.
    """
    late = StatusInterval.objects.unratified().filter(ratify_by__lt=now, flagged_at=None)
    keys = list(late.values_list("pk", flat=True))
    for key in keys:
        with transaction.atomic():
            interval = (
                StatusInterval.objects.select_for_update(of=("self",))
                .select_related("certificate")
                .get(pk=key)
            )
            if interval.flagged_at or interval.ratified_at:
                continue
            interval.flagged_at = now
            interval.save(update_fields=["flagged_at"])
            events.record("flag_unratified", interval.certificate, by=SYSTEM, payload={"interval": key})
        logger.error("the suspension of %s was not ratified in time", interval.certificate)
    return len(keys)


@sweeper
def watch_ratification() -> None:
    """The clock of ratifications."""
    flag_unratified(now=timezone.now())


def propose_reinstate(certificate: Certificate, *, reason: str, by: Any) -> Approval:
    """Propose to lift a suspension because the correction was verified; the proofs that wait are cited and hold then.

    Raises Refused, AlreadyProposed, GuardFailed.
    """
    if not reason.strip():
        raise GuardFailed(_("Please give a reason."))
    guards.is_in_time(certificate, by, {})
    cited = [mending.pk for mending in queries.waiting_mendings(certificate)]
    details = {"reason": reason, **({"mendings": cited} if cited else {})}
    return approvals.propose("reinstate", certificate, by=by, details=details)


@approvals.executes("certificates.certificate.reinstate")
def reinstate(approval: Approval, *, by: Any) -> Certificate:
    """Lift the suspension: same number, same last day."""
    seen = Certificate.objects.get(pk=approval.subject_id)
    row: Certificate = perform(seen.reinstate, by=by, approval=approval, reason=approval.details["reason"])
    now = timezone.now()
    accept_mendings(approval.details.get("mendings", ()), by=by, now=now)
    intervals.begin(row, at=now, reason=approval.details["reason"])
    return row
