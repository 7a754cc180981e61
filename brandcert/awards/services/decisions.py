"""The director's decision: awards after the notice (认定)."""

import datetime
from collections.abc import Sequence
from typing import Any

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from brandcert.applications.enums import Status
from brandcert.applications.models import Application
from brandcert.applications.services import check_used
from brandcert.awards.models import Award, Decision, PublicNotice
from brandcert.awards.services.announcing import announce
from brandcert.awards.services.notices import NothingProposed, naming
from brandcert.core import approvals, events
from brandcert.core.errors import BusinessError, Refused
from brandcert.core.models import Approval
from brandcert.core.sequences import next_number
from brandcert.core.transitions import blockers, perform
from brandcert.programs.models import Batch


@transaction.atomic
def propose_awards(notice: PublicNotice, *, by: Any) -> list[Approval]:
    """Propose the award of every published application that nothing stands against.

    Items held by an objection or a missing check stay behind and can be proposed later.
    Raises NothingProposed when none is ready.
    """
    ready = [
        application
        for application in Application.objects.filter(
            notice_items__notice=notice, status=Status.PUBLIC_NOTICE
        ).order_by("notice_items__position")
        if not blockers(application, "award", by=by) and not _is_waiting(application)
    ]
    if not ready:
        raise NothingProposed(_("No application of this notice is ready to be awarded."))
    return [
        approvals.propose("award", application, by=by, details={"notice": notice.pk}) for application in ready
    ]


def _is_waiting(application: Application) -> bool:
    return Approval.objects.filter(
        action="applications.application.award", subject_id=application.pk, outcome=""
    ).exists()


@transaction.atomic
def award_list(notice: PublicNotice, *, by: Any, today: datetime.date) -> Decision:
    """Award every proposed application of the notice by one decision; what cannot be awarded stays behind and says why.

    The certificates follow from the event. Raises NothingProposed, or the reason when not one can be awarded.
    """
    keys = list(notice.items.order_by("position").values_list("application_id", flat=True))
    waiting = {
        approval.subject_id: approval
        for approval in Approval.objects.select_for_update().filter(
            action="applications.application.award", subject_id__in=keys, outcome=""
        )
    }
    return _decide(notice.batch, [waiting[key] for key in keys if key in waiting], by=by, today=today)


@approvals.executes("applications.application.award")
@transaction.atomic
def award(approval: Approval, *, by: Any) -> Decision:
    """Award a single proposed application by a decision of its own (T20)."""
    application = Application.objects.get(pk=approval.subject_id)
    return _decide(application.batch, [approval], by=by, today=timezone.localdate())


def _decide(batch: Batch, proposals: Sequence[Approval], *, by: Any, today: datetime.date) -> Decision:
    if not proposals:
        raise NothingProposed(_("Nothing waits for approval."))
    rows = Application.objects.select_for_update().in_bulk(
        sorted(approval.subject_id for approval in proposals)
    )
    number = next_number(f"awards.decision.{today.year}")
    decision = Decision.objects.create(
        batch=batch,
        number=batch.program.decision_pattern.format(year=today.year, number=number),
        decided_on=today,
        decided_by=by,
    )
    faults: list[tuple[Application, Exception, str]] = []
    for approval in proposals:
        application = rows[approval.subject_id]
        try:
            # Each item by itself: one that cannot be awarded takes no other with it.
            with transaction.atomic(), naming(application):
                _award(application, approval, decision, by=by, today=today)
        except BusinessError as error:
            faults.append((application, error, str(error)))
        except Refused as error:
            faults.append((application, error, str(error.reason)))
    if len(faults) == len(proposals):
        # The number goes back with the rest: the series has no gap.
        raise faults[0][1]
    if faults:
        decision.held = [{"application": row.pk, "reason": words} for row, _error, words in faults]
        decision.save(update_fields=["held"])
    payload = {"awards": len(proposals) - len(faults), "held": [row.pk for row, *_rest in faults]}
    events.record("decide", decision, by=by, payload=payload)
    announce(decision, by=by, today=today)
    return decision


def _award(
    application: Application, approval: Approval, decision: Decision, *, by: Any, today: datetime.date
) -> None:
    awarded = perform(
        application.award,
        by=by,
        approval=approval,
        payload={"decision": decision.pk, **check_used(application, today=today)},
        today=today,
    )
    Award.objects.create(application=awarded, decision=decision)
