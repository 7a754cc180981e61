"""Rules change freely before a window opens; afterwards two persons change what may still move, and every change is kept."""

import datetime
from collections.abc import Mapping
from typing import Any, Final

from django.core.exceptions import NON_FIELD_ERRORS, ValidationError
from django.db import models, transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from brandcert.core import actors, approvals, events, policies
from brandcert.core.approvals import NotApprovable
from brandcert.core.errors import BusinessError
from brandcert.core.models import Approval
from brandcert.programs import tables
from brandcert.programs.enums import CriterionStage
from brandcert.programs.models import Batch, Program, Revision
from brandcert.programs.queries import content_of, revisions_of, rubric_for

# Once people apply, terms and quotas may move with two persons; who may apply, by which route and with how many points never.
AMENDABLE: Final = (
    "closes_at",
    "correction_rounds",
    "correction_days",
    "recommend_days",
    "county_days",
    "accept_days",
    "escalation_days",
    "escalation_role",
    "panel_days",
    "review_days",
    "answer_days",
    "late_days",
    "inspect_days",
    "inspection_notice_days",
    "rectification_days",
    "rectification_plan_days",
    "statement_days",
    "notice_days",
    "notice_opens",
    "notice_closes",
    "notice_basis",
    "notice_correction",
    "objection_admit_days",
    "objection_days",
    "appeal_days",
    "appeal_decision_days",
    "appeal_service_days",
    "late_appeal_days",
    "appeal_exceeds_quota",
    "integrity_days",
    "most_files",
    "most_megabytes",
    "team_size",
    "quorum",
    "quota",
    "unit_quota",
    "quota_manufacturing",
    "quota_agriculture",
    "quota_services",
    "majority",
    "tie_rule",
    "is_ballot_secret",
    "asks_departments",
    "departments",
    "consultation_days",
    "consultation_reminder_days",
    "meeting_reminder_days",
)
AMEND_BATCH: Final = "programs.batch.amend"
AMEND_PROGRAM: Final = "programs.program.amend"
CLOSE: Final = "programs.batch.close"


class RulesFrozen(BusinessError):
    """People apply by these rules: they do not change, or not by one person."""


class BadRules(BusinessError):
    """The values do not fit together; the message says which."""


def change_batch(batch: Batch, *, values: Mapping[str, Any], by: Any, now: datetime.datetime) -> Batch:
    """Change the rules of a batch that has not opened; the change is kept with what stood there before.

    Raises RulesFrozen once the window is open or somebody has begun, BadRules, Refused.
    """
    policies.require(by, "programs.batch.administer", batch)
    with transaction.atomic():
        row = Batch.objects.select_for_update().get(pk=batch.pk)
        if not row.may_change_form(now):
            raise RulesFrozen(_("The window has opened: propose the change, and the director approves it."))
        faults = window_faults(values, now) | gate_faults(row, values)
        if faults:
            raise BadRules(" ".join(faults.values()))
        _write(row, values, name="administer", by=by)
    return row


def propose_amendment(
    row: Batch | Program, *, values: Mapping[str, Any], reason: str, by: Any, now: datetime.datetime
) -> Approval:
    """Propose new terms of a batch that is open, or of the programme; another person approves the very same values.

    Raises RulesFrozen for what nobody changes any more, BadRules for values that do not fit or change nothing,
    AlreadyProposed, Refused.
    """
    policies.require(by, f"{policies.label_of(row)}.propose_amend", row)
    if isinstance(row, Batch) and not set(values) <= set(AMENDABLE):
        raise RulesFrozen(
            _("Applications are being made by these rules: only terms and quotas can still move.")
        )
    changes = changes_of(row, values)
    if not changes:
        raise BadRules(_("Nothing is different."))
    if not reason.strip():
        raise BadRules(_("Please give a reason."))
    _refuse_past_closing(row, values, now)
    checked(type(row).objects.get(pk=row.pk), values)
    details = {
        "revision": revisions_of(row).count(),
        "reason": reason.strip(),
        "changes": {name: after for name, (_before, after) in changes.items()},
    }
    return approvals.propose("amend", row, by=by, details=details)


def propose_closing(batch: Batch, *, reason: str, by: Any, now: datetime.datetime) -> Approval:
    """Propose to close an open window before its last day; raises RulesFrozen when it is not open, Refused."""
    policies.require(by, "programs.batch.propose_close", batch)
    if not batch.is_open(now):
        raise RulesFrozen(_("The window is not open."))
    if not reason.strip():
        raise BadRules(_("Please give a reason."))
    return approvals.propose("close", batch, by=by, details={"reason": reason.strip()})


@approvals.executes(AMEND_BATCH)
def amend_batch(approval: Approval, *, by: Any) -> Batch:
    """Change an open batch as proposed; raises NotApprovable when its rules have changed since."""
    with transaction.atomic():
        row = Batch.objects.select_for_update().get(pk=approval.subject_id)
        _amend(row, approval, AMEND_BATCH, by)
    return row


@approvals.executes(AMEND_PROGRAM)
def amend_program(approval: Approval, *, by: Any) -> Program:
    """Change the programme as proposed; raises NotApprovable when it has changed since."""
    with transaction.atomic():
        row = Program.objects.select_for_update().get(pk=approval.subject_id)
        _amend(row, approval, AMEND_PROGRAM, by)
    return row


def _amend(row: Batch | Program, approval: Approval, action: str, by: Any) -> None:
    policies.require(by, action, row)
    approvals.use(approval, row, action, by=by)
    details = approval.details
    if details["revision"] != revisions_of(row).count():
        raise NotApprovable(_("The case has changed since the proposal; it has to be made anew."))
    values = {name: _field(row, name).to_python(text) for name, text in details["changes"].items()}
    _refuse_past_closing(row, values, timezone.now())
    _write(row, values, name="amend", by=by, approval=approval)


@approvals.executes(CLOSE)
def close_batch(approval: Approval, *, by: Any) -> Batch:
    """Close the window now, as proposed; raises RulesFrozen when it has closed meanwhile."""
    now = timezone.now()
    with transaction.atomic():
        row = Batch.objects.select_for_update().get(pk=approval.subject_id)
        policies.require(by, CLOSE, row)
        approvals.use(approval, row, CLOSE, by=by)
        if not row.is_open(now):
            raise RulesFrozen(_("The window is not open."))
        _write(row, {"closes_at": now}, name="close", by=by, approval=approval)
    return row


def keep_asked(row: Any, *, fields: list[str], by: Any) -> Any:
    """Store a question, required document or category as edited, while nobody fills the forms in.

    Asked again under the lock of its batch, which may have opened since the page was shown; what stood there before
    is kept as a revision. Raises Refused.
    """
    with transaction.atomic():
        batch = getattr(row, "batch", None)
        if batch is not None:
            Batch.objects.select_for_update().get(pk=batch.pk)
        elif row.pk:
            type(row).objects.select_for_update().get(pk=row.pk)
        policies.require(by, "programs.batch.set_form", row)
        changes = changes_of(row, {name: getattr(row, name) for name in fields}) if row.pk else {}
        row.save()
        if changes:
            _keep_revision(row, changes, changed_by=actors.code_of(by))
        events.record("set_form", row, by=by, payload={"fields": fields})
    return row


def _keep_revision(
    row: Any,
    changes: Mapping[str, tuple[Any, Any]],
    *,
    changed_by: str,
    approved_by: str = "",
    reason: str = "",
) -> Revision:
    return Revision.objects.create(
        subject_type=policies.label_of(row),
        subject_id=row.pk,
        number=revisions_of(row).count() + 1,
        changes={field: list(pair) for field, pair in changes.items()},
        reason=reason,
        changed_by=changed_by,
        approved_by=approved_by,
    )


def changes_of(row: Any, values: Mapping[str, Any]) -> dict[str, tuple[Any, Any]]:
    """Return the fields that would change as {name: (before, after)}, each as its field writes it; None stays None."""
    fresh = type(row).objects.get(pk=row.pk)
    found = {}
    for name, value in values.items():
        before, after = _text(fresh, name, getattr(fresh, name)), _text(fresh, name, value)
        if before != after:
            found[name] = (before, after)
    return found


def _field(row: Any, name: str) -> Any:
    return row._meta.get_field(name)


def _text(row: Any, name: str, value: Any) -> Any:
    if value is None:
        return None
    holder = type(row)(**{name: value})
    return _field(row, name).value_to_string(holder)


def _refuse_past_closing(row: Any, values: Mapping[str, Any], now: datetime.datetime) -> None:
    if isinstance(row, Batch) and values.get("closes_at", now) < now:
        raise BadRules(_("The new last day lies in the past."))


def window_faults(values: Mapping[str, Any], now: datetime.datetime) -> dict[str, str]:
    """Return by field what keeps one person alone from setting such a window: it may be to come only."""
    faults = {}
    if "opens_at" in values and values["opens_at"] <= now:
        faults["opens_at"] = _(
            "The window must open in the future: nobody puts a batch live alone, and until then its rules can be checked."
        )
    if "closes_at" in values and values["closes_at"] <= now:
        faults["closes_at"] = _("The window would be over already.")
    return faults


def gate_faults(batch: Batch, values: Mapping[str, Any]) -> dict[str, str]:
    """Return by field what nobody could reach: more points on the documents than a rubric of the batch gives."""
    gate = values.get("gate_score")
    if gate is None:
        return {}
    named = [rubric_for(batch.pk, category.pk) for category in batch.program.categories.all()]
    given = [
        tables.points_by_stage(content_of(rubric))[CriterionStage.DOCUMENTS] for rubric in named if rubric
    ]
    if not given or gate <= min(given):
        return {}
    words = _(
        "Nobody could reach this: a rubric of the batch gives %(points)s points on the documents at most."
    )
    return {"gate_score": words % {"points": tables.points_of(min(given))}}


def checked(row: models.Model, values: Mapping[str, Any]) -> models.Model:
    """Set the values and let the model judge them; raises BadRules with its words."""
    for name, value in values.items():
        setattr(row, name, value)
    try:
        row.full_clean()
    except ValidationError as fault:
        raise BadRules(" ".join(_named(row, fault))) from fault
    return row


def _named(row: models.Model, fault: ValidationError) -> list[str]:
    """Return what the model found, each with the name of its field."""
    found = []
    for name, words in fault.message_dict.items():
        label = "" if name == NON_FIELD_ERRORS else f"{_field(row, name).verbose_name}: "
        found += [label + text for text in words]
    return found


def _write(
    row: Batch | Program,
    values: Mapping[str, Any],
    *,
    name: str,
    by: Any,
    approval: Approval | None = None,
) -> None:
    """Store the values as the next revision of the rules; changes nothing when nothing is different."""
    changes = changes_of(row, values)
    if not changes:
        return
    checked(row, values).save()
    made = _keep_revision(
        row,
        changes,
        reason=approval.details["reason"] if approval else "",
        changed_by=approval.proposed_by if approval else actors.code_of(by),
        approved_by=actors.code_of(by) if approval else "",
    )
    payload: dict[str, Any] = {"revision": made.number, "fields": sorted(changes)}
    events.record(name, row, by=by, payload=payload | ({"approval": approval.pk} if approval else {}))
