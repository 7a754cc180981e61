"""From locked sheets to an approved result, and back when a sheet becomes void."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from brandcert.accounts.models import User
from brandcert.applications.models import Application
from brandcert.core import approvals
from brandcert.core.errors import GuardFailed
from brandcert.core.models import Approval, digest
from brandcert.core.transitions import blockers, locked, perform
from brandcert.core.workdays import add_workdays
from brandcert.reviews import queries, scoring
from brandcert.reviews.enums import AssignmentStatus
from brandcert.reviews.models import Assignment, Panel, Result


def compute(panel: Panel, application: Application) -> tuple[scoring.Aggregate, dict[str, Any]]:
    """Return the aggregate of the panel's locked sheets and the inputs to compute it again."""
    sheets, scheme = queries.locked_sheets(panel), queries.scheme_of(panel, application.batch)
    inputs = scoring.to_inputs(sheets, scheme)
    inputs["rubric"] = {"category": application.category.key, "version": panel.rubric.version}
    return scoring.aggregate(sheets, scheme), inputs


def formula_of(aggregate: scoring.Aggregate, panel: Panel) -> str:
    """Return the formula as it is stored: its id and the version of the rubric, `mean/1@v1`."""
    return f"{aggregate.formula}@v{panel.rubric.version}"


def _facts(panel: Panel, application: Application) -> dict[str, Any]:
    aggregate, inputs = compute(panel, application)
    return {
        "documents_score": str(aggregate.documents_score),
        "dimension_scores": {key: str(value) for key, value in aggregate.dimension_scores.items()},
        "formula": formula_of(aggregate, panel),
        "inputs": digest(inputs),
    }


def propose_result(application: Application, *, by: Any) -> Approval:
    """Propose the computed result to the director (T9); what he approves is exactly these numbers.

    Raises GuardFailed with every missing fact, AlreadyProposed, Refused.
    """
    missing = blockers(application, "finish_review", by=by)
    panel = queries.panel_of(application)
    if missing or panel is None:
        raise GuardFailed(" ".join(missing))
    return approvals.propose("finish_review", application, by=by, details=_facts(panel, application))


@approvals.executes("applications.application.finish_review")
def finish_review(approval: Approval, *, by: Any) -> Application:
    """T9 评审完成: compute anew, compare with what was proposed, store the result with its inputs."""
    with transaction.atomic():
        case = _case(approval)
        panel = queries.panel_of(case)
        if (
            panel is None
            or not panel.assignments.locked().exists()
            or _facts(panel, case) != approval.details
        ):
            raise approvals.NotApprovable(
                _("The case has changed since the proposal; it has to be made anew.")
            )
        aggregate, inputs = compute(panel, case)
        scores = {key: str(value) for key, value in aggregate.dimension_scores.items()}
        formula = formula_of(aggregate, panel)
        finished: Application = perform(
            case.finish_review,
            by=by,
            approval=approval,
            documents_score=aggregate.documents_score,
            dimension_scores=scores,
            formula=formula,
        )
        Result.objects.create(
            panel=panel,
            formula=formula,
            inputs=inputs,
            documents_score=aggregate.documents_score,
            dimension_scores=scores,
        )
    return finished


def _case(approval: Approval) -> Application:
    return locked(Application.objects.select_related("batch", "category").get(pk=approval.subject_id))


def propose_rejection(application: Application, *, reason: str, by: Any) -> Approval:
    """Propose to end an application whose score stays below the gate (T11). Raises GuardFailed."""
    missing = blockers(application, "reject_below_gate", by=by)
    if missing or not reason.strip():
        raise GuardFailed(" ".join(missing) or _("Please give a reason."))
    return approvals.propose("reject_below_gate", application, by=by, details={"reason": reason.strip()})


@approvals.executes("applications.application.reject_below_gate")
def reject_below_gate(approval: Approval, *, by: Any) -> Application:
    """T11 不予认定: end the application below the gate."""
    with transaction.atomic():
        rejected: Application = perform(
            _case(approval).reject_below_gate, by=by, approval=approval, reason=approval.details["reason"]
        )
    return rejected


def propose_void(assignment: Assignment, *, reason: str, by: Any) -> Approval:
    """Propose to make a locked sheet void while the case is still in review. Raises GuardFailed."""
    missing = blockers(assignment, "void", by=by)
    if missing or not reason.strip():
        raise GuardFailed(" ".join(missing) or _("Please give a reason."))
    return approvals.propose("void", assignment, by=by, details={"reason": reason.strip()})


@approvals.executes("reviews.assignment.void")
def void(approval: Approval, *, by: Any) -> Assignment:
    """作废: the locked sheet stays as it is and counts no more; the secretary draws another expert."""
    with transaction.atomic():
        row = Assignment.objects.get(pk=approval.subject_id)
        voided: Assignment = perform(row.void, by=by, approval=approval, reason=approval.details["reason"])
    return voided


def propose_void_and_rescore(
    application: Application, *, assignments: Sequence[Assignment], reason: str, by: Any
) -> Approval:
    """Propose to return a case to review because sheets have to become void (T25).

    Raises GuardFailed unless every assignment is a locked one of this application and a reason is given.
    """
    keys = sorted({row.pk for row in assignments})
    found = Assignment.objects.filter(pk__in=keys, panel__application=application).locked().count()
    if not keys or found != len(keys):
        raise GuardFailed(_("Choose locked score sheets of this application."))
    if not reason.strip():
        raise GuardFailed(_("Please give a reason."))
    return approvals.propose(
        "void_and_rescore", application, by=by, details={"assignments": keys, "reason": reason.strip()}
    )


@approvals.executes("applications.application.void_and_rescore")
def void_and_rescore(approval: Approval, *, by: Any) -> Application:
    """T25 评分作废重评: back to review, the sheets and the result become void; result and approval come anew.

    Each sheet gets an approval of its own, in the name of the same two persons.
    """
    today = timezone.localdate()
    with transaction.atomic():
        case = _case(approval)
        deadline = add_workdays(today, case.batch.review_days)
        reason = approval.details["reason"]
        returned: Application = perform(
            case.void_and_rescore,
            by=by,
            approval=approval,
            reason=reason,
            due_on=deadline.on,
            is_provisional=deadline.is_provisional,
        )
        proposer = User.objects.get(pk=approval.proposed_by.removeprefix("user:"))
        rows = Assignment.objects.filter(
            pk__in=approval.details["assignments"], status=AssignmentStatus.LOCKED
        )
        for row in rows.order_by("pk"):
            single = approvals.propose("void", row, by=proposer, details={"reason": reason})
            perform(row.void, by=by, approval=single, reason=reason)
        Result.objects.filter(panel__application=case, voided_at=None).update(voided_at=timezone.now())
        Panel.objects.filter(application=case).update(divergence_note="")
    return returned
