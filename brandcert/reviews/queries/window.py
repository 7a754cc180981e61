"""What applicants may see of a drawing before it: who is in the pool of their category, and until when they may object."""

from __future__ import annotations

import datetime
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from brandcert.applications.models import Application
from brandcert.reviews.models import BatchDraw, Expert, ExpertObjection


@dataclass(frozen=True, slots=True)
class Named:
    """An expert as applicants read him: name, title and employer, nothing of his fields, tasks or ties."""

    key: int
    name: str
    title: str
    employer: str
    objection: ExpertObjection | None


def open_drawing(batch: int) -> BatchDraw | None:
    """Return the drawing of the batch that was announced and has not taken place, if there is one."""
    return BatchDraw.objects.filter(batch=batch, drawn_at=None).order_by("-pk").first()


def window_of(application: Application, *, today: datetime.date) -> BatchDraw | None:
    """Return the drawing to whose pool the applicant of the case may object today, if there is one."""
    draw = open_drawing(application.batch_id)
    if draw is None or not draw.takes_objections(today):
        return None
    cases = {case["id"] for case in (draw.inputs or {"cases": ()})["cases"]}
    # A case may leave the frozen pool while objections to it wait; its window stays open.
    left = {case["id"] for case in draw.left_out}
    return draw if application.pk in cases | left else None


def shown_of(inputs: Mapping[str, Any] | None) -> set[tuple[str, int]]:
    """Return what a frozen pool lays open to objections: each expert in each of his categories, and to whom: each case."""
    if inputs is None:
        return set()
    named = {
        (category, one["expert"])
        for one in inputs["experts"]
        if not one["excluded"]
        for category in one["categories"]
    }
    return named | {("", case["id"]) for case in inputs["cases"]}


def named_pool(draw: BatchDraw, application: Application) -> list[Named]:
    """Return the pool of the case's category, also those whom something ties to the applicant: nobody learns that here."""
    keys = [
        one["expert"]
        for one in (draw.inputs or {"experts": ()})["experts"]
        if application.category.key in one["categories"] and not one["excluded"]
    ]
    objections = {row.expert_id: row for row in objections_of(application)}
    rows = Expert.objects.filter(pk__in=keys).select_related("user").order_by("user__name", "pk")
    return [Named(row.pk, row.user.name, row.title, row.employer, objections.get(row.pk)) for row in rows]


def may_object(named: list[Named]) -> bool:
    """Say whether one more expert may be objected to: nobody chooses a panel by striking out the rest."""
    return 3 * (sum(1 for one in named if one.objection) + 1) <= max(len(named), 3)


def objections_of(application: Application) -> list[ExpertObjection]:
    """Return what the enterprise objected itself in the case."""
    rows = ExpertObjection.objects.filter(application=application)
    return list(rows.select_related("expert__user").order_by("pk"))


def cases_of(draw: BatchDraw) -> list[int]:
    """Return the applications whose applicants are told that names are shown."""
    return [case["id"] for case in (draw.inputs or {"cases": ()})["cases"]]
