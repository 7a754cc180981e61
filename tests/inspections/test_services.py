"""T10, T12 to T15: planning, visiting, rectifying, reporting; every guard can fail."""

from __future__ import annotations

import datetime
from decimal import Decimal

import pytest

from brandcert.accounts.enums import Role
from brandcert.applications.enums import Stage, Status
from brandcert.applications.models import Application
from brandcert.core import approvals, delivery, events
from brandcert.core.errors import GuardFailed, Refused, SomeoneWasFaster
from brandcert.core.models import Approval, Event, digest
from brandcert.core.workdays import add_workdays
from brandcert.documents.models import Upload
from brandcert.enterprises.enums import MemberRole
from brandcert.enterprises.models import Membership
from brandcert.inspections import handlers, queries, services
from brandcert.inspections.enums import Mode, Severity, Signature
from brandcert.inspections.models import ChecklistLine, Inspection, LockedReport, Rectification
from brandcert.inspections.services import Line
from brandcert.reviews.enums import ConflictKind
from brandcert.reviews.models import Assignment, Conflict, Expert, Panel
from tests.inspections.conftest import DOCUMENTS, VisitRoom
from tests.races import ends, race

pytestmark = pytest.mark.both


def now(row: Application | Inspection) -> Application:
    return Application.objects.get(pk=row.application_id if isinstance(row, Inspection) else row.pk)


# --- T10 -------------------------------------------------------------------------------------------
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
    for day, mode in ((visits.after(-1), Mode.MYSTERY), (visits.day, "by drone")):
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


# --- the visit -------------------------------------------------------------------------------------
def test_nothing_is_entered_before_the_plan_is_approved_or_the_declaration_signed(visits: VisitRoom) -> None:
    inspection = visits.plan(visits.reviewed())
    with pytest.raises(GuardFailed):
        services.declare(inspection, by=visits.leader)
    approvals.approve(visits.proposal(), by=visits.world.director)
    with pytest.raises(GuardFailed):
        services.save_checklist(inspection, lines={}, by=visits.leader)
    with pytest.raises(GuardFailed):
        visits.finding(inspection)
    with pytest.raises(GuardFailed):
        services.add_photo(inspection, upload=visits.picture(), by=visits.leader)
    signed = services.declare(inspection, by=visits.leader).declared_at
    assert services.declare(inspection, by=visits.leader).declared_at == signed


def test_only_the_leader_scores_and_only_the_team_records(visits: VisitRoom) -> None:
    inspection = visits.visited()
    stranger = visits.world.person(Role.INSPECTOR)
    with pytest.raises(Refused):
        services.save_checklist(inspection, lines={}, by=visits.second)
    for person in (stranger, visits.world.secretary, visits.world.owner):
        with pytest.raises(Refused):
            services.add_finding(inspection, severity="severe", clause="1", description="x", by=person)
        with pytest.raises(Refused):
            services.declare(inspection, by=person)
        with pytest.raises(Refused):
            services.add_photo(inspection, upload=visits.picture(person), by=person)


@pytest.mark.parametrize("points", ["10.01", "-1", "1.001", "Infinity"])
def test_points_outside_the_range_store_nothing(visits: VisitRoom, points: str) -> None:
    inspection = visits.visited()
    lines = {"M2.1": Line(Decimal(points)), "M2.3": Line(Decimal(1)), "M1.1": Line(Decimal(1))}
    with pytest.raises(services.InvalidChecklist) as refused:
        services.save_checklist(inspection, lines=lines, by=visits.leader)
    assert set(refused.value.faults) == {"M2.1", "M1.1"}
    assert not ChecklistLine.objects.exists()


def test_a_photo_is_a_picture_one_uploaded_oneself(visits: VisitRoom) -> None:
    inspection = visits.visited()
    for upload in (visits.picture(visits.second), visits.picture(kind=Upload.Kind.PDF)):
        with pytest.raises(GuardFailed):
            services.add_photo(inspection, upload=upload, by=visits.leader)


def test_a_finding_says_how_grave_which_clause_and_what(visits: VisitRoom) -> None:
    inspection = visits.visited()
    for severity, clause, text in (("huge", "1", "x"), ("severe", " ", "x"), ("severe", "1", "")):
        with pytest.raises(GuardFailed):
            services.add_finding(
                inspection, severity=severity, clause=clause, description=text, by=visits.leader
            )


# --- T14 -------------------------------------------------------------------------------------------
def test_t14_locks_the_report_and_hands_the_score_over(visits: VisitRoom) -> None:
    inspection = visits.visited()
    visits.complete(inspection)
    visits.finding(inspection, Severity.OBSERVATION)
    done = visits.finish(inspection, summary="符合要求")
    locked = Inspection.objects.get(pk=inspection.pk)
    assert (done.status, done.site_score) == (Status.DELIBERATION, Decimal("36.00"))
    assert done.total_score == Decimal("86.00")
    assert done.dimension_scores == {
        "brand": "19.60",
        "innovation": "19.60",
        "quality": "27.60",
        "responsibility": "14.20",
        "standards": "15.00",
    }
    assert (locked.locked_at, locked.sha256) == (visits.world.now, digest(queries.content_of(locked)))
    assert Event.objects.about(done).latest("pk").payload["sha256"] == locked.sha256


def blocked(visits: VisitRoom, inspection: Inspection, **fields: str) -> str:
    with pytest.raises(GuardFailed) as refused:
        visits.finish(inspection, **fields)
    assert (now(inspection).status, Inspection.objects.get(pk=inspection.pk).locked_at) == (
        Status.INSPECTION,
        None,
    )
    return str(refused.value)


def test_t14_needs_every_criterion(visits: VisitRoom) -> None:
    inspection = visits.visited()
    visits.complete(inspection)
    services.save_checklist(inspection, lines={"M2.1": Line(None)}, by=visits.leader)
    assert "1" in blocked(visits, inspection)


def test_t14_needs_a_photo(visits: VisitRoom) -> None:
    inspection = visits.visited()
    services.save_checklist(inspection, lines=visits.lines(inspection), by=visits.leader)
    blocked(visits, inspection)
    services.add_photo(inspection, upload=visits.picture(), by=visits.leader)
    assert visits.finish(inspection).status == Status.DELIBERATION


def test_t14_needs_the_signature_or_how_it_was_refused(visits: VisitRoom) -> None:
    inspection = visits.visited()
    visits.complete(inspection)
    blocked(visits, inspection, signature="")
    blocked(visits, inspection, signature=Signature.REFUSED, note=" ")
    assert (
        visits.finish(inspection, signature=Signature.REFUSED, note="负责人拒签").status
        == Status.DELIBERATION
    )


def test_t14_needs_the_declaration_of_each_inspector(visits: VisitRoom) -> None:
    inspection = visits.visited()
    visits.complete(inspection)
    inspection.team.filter(user=visits.second).update(declared_at=None)
    blocked(visits, inspection)


def test_t14_is_blocked_by_a_severe_finding(visits: VisitRoom) -> None:
    inspection = visits.visited()
    visits.complete(inspection)
    visits.finding(inspection, Severity.SEVERE)
    blocked(visits, inspection)


def test_t14_is_blocked_until_findings_are_closed(visits: VisitRoom) -> None:
    inspection = visits.visited()
    visits.complete(inspection)
    visits.finding(inspection)
    blocked(visits, inspection)


def test_t14_is_done_by_the_leader_alone(visits: VisitRoom) -> None:
    inspection = visits.visited()
    visits.complete(inspection)
    for person in (visits.second, visits.world.secretary, visits.world.person(Role.INSPECTOR)):
        with pytest.raises(Refused):
            visits.finish(inspection, by=person)


def test_a_locked_report_is_never_edited(visits: VisitRoom) -> None:
    inspection = visits.visited()
    visits.complete(inspection)
    finding = visits.finding(inspection, Severity.OBSERVATION)
    visits.finish(inspection)
    locked = Inspection.objects.get(pk=inspection.pk)
    line, photo = locked.checklist.all()[0], locked.photos.get()
    for row in (locked, line, photo, finding):
        with pytest.raises(LockedReport):
            row.save()
    with pytest.raises(LockedReport):
        photo.delete()
    with pytest.raises((LockedReport, Refused)):
        visits.finding(locked)


@pytest.mark.django_db(transaction=True)
def test_r27_of_two_finishes_at_once_one_wins(visits: VisitRoom) -> None:
    inspection = visits.visited()
    visits.complete(inspection)
    outcomes = ends(race([lambda: visits.finish(inspection)] * 2))
    winners = [one for one in outcomes if isinstance(one, Application)]
    assert len(winners) == 1, outcomes
    assert any(isinstance(one, SomeoneWasFaster | GuardFailed | Refused) for one in outcomes), outcomes


# --- T12, T13 --------------------------------------------------------------------------------------
def ordered(visits: VisitRoom) -> tuple[Inspection, Rectification]:
    inspection = visits.visited()
    visits.complete(inspection)
    finding = visits.finding(inspection)
    services.order_rectification(now(inspection), by=visits.leader, today=visits.world.today)
    return inspection, Rectification.objects.get(finding=finding)


def answer(visits: VisitRoom, row: Rectification, text: str = "已补齐记录") -> Rectification:
    owner = visits.world.owner
    return services.answer_rectification(
        row, answer=text, evidence=visits.picture(owner), by=owner, now=visits.world.now
    )


def test_t12_gives_thirty_days_for_each_finding(visits: VisitRoom) -> None:
    inspection, rectification = ordered(visits)
    case = now(inspection)
    assert (case.status, case.held_from) == (Status.RECTIFICATION, Status.INSPECTION)
    assert case.due_on == rectification.due_on == visits.after(30)


def test_t12_needs_something_to_rectify_and_nothing_severe(visits: VisitRoom) -> None:
    inspection = visits.visited()
    visits.finding(inspection, Severity.OBSERVATION)
    with pytest.raises(GuardFailed):
        services.order_rectification(now(inspection), by=visits.leader, today=visits.world.today)
    visits.finding(inspection)
    visits.finding(inspection, Severity.SEVERE)
    with pytest.raises(GuardFailed):
        services.order_rectification(now(inspection), by=visits.leader, today=visits.world.today)
    with pytest.raises(Refused):
        services.order_rectification(now(inspection), by=visits.second, today=visits.world.today)


def test_only_the_enterprise_answers_with_words_and_evidence(visits: VisitRoom) -> None:
    _inspection, row = ordered(visits)
    owner, stranger = visits.world.owner, visits.world.member(visits.world.new_enterprise(None))
    at = visits.world.now
    for person in (stranger, visits.leader):
        with pytest.raises(Refused):
            services.answer_rectification(row, answer="x", evidence=visits.picture(person), by=person, now=at)
    for evidence in (None, visits.picture(visits.leader)):
        with pytest.raises(GuardFailed):
            services.answer_rectification(row, answer="x", evidence=evidence, by=owner, now=at)
    with pytest.raises(GuardFailed):
        answer(visits, row, " ")
    assert answer(visits, row).answered_at == visits.world.now


def test_t13_needs_every_answer(visits: VisitRoom) -> None:
    inspection, row = ordered(visits)
    with pytest.raises(GuardFailed):
        services.verify_rectification(now(inspection), by=visits.second, now=visits.world.now)
    answer(visits, row)
    with pytest.raises(Refused):
        services.verify_rectification(now(inspection), by=visits.world.secretary, now=visits.world.now)
    back = services.verify_rectification(now(inspection), by=visits.second, now=visits.world.now)
    assert (back.status, back.held_from) == (Status.INSPECTION, "")
    assert Rectification.objects.get().verified_by == visits.second
    assert visits.finish(inspection).status == Status.DELIBERATION


def test_t13_evidence_that_does_not_hold_is_asked_again(visits: VisitRoom) -> None:
    inspection, row = ordered(visits)
    answer(visits, row)
    services.verify_rectification(now(inspection), by=visits.leader, now=visits.world.now, rejected=[row.pk])
    blocked(visits, inspection)
    services.order_rectification(now(inspection), by=visits.leader, today=visits.after(1))
    again = Rectification.objects.get()
    assert (again.answered_at, again.due_on) == (None, visits.after(31))
    with pytest.raises(GuardFailed):
        services.verify_rectification(now(inspection), by=visits.leader, now=visits.world.now)


def test_a_verified_answer_is_final(visits: VisitRoom) -> None:
    inspection, row = ordered(visits)
    answer(visits, row)
    services.verify_rectification(now(inspection), by=visits.leader, now=visits.world.now)
    with pytest.raises(GuardFailed):
        answer(visits, row)


# --- T15 and leaving -------------------------------------------------------------------------------
def test_t15_needs_a_severe_finding_a_reason_and_two_persons(visits: VisitRoom) -> None:
    inspection = visits.visited()
    visits.finding(inspection)
    with pytest.raises(GuardFailed):
        services.propose_rejection(now(inspection), reason="x", by=visits.leader)
    visits.finding(inspection, Severity.SEVERE)
    with pytest.raises(GuardFailed):
        services.propose_rejection(now(inspection), reason=" ", by=visits.leader)
    with pytest.raises(Refused):
        services.propose_rejection(now(inspection), reason="x", by=visits.second)
    approval = services.propose_rejection(now(inspection), reason="拒绝核查", by=visits.leader)
    ended = approvals.approve(approval, by=visits.world.director)
    locked = Inspection.objects.get()
    assert (ended.status, ended.reason_code) == (Status.REJECTED, "severe_finding")
    assert locked.locked_at is not None
    assert locked.sha256 == digest(queries.content_of(locked))


def test_a_case_that_leaves_cancels_its_visit_but_not_a_later_one(visits: VisitRoom) -> None:
    inspection = visits.visited()
    event = events.record("withdraw", now(inspection), by=visits.world.owner)
    delivery.deliver(event.pk)
    assert Inspection.objects.get().cancelled_at == event.at
    later = visits.plan(visits.reviewed())
    old = events.record("withdraw", later.application, by=visits.world.owner)
    Event.objects.filter(pk=old.pk).update(at=later.planned_at - datetime.timedelta(seconds=1))
    handlers.cancel_visit(Event.objects.get(pk=old.pk))
    assert Inspection.objects.get(pk=later.pk).cancelled_at is None


def test_the_rubric_is_the_one_the_documents_were_judged_by(visits: VisitRoom) -> None:
    application = visits.reviewed()
    first = queries.rubric_of(application)
    assert first is not None
    category = application.category
    newer = category.rubrics.create(version=2, tie_break="quality")
    assert queries.rubric_of(application) == first
    application.formula = ""
    assert queries.rubric_of(application) == newer
    assert sum(Decimal(value) for value in DOCUMENTS.values()) == 60


def test_who_reads_which_inspection(visits: VisitRoom) -> None:
    inspection = visits.visited()
    world = visits.world
    stranger = world.person(Role.INSPECTOR)

    def readers() -> list[bool]:
        people = (
            visits.leader,
            visits.second,
            world.secretary,
            stranger,
            world.director,
            world.auditor,
            world.owner,
        )
        return [Inspection.objects.visible_to(one).filter(pk=inspection.pk).exists() for one in people]

    assert readers() == [True, True, True, False, False, False, False]
    visits.complete(inspection)
    visits.finish(inspection)
    assert readers() == [True, True, True, False, True, True, False]
