"""Reads about one application: its rank, its meeting, its notice, its objections, its refusal."""

import datetime
from collections.abc import Iterable
from decimal import Decimal
from typing import Any

from django.db.models import Count

from brandcert.applications.enums import Status
from brandcert.applications.models import Application
from brandcert.awards.enums import Choice, Result
from brandcert.awards.models import AgendaItem, NoticeItem, Objection, PublicNotice
from brandcert.core.models import Event
from brandcert.inspections.models import ChecklistLine
from brandcert.programs.enums import CriterionStage
from brandcert.programs.models import Batch, Criterion, Rubric
from brandcert.programs.queries import rubric_for
from brandcert.reviews.enums import AssignmentStatus
from brandcert.reviews.models import CriterionScore

OCCUPYING = (Status.PUBLIC_NOTICE, Status.OBJECTION, Status.AWARDED)


def rubric_of(application: Application) -> Rubric:
    """Return the rubric the application was scored by; before it has a panel that of its batch."""
    panel = getattr(application, "panel", None)
    if panel is not None:
        found: Rubric = panel.rubric
        return found
    chosen = rubric_for(application.batch_id, application.category_id)
    if chosen is None:
        raise Rubric.DoesNotExist(f"category {application.category_id} has no rubric")
    return chosen


def rank_key(application: Application) -> tuple[Any, ...]:
    """Return what applications are ranked by, best first: total, tie-break dimension, S, earlier submission."""
    total = application.total_score or Decimal(0)
    tie = Decimal(str(application.dimension_scores.get(rubric_of(application).tie_break, "0")))
    return (-total, -tie, -(application.site_score or Decimal(0)), application.submitted_at, application.pk)


def ranking(applications: Iterable[Application]) -> list[Application]:
    """Return the applications best first."""
    return sorted(applications, key=rank_key)


def places_left(batch: Batch) -> int | None:
    """Return how many more awards the quota of the batch admits; None without a quota."""
    if batch.quota is None:
        return None
    taken = Application.objects.filter(batch=batch, status__in=OCCUPYING).count()
    return max(batch.quota - taken, 0)


def is_beyond_quota(application: Application) -> bool:
    """Say whether the application needs no place of the quota: an appeal was upheld, and the batch lets it exceed."""
    if not application.batch.appeal_exceeds_quota:
        return False
    return Event.objects.about(application).filter(name="applications.application.reopen").exists()


def weak_dimensions(application: Application) -> list[str]:
    """Return the titles of the dimensions in which the application stays below what batch and dimension ask for."""
    percent = application.batch.dimension_percent
    points = application.dimension_scores
    return [
        dimension.title
        for dimension in rubric_of(application).dimensions.all()
        if Decimal(str(points.get(dimension.key, "0"))) < dimension.maximum * dimension.gate(percent) / 100
    ]


def vetoed(application: Application) -> list[str]:
    """Return the criteria that rule an award out: without a point from any expert whose sheet counts, or on site."""
    criteria = Criterion.objects.filter(dimension__rubric=rubric_of(application), is_veto=True)
    found = []
    for row in criteria.order_by("dimension__position", "position", "pk"):
        if row.stage == CriterionStage.SITE:
            given = ChecklistLine.objects.filter(
                criterion=row, inspection__application=application, inspection__locked_at__isnull=False
            )
        else:
            given = CriterionScore.objects.filter(
                criterion=row,
                score__assignment__panel__application=application,
                score__assignment__status=AssignmentStatus.LOCKED,
            )
        points = list(given.values_list("points", flat=True))
        if points and not any(points):
            found.append(str(row))
    return found


def last_item(application: Application) -> AgendaItem | None:
    """Return the application's place in the latest closed meeting that dealt with it."""
    return (
        AgendaItem.objects.filter(application=application)
        .exclude(deliberation__closed_at=None)
        .select_related("deliberation")
        .order_by("-deliberation__closed_at")
        .first()
    )


def item_decided_by(application: Application) -> AgendaItem | None:
    """Return its place in the latest closed meeting since it came to the committee: after an appeal or new scores the votes before count no more."""
    item = last_item(application)
    came = Event.objects.about(application).filter(payload__to=Status.DELIBERATION).order_by("-id").first()
    if item is None or (came is not None and (item.deliberation.closed_at or came.at) < came.at):
        return None
    return item


def votes(item: AgendaItem) -> dict[str, int]:
    """Return how often each choice was taken; of a counted item what was written down then."""
    if item.decided_at:
        return {choice: int(item.tally.get(choice, 0)) for choice in Choice.values}
    counts = item.votes.values_list("choice").annotate(number=Count("id")).order_by()
    found = {choice: dict(counts).get(choice, 0) for choice in Choice.values}
    return found | {Choice.RECUSED: item.recusals.count()}


def is_carried(item: AgendaItem) -> bool:
    """Say whether the committee voted for the item, by the rules of its meeting."""
    return item.result == Result.CARRIED


def current_notice_item(application: Application) -> NoticeItem | None:
    """Return the application's place in the notice it was published in last."""
    return NoticeItem.objects.filter(application=application).select_related("notice").order_by("-id").first()


def open_objections(application: Application) -> Any:
    """Return the objections to the application that nobody has decided yet."""
    return Objection.objects.filter(item__application=application, outcome="")


def running_notices(today: datetime.date) -> Any:
    """Return the notices whose period has not ended."""
    return PublicNotice.objects.filter(ends_on__gte=today)
