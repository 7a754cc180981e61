"""Two-person acts: one proposes, another approves the very same facts."""

import datetime
from collections.abc import Callable, Mapping
from typing import Any, Final

from django.apps import apps
from django.db import IntegrityError, models, transaction
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from brandcert.core import actors, events, factors, policies
from brandcert.core.errors import BusinessError, GuardFailed, SomeoneWasFaster
from brandcert.core.models import Approval, StatefulModel, digest

Executor = Callable[..., Any]
_executors: Final[dict[str, Executor]] = {}
TERM: Final = datetime.timedelta(days=30)


class AlreadyProposed(BusinessError):
    """The same act is already waiting for its second person."""


class NotApprovable(BusinessError):
    """The proposal was decided, has expired, or what it rests on has changed."""


def executes(action: str) -> Callable[[Executor], Executor]:
    """Register the service `(approval, *, by)` that carries out an approved action."""

    def decorate(function: Executor) -> Executor:
        _executors[action] = function
        return function

    return decorate


def executors() -> Mapping[str, Executor]:
    """Return the registered services by action."""
    return dict(_executors)


def facts_hash(subject: models.Model, details: Mapping[str, Any]) -> str:
    """Return the hash of what the approver must find unchanged: the row's facts and the details."""
    facts = subject.approval_facts() if isinstance(subject, StatefulModel) else {}
    return digest({"facts": facts, "details": dict(details)})


def propose(
    action: str,
    subject: models.Model,
    *,
    by: Any,
    details: Mapping[str, Any] | None = None,
    term: datetime.timedelta = TERM,
) -> Approval:
    """Write down that `by` proposes the action; another person has to approve it within the term.

    `action` is a step or act of the subject's model; the policy `propose_<action>` decides who may.
    Raises AlreadyProposed when the same act is waiting already, SomeoneWasFaster when a step does not
    start from the present state, Refused when the policy says no.
    """
    label = policies.label_of(subject)
    policies.require(by, f"{label}.propose_{action}", subject)
    _can_start(action, subject)
    values = dict(details or {})
    now = timezone.now()
    try:
        with transaction.atomic():
            _expire(label, subject.pk, now)
            approval = Approval.objects.create(
                action=f"{label}.{action}",
                subject_type=label,
                subject_id=subject.pk,
                details=values,
                facts_hash=facts_hash(subject, values),
                proposed_by=actors.code_of(by),
                proposed_at=now,
                expires_at=now + term,
            )
            events.record(f"propose_{action}", subject, by=by, payload={"approval": approval.pk})
    except IntegrityError as error:
        raise AlreadyProposed(_("This act is already waiting for approval.")) from error
    return approval


def _can_start(action: str, subject: models.Model) -> None:
    """Raise SomeoneWasFaster when the action is a step that does not start from the subject's state."""
    meta = getattr(getattr(type(subject), action, None), "_django_fsm", None)
    if meta is not None and not meta.has_transition(subject.status):  # type: ignore[attr-defined] # a step belongs to a row with a status
        raise SomeoneWasFaster(_("This is not possible in the present state of the case."))


def _expire(label: str, pk: int, now: datetime.datetime) -> None:
    Approval.objects.filter(subject_type=label, subject_id=pk, outcome="", expires_at__lte=now).update(
        outcome=Approval.Outcome.DECLINED, decided_at=now
    )


def subject_of(approval: Approval) -> models.Model:
    """Return the row the proposal is about."""
    row: models.Model = apps.get_model(approval.subject_type)._base_manager.get(pk=approval.subject_id)
    return row


def approve(approval: Approval, *, by: Any) -> Any:
    """Carry out the proposed act in the name of the approver; return what the act's service returns.

    Everything happens in one transaction: when the act fails the proposal stays open. Raises
    NotApprovable, Refused, or whatever the act's guards raise.
    """
    with transaction.atomic():
        locked = Approval.objects.select_for_update().get(pk=approval.pk)
        result = _executors[locked.action](locked, by=by)
        if Approval.objects.get(pk=locked.pk).outcome != Approval.Outcome.APPROVED:
            raise AssertionError(f"the service of {locked.action} did not use its approval")
    return result


def decline(approval: Approval, *, by: Any, reason: str) -> Approval:
    """Refuse the proposal with a reason; the proposer himself may take it back.

    Raises Refused unless `by` is the proposer or someone who could approve.
    """
    if not reason.strip():
        raise GuardFailed(_("Please give a reason."))
    with transaction.atomic():
        locked = Approval.objects.select_for_update().get(pk=approval.pk)
        subject = subject_of(locked)
        if actors.code_of(by) != locked.proposed_by:
            policies.require(by, locked.action, subject)
        if locked.outcome:
            raise NotApprovable(_("This proposal has already been decided."))
        withdraw(locked, reason=reason, by=by)
    return locked


def withdraw(locked: Approval, *, reason: str, by: Any) -> None:
    """End an open proposal that nobody should approve any more; the caller has locked it and asked the policies."""
    locked.outcome, locked.reason = Approval.Outcome.DECLINED, reason.strip()
    locked.decided_by, locked.decided_at = actors.code_of(by), timezone.now()
    locked.save()
    step = locked.action.rpartition(".")[2]
    events.record(f"decline_{step}", subject_of(locked), by=by, payload={"approval": locked.pk})


def use(approval: Approval, subject: models.Model, action: str, *, by: Any) -> Approval:
    """Check the approval against the locked subject and mark it approved by `by`.

    Raises NotApprovable when it is for something else, decided, expired, proposed by the same
    person, or when the facts have changed since; StaleFactor unless the approver's second factor is fresh.
    """
    factors.require_fresh(by)
    locked = Approval.objects.select_for_update().get(pk=approval.pk)
    fault = _fault(locked, subject, action, by)
    if fault:
        raise NotApprovable(fault)
    locked.outcome = Approval.Outcome.APPROVED
    locked.decided_by, locked.decided_at = actors.code_of(by), timezone.now()
    locked.save()
    return locked


_FAULTS: Final = {
    "other": gettext_lazy("This approval is for another act."),
    "decided": gettext_lazy("This proposal has already been decided."),
    "expired": gettext_lazy("This proposal has expired; it has to be made anew."),
    "same": gettext_lazy("Whoever proposed may not approve: a second person is needed."),
    "facts": gettext_lazy("The case has changed since the proposal; it has to be made anew."),
}


def _fault(approval: Approval, subject: models.Model, action: str, by: Any) -> str:
    checks = (
        ("other", approval.action != action or approval.subject_id != subject.pk),
        ("decided", bool(approval.outcome)),
        ("expired", approval.expires_at <= timezone.now()),
        ("same", approval.proposed_by == actors.code_of(by)),
        ("facts", approval.facts_hash != facts_hash(subject, approval.details)),
    )
    return next((str(_FAULTS[key]) for key, is_wrong in checks if is_wrong), "")
