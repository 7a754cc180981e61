"""Whatever ties an expert to an enterprise: written down, and carried into effect at once."""

from __future__ import annotations

import contextlib
import datetime
from collections import defaultdict
from collections.abc import Callable
from typing import Any

from django.db import IntegrityError, transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from brandcert.applications.enums import Status
from brandcert.applications.models import Application
from brandcert.core import events, policies
from brandcert.core.errors import BusinessError, GuardFailed, Refused
from brandcert.core.transitions import perform
from brandcert.enterprises.credit_codes import read_credit_code
from brandcert.enterprises.models import Enterprise
from brandcert.enterprises.names import clean_name, is_placeholder
from brandcert.reviews.enums import LIVE, OPEN, AssignmentStatus, ConflictKind, InterestKind
from brandcert.reviews.models import Affiliate, Assignment, Conflict, Expert, ExpertObjection, Interest
from brandcert.reviews.policies import expert_of, ties
from brandcert.reviews.queries import window
from brandcert.reviews.services.results import propose_void, propose_void_and_rescore


class AlreadyDecided(BusinessError):
    """Somebody decided this objection before."""


def declare_conflict(
    expert: Expert, *, enterprise: Enterprise, kind: str, note: str = "", by: Any
) -> Conflict:
    """Write down a conflict of interest; open tasks of the expert about the enterprise end at once.

    Experts declare for themselves, the secretary for anyone. What happens to tasks stands at `enforce`.
    Declaring the same twice changes nothing.
    """
    policies.require(by, "reviews.expert.declare_conflict", expert)
    require_own_or_staff(expert, by)
    if kind not in ConflictKind.values:
        raise GuardFailed(_("Please choose a ground from the list."))
    with transaction.atomic():
        conflict, is_new = Conflict.objects.get_or_create(
            expert=expert, enterprise=enterprise, kind=kind, defaults={"note": note[:200]}
        )
        if is_new:
            events.record(
                "declare_conflict", expert, by=by, payload={"enterprise": enterprise.pk, "kind": kind}
            )
        enforce(by=by, expert=expert, reason=note or str(ConflictKind(kind).label))
    return conflict


def require_own_or_staff(expert: Expert, by: Any) -> None:
    """Raise Refused for an expert who states something about another."""
    if expert_of(by) != expert and not policies.allowed(by, "reviews.expert.edit", expert):
        raise Refused(_("You may declare conflicts only for yourself."))


def state_interest(
    expert: Expert,
    *,
    kind: str,
    body: str,
    credit_code: str,
    since: datetime.date | None = None,
    until: datetime.date | None = None,
    note: str = "",
    by: Any,
) -> Interest:
    """Enter what an expert has to do with a body, whether it applied or not; tasks about it end at once.

    Experts state their own, the secretary anyone's. Without a code the name of the body ties, written as on its
    licence. Raises GuardFailed for a wrong kind, name, code or period.
    """
    policies.require(by, "reviews.expert.state_interest", expert)
    require_own_or_staff(expert, by)
    if kind not in InterestKind.values:
        raise GuardFailed(_("Please choose a ground from the list."))
    if since and until and until < since:
        raise GuardFailed(_("The last day lies before the first."))
    named = clean_name(body)[:200]
    if is_placeholder(named):
        raise GuardFailed(_("Please enter the name of the body as on its licence."))
    with transaction.atomic():
        interest = Interest.objects.create(
            expert=expert,
            kind=kind,
            body=named,
            credit_code=_code(credit_code) if credit_code.strip() else "",
            since=since,
            until=until,
            note=note[:200],
        )
        events.record("state_interest", expert, by=by, payload={"interest": interest.pk, "kind": kind})
        enforce(by=by, expert=expert, reason=str(InterestKind(kind).label))
    return interest


def record_affiliate(
    enterprise: Enterprise, *, name: str, credit_code: str, source: str = "", by: Any
) -> Affiliate:
    """Enter a body of the same group as the enterprise; whoever works there judges it no longer."""
    policies.require(by, "enterprises.enterprise.record_affiliate", enterprise)
    with transaction.atomic():
        affiliate, is_new = Affiliate.objects.get_or_create(
            enterprise=enterprise,
            credit_code=_code(credit_code),
            defaults={"name": name.strip()[:200], "source": source.strip()[:200]},
        )
        if is_new:
            events.record("record_affiliate", enterprise, by=by, payload={"affiliate": affiliate.pk})
        enforce(by=by, enterprise=enterprise, reason=str(ConflictKind.SAME_ENTITY.label))
    return affiliate


def _code(text: str) -> str:
    reading = read_credit_code(text)
    if reading.fault:
        raise GuardFailed(reading.explanation)
    if not reading.code:
        raise GuardFailed(_("Please enter the unified social credit code of the body."))
    return reading.code


def object_to_expert(expert: Expert, *, enterprise: Enterprise, reason: str, by: Any) -> ExpertObjection:
    """Enter that the enterprise asks an expert to stand aside; until it is decided nobody draws or admits him.

    An enterprise objects to an expert once. Raises GuardFailed without reason, or for the second time.
    """
    policies.require(by, "reviews.expertobjection.file", None)
    if not reason.strip():
        raise GuardFailed(_("Please give a reason."))
    try:
        with transaction.atomic():
            objection = ExpertObjection.objects.create(
                expert=expert, enterprise=enterprise, reason=reason.strip()[:500], filed_by=by
            )
            events.record("file", objection, by=by)
    except IntegrityError as error:
        raise GuardFailed(_("This enterprise has objected to this expert before.")) from error
    return objection


def object_as_applicant(
    application: Application, *, expert: Expert, reason: str, by: Any, today: datetime.date
) -> ExpertObjection:
    """Object, for the applicant, to an expert whom the pool of the announced drawing names.

    Until it is decided he is drawn for none of the enterprise's cases. Raises GuardFailed outside the window, for
    somebody who was not named, without reason, for the second time and for more than a third of the pool; Refused.
    """
    policies.require(by, "reviews.expertobjection.file_own", application)
    draw = window.window_of(application, today=today)
    if draw is None:
        raise GuardFailed(_("Objections to experts are not taken now."))
    named = window.named_pool(draw, application)
    if expert.pk not in {one.key for one in named}:
        raise GuardFailed(_("Please choose an expert from the list."))
    if not reason.strip():
        raise GuardFailed(_("Please give a reason."))
    if not window.may_object(named):
        raise GuardFailed(_("You may object to at most a third of the pool."))
    try:
        with transaction.atomic():
            objection = ExpertObjection.objects.create(
                expert=expert,
                enterprise=application.enterprise,
                application=application,
                reason=reason.strip()[:500],
                filed_by=by,
            )
            events.record("file_own", objection, by=by, payload={"application": application.pk})
    except IntegrityError as error:
        raise GuardFailed(_("Your enterprise has objected to this expert before.")) from error
    return objection


def decide_objection(
    objection: ExpertObjection, *, is_admitted: bool, decision: str, by: Any
) -> ExpertObjection:
    """Admit the objection, which ends the expert's tasks about the enterprise, or refuse it, with the reason.

    Raises AlreadyDecided, GuardFailed without reason.
    """
    policies.require(by, "reviews.expertobjection.decide", objection)
    if not decision.strip():
        raise GuardFailed(_("Please give a reason."))
    with transaction.atomic():
        row = ExpertObjection.objects.select_for_update().get(pk=objection.pk)
        if row.is_admitted is not None:
            raise AlreadyDecided(_("This objection has been decided already."))
        row.is_admitted, row.decision = is_admitted, decision.strip()[:500]
        row.decided_by, row.decided_at = by, timezone.now()
        row.save()
        events.record("decide", row, by=by, payload={"is_admitted": is_admitted})
        if is_admitted:
            enforce(
                by=by,
                expert=row.expert,
                enterprise=row.enterprise,
                reason=str(ConflictKind.OBJECTED.label),
            )
    return row


def enforce(
    *, by: Any, reason: str, expert: Expert | None = None, enterprise: Enterprise | None = None
) -> int:
    """End every live task that a tie forbids now, and return how many were found.

    Open tasks end at once. Locked sheets stay as they are until two persons make them void: where `by`
    may propose that, it is proposed here, back to the review if the case has left it; either way the
    finding is written to the trail, and no step of the case is taken while such a sheet counts.
    """
    rows = Assignment.objects.filter(status__in=LIVE)
    if expert is not None:
        rows = rows.filter(expert=expert)
    if enterprise is not None:
        rows = rows.filter(panel__application__enterprise=enterprise)
    tasks = list(rows.select_related("expert", "panel__application__enterprise").order_by("pk"))
    found = {
        (finding.application, finding.expert): finding
        for finding in ties.find(
            [task.panel.application for task in tasks], experts={task.expert_id for task in tasks}
        )
    }
    tied = [task for task in tasks if (task.panel.application_id, task.expert_id) in found]
    for task in tied:
        finding = found[task.panel.application_id, task.expert_id]
        facts = {"kind": finding.kind, "rule": finding.rule, "evidence": finding.evidence}
        events.record("find_conflict", task, by=by, payload=facts)
    _end_open([task for task in tied if task.status in OPEN], by=by, reason=reason)
    if policies.allowed(by, "reviews.assignment.propose_void", None):
        _propose_void([task for task in tied if task.status == AssignmentStatus.LOCKED], by=by, reason=reason)
    return len(tied)


def _end_open(tasks: list[Assignment], *, by: Any, reason: str) -> None:
    for task in tasks:
        if expert_of(by) == task.expert:
            perform(task.decline, by=by, reason=reason)
        elif policies.allowed(by, "reviews.assignment.replace", task):
            perform(task.replace, by=by, reason=reason)


def _propose_void(tasks: list[Assignment], *, by: Any, reason: str) -> None:
    by_case: dict[Application, list[Assignment]] = defaultdict(list)
    for task in tasks:
        by_case[task.panel.application].append(task)
    for case, rows in by_case.items():
        if case.status == Status.EXPERT_REVIEW:
            for task in rows:
                _try(propose_void, task, reason=reason, by=by)
        else:
            _try(propose_void_and_rescore, case, assignments=rows, reason=reason, by=by)


def _try(propose: Callable[..., Any], *subject: Any, **facts: Any) -> None:
    """Propose, unless that waits already or the case has ended: then there is nothing to return to."""
    with contextlib.suppress(BusinessError), transaction.atomic():
        propose(*subject, **facts)
