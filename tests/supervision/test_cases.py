"""A sanction case from the facts to the delivered decision: who, in which order, by which clocks."""

from __future__ import annotations

import datetime
from typing import TYPE_CHECKING, Any

import pytest
from django.db import IntegrityError, transaction
from django.utils import timezone

from brandcert.accounts.enums import Role
from brandcert.certificates import services as certificates
from brandcert.certificates.models import Certificate
from brandcert.core import chain, delivery, policies
from brandcert.core.errors import GuardFailed, Refused, SomeoneWasFaster
from brandcert.core.models import CalendarDay, Event
from brandcert.desk.queues import queues_of
from brandcert.documents.models import Letter
from brandcert.documents.services import letters
from brandcert.notifications.models import Message
from brandcert.programs.services.calendar import set_day
from brandcert.supervision import services
from brandcert.supervision.models import SanctionCase
from tests.applications.filling import upload
from tests.certificates.drafts import Register

if TYPE_CHECKING:
    from tests.world import World

ONE = datetime.timedelta(days=1)


@pytest.fixture
def register(world: World) -> Register:
    return Register(world)


def seen(case: SanctionCase) -> SanctionCase:
    return SanctionCase.objects.get(pk=case.pk)


def opened(register: Register, certificate: Certificate, **facts: Any) -> SanctionCase:
    given: dict[str, Any] = {
        "action": "revoke",
        "ground": "fraud",
        "facts": "检验报告系伪造",
        "basis": "管理办法第九条",
        "evidence": [upload(register.supervisor)],
        "by": register.supervisor,
        "today": register.world.today,
    }
    return services.open_case(certificate, **(given | facts))


def queued(person: Any) -> set[str]:
    return {queue.key for queue in queues_of(person) if "sanction" in queue.key or queue.key == "legal"
            if queue.rows(person).exists()}  # fmt: skip


def held(register: Register, case: SanctionCase, both: Any) -> SanctionCase:
    """Let somebody hold the hearing who could also check and decide: he may not; and send the case back once."""
    today = register.world.today
    case = services.hold_hearing(case, held_on=today, record="双方到场，当面说明。", by=both, today=today)
    with pytest.raises(Refused):
        services.check_legally(case, opinion="合法", by=both, today=today)
    case = services.return_to_facts(case, reason="依据条款有误", by=register.world.legal, today=today)
    assert (case.status, case.reason) == ("facts", "依据条款有误")
    return services.serve_notice(case, by=register.supervisor, today=today)


@pytest.mark.both
def test_a_revocation_walks_every_step_and_each_is_somebody_elses(register: Register) -> None:
    world, today, now = register.world, register.world.today, timezone.now()
    certificate = register.issued()
    owner = register.owner_of(certificate)
    bare = opened(register, certificate, evidence=[])
    # Nobody outside hears of the facts before the notice, and the notice needs evidence.
    assert not policies.allowed(owner, "supervision.sanctioncase.view", bare)
    with pytest.raises(GuardFailed):
        services.serve_notice(bare, by=register.supervisor, today=today)
    proof = upload(register.supervisor)
    case = services.amend_case(
        bare, ground="fraud", facts="检验报告系伪造", basis="第九条", evidence=[proof], by=register.supervisor
    )
    assert not policies.allowed(owner, "documents.upload.view", proof)
    assert queued(register.supervisor) == {"sanctions"}
    case = services.serve_notice(case, by=register.supervisor, today=today)
    assert policies.allowed(owner, "documents.upload.view", proof)
    assert owner in [
        row for row in (owner, world.clerk) if seen(case) in SanctionCase.objects.visible_to(row)
    ]
    # The holder asks to be heard in person: nothing goes on before.
    stated = services.ask_hearing(case, answer="请求当面说明", by=owner, now=now)
    with pytest.raises(SomeoneWasFaster):
        services.check_legally(stated.case, opinion="合法", by=world.legal, today=today)
    both = world.person(Role.SUPERVISOR, Role.LEGAL, Role.DIRECTOR)
    case = held(register, stated.case, both)
    case = services.answer_notice(case, answer="无异议", by=owner, now=now).case
    assert (queued(world.legal), queued(register.supervisor)) == ({"legal"}, set())
    case = services.check_legally(case, opinion="合法", by=world.legal, today=today)
    # A further statement sends the case back to the check.
    case = services.answer_notice(case, answer="补充证据", by=owner, now=now).case
    assert (case.status, case.legal_opinion) == ("heard", "")
    case = services.check_legally(case, opinion="合法", by=world.legal, today=today)
    with pytest.raises(GuardFailed):
        services.propose_decision(case, reason="伪造", by=register.supervisor)
    case = services.record_minutes(case, minutes="集体讨论同意", by=register.supervisor)
    approval = services.propose_decision(case, reason="伪造检验报告", by=register.supervisor)
    with pytest.raises(Refused):
        register.approve(approval, by=both)
    assert register.approve(approval).status == "revoked"
    case = seen(case)
    assert (case.status, case.reason, case.statements.count()) == ("decided", "伪造检验报告", 3)
    with pytest.raises(SomeoneWasFaster):
        services.drop_case(case, reason="太晚", by=register.supervisor, now=now)
    finish(register, case, owner)


def finish(register: Register, case: SanctionCase, owner: Any) -> None:
    """Publication follows the log, delivery the letter; each is repeatable."""
    assert services.publish_decided() == 0
    delivery.sweep()
    chain.seal()
    assert [services.publish_decided(), services.publish_decided()] == [1, 0]
    assert services.note_deliveries(now=timezone.now()) == 0
    letter = Letter.objects.get(kind="revocation")
    assert "第九条" in str(letter.facts)
    letters.note_opening(letter, by=owner, now=timezone.now())
    assert [services.note_deliveries(now=timezone.now()), services.note_deliveries(now=timezone.now())] == [
        1,
        0,
    ]
    case = seen(case)
    assert (case.status, case.due_on, case.closed_at is None) == ("delivered", None, False)
    assert Letter.objects.filter(kind="prior_notice").count() == 2


def test_an_open_revocation_blocks_cancelling_renewing_and_successors_and_a_dropped_one_does_not(
    register: Register,
) -> None:
    now, today = timezone.now(), register.world.today
    certificate = register.ending(200)
    owner = register.owner_of(certificate)
    case = opened(register, certificate)
    with pytest.raises(services.CaseOpen):
        opened(register, certificate)

    def ask() -> None:
        certificates.request_change(certificate, kind="cancel", values={}, by=owner, now=now)

    for act in (
        ask,
        lambda: certificates.require_renewable(certificate, today=today, by=owner),
        lambda: certificates.propose_cancel(
            certificate, ground="entity_ended", reason="注销", by=register.supervisor
        ),
    ):
        with pytest.raises(GuardFailed, match=r"revocation|撤销"):
            act()
    services.drop_case(case, reason="查无实据", by=register.supervisor, now=now)
    certificates.require_renewable(certificate, today=today, by=owner)
    ask()
    delivery.sweep()
    # It was never announced, so nobody is told.
    assert not Letter.objects.exists()
    assert not Message.objects.filter(recipient=owner, kind="certificate.drop_notice").exists()


def test_time_over_escalation_calendar_and_end_with_the_certificate(register: Register) -> None:
    world = register.world
    CalendarDay.objects.filter(day__year__gt=2026).delete()
    friday = datetime.date(2027, 9, 24)
    certificate = register.issued()
    case = opened(register, certificate, today=friday)
    case = services.serve_notice(case, by=register.supervisor, today=friday)
    assert (case.answer_by, case.is_answer_provisional) == (datetime.date(2027, 10, 4), True)
    # The calendar of the year is entered day by day: one more holiday, one more day to answer.
    row = set_day(datetime.date(2027, 9, 28), is_workday=False, name="调休", by=world.secretary, today=friday)
    delivery.deliver(Event.objects.about(row).latest("pk").pk)
    case = seen(case)
    assert case.answer_by == datetime.date(2027, 10, 5)
    assert services.recount_terms(year=2027) == 0
    assert services.end_terms(today=case.answer_by) == 0
    assert services.end_terms(today=case.answer_by + ONE) == 1
    case = seen(case)
    assert (case.status, case.due_on is None) == ("heard", False)
    assert case.due_on is not None
    assert services.flag_overdue(today=case.due_on) == 0
    late = case.due_on + ONE
    assert [services.flag_overdue(today=late), services.flag_overdue(today=late)] == [1, 0]
    delivery.sweep()
    assert Message.objects.filter(recipient=world.director, kind="staff.sanction_overdue").count() == 1
    assert Message.objects.filter(kind="certificate.answer_recounted").exists()
    # A certificate that expires takes its case with it.
    certificates.expire_past(today=certificate.valid_to + ONE)
    delivery.sweep()
    assert seen(case).status == "ended"


def test_the_database_keeps_one_open_case_and_a_second_person(register: Register) -> None:
    case = opened(register, register.issued())
    with pytest.raises(IntegrityError), transaction.atomic():
        SanctionCase.objects.create(
            certificate=case.certificate, action="revoke", ground="fraud", opened_by=register.supervisor
        )
    with pytest.raises(IntegrityError), transaction.atomic():
        SanctionCase.objects.filter(pk=case.pk).update(legal_by=register.supervisor)
