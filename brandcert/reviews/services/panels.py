"""Drawing experts, inviting them, and putting the panel to work."""

from __future__ import annotations

import datetime
import secrets
from typing import Any, Final

from django.db import transaction
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from brandcert.applications.enums import Status
from brandcert.applications.models import Application
from brandcert.core import events, policies
from brandcert.core.actors import SYSTEM
from brandcert.core.errors import BusinessError, GuardFailed
from brandcert.core.transitions import locked, perform
from brandcert.core.workdays import add_workdays
from brandcert.programs.models import Batch, Rubric
from brandcert.reviews import drawing, guards, queries
from brandcert.reviews.enums import LIVE, OPEN, AssignmentStatus, ConflictKind
from brandcert.reviews.models import Assignment, Conflict, Draw, Expert, InvitationRun, Panel
from brandcert.reviews.policies import ties
from brandcert.reviews.queries import window

DRAWN_WITH_BATCH: Final = gettext_lazy(
    "A drawing of this batch is open: its cases get their experts by it, none of them by itself."
)


class AlreadyDrawn(BusinessError):
    """The application has its panel; single experts are replaced."""


class NotEnoughExperts(BusinessError):
    """The pool, after all exclusions, is smaller than what is needed."""


class PanelComplete(BusinessError):
    """The panel has as many experts as the batch asks for."""


def draw_panel(application: Application, *, by: Any, today: datetime.date, seed: str | None = None) -> Panel:
    """Draw the experts of an accepted application, invite them and return the panel.

    Whoever is tied to the enterprise is left out, and the tie the system found is written down. Seed,
    pool, exclusions and result are kept as a Draw that anyone can replay. The house makes the seed at this
    moment; `seed` is for rehearsals with a known outcome and comes from no form. Raises AlreadyDrawn,
    NotEnoughExperts, GuardFailed, also while a drawing of the whole batch is open.
    """
    policies.require(by, "applications.application.draw_panel", application)
    with transaction.atomic():
        case = locked(application)
        if case.status != Status.ACCEPTED:
            raise GuardFailed(_("Experts are drawn for accepted applications."))
        if Panel.objects.filter(application=case).exists() or _is_being_invited(case):
            raise AlreadyDrawn(_("The experts of this application have already been drawn."))
        if window.open_drawing(case.batch_id) is not None:
            raise GuardFailed(str(DRAWN_WITH_BATCH))
        panel = Panel.objects.create(application=case, rubric=_rubric(case))
        draw_for(
            panel, case, size=queries.size_needed(case.batch), purpose="panel", by=by, today=today, seed=seed
        )
    return panel


def _is_being_invited(case: Application) -> bool:
    """Say whether a drawing of the batch chose experts for the case whom the worker has not invited yet."""
    rows = InvitationRun.objects.filter(draw__batch=case.batch_id, finished_at=None).select_related("draw")
    return any(case.pk in {one["id"] for one in row.draw.record["inputs"]["cases"]} for row in rows)


def _rubric(application: Application) -> Rubric:
    try:
        return queries.rubric_for(application)
    except Rubric.DoesNotExist as error:
        raise GuardFailed(_("This category has no rubric yet.")) from error


def draw_for(  # every fact of the record comes from the caller
    panel: Panel,
    case: Application,
    *,
    size: int,
    purpose: str,
    by: Any,
    today: datetime.date,
    seed: str | None,
    is_arbitrator: bool = False,
) -> list[Assignment]:
    """Draw experts for a panel, keep the record, invite them. Raises NotEnoughExperts, GuardFailed."""
    _write_detected(case)
    try:
        record = drawing.draw(
            queries.candidates(case, today=today),
            seed=seed or _seed(panel, case),
            application=case.receipt_number or str(case.pk),
            size=size,
            purpose=purpose,
            fields=queries.fields_missing(case, panel),
        )
    except drawing.PoolTooSmall as error:
        if error.field:
            raise NotEnoughExperts(
                _(
                    "The panel needs an expert for “%(field)s”, but nobody of the pool who may be drawn is one."
                )
                % {"field": error.field}
            ) from error
        raise NotEnoughExperts(
            _("%(needed)s experts are needed, but only %(available)s of the pool may be drawn.")
            % {"needed": error.needed, "available": error.available}
        ) from error
    drawn = Draw.objects.create(
        application=case, seed=record["seed"], record=record, drawn_by=None if by is SYSTEM else by
    )
    events.record("draw_panel", case, by=by, payload={"draw": drawn.pk, "purpose": purpose})
    guards.refuse_tied(case, record["chosen"])
    return [
        _invite(panel, case, expert, by=by, today=today, is_arbitrator=is_arbitrator)
        for expert in record["chosen"]
    ]


def _seed(panel: Panel, case: Application) -> str:
    """Return the seed of a later drawing: it follows from the seed of the first, so nobody tries again for another."""
    number = case.receipt_number or str(case.pk)
    if panel.batch_draw is not None:
        return drawing.successor_seed(panel.batch_draw.record["seed"], number, case.draws.count() + 1)
    first = case.draws.order_by("pk").first()
    if first is None:
        return secrets.token_hex(16)
    return drawing.successor_seed(first.seed, number, case.draws.count())


def _write_detected(case: Application) -> None:
    Conflict.objects.bulk_create(
        [
            Conflict(
                expert_id=found.expert, enterprise_id=case.enterprise_id, kind=found.kind, is_detected=True
            )
            for found in ties.find([case])
            if found.rule in ties.KEPT
        ],
        ignore_conflicts=True,
    )


def assign_by_hand(
    application: Application, *, expert: Expert, reason: str, by: Any, today: datetime.date
) -> Assignment:
    """Invite an expert who was not drawn, with the reason on record, because the pool gave nobody.

    Whatever keeps an expert from being drawn keeps him from this too. Raises PanelComplete, GuardFailed
    with what was found.
    """
    policies.require(by, "applications.application.assign_by_hand", application)
    if not reason.strip():
        raise GuardFailed(_("Please give a reason."))
    with transaction.atomic():
        case = locked(application)
        panel = queries.panel_of(case)
        if panel is None or case.status not in (Status.ACCEPTED, Status.EXPERT_REVIEW):
            raise GuardFailed(_("This case is no longer waiting for experts."))
        if not queries.progress(panel, case.batch).missing:
            raise PanelComplete(_("The panel is complete; nobody has to be replaced."))
        _refuse_excluded(case, expert, today)
        return _invite(panel, case, expert.pk, by=by, today=today, hand_reason=reason.strip()[:500])


def _refuse_excluded(case: Application, expert: Expert, today: datetime.date) -> None:
    guards.refuse_tied(case, [expert.pk])
    found = next(one for one in queries.candidates(case, today=today) if one.key == expert.pk)
    if found.exclusions:
        raise GuardFailed(
            _("This expert cannot be invited: not available, other category, or on the panel before.")
        )


def _invite(
    panel: Panel,
    case: Application,
    expert: int,
    *,
    by: Any,
    today: datetime.date,
    is_arbitrator: bool = False,
    hand_reason: str = "",
) -> Assignment:
    has_leader = panel.assignments.filter(is_leader=True, status__in=LIVE).exists()
    assignment = Assignment.objects.create(
        panel=panel,
        expert_id=expert,
        is_arbitrator=is_arbitrator,
        hand_reason=hand_reason,
        is_leader=not has_leader and not is_arbitrator,
        due_on=_due_of_new(case, today),
        answer_by=answer_by(case.batch, today=today),
    )
    events.record("invite", assignment, by=by, payload={"by_hand": bool(hand_reason)})
    return assignment


def answer_by(batch: Batch, *, today: datetime.date) -> datetime.date:
    """Return by when an invitation of today is to be answered; afterwards the clock invites somebody else."""
    return add_workdays(today, batch.answer_days).on


def _due_of_new(case: Application, today: datetime.date) -> datetime.date | None:
    """Return the term of a sheet begun today: that of the case, but at least half of the days of a review."""
    if case.status != Status.EXPERT_REVIEW:
        return None
    half = add_workdays(today, (case.batch.review_days + 1) // 2).on
    return max(half, case.due_on or half)


def agree(assignment: Assignment, *, by: Any) -> Assignment:
    """Sign the declaration that nothing ties the expert to the enterprise; the evidence opens to him."""
    with transaction.atomic():
        agreed: Assignment = perform(assignment.agree, by=by)
    return agreed


def decline(assignment: Assignment, *, kind: str, reason: str, by: Any) -> Assignment:
    """Recuse oneself; a conflict is written down, so that no later drawing asks again.

    `kind` is a ConflictKind, or empty when the expert only has no time. Raises GuardFailed without reason.
    """
    if kind and kind not in ConflictKind.values:
        raise GuardFailed(_("Please choose a ground from the list."))
    with transaction.atomic():
        declined: Assignment = perform(assignment.decline, by=by, reason=reason, payload={"kind": kind})
        if kind:
            Conflict.objects.get_or_create(
                expert=declined.expert,
                enterprise=declined.panel.application.enterprise,
                kind=kind,
                defaults={"note": reason[:200]},
            )
    return declined


def replace_expert(
    assignment: Assignment, *, reason: str, by: Any, today: datetime.date, seed: str | None = None
) -> Assignment:
    """Give the task to another expert, drawn like the first, and return the new task.

    An open task ends as replaced; for one that was declined or became void only the successor is drawn.
    Raises PanelComplete when nobody is missing, NotEnoughExperts, GuardFailed.
    """
    policies.require(by, "reviews.assignment.replace", assignment)
    with transaction.atomic():
        case = locked(assignment.panel.application)
        if case.status not in (Status.ACCEPTED, Status.EXPERT_REVIEW):
            raise GuardFailed(_("This case is no longer waiting for experts."))
        if assignment.status in OPEN:
            perform(assignment.replace, by=by, reason=reason)
        elif assignment.status == AssignmentStatus.LOCKED:
            raise GuardFailed(_("A locked sheet can only be made void, by two persons."))
        if not assignment.is_arbitrator and not queries.progress(assignment.panel, case.batch).missing:
            raise PanelComplete(_("The panel is complete; nobody has to be replaced."))
        return draw_for(
            assignment.panel,
            case,
            size=1,
            purpose="replacement",
            by=by,
            today=today,
            seed=seed,
            is_arbitrator=assignment.is_arbitrator,
        )[0]


def appoint_panel(application: Application, *, by: Any, today: datetime.date) -> Application:
    """T8 组建专家组: open the scoring; every expert has until the promised date."""
    deadline = add_workdays(today, application.batch.review_days)
    with transaction.atomic():
        appointed: Application = perform(
            application.appoint_panel, by=by, due_on=deadline.on, is_provisional=deadline.is_provisional
        )
        Assignment.objects.filter(panel__application=appointed, status__in=LIVE).update(due_on=deadline.on)
    return appointed
