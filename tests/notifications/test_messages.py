"""Who is told of what, in which words, and how mail goes out once whatever fails in between."""

from __future__ import annotations

import datetime
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest
from django.db import transaction

from brandcert.applications import services as applications
from brandcert.applications.enums import Status
from brandcert.core import delivery, events
from brandcert.core.errors import Refused
from brandcert.core.models import Event
from brandcert.enterprises.enums import IntegrityKind
from brandcert.enterprises.models import IntegrityRecord
from brandcert.inspections.enums import Mode
from brandcert.inspections.models import Inspection
from brandcert.notifications import services
from brandcert.notifications.handlers import enterprises
from brandcert.notifications.models import Dispatch, Message
from brandcert.notifications.queries import unread_count
from tests.applications import filling

if TYPE_CHECKING:
    from django.test import Client
    from pytest_django.fixtures import Settings

    from tests.world import World


@pytest.fixture(autouse=True)
def media(settings: Settings, tmp_path: Path) -> None:
    settings.MEDIA_ROOT = tmp_path


def happen(step: str, row: Any, by: Any, **payload: Any) -> Event:
    """Record that a step happened and deliver it."""
    with transaction.atomic():
        event = events.record(step, row, by=by, payload=payload)
    delivery.deliver(event.pk)
    return event


def test_every_member_is_told_of_the_submission_and_the_unit_of_its_work(world: World) -> None:
    unit_person = world.recommender
    sent = applications.submit(filling.complete(world), by=world.owner, now=world.now)
    delivery.sweep()
    told = Message.objects.filter(event__name="applications.application.submit")
    assert {message.recipient for message in told} == {world.owner, world.editor, unit_person}
    assert sent.receipt_number is not None
    assert all(sent.receipt_number in message.subject for message in told)
    assert {row.message.recipient for row in Dispatch.objects.all()} == {world.owner, world.editor}


def test_delivering_twice_tells_once(world: World) -> None:
    event = happen("accept", world.application(Status.ACCEPTED), world.clerk)
    count = Message.objects.count()
    delivery.deliver(event.pk)
    enterprises.tell_applicant(event)
    assert Message.objects.count() == count
    assert Dispatch.objects.count() == 2


def test_former_members_and_disabled_people_are_told_nothing(world: World) -> None:
    world.editor.memberships.update(left_at=world.now)
    world.owner.is_active = False
    world.owner.save()
    happen("accept", world.application(Status.ACCEPTED), world.clerk)
    assert not Message.objects.filter(recipient__in=[world.owner, world.editor]).exists()


def test_each_person_reads_their_own_language(world: World) -> None:
    world.editor.language = "en"
    world.editor.save()
    happen("accept", world.application(Status.ACCEPTED), world.clerk)
    assert Message.objects.get(recipient=world.owner).subject.startswith("已受理")
    assert Message.objects.get(recipient=world.editor).subject.startswith("Accepted")


def test_a_refusal_states_facts_basis_remedy_and_deadline(world: World) -> None:
    row = world.application(Status.REJECTED, reason="得分 <38.50> & 未达到核查线")
    happen("reject_below_gate", row, world.director)
    body = Message.objects.get(recipient=world.owner).body
    until = world.today + datetime.timedelta(days=world.batch.appeal_days)
    for words in ("得分 <38.50> & 未达到核查线", "依据：", "救济途径：", until.isoformat()):
        assert words in body


def test_a_correction_lists_every_problem_with_its_deadline(world: World) -> None:
    row = filling.returned(world, "subject.employees", documents=1)
    delivery.sweep()
    message = Message.objects.get(
        recipient=world.owner, event__name="applications.application.request_correction"
    )
    assert row.due_on is not None
    assert row.due_on.isoformat() in message.subject
    assert "与营业执照不一致" in message.body
    assert "扫描件不清晰" in message.body
    assert [line[:3] for line in message.body.splitlines() if line[:1].isdigit()] == ["1. ", "2. "]


def test_nobody_is_told_of_a_mystery_visit(world: World) -> None:
    row = world.application(Status.INSPECTION)
    visit = Inspection.objects.create(
        application=row, planned_on=world.today, planned_by=world.secretary, mode=Mode.MYSTERY
    )
    happen("plan_inspection", row, world.director)
    assert not Message.objects.exists()
    Inspection.objects.filter(pk=visit.pk).update(mode=Mode.ON_SITE)
    happen("plan_inspection", row, world.director)
    assert world.today.isoformat() in Message.objects.get(recipient=world.owner).body


def test_the_appointed_experts_are_never_named(world: World) -> None:
    row = world.application(Status.EXPERT_REVIEW)
    happen("appoint_panel", row, world.secretary)
    assert world.expert.name not in Message.objects.get(recipient=world.owner).body


@pytest.mark.parametrize("event", enterprises.OF_APPLICATIONS)
def test_every_step_told_of_has_complete_words_in_both_languages(world: World, event: str) -> None:
    world.editor.language = "en"
    world.editor.save()
    row = world.application(Status.ACCEPTED, reason="理由", due_on=world.today)
    step = event.rpartition(".")[2]
    reminder = {"due": world.today.isoformat(), "left": 1, "threshold": 1} if "remind" in step else {}
    day = world.today.isoformat()
    stated: dict[str, dict[str, Any]] = {
        "decide_visit_date": {"granted": True, "day": day},
        "flag_short_notice": {"day": day, "earliest": day},
        "recount_plan": {"after": day},
    }
    answer = stated.get(step, {})
    entry = {}
    if step == "flag_integrity":
        record = IntegrityRecord.objects.create(
            enterprise=row.enterprise, kind=IntegrityKind.ABNORMAL, since=world.today, source="示例名录"
        )
        entry = {"record": record.pk}
    happen(step, row, world.director, **reminder, **answer, **entry)
    told = Message.objects.filter(recipient__in=[world.owner, world.editor])
    assert len(told) == 2
    for message in told:
        assert message.subject
        assert row.receipt_number is not None
        assert row.receipt_number in message.body
        assert "{" not in message.subject + message.body


def test_opening_a_message_counts_it_read_and_only_for_its_recipient(client: Client, world: World) -> None:
    happen("accept", world.application(Status.ACCEPTED), world.clerk)
    message = Message.objects.get(recipient=world.owner)
    client.force_login(world.editor)
    assert client.get(f"/portal/messages/{message.pk}/").status_code == 404
    with pytest.raises(Refused):
        services.mark_read(message, by=world.editor)
    assert unread_count(world.owner) == 1
    client.force_login(world.owner)
    assert client.get(f"/portal/messages/{message.pk}/").status_code == 200
    assert unread_count(world.owner) == 0
