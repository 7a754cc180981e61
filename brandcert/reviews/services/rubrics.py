"""Another version of the rubric for a batch that is open: by two persons, and only while nobody has begun to score by the old one."""

import datetime
from typing import Any, Final

from django.db import transaction
from django.utils.translation import gettext as _

from brandcert.core import approvals, events, policies
from brandcert.core.errors import GuardFailed
from brandcert.core.models import Approval
from brandcert.programs.models import Batch, Rubric
from brandcert.programs.queries import rubric_for
from brandcert.programs.services import RulesFrozen, require_rubric_open, use_rubric
from brandcert.reviews.models import Assignment, CriterionScore, Panel

SWITCH: Final = "programs.batch.switch_rubric"


def is_scored(batch: Batch, category: int) -> bool:
    """Say whether any sheet of the batch and category has been begun."""
    begun = CriterionScore.objects.filter(
        score__assignment__panel__application__batch=batch,
        score__assignment__panel__application__category=category,
    )
    return begun.exists()


def propose_switch(batch: Batch, *, rubric: Rubric, reason: str, by: Any, now: datetime.datetime) -> Approval:
    """Propose that an open batch judges the rubric's category by this version; another person approves it.

    Raises RulesFrozen once a sheet is begun or while one person may still choose alone, BadRules for a version that
    does not fit or is named already, GuardFailed without a reason, AlreadyProposed, Refused.
    """
    policies.require(by, "programs.batch.propose_switch_rubric", batch)
    if batch.may_change_form(now):
        raise RulesFrozen(_("The window has not opened: choose the version without a proposal."))
    require_rubric_open(batch, rubric, reason)
    _refuse_scored(batch, rubric)
    before = rubric_for(batch.pk, rubric.category_id)
    details = {
        "rubric": rubric.pk,
        "category": rubric.category.key,
        "before": before.version if before else None,
        "version": rubric.version,
        "reason": reason.strip(),
    }
    return approvals.propose("switch_rubric", batch, by=by, details=details)


def _refuse_scored(batch: Batch, rubric: Rubric) -> None:
    if is_scored(batch, rubric.category_id):
        raise RulesFrozen(_("Experts have begun to score by the present version: it stays for this batch."))


@approvals.executes(SWITCH)
def switch_rubric(approval: Approval, *, by: Any) -> Batch:
    """Judge the category of the batch by the version proposed, also on the panels that are made up already.

    Raises RulesFrozen when a sheet was begun meanwhile, GuardFailed when the batch names another version by now.
    """
    details = approval.details
    with transaction.atomic():
        row = Batch.objects.select_for_update().get(pk=approval.subject_id)
        policies.require(by, SWITCH, row)
        approvals.use(approval, row, SWITCH, by=by)
        rubric = Rubric.objects.select_related("category").get(pk=details["rubric"])
        present = rubric_for(row.pk, rubric.category_id)
        if (present.version if present else None) != details["before"]:
            raise GuardFailed(_("The case has changed since the proposal; it has to be made anew."))
        panels = Panel.objects.filter(application__batch=row, application__category=rubric.category_id)
        # A sheet is begun under the lock of its task: after this line nobody begins one by the old version.
        list(Assignment.objects.select_for_update().filter(panel__in=panels).order_by("pk"))
        _refuse_scored(row, rubric)
        use_rubric(
            row,
            rubric,
            changed_by=approval.proposed_by,
            approved_by=f"user:{by.pk}",
            reason=details["reason"],
        )
        panels.update(rubric=rubric)
        payload = {"rubric": rubric.pk, "version": rubric.version, "approval": approval.pk}
        events.record("switch_rubric", row, by=by, payload=payload)
    return row
