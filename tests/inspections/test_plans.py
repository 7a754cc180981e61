"""T10: team, date and mode; every guard can fail."""

from __future__ import annotations

import datetime
from decimal import Decimal

import pytest

from brandcert.accounts.enums import Role
from brandcert.applications.enums import Stage, Status
from brandcert.core import approvals
from brandcert.core.errors import GuardFailed, Refused
from brandcert.core.models import Approval
from brandcert.core.workdays import add_workdays
from brandcert.enterprises.enums import MemberRole
from brandcert.enterprises.models import Membership
from brandcert.inspections import queries
from brandcert.inspections.enums import Mode
from brandcert.inspections.models import Inspection
from brandcert.reviews.enums import ConflictKind
from brandcert.reviews.models import Assignment, Conflict, Expert, Panel
from tests.inspections.conftest import VisitRoom, now

pytestmark = pytest.mark.both


def test_t10_plans_by_the_secretary_and_the_director(visits: VisitRoom) -> None:
    inspection = visits.plan(visits.reviewed(), place="长春市示例路1号")
    sent = approvals.approve(visits.proposal(), by=visits.world.director)
    assert (sent.status, sent.stage) == (Status.INSPECTION, Stage.INSPECTION)
    assert sent.due_on == add_workdays(visits.world.today, 30).on
    assert list(inspection.team.values_list("user", "is_leader").order_by("pk")) == [
        (visits.leader.pk, True),
        (visits.second.pk, False),
    ]
    assert visits.proposal().details["team"] == [visits.leader.pk, visits.second.pk]


def test_t10_needs_two_persons(visits: VisitRoom) -> None:
    visits.plan(visits.reviewed())
    with pytest.raises(Refused):
        approvals.approve(visits.proposal(), by=visits.world.secretary)
    with pytest.raises(Refused):
        visits.plan(visits.reviewed(), by=visits.world.clerk)


def test_t10_needs_the_gate(visits: VisitRoom) -> None:
    visits.plan(visits.reviewed(documents_score=Decimal("42.00")))
    for score in (Decimal("41.99"), None):
        with pytest.raises(GuardFailed):
            visits.plan(visits.reviewed(documents_score=score))


def test_t10_needs_a_finished_review(visits: VisitRoom) -> None:
    with pytest.raises(GuardFailed):
        visits.plan(visits.world.application(Status.EXPERT_REVIEW))


def test_t10_needs_a_team_of_different_inspectors_with_its_leader(visits: VisitRoom) -> None:
    one, two = visits.leader, visits.second
    clerk = visits.world.clerk
    gone = visits.world.person(Role.INSPECTOR)
    gone.is_active = False
    gone.save()
    for team, leader in (
        ([one], one),
        ([one, one], one),
        ([one, two], clerk),
        ([one, clerk], one),
        ([one, gone], one),
    ):
        with pytest.raises(GuardFailed):
            visits.plan(visits.reviewed(), team=team, leader=leader)
    assert not Inspection.objects.exists()


def test_t10_refuses_whoever_scored_the_application(visits: VisitRoom) -> None:
    application = visits.reviewed()
    rubric = queries.rubric_of(application)
    assert rubric is not None
    expert = Expert.objects.create(user=visits.second, employer="吉林大学")
    panel = Panel.objects.create(application=application, rubric=rubric)
    Assignment.objects.create(panel=panel, expert=expert)
    with pytest.raises(GuardFailed):
        visits.plan(application)


@pytest.mark.parametrize("tie", ["member", "former", "stated", "employer"])
def test_t10_refuses_whoever_is_tied_to_the_enterprise(visits: VisitRoom, tie: str) -> None:
    application = visits.reviewed()
    enterprise = application.enterprise
    if tie in {"member", "former"}:
        left = visits.world.now if tie == "former" else None
        Membership.objects.create(
            enterprise=enterprise, user=visits.second, role=MemberRole.EDITOR, left_at=left
        )
    else:
        code = (enterprise.credit_code or "") if tie == "employer" else ""
        expert = Expert.objects.create(user=visits.second, employer="x", employer_credit_code=code)
        if tie == "stated":
            Conflict.objects.create(expert=expert, enterprise=enterprise, kind=ConflictKind.KIN)
    with pytest.raises(GuardFailed):
        visits.plan(application)


def test_t10_looks_at_the_team_again_when_it_is_approved(visits: VisitRoom) -> None:
    inspection = visits.plan(visits.reviewed())
    Membership.objects.create(
        enterprise=inspection.application.enterprise, user=visits.second, role=MemberRole.EDITOR
    )
    with pytest.raises(GuardFailed):
        approvals.approve(visits.proposal(), by=visits.world.director)
    assert now(inspection).status == Status.REVIEW_DONE


def test_t10_gives_the_enterprise_three_working_days(visits: VisitRoom) -> None:
    earlier = visits.day - datetime.timedelta(days=1)
    with pytest.raises(GuardFailed):
        visits.plan(visits.reviewed(), planned_on=earlier)
    with pytest.raises(GuardFailed):
        visits.plan(visits.reviewed(), planned_on=earlier, mode=Mode.VIDEO)
    visits.plan(visits.reviewed(), planned_on=visits.day)
    visits.plan(visits.reviewed(), planned_on=visits.world.today, mode=Mode.MYSTERY)
    for day, mode in (
        (visits.after(-1), Mode.MYSTERY),
        (datetime.date.max, Mode.ON_SITE),
        (visits.day, "by drone"),
    ):
        with pytest.raises(GuardFailed):
            visits.plan(visits.reviewed(), planned_on=day, mode=mode)


def test_t10_counts_the_notice_again_when_it_is_approved(visits: VisitRoom) -> None:
    inspection = visits.plan(visits.reviewed())
    late = visits.after(1)
    Inspection.objects.filter(pk=inspection.pk).update(planned_on=late)
    approval = visits.proposal()
    with pytest.raises(approvals.NotApprovable):
        approvals.approve(approval, by=visits.world.director)


def test_a_new_plan_replaces_the_old_one_and_its_proposal(visits: VisitRoom) -> None:
    application = visits.reviewed()
    first = visits.plan(application)
    second = visits.plan(application, place="吉林市")
    assert Inspection.objects.get(pk=first.pk).cancelled_at is not None
    assert [row.outcome for row in Approval.objects.order_by("pk")] == ["declined", ""]
    assert queries.open_inspection(application) == second
