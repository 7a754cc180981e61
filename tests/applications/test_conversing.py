"""The conversation about a case: who writes, who reads, what is told, when it is over."""

from __future__ import annotations

import csv
from typing import TYPE_CHECKING, Any

import pytest
from django.contrib.auth.models import AnonymousUser

from brandcert.accounts.enums import Role
from brandcert.accounts.models import Unit
from brandcert.applications import services
from brandcert.applications.enums import DEAD_ENDS, Side, Status
from brandcert.applications.models import Application, Conversation, ConversationMessage
from brandcert.applications.queries import conversation_of, office_of, unread_messages
from brandcert.applications.services import conversing
from brandcert.awards.models import Appeal
from brandcert.core import policies
from brandcert.core.errors import Refused
from brandcert.core.models import Event
from tests.applications import filling
from tests.core.test_machines import COLUMNS, MATRIX, ROLES
from tests.races import race
from tests.world import CREDIT_CODES

if TYPE_CHECKING:
    from pathlib import Path

    from django.test import Client
    from pytest_django.fixtures import Settings

    from tests.world import World

MODEL = "applications.application"
WORDS = "请问检验报告需要原件扫描吗？"


@pytest.fixture(autouse=True)
def media(settings: Settings, tmp_path: Path) -> None:
    settings.MEDIA_ROOT = tmp_path


def ask(row: Application, world: World, **fields: Any) -> ConversationMessage:
    return services.write_message(
        row, **{"text": WORDS, "by": world.editor, "now": world.now, "key": "", **fields}
    )


def reply(row: Application, by: Any, world: World, **fields: Any) -> ConversationMessage:
    return services.answer_enterprise(row, **{"text": "需要。", "by": by, "now": world.now, **fields})


def test_both_sides_write_and_each_sees_what_is_new(world: World) -> None:
    row = world.application(Status.RECOMMENDED)
    ask(row, world)
    reply(row, world.clerk, world)
    ask(row, world, text="谢谢。", by=world.owner)
    conversation = conversation_of(row)
    assert unread_messages(conversation, Side.STAFF) == 1
    # Whoever writes has read what was there.
    assert unread_messages(conversation, Side.ENTERPRISE) == 0
    names = [event.name.rpartition(".")[2] for event in Event.objects.about(row)]
    assert names == ["converse", "answer", "converse"]
    assert all(set(event.payload) == {"message"} for event in Event.objects.about(row))


def test_staff_write_for_their_office(world: World) -> None:
    row = world.application(Status.SUBMITTED)
    offices = [
        office_of(reply(row, person, world), row)
        for person in (world.recommender, world.clerk, world.secretary)
    ]
    province = world.program.issuing_body
    assert offices == [world.unit.name, province, province]


def test_a_second_press_of_the_button_sends_nothing_again(world: World) -> None:
    row = world.application(Status.RECOMMENDED)
    assert ask(row, world, key="k1") == ask(row, world, key="k1")
    assert Event.objects.about(row).count() == 1


@pytest.mark.both
@pytest.mark.django_db(transaction=True)
def test_two_presses_at_once_send_one_message(world: World) -> None:
    row = world.application(Status.RECOMMENDED)
    person = world.editor
    assert all(one.ok for one in race([lambda: ask(row, world, key="k1", by=person)] * 4))
    assert ConversationMessage.objects.count() == 1


@pytest.mark.parametrize("text", ["", " \n ", "长" * 2001])
def test_an_empty_or_endless_message_is_refused(world: World, text: str) -> None:
    with pytest.raises((conversing.EmptyMessage, conversing.MessageTooLong)):
        ask(world.application(Status.RECOMMENDED), world, text=text)
    assert not Conversation.objects.exists()


def test_nobody_drowns_the_other_side(world: World, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(conversing, "MOST_A_DAY", 2)
    row = world.application(Status.RECOMMENDED)
    ask(row, world)
    ask(row, world)
    with pytest.raises(conversing.TooManyMessages):
        ask(row, world)
    assert reply(row, world.clerk, world).pk


@pytest.mark.parametrize("status", [Status.DRAFT, Status.AWARDED, *DEAD_ENDS])
def test_nothing_is_written_before_the_case_or_after_its_end(world: World, status: Status) -> None:
    row = world.application(status)
    with pytest.raises(Refused):
        ask(row, world)
    with pytest.raises(Refused):
        reply(row, world.clerk, world)


def test_an_appeal_opens_the_conversation_again(world: World) -> None:
    row = world.application(Status.REJECTED)
    appeal = Appeal.objects.create(application=row, grounds="x", filed_by=world.owner, due_on=world.today)
    assert ask(row, world).pk
    assert reply(row, world.clerk, world).pk
    Appeal.objects.filter(pk=appeal.pk).update(outcome="dismissed")
    with pytest.raises(Refused):
        ask(row, world)


def test_files_travel_with_the_message_and_are_read_by_both_sides_alone(world: World) -> None:
    row = world.application(Status.RECOMMENDED)
    upload = filling.upload(world.editor, "营业执照.pdf")
    ask(row, world, files=[upload])
    stranger = world.member(world.new_enterprise(CREDIT_CODES[1]))
    other_unit = world.person(Role.RECOMMENDER, unit=Unit.objects.exclude(pk=world.unit.pk).first())
    readers = [
        person
        for person in (world.owner, world.clerk, world.recommender, world.secretary)
        if policies.allowed(person, "documents.upload.view", upload)
    ]
    assert readers == [world.owner, world.clerk, world.recommender, world.secretary]
    for person in (stranger, other_unit, world.auditor, world.expert, world.inspector, AnonymousUser()):
        assert not policies.allowed(person, "documents.upload.view", upload)


def test_nobody_sends_a_file_of_somebody_else(world: World) -> None:
    stranger = world.member(world.new_enterprise(CREDIT_CODES[1]))
    with pytest.raises(Refused):
        ask(world.application(Status.RECOMMENDED), world, files=[filling.upload(stranger)])
    assert not ConversationMessage.objects.exists()


def test_reading_is_marked_by_each_side_and_never_goes_back(world: World) -> None:
    row = world.application(Status.RECOMMENDED)
    ask(row, world)
    services.mark_read(row, by=world.clerk)
    assert unread_messages(conversation_of(row), Side.STAFF) == 0
    reply(row, world.clerk, world)
    assert unread_messages(conversation_of(row), Side.ENTERPRISE) == 1
    services.mark_conversation_read(row, by=world.owner, side=Side.ENTERPRISE)
    assert unread_messages(conversation_of(row), Side.ENTERPRISE) == 0
    with pytest.raises(Refused):
        services.mark_conversation_read(row, by=world.owner, side=Side.STAFF)


@pytest.mark.parametrize("action", ["converse", "answer", "read_conversation"])
def test_the_matrix_says_who_writes_and_reads(world: World, action: str) -> None:
    """The row of the matrix: O own enterprise, J own jurisdiction, A all, L once the case reached them, R read."""
    with MATRIX.open(encoding="utf-8") as file:
        line = next(row for row in csv.DictReader(file) if row["key"] == action)
    row = world.application(Status.INSPECTION)
    people: dict[str, Any] = {"AO": world.owner, "AM": world.editor, "CR": world.recommender}
    people |= {column: world.person(role) for column, role in ROLES.items()}
    people |= {"EX": world.expert, "IN": world.inspector, "PUB": AnonymousUser()}
    may = {column for column in COLUMNS if policies.allowed(people[column], f"{MODEL}.{action}", row)}
    assert may == {column for column in COLUMNS if line[column] != "-"}


def test_the_desk_shows_the_conversation_and_answers_with_a_file(world: World, client: Client) -> None:
    row = world.application(Status.RECOMMENDED)
    ask(row, world)
    page = f"/manage/applications/application/{row.pk}"
    client.force_login(world.clerk)
    assert WORDS in client.get(f"{page}/change/").content.decode()
    with filling.upload_file() as file:
        answer = client.post(f"{page}/step/answer/", {"text": "见附件。", "attachments": [file], "key": "a"})
    assert answer.status_code == 302
    last = ConversationMessage.objects.latest("id")
    assert (last.text, last.side, last.files.count()) == ("见附件。", Side.STAFF, 1)
    client.force_login(world.committee)
    assert WORDS not in client.get(f"{page}/change/").content.decode()
    assert client.post(f"{page}/step/answer/", {"text": "x"}).status_code in {403, 404, 409}
    assert ConversationMessage.objects.count() == 2


def test_the_portal_never_names_a_person_of_the_staff(world: World, client: Client) -> None:
    row = world.application(Status.RECOMMENDED)
    reply(row, world.clerk, world)
    client.force_login(world.owner)
    for page in ("", "conversation/"):
        shown = client.get(f"/portal/applications/{row.pk}/{page}").content.decode()
        assert world.program.issuing_body in shown
        assert world.clerk.name not in shown
    assert unread_messages(conversation_of(row), Side.ENTERPRISE) == 0


def test_a_refused_file_sends_nothing_and_keeps_the_words(world: World, client: Client) -> None:
    from django.core.files.uploadedfile import SimpleUploadedFile

    row = world.application(Status.RECOMMENDED)
    client.force_login(world.owner)
    bad = SimpleUploadedFile("说明.pdf", b"MZ\x90\x00 not a pdf at all", content_type="application/pdf")
    answer = client.post(
        f"/portal/applications/{row.pk}/conversation/", {"text": WORDS, "attachments": [bad]}
    )
    shown = answer.content.decode()
    assert answer.status_code == 200
    assert WORDS in shown
    assert "说明.pdf" in shown
    assert not ConversationMessage.objects.exists()


def test_what_is_written_is_text_and_nothing_else(world: World, client: Client) -> None:
    row = world.application(Status.RECOMMENDED)
    ask(row, world, text="<script>alert(1)</script>")
    client.force_login(world.clerk)
    shown = client.get(f"/manage/applications/application/{row.pk}/change/").content.decode()
    assert "<script>alert(1)" not in shown
    assert "&lt;script&gt;alert(1)" in shown
