"""A simulated round put into the database: panels, sheets and locks by the services, as the people would."""

from __future__ import annotations

import datetime
from decimal import Decimal
from typing import Any

from django.utils import timezone

from brandcert.accounts.enums import Role
from brandcert.applications.enums import Status
from brandcert.applications.models import Application
from brandcert.programs.enums import CategoryKey
from brandcert.reviews import queries, services
from brandcert.reviews.enums import AssignmentStatus
from brandcert.reviews.models import Assignment, CriterionScore, Expert, Panel, Score
from brandcert.reviews.services import Line
from tests.reviews.routes import TIES
from tests.reviews.simulated import LATE, SILENT, Plan
from tests.world import World

REASON = "抽取后名额不足"


class LivedRound:
    """A plan that people live through: invited by hand one by one, declared, appointed, scored, locked."""

    def __init__(self, world: World, plan: Plan, *, experts: int) -> None:
        """Make the pool and the enterprises."""
        self.world, self.plan = world, plan
        self.batch, self.by = world.batch, world.secretary
        self.experts = [self._expert() for _number in range(experts)]
        self.enterprises = [world.new_enterprise(None) for _number in range(max(plan.owners) + 1)]
        self.cases: list[Application] = []
        self.criteria: list[Any] = []

    def _expert(self) -> Expert:
        user = self.world.person(Role.EXPERT)
        categories = [CategoryKey.MANUFACTURING.value]
        return Expert.objects.create(user=user, employer="吉林大学", categories=categories)

    def live(self, first: int, last: int) -> None:
        """Let the cases from the first to before the last go through invitation, declaration, scoring and lock."""
        for case in range(first, last):
            owner = self.enterprises[self.plan.owners[case]]
            row = self.world.application(Status.ACCEPTED, enterprise=owner)
            self.cases.append(row)
            seats = self.plan.panels[case]
            silent = {SILENT} & set(seats) if case in self.last_of(SILENT, 1) else set()
            late = {LATE} & set(seats) if case in self.last_of(LATE, 2) else set()
            self._invite(row, seats, silent)
            if not silent:
                services.appoint_panel(row, by=self.by, today=self.world.today)
                for task in self.tasks(row):
                    seat = self.experts.index(task.expert)
                    if seat not in late:
                        self.sign(task, case, seat)

    def last_of(self, seat: int, count: int) -> list[int]:
        """Return the last cases of somebody's."""
        return [case for case, panel in enumerate(self.plan.panels) if seat in panel][-count:]

    def _invite(self, row: Application, seats: list[int], silent: set[int]) -> None:
        """Invite the experts; all but those of the first case as rows, for the number of them."""
        panel = Panel.objects.create(application=row, rubric=queries.rubric_for(row))
        if len(self.cases) > 1:
            until = services.answer_by(self.batch, today=self.world.today)
            Assignment.objects.bulk_create(
                [
                    Assignment(
                        panel=panel,
                        expert=self.experts[seat],
                        answer_by=until,
                        is_leader=number == 0,
                        status=AssignmentStatus.INVITED if seat in silent else AssignmentStatus.AGREED,
                        declared_at=None if seat in silent else timezone.now(),
                    )
                    for number, seat in enumerate(seats)
                ]
            )
            return
        for seat in seats:
            task = services.assign_by_hand(
                row, expert=self.experts[seat], reason=REASON, by=self.by, today=self.world.today
            )
            services.agree(task, by=self.experts[seat].user)

    def tasks(self, row: Application) -> list[Assignment]:
        """Return the tasks of a case."""
        rows = Assignment.objects.filter(panel__application=row).order_by("pk")
        return list(rows.select_related("expert__user", "panel__application__batch"))

    def sign(self, task: Assignment, case: int, seat: int) -> None:
        """Open the sheet so many minutes ago, fill it in and lock it; but in the first case the lines come as rows."""
        if not self.criteria:
            self.criteria = queries.criteria_of(task.panel.rubric_id)
        points = self.plan.points(case, seat, [float(one.maximum) for one in self.criteria])
        given = [(one, Decimal(str(value))) for one, value in zip(self.criteria, points, strict=True)]
        user = task.expert.user
        opened = timezone.now() - datetime.timedelta(minutes=self.plan.minutes[case, seat])
        services.open_sheet(task, by=user, now=opened)
        if len(self.cases) == 1:
            lines = {one.code: Line(value, REASON) for one, value in given}
            services.save_score(task, lines=lines, comment="", revision=0, by=user)
        else:
            sheet = Score.objects.create(assignment=task, revision=1)
            CriterionScore.objects.bulk_create(
                [
                    CriterionScore(score=sheet, criterion=one, points=value, reason=REASON)
                    for one, value in given
                ]
            )
        services.lock_score(Assignment.objects.get(pk=task.pk), by=user)

    def let_time_pass(self) -> None:
        """Put the terms of what is still open behind the day: the silent one's answer, the late one's sheets."""
        past = self.world.today - datetime.timedelta(days=7)
        rows = Assignment.objects.open()
        rows.filter(status=AssignmentStatus.INVITED).update(answer_by=past)
        rows.filter(status=AssignmentStatus.AGREED, due_on__isnull=False).update(due_on=past)

    def plant_ties(self) -> dict[str, tuple[Application, Expert, str]]:
        """Tie somebody of the pool to the applicant of a new case in every way there is; return what should be found."""
        found = {}
        for number, (name, (kind, plant)) in enumerate(sorted(TIES.items())):
            owner = self.world.new_enterprise(f"91220100XNT9{number:06d}")
            case, expert = self.world.application(Status.ACCEPTED, enterprise=owner), self._expert()
            room: Any = self
            plant(room, expert, case)
            found[name] = (case, Expert.objects.get(pk=expert.pk), kind)
        return found
