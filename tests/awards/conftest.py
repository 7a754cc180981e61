"""A committee and applications that are ready for it."""

from __future__ import annotations

import datetime
from decimal import Decimal
from typing import Any

import pytest
from django.utils import timezone

from brandcert.accounts.enums import Role
from brandcert.accounts.models import User
from brandcert.applications.enums import Status
from brandcert.applications.models import Application
from brandcert.awards import locks, queries, services
from brandcert.awards.enums import Choice
from brandcert.awards.models import Decision, Deliberation, PublicNotice
from tests.tampering import tampering
from tests.world import World


class Committee:
    """Three members, a chair, and the steps up to any point of the last part of the spine."""

    def __init__(self, world: World) -> None:
        self.world = world
        self.members = [world.person(Role.COMMITTEE) for _number in range(3)]
        self.chair: User = self.members[0]

    def ready(self, share: str = "0.90", **fields: Any) -> Application:
        """Return an application in deliberation that reached the share of every dimension's maximum."""
        application = self.world.application(Status.DELIBERATION, **fields)
        self.score(application, share)
        self.world.clear_integrity(application.enterprise)
        return application

    def score(self, application: Application, share: str, **dimensions: str) -> None:
        """Give the application the share of every dimension, or what is said for single ones."""
        rubric = queries.rubric_of(application)
        points = {
            row.key: str((row.maximum * Decimal(dimensions.get(row.key, share))).quantize(Decimal("0.01")))
            for row in rubric.dimensions.all()
        }
        total = sum(map(Decimal, points.values()), Decimal(0))
        application.dimension_scores = points
        application.documents_score = (total * Decimal("0.6")).quantize(Decimal("0.01"))
        application.site_score = total - application.documents_score
        application.save()

    def meeting(self, choice: Choice = Choice.FOR, *, minutes: str = "评议记录") -> Deliberation:
        """Hold a meeting in which everyone votes alike on everything."""
        meeting = services.call_deliberation(
            batch=self.world.batch, held_on=self.world.today, attendees=self.members, by=self.chair
        )
        for item in meeting.items.all():
            for member in self.members:
                services.cast_vote(item, choice=choice, by=member)
        closed = services.close_deliberation(meeting, minutes=minutes, by=self.chair, now=timezone.now())
        for member in self.members:
            services.sign_minutes(closed, by=member, now=timezone.now())
        return Deliberation.objects.get(pk=closed.pk)

    def published(self, **fields: Any) -> tuple[Application, PublicNotice]:
        """Return an application in public notice with its notice."""
        application = self.ready(**fields)
        meeting = self.meeting()
        services.propose_notice(meeting, by=self.chair)
        notice = services.publish_notice(meeting, by=self.world.director, today=self.world.today)
        return Application.objects.get(pk=application.pk), notice

    def end(self, notice: PublicNotice) -> None:
        """Let the period of the notice be over, and check the lists a third time."""
        days = datetime.timedelta(days=20)
        notice.published_on -= days
        notice.starts_on -= days
        notice.ends_on = self.world.today - datetime.timedelta(days=1)
        with tampering(locks.of_notices):
            notice.save()
        for item in notice.items.all():
            self.world.clear_integrity(item.application.enterprise)

    def awarded(self) -> tuple[Application, Decision]:
        """Return an awarded application with its decision."""
        application, notice = self.published()
        self.end(notice)
        services.propose_awards(notice, by=self.world.secretary)
        decision = services.award_list(notice, by=self.world.director, today=self.world.today)
        return Application.objects.get(pk=application.pk), decision


@pytest.fixture
def committee(world: World) -> Committee:
    """Give a committee."""
    return Committee(world)
