"""What the office does with an objection: admit or refuse it, hear, find, decide (异议)."""

import datetime
import re
import unicodedata
from typing import Any, Final

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from brandcert.applications.enums import Status
from brandcert.applications.models import Application
from brandcert.awards.enums import Outcome
from brandcert.awards.models import Objection
from brandcert.awards.services.filing import IncompleteObjection
from brandcert.core import approvals, events, policies
from brandcert.core.errors import BusinessError
from brandcert.core.models import Approval, Event
from brandcert.core.transitions import perform
from brandcert.core.workdays import add_workdays

# Shorter names and contacts stand in too many words.
LEAST_SECRET: Final = 2


class NotHeard(BusinessError):
    """The enterprise has not said anything yet, and its time to do so is not over."""


class NamesObjector(BusinessError):
    """The words for the enterprise show who objected."""


class AlreadyDecided(BusinessError):
    """The objection was decided before."""


def reveal_objector(objection: Objection, *, ground: str, by: Any) -> Event:
    """Show who objected to the person for half an hour; who looked, when and what for is recorded. Raises Refused."""
    policies.require(by, "awards.objection.view_objector", objection)
    with transaction.atomic():
        return events.record("reveal_objector", objection, by=by, payload={"ground": ground})


def _open(objection: Objection) -> Objection:
    row = Objection.objects.select_for_update().get(pk=objection.pk)
    if row.outcome:
        raise AlreadyDecided(_("This objection has already been decided."))
    return row


def told_words(objection: Objection) -> str:
    """Return the facts with the objector's name and contact taken out; whoever admits reads and mends them."""
    text = objection.facts
    for secret in _secrets(objection):
        text = re.sub(re.escape(secret), "×××", text, flags=re.IGNORECASE)
    return text


def _secrets(objection: Objection) -> list[str]:
    """Return name and contact, and the parts of the contact, that must not reach the enterprise."""
    parts = [
        objection.objector_name,
        objection.objector_contact,
        *re.split(r"[\s,;，；、]+", objection.objector_contact),
    ]
    return sorted(
        {part.strip() for part in parts if len(part.strip()) >= LEAST_SECRET}, key=len, reverse=True
    )


def _plain(text: str) -> str:
    """Return the text as a clever reader sees it: without spaces, dashes and case."""
    return re.sub(r"[\s\-–—·.]+", "", unicodedata.normalize("NFKC", text)).casefold()


@transaction.atomic
def admit_objection(
    objection: Objection, *, by: Any, now: datetime.datetime, told_facts: str = ""
) -> Objection:
    """Admit the objection and hold its application; the other items of the notice go on (T18).

    The enterprise is told `told_facts`, without them the facts with name and contact taken out, and has the days of
    the batch for its statement. Raises NamesObjector when these words still show the objector.
    """
    policies.require(by, "awards.objection.admit", objection)
    row = _open(objection)
    told = told_facts.strip() or told_words(row)
    if any(_plain(secret) in _plain(told) for secret in _secrets(row)):
        raise NamesObjector(_("These words name the objector or the contact. Who objected stays secret."))
    row.admitted_at, row.handled_by, row.told_facts = now, by, told
    days = row.item.notice.batch.statement_days
    today = timezone.localdate(now)
    heard = add_workdays(today, days)
    row.statement_due_on, row.is_statement_provisional = heard.on, heard.is_provisional
    due = add_workdays(today, row.item.notice.batch.objection_days)
    row.due_on, row.is_due_provisional = due.on, due.is_provisional
    row.save()
    application = row.item.application
    if application.status != Status.OBJECTION:
        perform(application.hold_for_objection, by=by, payload={"objection": row.pk})
    events.record("admit", row, by=by)
    return row


@transaction.atomic
def refuse_objection(objection: Objection, *, finding: str, by: Any, now: datetime.datetime) -> Objection:
    """Refuse to admit the objection, with a written reason; the application is not held.

    Raises AlreadyDecided for one that was admitted: that one is decided, not refused.
    """
    policies.require(by, "awards.objection.refuse", objection)
    row = _open(objection)
    if row.admitted_at:
        raise AlreadyDecided(_("This objection was admitted and has to be decided."))
    if not finding.strip():
        raise IncompleteObjection(_("A written finding is needed."))
    row.outcome, row.finding, row.decided_at, row.handled_by = Outcome.REFUSED, finding, now, by
    row.due_on = None
    row.save(update_fields=["outcome", "finding", "decided_at", "handled_by", "due_on"])
    events.record("refuse", row, by=by)
    return row


def propose_objection_decision(objection: Objection, *, is_upheld: bool, finding: str, by: Any) -> Approval:
    """Propose to the director how an admitted objection is decided (T19).

    Raises AlreadyDecided for one that was not admitted or is decided, IncompleteObjection without a finding.
    """
    policies.require(by, "awards.objection.propose_decide", objection)
    row = Objection.objects.get(pk=objection.pk)
    if row.admitted_at is None or row.outcome:
        raise AlreadyDecided(_("Only an admitted objection that waits for its decision can be decided."))
    if not finding.strip():
        raise IncompleteObjection(_("A written finding is needed."))
    if is_upheld:
        _require_heard(row, today=timezone.localdate())
    action = "uphold_objection" if is_upheld else "dismiss_objection"
    details = {"objection": objection.pk, "finding": finding.strip(), "reason": finding.strip()}
    return approvals.propose(action, objection.item.application, by=by, details=details)


def _require_heard(row: Objection, *, today: datetime.date) -> None:
    """Refuse to decide against an enterprise that can still be heard."""
    due = row.statement_due_on
    if due is not None and today <= due and not row.statements.exists():
        raise NotHeard(
            _("The enterprise may hand in its statement until %(date)s. Decide against it only then.")
            % {"date": due.isoformat()}
        )


@approvals.executes("applications.application.dismiss_objection")
@transaction.atomic
def dismiss_objection(approval: Approval, *, by: Any) -> Application:
    """Carry out the dismissal: the application goes on in the notice."""
    return _decide(approval, Outcome.DISMISSED, by=by)


@approvals.executes("applications.application.uphold_objection")
@transaction.atomic
def uphold_objection(approval: Approval, *, by: Any) -> Application:
    """Carry out the finding against the enterprise: no award."""
    return _decide(approval, Outcome.UPHELD, by=by)


def _decide(approval: Approval, outcome: Outcome, *, by: Any) -> Application:
    application = Application.objects.get(pk=approval.subject_id)
    step = application.uphold_objection if outcome == Outcome.UPHELD else application.dismiss_objection
    details = approval.details
    moved: Application = perform(
        step,
        by=by,
        approval=approval,
        payload={"objection": details["objection"]},
        objection=details["objection"],
        finding=details["finding"],
        reason=details["finding"],
    )
    row = _open(Objection.objects.get(pk=details["objection"]))
    row.outcome, row.finding, row.decided_at, row.due_on = outcome, details["finding"], timezone.now(), None
    row.save(update_fields=["outcome", "finding", "decided_at", "due_on"])
    events.record("decide", row, by=by, payload={"outcome": outcome})
    return moved
