"""Scoring tables: a new version is drawn up, edited as a draft, put in force by a second person, and named by a batch."""

import datetime
from collections.abc import Mapping
from typing import Any, Final

from django.db import transaction
from django.db.models import Max
from django.utils import timezone
from django.utils.translation import gettext as _

from brandcert.core import actors, approvals, events, policies
from brandcert.core.approvals import NotApprovable
from brandcert.core.errors import GuardFailed, SomeoneWasFaster
from brandcert.core.models import Approval, digest
from brandcert.programs import tables
from brandcert.programs.enums import CriterionStage
from brandcert.programs.models import (
    Batch,
    Category,
    Criterion,
    Dimension,
    Question,
    Revision,
    Rubric,
    RubricUse,
)
from brandcert.programs.queries import content_of, newest_rubric, revisions_of, rubric_for
from brandcert.programs.services.rules import BadRules, RulesFrozen

PUT_IN_FORCE: Final = "programs.rubric.put_in_force"


def content_hash(rubric: Rubric) -> str:
    """Return the hash of everything the table says, by which an older view of it is recognised."""
    return digest(_plain(content_of(rubric)))


def _plain(content: Any) -> Any:
    if isinstance(content, Mapping):
        return {key: _plain(value) for key, value in content.items()}
    if isinstance(content, list | tuple):
        return [_plain(value) for value in content]
    return content if content is None or isinstance(content, bool | int | str) else str(content)


def draw_up(rubric: Rubric, *, note: str, by: Any) -> Rubric:
    """Copy a version in force into a draft of the next one, with the reason why it is changed.

    Raises RulesFrozen while the category has a draft, BadRules without a reason, Refused.
    """
    policies.require(by, "programs.rubric.draw_up", rubric)
    if not note.strip():
        raise BadRules(_("Please give a reason."))
    with transaction.atomic():
        category = Category.objects.select_for_update().get(pk=rubric.category_id)
        if Rubric.objects.filter(category=category, is_draft=True).exists():
            raise RulesFrozen(_("This category has a draft already: go on with that one."))
        last = Rubric.objects.filter(category=category).aggregate(last=Max("version"))["last"]
        draft = Rubric.objects.create(
            category=category,
            version=last + 1,
            tie_break=rubric.tie_break,
            is_draft=True,
            drawn_from=rubric,
            note=note.strip(),
        )
        _fill(draft, content_of(rubric))
        events.record("draw_up", draft, by=by, payload={"from": rubric.version, "version": draft.version})
    return draft


def keep_draft(draft: Rubric, *, content: tables.Content, seen: str, by: Any) -> Rubric:
    """Store the draft as edited; `seen` is the `content_hash` of what the person began with.

    Sums that do not fit yet may be stored, they are told again before it is put in force. Raises BadRules for codes
    that come twice or a formula at the wrong place, SomeoneWasFaster when it was stored elsewhere since, RulesFrozen
    once it is in force or waits for its second person, Refused.
    """
    policies.require(by, "programs.rubric.keep_draft", draft)
    grave = [fault.text for fault in tables.faults(content) if fault.is_grave]
    if grave:
        raise BadRules(" ".join(grave))
    with transaction.atomic():
        row = _open_draft(draft)
        if content_hash(row) != seen:
            raise SomeoneWasFaster(
                _("Someone else has changed this record since you opened it. Nothing was saved.")
            )
        lines = tables.differences(content_of(row), content)
        Criterion.objects.filter(dimension__rubric=row).delete()
        Dimension.objects.filter(rubric=row).delete()
        row.tie_break = content["tie_break"]
        row.save()
        _fill(row, content)
        if lines:
            events.record("keep_draft", row, by=by, payload={"lines": len(lines), "hash": content_hash(row)})
    return row


def _open_draft(draft: Rubric) -> Rubric:
    row = Rubric.objects.select_for_update().get(pk=draft.pk)
    if not row.is_draft:
        raise RulesFrozen(_("This version is in force: it never changes. Draw up a further one."))
    if is_waiting(row):
        raise RulesFrozen(
            _("This draft waits for its second person: take the proposal back before you change it.")
        )
    return row


def is_waiting(rubric: Rubric) -> bool:
    """Say whether the draft waits for its second person."""
    return Approval.objects.filter(
        action=PUT_IN_FORCE, subject_id=rubric.pk, outcome="", expires_at__gt=timezone.now()
    ).exists()


def _fill(rubric: Rubric, content: tables.Content) -> None:
    for position, entry in enumerate(content["dimensions"]):
        values = {name: entry[name] for name in ("key", *tables.DIMENSION_FIELDS)}
        dimension = Dimension.objects.create(rubric=rubric, position=position, **values)
        Criterion.objects.bulk_create(
            Criterion(
                dimension=dimension,
                code=line["code"],
                position=place,
                **{name: line[name] for name in tables.CRITERION_FIELDS},
            )
            for place, line in enumerate(entry["criteria"])
        )


def propose_in_force(draft: Rubric, *, by: Any) -> Approval:
    """Propose to put the draft in force as it stands; another person approves the very same table.

    Raises BadRules with everything that does not fit yet, or when nothing differs from the version before; AlreadyProposed, Refused.
    """
    policies.require(by, "programs.rubric.propose_put_in_force", draft)
    with transaction.atomic():
        row = _open_draft(draft)
        content = content_of(row)
        found = [fault.text for fault in tables.faults(content)]
        if found:
            raise BadRules(" ".join(found))
        if row.drawn_from is not None and not tables.differences(content_of(row.drawn_from), content):
            raise BadRules(_("Nothing is different."))
        details = {"version": row.version, "hash": content_hash(row), "reason": row.note}
        return approvals.propose("put_in_force", row, by=by, details=details)


@approvals.executes(PUT_IN_FORCE)
def put_in_force(approval: Approval, *, by: Any) -> Rubric:
    """Make the draft the newest version in force; batches name it from now on, those that name another keep theirs."""
    with transaction.atomic():
        row = Rubric.objects.select_for_update().get(pk=approval.subject_id)
        policies.require(by, PUT_IN_FORCE, row)
        approvals.use(approval, row, PUT_IN_FORCE, by=by)
        if not row.is_draft or content_hash(row) != approval.details["hash"]:
            raise NotApprovable(_("The case has changed since the proposal; it has to be made anew."))
        row.is_draft, row.in_force_at = False, timezone.now()
        row.save()
        payload = {"version": row.version, "hash": approval.details["hash"], "approval": approval.pk}
        events.record("put_in_force", row, by=by, payload=payload)
    return row


def name_rubrics(batch: Batch) -> None:
    """Let a new batch judge every category by the version that is in force now."""
    for category in batch.program.categories.all():
        rubric = newest_rubric(category.pk)
        if rubric is not None:
            RubricUse.objects.create(batch=batch, category=category, rubric=rubric)


def choose_rubric(batch: Batch, *, rubric: Rubric, by: Any, now: datetime.datetime) -> RubricUse:
    """Let a batch that has not opened judge the rubric's category by this version.

    Raises RulesFrozen once the window is open, BadRules for a version that does not fit the batch or is named already, Refused.
    """
    policies.require(by, "programs.batch.choose_rubric", batch)
    with transaction.atomic():
        row = Batch.objects.select_for_update().get(pk=batch.pk)
        if not row.may_change_form(now):
            raise RulesFrozen(_("The window has opened: propose the change, and the director approves it."))
        made = use_rubric(row, rubric, changed_by=actors.code_of(by))
        events.record("choose_rubric", row, by=by, payload={"rubric": rubric.pk, "version": rubric.version})
    return made


def misfits(batch: Batch, rubric: Rubric) -> list[str]:
    """Return, in words, why the batch cannot judge by this version."""
    if rubric.is_draft or rubric.category.program_id != batch.program_id:
        return [_("Only a version in force can be chosen.")]
    content = content_of(rubric)
    documents = tables.points_by_stage(content)[CriterionStage.DOCUMENTS]
    found = []
    if batch.gate_score > documents:
        found.append(
            _("The batch asks for %(gate)s points on the documents; this version gives %(points)s at most.")
            % {"gate": tables.points_of(batch.gate_score), "points": tables.points_of(documents)}
        )
    asked = {
        f"{one.section}.{one.key}"
        for one in Question.objects.filter(batch=batch, category=rubric.category_id, is_asked=True)
    }
    lines = [line for dimension in content["dimensions"] for line in dimension["criteria"] if line["formula"]]
    found += [
        _("%(code)s is computed from an answer the batch does not ask for.") % {"code": line["code"]}
        for line in lines
        if asked and line["formula"]["of"] not in asked
    ]
    return found


def use_rubric(
    batch: Batch, rubric: Rubric, *, changed_by: str, approved_by: str = "", reason: str = ""
) -> RubricUse:
    """Store by which version the locked batch judges the category, as a further revision of its rules.

    The caller has asked the policies and keeps the transaction. Raises BadRules.
    """
    found = misfits(batch, rubric)
    if found:
        raise BadRules(" ".join(found))
    before = rubric_for(batch.pk, rubric.category_id)
    if before == rubric:
        raise BadRules(_("Nothing is different."))
    made, _is_new = RubricUse.objects.update_or_create(
        batch=batch, category=rubric.category, defaults={"rubric": rubric}
    )
    Revision.objects.create(
        subject_type=policies.label_of(batch),
        subject_id=batch.pk,
        number=revisions_of(batch).count() + 1,
        changes={f"rubric.{rubric.category.key}": [before.version if before else None, rubric.version]},
        reason=reason,
        changed_by=changed_by,
        approved_by=approved_by,
    )
    return made


def require_rubric_open(batch: Batch, rubric: Rubric, reason: str) -> None:
    """Raise BadRules or GuardFailed unless the version could be named by the batch, with a reason."""
    if not reason.strip():
        raise GuardFailed(_("Please give a reason."))
    found = misfits(batch, rubric)
    if found or rubric_for(batch.pk, rubric.category_id) == rubric:
        raise BadRules(" ".join(found) or _("Nothing is different."))
