"""A pool of experts and cases at every point of the review."""

from __future__ import annotations

from collections.abc import Mapping
from decimal import Decimal
from typing import Any

import pytest

from brandcert.accounts.enums import Role
from brandcert.applications.enums import Status
from brandcert.applications.models import Application
from brandcert.core import approvals
from brandcert.programs.enums import CategoryKey
from brandcert.reviews import queries, services
from brandcert.reviews.models import Assignment, Expert, Panel
from brandcert.reviews.services import Line
from tests.world import World


class ReviewRoom:
    """Walks cases through the review by the services, as the people would."""

    def __init__(self, world: World, size: int = 6) -> None:
        self.world = world
        self.experts = [self.expert() for _number in range(size)]

    def expert(self, **fields: Any) -> Expert:
        """Add someone to the pool."""
        user = self.world.person(Role.EXPERT)
        values = {"employer": "吉林大学", "categories": [CategoryKey.MANUFACTURING.value], "title": "教授"}
        return Expert.objects.create(user=user, **(values | fields))

    def accepted(self, **fields: Any) -> Application:
        """Make an accepted application."""
        return self.world.application(Status.ACCEPTED, **fields)

    def draw(self, application: Application, seed: str = "seed") -> Panel:
        """Draw its panel."""
        return services.draw_panel(application, by=self.world.secretary, today=self.world.today, seed=seed)

    def tasks(self, application: Application) -> list[Assignment]:
        """Return its assignments, fresh."""
        rows = Assignment.objects.filter(panel__application=application).order_by("pk")
        return list(rows.select_related("expert__user", "panel__application"))

    def in_review(self, **fields: Any) -> Application:
        """Make a case whose panel has declared and was appointed."""
        application = self.accepted(**fields)
        self.draw(application)
        for task in self.tasks(application):
            services.agree(task, by=task.expert.user)
        return services.appoint_panel(application, by=self.world.secretary, today=self.world.today)

    def full(self, application: Application, share: str = "0.80") -> dict[str, Line]:
        """Return lines with the same share of each maximum."""
        panel = Panel.objects.get(application=application)
        return {
            row.code: Line((row.maximum * Decimal(share)).quantize(Decimal("0.01")), "按材料核定")
            for row in queries.criteria_of(panel.rubric_id)
        }

    def save(self, task: Assignment, lines: Mapping[str, Line], revision: int = 0) -> Any:
        """Save a draft as its expert."""
        return services.save_score(task, lines=lines, comment="", revision=revision, by=task.expert.user)

    def lock(self, task: Assignment, share: str = "0.80") -> Assignment:
        """Score everything and sign, as its expert."""
        self.save(task, self.full(task.panel.application, share))
        return services.lock_score(Assignment.objects.get(pk=task.pk), by=task.expert.user)

    def scored(self, *shares: str, **fields: Any) -> Application:
        """Make a case in which every expert has locked; `shares` of the maximum in order of the tasks."""
        application = self.in_review(**fields)
        for number, task in enumerate(self.tasks(application)):
            self.lock(task, shares[number] if number < len(shares) else "0.80")
        return Application.objects.get(pk=application.pk)

    def finished(self, *shares: str, **fields: Any) -> Application:
        """Make a case whose result the director approved."""
        application = self.scored(*shares, **fields)
        approval = services.propose_result(application, by=self.world.secretary)
        finished: Application = approvals.approve(approval, by=self.world.director)
        return finished


@pytest.fixture
def room(world: World) -> ReviewRoom:
    """Give a pool of six experts of the manufacturing category."""
    return ReviewRoom(world)
