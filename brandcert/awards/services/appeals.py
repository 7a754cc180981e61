"""Appeals of enterprises against a refusal (复核): filed, heard, taken back, proposed on, dismissed."""

import datetime
from collections.abc import Sequence
from typing import Any, Final

from django.db import IntegrityError, transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from brandcert.applications import queries as cases
from brandcert.applications.enums import APPEALABLE
from brandcert.applications.models import Application
from brandcert.awards import queries
from brandcert.awards.enums import Outcome
from brandcert.awards.models import Appeal, AppealHearing
from brandcert.core import approvals, events, policies
from brandcert.core.actors import SYSTEM
from brandcert.core.delivery import sweeper
from brandcert.core.errors import BusinessError
from brandcert.core.models import Approval, Event
from brandcert.core.sequences import next_number
from brandcert.documents.queries import delivered_on_paper

MOST_FILES: Final = 10
OVERDUE: Final = "awards.appeal.flag_overdue"


class NotAppealable(BusinessError):
    """There is nothing to appeal from, or the time for it is over."""


class NoGrounds(BusinessError):
    """Grounds or a finding are missing."""


def appeal_deadline(application: Application) -> datetime.date | None:
    """Return the last day on which an appeal can be filed; None when nothing was refused.

    It is the day printed on the letter, or a later one where the letter reached the enterprise later on paper only.
    """
    refusal = queries.refusal_event(application) if application.status in APPEALABLE else None
    if refusal is None:
        return None
    return cases.last_day_to_appeal(
        application, refused_on=timezone.localdate(refusal.at), delivered_on=delivered_on_paper(refusal)
    )


def late_deadline(application: Application) -> datetime.date | None:
    """Return the last day on which a late appeal is still looked at; None when nothing was refused."""
    deadline = appeal_deadline(application)
    return deadline and deadline + datetime.timedelta(days=application.batch.late_appeal_days)


@transaction.atomic
def file_appeal(
    application: Application,
    *,
    grounds: str,
    by: Any,
    today: datetime.date,
    files: Sequence[Any] = (),
    late_reason: str = "",
) -> Appeal:
    """File an appeal (T23); the application's status stays as it is until it is decided.

    After the deadline it needs a reason, and the director decides whether it is heard. Raises NotAppealable when it is
    too late or one was filed already, NoGrounds without grounds or with too many files.
    """
    policies.require(by, "applications.application.appeal", application)
    # Whoever files first locks the case: the second finds the first one's appeal.
    row = Application.objects.select_for_update().get(pk=application.pk)
    is_late = _require_appealable(row, today=today, late_reason=late_reason)
    if not grounds.strip() or len(files) > MOST_FILES:
        raise NoGrounds(
            _("Please give the grounds of your appeal, with at most %(files)s files.") % {"files": MOST_FILES}
        )
    for file in files:
        policies.require(by, "documents.upload.view", file)
    appeal = Appeal(application=row, grounds=grounds.strip(), filed_by=by, against=_against(row))
    appeal.receipt_number = f"FH-{today.year}-{next_number(f'awards.appeal.{today.year}'):05d}"
    appeal.late_reason = late_reason.strip() if is_late else ""
    appeal.due_on = None if is_late else _due(row, today)
    try:
        with transaction.atomic():
            appeal.save()
    except IntegrityError as error:
        raise NotAppealable(_("An appeal is already waiting for its decision.")) from error
    appeal.files.set(files)
    events.record("file", appeal, by=by, payload={"application": row.pk, "late": is_late})
    return appeal


def _require_appealable(application: Application, *, today: datetime.date, late_reason: str) -> bool:
    """Return whether the appeal comes late; raise NotAppealable when it cannot be filed at all."""
    deadline, last = appeal_deadline(application), late_deadline(application)
    if deadline is None or last is None:
        raise NotAppealable(_("There is no refusal to appeal against."))
    earlier = queries.appeals_of_refusal(application)
    if any(not row.outcome for row in earlier):
        raise NotAppealable(_("An appeal is already waiting for its decision."))
    if earlier:
        raise NotAppealable(_("An appeal against this refusal was filed before; it cannot be filed twice."))
    if today > last or (today > deadline and last == deadline):
        raise NotAppealable(_("The last day to appeal was %(date)s.") % {"date": deadline.isoformat()})
    if today > deadline and not late_reason.strip():
        raise NotAppealable(
            _(
                "The last day to appeal was %(date)s. Say why the appeal comes late: the director decides whether it is heard."
            )
            % {"date": deadline.isoformat()}
        )
    return today > deadline


def _against(application: Application) -> str:
    refusal = queries.refusal_event(application)
    return refusal.name.rpartition(".")[2] if refusal else ""


def _due(application: Application, since: datetime.date) -> datetime.date:
    return since + datetime.timedelta(days=application.batch.appeal_decision_days)


def _open(appeal: Appeal) -> Appeal:
    row = Appeal.objects.select_for_update().get(pk=appeal.pk)
    if row.outcome:
        raise NotAppealable(_("This appeal has already been decided."))
    return row


@transaction.atomic
def admit_late_appeal(appeal: Appeal, *, reason: str, by: Any, now: datetime.datetime) -> Appeal:
    """Let a late appeal be heard, with a reason; its time to be decided begins. Raises NotAppealable, NoGrounds, Refused."""
    policies.require(by, "awards.appeal.admit_late", appeal)
    row = _late(appeal, reason)
    row.admitted_at, row.due_on = now, _due(row.application, timezone.localdate(now))
    row.finding = reason.strip()
    row.save(update_fields=["admitted_at", "due_on", "finding"])
    events.record("admit_late", row, by=by)
    return row


@transaction.atomic
def refuse_late_appeal(appeal: Appeal, *, reason: str, by: Any) -> Appeal:
    """Refuse to hear a late appeal, with a reason. Raises NotAppealable, NoGrounds, Refused."""
    policies.require(by, "awards.appeal.refuse_late", appeal)
    return close_appeal(_late(appeal, reason), Outcome.REFUSED, reason.strip(), by=by)


def _late(appeal: Appeal, reason: str) -> Appeal:
    row = _open(appeal)
    if not row.waits_for_admission:
        raise NotAppealable(_("This appeal came in time or was admitted."))
    if not reason.strip():
        raise NoGrounds(_("Please give a reason."))
    return row


@transaction.atomic
def withdraw_appeal(appeal: Appeal, *, by: Any) -> Appeal:
    """Take the appeal back, as owner; what was proposed on it ends. Raises NotAppealable once it is decided, Refused."""
    policies.require(by, "awards.appeal.withdraw", appeal.application)
    row = _open(appeal)
    waiting = Approval.objects.select_for_update().filter(
        action__in=["applications.application.reopen", "awards.appeal.decide"], outcome=""
    )
    for approval in waiting.order_by("pk"):
        if approval.details.get("appeal") == row.pk:
            approvals.withdraw(approval, reason=_("The appeal was withdrawn."), by=by)
    return close_appeal(row, Outcome.WITHDRAWN, "", by=by)


@transaction.atomic
def record_hearing(
    appeal: Appeal, *, held_on: datetime.date, present: str, record: str, by: Any, today: datetime.date
) -> AppealHearing:
    """Write down what was said when the enterprise was heard on its appeal. Raises NotAppealable, NoGrounds, Refused."""
    policies.require(by, "awards.appeal.hear", appeal)
    row = _open(appeal)
    if not (present.strip() and record.strip()) or not timezone.localdate(row.filed_at) <= held_on <= today:
        raise NoGrounds(
            _("A hearing has a day between the appeal and today, somebody who was present, and a record.")
        )
    hearing = AppealHearing.objects.create(
        appeal=row, held_on=held_on, present=present.strip(), record=record.strip(), recorded_by=by
    )
    events.record("hear", row, by=by, payload={"hearing": hearing.pk})
    return hearing


def propose_appeal_decision(appeal: Appeal, *, is_upheld: bool, finding: str, by: Any) -> Approval:
    """Propose how an appeal is decided; another director than the one who refused approves (T24).

    Raises NotAppealable for one that is decided or waits to be admitted, NoGrounds, AlreadyProposed, Refused.
    """
    policies.require(by, "awards.appeal.propose_decide", appeal)
    row = Appeal.objects.get(pk=appeal.pk)
    if row.outcome:
        raise NotAppealable(_("This appeal has already been decided."))
    if row.waits_for_admission:
        raise NotAppealable(_("The appeal came late: the director decides first whether it is heard."))
    if not finding.strip():
        raise NoGrounds(_("A written finding is needed."))
    details = {"appeal": row.pk, "finding": finding.strip()}
    if is_upheld:
        return approvals.propose("reopen", row.application, by=by, details=details)
    return approvals.propose("decide", row, by=by, details=details)


@approvals.executes("awards.appeal.decide")
@transaction.atomic
def dismiss_appeal(approval: Approval, *, by: Any) -> Appeal:
    """Dismiss the appeal: the refusal stands."""
    appeal = _open(Appeal.objects.get(pk=approval.subject_id))
    policies.require(by, "awards.appeal.decide", appeal)
    approvals.use(approval, appeal, "awards.appeal.decide", by=by)
    return close_appeal(appeal, Outcome.DISMISSED, approval.details["finding"], by=by)


def close_appeal(appeal: Appeal, outcome: Outcome, finding: str, *, by: Any) -> Appeal:
    """Write down how the appeal ended; the caller has locked it and asked the policies."""
    appeal.outcome, appeal.finding = outcome, finding
    appeal.decided_at, appeal.decided_by = timezone.now(), by
    appeal.save(update_fields=["outcome", "finding", "decided_at", "decided_by"])
    name = {Outcome.WITHDRAWN: "withdraw", Outcome.REFUSED: "refuse_late"}.get(outcome, "decide")
    events.record(name, appeal, by=by, payload={"outcome": outcome})
    return appeal


def flag_overdue_appeals(*, today: datetime.date) -> int:
    """Record, once for each deadline, that an appeal was not decided in time; return how many."""
    flagged = 0
    for row in Appeal.objects.filter(outcome="", due_on__lt=today).order_by("id"):
        with transaction.atomic():
            locked = Appeal.objects.select_for_update().get(pk=row.pk)
            told = Event.objects.about(locked).filter(name=OVERDUE, payload__due=str(row.due_on))
            if not locked.outcome and not told.exists():
                events.record("flag_overdue", locked, by=SYSTEM, payload={"due": str(row.due_on)})
                flagged += 1
    return flagged


@sweeper
def watch_appeals() -> None:
    """Let the clock tell that an appeal is overdue."""
    flag_overdue_appeals(today=timezone.localdate())
