"""A criterion that rules an award out: no point from anybody whose sheet counts, or none on site."""

from __future__ import annotations

from decimal import Decimal

import pytest
from django.utils import timezone

from brandcert.awards import queries
from brandcert.awards.guards.meetings import is_not_vetoed
from brandcert.core.errors import GuardFailed
from brandcert.inspections.models import ChecklistLine, Inspection
from brandcert.programs.models import Criterion
from brandcert.reviews.services import lock_score
from tests.awards.conftest import Committee
from tests.reviews.conftest import ReviewRoom
from tests.world import World


def test_no_point_on_site_rules_an_award_out(world: World) -> None:
    application = Committee(world).ready()
    rows = Criterion.objects.filter(dimension__rubric=queries.rubric_of(application))
    rows.filter(code__in=("M1.1", "M2.3")).update(is_veto=True)
    visit = Inspection.objects.create(
        application=application, planned_on=world.today, planned_by=world.secretary
    )
    line = ChecklistLine.objects.create(inspection=visit, criterion=rows.get(code="M2.3"), points=0)
    assert queries.vetoed(application) == []
    Inspection.objects.filter(pk=visit.pk).update(locked_at=timezone.now())
    assert queries.vetoed(application) == [str(line.criterion)]
    with pytest.raises(GuardFailed, match=r"M2\.3"):
        is_not_vetoed(application, world.director, {})


def test_one_point_of_one_expert_lifts_the_veto(world: World) -> None:
    room = ReviewRoom(world)
    case = room.in_review()
    rows = Criterion.objects.filter(dimension__rubric=queries.rubric_of(case))
    rows.filter(code="M1.1").update(is_veto=True)
    tasks = room.tasks(case)
    for number, task in enumerate(tasks):
        lines = room.full(case)
        points = Decimal("0.01") if number == len(tasks) - 1 else Decimal(0)
        lines["M1.1"] = type(lines["M1.1"])(points, "未公开")
        room.save(task, lines)
    for task in tasks[:-1]:
        lock_score(task, by=task.expert.user)
    assert len(queries.vetoed(case)) == 1
    lock_score(tasks[-1], by=tasks[-1].expert.user)
    assert queries.vetoed(case) == []
