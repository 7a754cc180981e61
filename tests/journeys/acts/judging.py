"""Experts score, inspectors visit."""

from __future__ import annotations

import datetime
import io
from typing import Any

from django.utils import timezone

from brandcert.accounts.enums import Role
from brandcert.accounts.models import User
from brandcert.core import approvals
from brandcert.core.models import Approval
from brandcert.desk.demo import papers
from brandcert.documents.services import store_upload
from brandcert.inspections import queries as inspection_queries
from brandcert.inspections import services as inspections
from brandcert.inspections.enums import Mode
from brandcert.inspections.models import Inspection
from brandcert.reviews import services as reviews
from brandcert.reviews.models import Assignment
from tests.journeys import cast
from tests.journeys.acts.people import case, person, points, today


def draw() -> None:
    """Draw the experts of the panel."""
    reviews.draw_panel(case(), by=person(Role.SECRETARY), today=today())


def experts() -> list[dict[str, Any]]:
    """List the tasks of the panel with who does them."""
    tasks = Assignment.objects.order_by("id").select_related("expert__user")
    return [{"task": task.pk, "email": task.expert.user.email, "status": task.status} for task in tasks]


def declare(task: int) -> None:
    """Let the expert sign that nothing ties him to the enterprise."""
    row = Assignment.objects.get(pk=task)
    reviews.agree(row, by=User.objects.get(pk=row.expert.user_id))


def appoint() -> None:
    """T8."""
    reviews.appoint_panel(case(), by=person(Role.SECRETARY), today=today())


def score(task: int) -> None:
    """Let the expert fill in his sheet and lock it."""
    row = Assignment.objects.get(pk=task)
    expert = User.objects.get(pk=row.expert.user_id)
    criteria = row.panel.rubric.dimensions.filter(criteria__stage="D")
    lines = {
        code: reviews.Line(points=points(maximum), reason="证据充分。", is_confirmed=True)
        for code, maximum in criteria.values_list("criteria__code", "criteria__maximum")
    }
    reviews.save_score(row, lines=lines, comment="材料齐全，证据可靠。", revision=0, by=expert)
    reviews.lock_score(Assignment.objects.get(pk=task), by=expert)


def propose_result() -> None:
    """Propose T9."""
    reviews.propose_result(case(), by=person(Role.SECRETARY))


def approve(step: str, director: int = 0) -> None:
    """Let a director approve the one proposal that waits under this name."""
    approval = Approval.objects.get(action=step, outcome="")
    approvals.approve(approval, by=person(Role.DIRECTOR, director))


def visit() -> Inspection:
    """Find the inspection."""
    return Inspection.objects.get()


def plan() -> None:
    """Propose T10 with two inspectors."""
    team = [person(Role.INSPECTOR, number) for number in range(2)]
    inspections.plan(
        case(),
        team=team,
        leader=team[0],
        mode=Mode.ON_SITE,
        planned_on=today() + datetime.timedelta(days=14),
        place=cast.ADDRESS,
        by=person(Role.SECRETARY),
        today=today(),
    )


def inspect() -> None:
    """Declare, fill the checklist in, add a picture."""
    for number in range(2):
        inspections.declare(visit(), by=person(Role.INSPECTOR, number))
    leader = person(Role.INSPECTOR)
    criteria = case().panel.rubric.dimensions.filter(criteria__stage="S")
    lines = {
        code: inspections.Line(points=points(maximum), observation="现场查验属实。")
        for code, maximum in criteria.values_list("criteria__code", "criteria__maximum")
    }
    inspections.save_checklist(visit(), lines=lines, by=leader)
    upload = store_upload(file=io.BytesIO(papers.photo()), name="现场.jpg", by=leader)
    inspections.add_photo(visit(), upload=upload, caption="生产现场", by=leader)


def report() -> None:
    """Both sides sign, then T14."""
    shown, row = inspection_queries.sheet_hash(visit()), visit()
    second = person(Role.INSPECTOR, 1)
    inspections.sign_as_inspector(row, inspections.Given(shown), by=second, now=timezone.now())
    given = inspections.Given(shown, name="示例负责人", duty="总经理", strokes="M10 20L30 40L60 10")
    inspections.sign_for_enterprise(row, given, by=person(Role.INSPECTOR), now=timezone.now())
    inspections.finish_inspection(
        case(),
        summary="现场与申报材料一致。",
        by=person(Role.INSPECTOR),
        now=timezone.now(),
    )
