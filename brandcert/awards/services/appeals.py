"""Appeals of enterprises against a refusal (复核)."""

import datetime
from typing import Any

from django.db import IntegrityError, transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from brandcert.applications.enums import APPEALABLE, Status
from brandcert.applications.models import Application
from brandcert.awards import queries
from brandcert.awards.enums import Outcome
from brandcert.awards.models import Appeal
from brandcert.core import approvals, events, policies
from brandcert.core.errors import BusinessError
from brandcert.core.models import Approval
from brandcert.core.transitions import perform
from brandcert.core.workdays import add_workdays


class NotAppealable(BusinessError):
    """There is nothing to appeal from, or the time for it is over."""


class NoGrounds(BusinessError):
    """Grounds or a finding are missing."""


def appeal_deadline(application: Application) -> datetime.date | None:
    """Return the last day on which an appeal can be filed; None when nothing was refused."""
    refusal = queries.refusal_event(application)
    if refusal is None or application.status not in APPEALABLE:
        return None
    return timezone.localdate(refusal.at) + datetime.timedelta(days=application.batch.appeal_days)


@transaction.atomic
def file_appeal(
    application: Application, *, grounds: str, by: Any, today: datetime.date, evidence: Any = None
) -> Appeal:
    """File an appeal (T23); the application's status stays as it is until it is decided.

    Raises NotAppealable after the deadline or when one is waiting already, NoGrounds without grounds.
    """
    appeal = Appeal(application=application, grounds=grounds.strip(), filed_by=by, evidence=evidence)
    policies.require(by, "applications.application.appeal", application)
    deadline = appeal_deadline(application)
    if deadline is None or today > deadline:
        raise NotAppealable(_("An appeal is no longer possible."))
    if not appeal.grounds:
        raise NoGrounds(_("Please give the grounds of your appeal."))
    appeal.due_on = today + datetime.timedelta(days=application.batch.appeal_decision_days)
    try:
        with transaction.atomic():
            appeal.save()
    except IntegrityError as error:
        raise NotAppealable(_("An appeal is already waiting for its decision.")) from error
    events.record("file", appeal, by=by, payload={"application": application.pk})
    return appeal


def propose_appeal_decision(appeal: Appeal, *, is_upheld: bool, finding: str, by: Any) -> Approval:
    """Propose how an appeal is decided; another director than the one who refused approves (T24)."""
    policies.require(by, "awards.appeal.propose_decide", appeal)
    if not finding.strip():
        raise NoGrounds(_("A written finding is needed."))
    details = {"appeal": appeal.pk, "finding": finding.strip()}
    if is_upheld:
        return approvals.propose("reopen", appeal.application, by=by, details=details)
    return approvals.propose("decide", appeal, by=by, details=details)


@approvals.executes("applications.application.reopen")
@transaction.atomic
def reopen(approval: Approval, *, by: Any) -> Application:
    """Uphold the appeal: the application returns to the step it was refused at."""
    application = Application.objects.select_for_update().get(pk=approval.subject_id)
    appeal = Appeal.objects.select_for_update().get(pk=approval.details["appeal"], outcome="")
    policies.require(by, "awards.appeal.decide", appeal)
    refusal = queries.refusal_event(application)
    back_to = refusal.payload["from"] if refusal else ""
    today = timezone.localdate()
    due = add_workdays(today, application.batch.correction_days).on if back_to == Status.CORRECTION else None
    moved: Application = perform(
        application.reopen,
        by=by,
        approval=approval,
        payload={"appeal": appeal.pk},
        back_to=back_to,
        due_on=due,
    )
    _close(appeal, Outcome.UPHELD, approval.details["finding"], by=by)
    return moved


@approvals.executes("awards.appeal.decide")
@transaction.atomic
def dismiss_appeal(approval: Approval, *, by: Any) -> Appeal:
    """Dismiss the appeal: the refusal stands."""
    appeal = Appeal.objects.select_for_update().get(pk=approval.subject_id)
    policies.require(by, "awards.appeal.decide", appeal)
    if appeal.outcome:
        raise NotAppealable(_("This appeal has already been decided."))
    approvals.use(approval, appeal, "awards.appeal.decide", by=by)
    return _close(appeal, Outcome.DISMISSED, approval.details["finding"], by=by)


def _close(appeal: Appeal, outcome: Outcome, finding: str, *, by: Any) -> Appeal:
    appeal.outcome, appeal.finding = outcome, finding
    appeal.decided_at, appeal.decided_by = timezone.now(), by
    appeal.save(update_fields=["outcome", "finding", "decided_at", "decided_by"])
    events.record("decide", appeal, by=by, payload={"outcome": outcome})
    return appeal
