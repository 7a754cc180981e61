"""The review on the page of an application: who judges, how far they are, what the secretary can do."""

from __future__ import annotations

import datetime
from collections.abc import Iterable, Sequence
from typing import Any, Final

from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from brandcert.accounts.enums import Role
from brandcert.applications.enums import Status
from brandcert.applications.models import Application
from brandcert.core.admin import name_act, register_panel, register_step
from brandcert.core.models import Approval
from brandcert.programs.models import Dimension
from brandcert.reviews import drawing, queries, services
from brandcert.reviews.enums import LIVE, AssignmentStatus, ConflictKind
from brandcert.reviews.forms import (
    BelowGateForm,
    DeclineForm,
    DrawForm,
    HandForm,
    NoteForm,
    VoidForm,
    name_of,
)
from brandcert.reviews.models import Assignment, Draw, Expert
from brandcert.reviews.policies import ties
from brandcert.reviews.queries import free, window

# Who learns who the experts are (the panel's members never learn it here).
KNOWS_EXPERTS: Final = frozenset({Role.SECRETARY, Role.CLERK, Role.DIRECTOR, Role.AUDITOR})
REASONS: Final = {
    free.UNAVAILABLE: gettext_lazy("not available"),
    free.AWAY: gettext_lazy("away"),
    queries.OTHER_CATEGORY: gettext_lazy("other category"),
    free.NO_ROLE: gettext_lazy("no valid appointment"),
    queries.FULL: gettext_lazy("has as many tasks as the batch allows"),
    queries.ON_PANEL: gettext_lazy("was on this panel already"),
}
APPLICATION: Final = "applications.application"


def panel_context(application: Application, user: Any) -> dict[str, Any] | None:
    """Return the panel section for those who run or oversee the review; scores only of locked sheets."""
    panel = queries.panel_of(application)
    roles: frozenset[str] = getattr(user, "roles", frozenset())
    if panel is None or not roles & KNOWS_EXPERTS:
        return None
    state = queries.progress(panel, application.batch)
    tasks = panel.assignments.select_related("expert__user", "score").order_by("pk")
    # A director sees the panel's scores, like its tasks, once they are locked.
    sees_scores = bool(roles & {Role.SECRETARY, Role.DIRECTOR, Role.AUDITOR})
    return {
        "state": state,
        "panel": panel,
        "tasks": [_task(task, sees_scores=sees_scores) for task in tasks],
        "ties": _ties(application, tasks),
        "draws": [_draw(draw) for draw in application.draws.select_related("drawn_by").order_by("pk")],
        "result": panel.results.filter(voided_at=None).first(),
        "runs": Role.SECRETARY in roles,
    }


def _ties(application: Application, tasks: Iterable[Assignment]) -> list[dict[str, Any]]:
    """Return what ties members of the panel to the enterprise, found just now, with the row that shows it."""
    names = {task.expert_id: str(task.expert) for task in tasks if task.status in LIVE}
    return [
        {"name": names[found.expert], "words": found.words, "evidence": found.evidence}
        for found in ties.find([application], experts=names)
    ]


def _task(task: Assignment, *, sees_scores: bool) -> dict[str, Any]:
    is_final = task.status in (AssignmentStatus.LOCKED, AssignmentStatus.VOID)
    return {
        "row": task,
        "url": reverse("admin:reviews_assignment_change", args=[task.pk]),
        "total": task.score.total if sees_scores and is_final else None,
    }


def _draw(draw: Draw) -> dict[str, Any]:
    record = draw.record
    keys = [row["expert"] for row in record["excluded"]] + list(record["chosen"])
    names = {row.pk: str(row) for row in Expert.objects.filter(pk__in=keys).select_related("user")}
    words = {**dict(ConflictKind.choices), **REASONS}
    return {
        "row": draw,
        "chosen": [names.get(key, str(key)) for key in record["chosen"]],
        "pool": len(record["pool"]),
        "excluded": [
            {
                "name": names.get(row["expert"], str(row["expert"])),
                "reasons": ", ".join(str(words.get(code, code)) for code in row["reasons"]),
            }
            for row in record["excluded"]
        ],
        "is_reproduced": drawing.is_reproduced(record),
    }


def result_lines(approval: Approval) -> list[dict[str, Any]]:
    """Return the proposed result in words: score, each dimension, formula."""
    details = approval.details
    rubric = Application.objects.get(pk=approval.subject_id).panel.rubric_id
    titles = {row.key: name_of(row) for row in Dimension.objects.filter(rubric=rubric)}
    return [
        {"label": _("Score of the documents"), "value": details["documents_score"]},
        *(
            {"label": titles.get(key, key), "value": value}
            for key, value in details["dimension_scores"].items()
        ),
        {"label": _("Formula"), "value": details["formula"]},
    ]


def void_lines(approval: Approval) -> list[dict[str, Any]]:
    """Return which experts' sheets would become void, and why."""
    rows = Assignment.objects.filter(pk__in=approval.details["assignments"]).select_related("expert__user")
    return [
        {"label": _("Score sheets"), "value": ", ".join(str(row.expert) for row in rows.order_by("pk"))},
        {"label": _("Reason"), "value": approval.details["reason"]},
    ]


def _may_draw(row: Application) -> bool:
    return row.status == Status.ACCEPTED and queries.panel_of(row) is None


def _against_drawing(row: Application) -> list[str]:
    return [str(services.DRAWN_WITH_BATCH)] if window.open_drawing(row.batch_id) else []


def _misses_someone(row: Application) -> bool:
    panel = queries.panel_of(row) if row.status in (Status.ACCEPTED, Status.EXPERT_REVIEW) else None
    return panel is not None and bool(queries.progress(panel, row.batch).missing)


def _diverges(row: Application) -> bool:
    panel = queries.panel_of(row) if row.status == Status.EXPERT_REVIEW else None
    if panel is None:
        return False
    state = queries.progress(panel, row.batch)
    return state.diverges and not state.is_divergence_handled


def _against_further(row: Application) -> list[str]:
    panel = queries.panel_of(row)
    has = panel is not None and queries.progress(panel, row.batch).further > 0
    return [str(services.FURTHER_CALLED)] if has else []


def _against_note(row: Application) -> list[str]:
    panel = queries.panel_of(row)
    waits = panel is not None and queries.progress(panel, row.batch).awaits_further
    return [str(services.FURTHER_JUDGES)] if waits else []


def _misses_successor(row: Assignment) -> bool:
    case = row.panel.application
    return (
        row.status in (AssignmentStatus.DECLINED, AssignmentStatus.REPLACED, AssignmentStatus.VOID)
        and case.status in (Status.ACCEPTED, Status.EXPERT_REVIEW)
        and bool(queries.progress(row.panel, case.batch).missing)
    )


def draw_successor(row: Assignment, *, by: Any, today: datetime.date) -> Assignment:
    """Draw another expert in the place of one who left."""
    return services.replace_expert(row, reason="", by=by, today=today)


def return_to_review(
    row: Application, *, assignments: Sequence[Assignment], reason: str, by: Any
) -> Approval:
    """Propose to void sheets and to judge anew."""
    return services.propose_void_and_rescore(row, assignments=list(assignments), reason=reason, by=by)


def draw_alone(row: Application, *, by: Any, today: datetime.date) -> Any:
    """Draw the panel of the one case, from a seed that nobody typed in."""
    return services.draw_panel(row, by=by, today=today)


register_panel(APPLICATION, "reviews/panel.html", panel_context)
name_act("reviews.assignment.invite", gettext_lazy("Invite expert"))
name_act("reviews.expert.declare_conflict", gettext_lazy("Declare conflict of interest"))
name_act("reviews.batchdraw.announce", gettext_lazy("Drawing announced"))
name_act("reviews.expert.state_interest", gettext_lazy("State an interest"))
name_act("reviews.assignment.find_conflict", gettext_lazy("Conflict of interest found"))
name_act("reviews.expertobjection.file", gettext_lazy("Objection to an expert entered"))
name_act("reviews.expertobjection.decide", gettext_lazy("Objection to an expert decided"))
name_act("enterprises.enterprise.record_affiliate", gettext_lazy("Affiliated body entered"))
register_step(
    f"{APPLICATION}.draw_panel",
    run=draw_alone,
    form=DrawForm,
    label=gettext_lazy("Draw experts"),
    tone="primary",
    when=_may_draw,
    against=_against_drawing,
)
register_step(
    f"{APPLICATION}.assign_by_hand",
    run=services.assign_by_hand,
    form=HandForm,
    label=gettext_lazy("Invite an expert by hand"),
    when=_misses_someone,
)
register_step(f"{APPLICATION}.appoint_panel", run=services.appoint_panel)
register_step(f"{APPLICATION}.finish_review", propose=services.propose_result, describe=result_lines)
register_step(f"{APPLICATION}.reject_below_gate", propose=services.propose_rejection, form=BelowGateForm)
register_step(f"{APPLICATION}.void_and_rescore", propose=return_to_review, form=VoidForm, describe=void_lines)
register_step(
    f"{APPLICATION}.call_arbitrator",
    run=services.call_arbitrator,
    label=gettext_lazy("Call a further expert"),
    when=_diverges,
    against=_against_further,
)
register_step(
    f"{APPLICATION}.note_divergence",
    run=services.note_divergence,
    form=NoteForm,
    label=gettext_lazy("Let diverging scores stand"),
    when=_diverges,
    against=_against_note,
)
register_step("reviews.assignment.agree", run=services.agree)
register_step("reviews.assignment.decline", run=services.decline, form=DeclineForm)
register_step("reviews.assignment.replace", run=services.replace_expert)
register_step(
    "reviews.assignment.draw_successor",
    run=draw_successor,
    label=gettext_lazy("Draw a successor"),
    tone="primary",
    when=_misses_successor,
)
register_step("reviews.assignment.void", propose=services.propose_void)
