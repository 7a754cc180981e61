"""T12, T13, T15 and cases that leave; every guard can fail."""

from __future__ import annotations

import datetime
from decimal import Decimal

import pytest

from brandcert.accounts.enums import Role
from brandcert.applications.enums import Status
from brandcert.core import approvals, delivery, events, policies
from brandcert.core.errors import GuardFailed, Refused
from brandcert.core.models import Event, digest
from brandcert.inspections import handlers, queries, services
from brandcert.inspections.enums import Severity, Signature, SignSide
from brandcert.inspections.models import Inspection, Rectification
from brandcert.programs.models import RubricUse
from tests.inspections.conftest import DOCUMENTS, VisitRoom, blocked, now
from tests.tampering import tampering

pytestmark = pytest.mark.both


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


def test_t13_evidence_that_does_not_hold_is_asked_again_in_a_new_round(visits: VisitRoom) -> None:
    inspection, row = ordered(visits)
    world = visits.world
    services.plan_rectification(row, plan="补记录", by=world.owner, now=world.now)
    before = visits.picture(world.owner)
    services.answer_rectification(
        row,
        answer="已补",
        evidence=visits.picture(world.owner),
        before=[before],
        by=world.owner,
        now=world.now,
    )
    with pytest.raises(GuardFailed):
        services.verify_rectification(now(inspection), by=visits.leader, now=world.now, rejected=[row.pk])
    services.verify_rectification(
        now(inspection), by=visits.leader, now=world.now, rejected=[row.pk], reason="缺九月记录"
    )
    blocked(visits, inspection)
    services.order_rectification(now(inspection), by=visits.leader, today=visits.after(1))
    again = Rectification.objects.get()
    assert (again.answer, again.answered_at, again.due_on) == ("", None, visits.after(31))
    assert (again.files.count(), again.evidence, again.plan, again.planned_at) == (0, None, "补记录", None)
    kept = again.rounds.get()
    assert (kept.number, kept.answer, kept.reason, kept.files.count()) == (1, "已补", "缺九月记录", 1)
    assert list(kept.before.all()) == [before]
    with pytest.raises(GuardFailed):
        services.verify_rectification(now(inspection), by=visits.leader, now=world.now)
    for person, reads in ((world.editor, True), (visits.second, True), (world.person(Role.INSPECTOR), False)):
        assert policies.allowed(person, "documents.upload.view", before) is reads


def test_t13_what_is_not_answered_by_its_day_does_not_hold_and_the_case_goes_on(visits: VisitRoom) -> None:
    inspection, row = ordered(visits)
    Rectification.objects.update(due_on=visits.after(-1))
    back = services.verify_rectification(now(inspection), by=visits.leader, now=visits.world.now)
    assert back.status == Status.INSPECTION
    assert row.rounds.get().answered_at is None
    assert Event.objects.about(back).latest("pk").payload["rejected"] == [row.pk]
    blocked(visits, inspection)
    visits.finding(inspection, Severity.SEVERE)
    visits.sign(inspection)
    assert services.propose_rejection(now(inspection), reason="逾期未整改", by=visits.leader).pk


def test_a_verified_answer_is_final(visits: VisitRoom) -> None:
    inspection, row = ordered(visits)
    answer(visits, row)
    services.verify_rectification(now(inspection), by=visits.leader, now=visits.world.now)
    with pytest.raises(GuardFailed):
        answer(visits, row)


def test_t15_needs_a_severe_finding_a_reason_and_two_persons(visits: VisitRoom) -> None:
    inspection = visits.visited()
    visits.finding(inspection)
    with pytest.raises(GuardFailed):
        services.propose_rejection(now(inspection), reason="x", by=visits.leader)
    visits.finding(inspection, Severity.SEVERE)
    with pytest.raises(GuardFailed, match="签"):
        services.propose_rejection(now(inspection), reason="x", by=visits.leader)
    visits.sign(inspection, reason="不认可结论", witness="属地监管 王示例", is_refused=True)
    with pytest.raises(GuardFailed):
        services.propose_rejection(now(inspection), reason=" ", by=visits.leader)
    with pytest.raises(Refused):
        services.propose_rejection(now(inspection), reason="x", by=visits.second)
    approval = services.propose_rejection(now(inspection), reason="拒绝核查", by=visits.leader)
    ended = approvals.approve(approval, by=visits.world.director)
    locked = Inspection.objects.get()
    assert (ended.status, ended.reason_code) == (Status.REJECTED, "severe_finding")
    assert locked.enterprise_signature == Signature.REFUSED
    assert locked.signatures.filter(taken_by=visits.leader, side=SignSide.INSPECTOR).count() == 1
    assert locked.locked_at is not None
    assert locked.sha256 == digest(queries.content_of(locked))


def test_a_case_that_leaves_cancels_its_visit_but_not_a_later_one(visits: VisitRoom) -> None:
    inspection = visits.visited()
    event = events.record("withdraw", now(inspection), by=visits.world.owner)
    delivery.deliver(event.pk)
    assert Inspection.objects.get().cancelled_at == event.at
    later = visits.plan(visits.reviewed())
    old = events.record("withdraw", later.application, by=visits.world.owner)
    with tampering():
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
    # A newer version judges nobody whose batch names another one.
    assert queries.rubric_of(application) == first
    RubricUse.objects.filter(batch=application.batch, category=category).update(rubric=newer)
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
