"""An upheld appeal: the case goes back to the step it was refused at, and every clock and record with it (T24)."""

import datetime
from collections.abc import Mapping
from typing import Any, Final

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from brandcert.applications.enums import Status
from brandcert.applications.models import Application, CorrectionNotice
from brandcert.awards import queries
from brandcert.awards.enums import Outcome
from brandcert.awards.models import Appeal, Objection
from brandcert.awards.services.appeals import NotAppealable, close_appeal
from brandcert.core import approvals, events, policies
from brandcert.core.models import Approval, Event
from brandcert.core.transitions import perform
from brandcert.core.workdays import add_workdays
from brandcert.enterprises.enums import IntegrityKind
from brandcert.enterprises.models import IntegrityRecord
from brandcert.enterprises.services import lift_record

# Working days of the batch that begin anew; other states have no clock of their own.
CLOCKS: Final[Mapping[str, str]] = {
    Status.SUBMITTED: "recommend_days",
    Status.CORRECTION: "correction_days",
    Status.RECOMMENDED: "accept_days",
    Status.ACCEPTED: "panel_days",
    Status.EXPERT_REVIEW: "review_days",
}
# States that take a place of the quota.
PLACED: Final = (Status.PUBLIC_NOTICE, Status.OBJECTION)


@approvals.executes("applications.application.reopen")
@transaction.atomic
def reopen(approval: Approval, *, by: Any) -> Application:
    """Uphold the appeal: the application returns to the step it was refused at, its clock begins anew.

    A correction is asked again with a new day, an objection is decided again, a meeting and a visit are held again,
    and a bar that came with the refusal is lifted. Raises Refused, NotAppealable, NotApprovable.
    """
    application = Application.objects.select_for_update().get(pk=approval.subject_id)
    appeal = Appeal.objects.select_for_update().get(pk=approval.details["appeal"])
    policies.require(by, "awards.appeal.decide", appeal)
    refusal = queries.refusal_event(application)
    if appeal.outcome or refusal is None:
        raise NotAppealable(_("This appeal has already been decided."))
    today = timezone.localdate()
    back_to = _back_to(application, refusal)
    moved: Application = perform(
        application.reopen,
        by=by,
        approval=approval,
        payload={"appeal": appeal.pk, "against": refusal.name.rpartition(".")[2]},
        back_to=back_to,
        **_clock(application, back_to, today),
    )
    _bring_back(moved, refusal, by=by, today=today)
    close_appeal(appeal, Outcome.UPHELD, approval.details["finding"], by=by)
    return moved


def _back_to(application: Application, refusal: Event) -> str:
    """Return the step; a case whose place in the list is gone waits in deliberation, where the batch says so."""
    back_to = queries.step_back(refusal)
    is_full = queries.places_left(application.batch) == 0 and not application.batch.appeal_exceeds_quota
    return Status.DELIBERATION if back_to in PLACED and is_full else back_to


def _clock(application: Application, back_to: str, today: datetime.date) -> dict[str, Any]:
    batch = application.batch
    if back_to == Status.PUBLIC_NOTICE:
        item = queries.current_notice_item(application)
        is_running = item is not None and item.notice.ends_on >= today
        return {"due_on": item.notice.ends_on if item and is_running else None}
    if back_to not in CLOCKS:
        return {"due_on": None}
    days = "accept_days" if back_to == Status.SUBMITTED and not batch.needs_unit else CLOCKS[back_to]
    deadline = add_workdays(today, getattr(batch, days))
    return {"due_on": deadline.on, "is_provisional": deadline.is_provisional}


def _bring_back(application: Application, refusal: Event, *, by: Any, today: datetime.date) -> None:
    """Let the records of the step follow the case."""
    if application.status == Status.CORRECTION:
        waiting = CorrectionNotice.objects.filter(application=application, answered_at=None)
        waiting.update(due_on=application.due_on)
    if refusal.name.endswith(".uphold_objection"):
        _decide_again(application, refusal, by=by)
    if refusal.name.endswith(".reject_for_fraud"):
        bars = IntegrityRecord.objects.filter(
            enterprise=application.enterprise, kind=IntegrityKind.BAR, source=str(application.receipt_number)
        )
        for bar in bars.in_force(today).order_by("pk"):
            lift_record(bar, reason=_("quashed on appeal"), by=by, today=today)


def _decide_again(application: Application, refusal: Event, *, by: Any) -> None:
    """Open the upheld objection again; what was found before stays in the proposal that was approved then."""
    rows = Objection.objects.select_for_update().filter(
        pk=refusal.payload.get("objection"), item__application=application, outcome=Outcome.UPHELD
    )
    for row in rows:
        row.outcome, row.decided_at, row.handled_by = "", None, None
        row.save(update_fields=["outcome", "decided_at", "handled_by"])
        events.record("reopen", row, by=by, payload={"application": application.pk})
