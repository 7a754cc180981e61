"""Texts that staff write: closed placeholders, literal output, versions, preview and trial; nothing in them runs."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING, Any

import pytest
from django.core import mail

from brandcert.accounts.enums import Role
from brandcert.applications.enums import Status
from brandcert.core.errors import Refused, SomeoneWasFaster
from brandcert.core.models import Event
from brandcert.notifications.models import Message, MessageTemplate
from brandcert.notifications.services import (
    Place,
    UnusableText,
    preview,
    save_text,
    send_trial,
    use_shipped,
    use_version,
)
from brandcert.notifications.wording import fill, fill_line, unknown
from tests.notifications.telling import happen
from tests.races import race

if TYPE_CHECKING:
    from django.test import Client

    from tests.world import World

PLACE = Place("application.accept", "portal", "zh-hans")
EDITOR = "/manage/notifications/messagetemplate/application.accept/portal/zh-hans/"


def told(world: World) -> Message:
    """Let the application be accepted and give the owner's message."""
    event = happen("accept", world.application(Status.ACCEPTED), world.clerk)
    return Message.objects.get(event=event, recipient=world.owner)


def test_what_staff_write_counts_from_the_next_message_on(world: World) -> None:
    before = told(world)
    save_text(PLACE, subject="受理：{receipt}", body="致{enterprise}，已受理。", seen=0, by=world.clerk)
    after = told(world)
    before.refresh_from_db()
    assert before.subject.startswith("已受理")
    assert after.subject.startswith("受理：JLJP-SQ-2026-")
    assert after.body == f"致{world.enterprise.name}，已受理。"
    assert after.dispatches.get().body == after.body, (
        "a mail without words of its own says what the portal says"
    )


def test_each_channel_and_language_has_words_of_its_own(world: World) -> None:
    world.editor.language = "en"
    world.editor.save()
    save_text(PLACE, subject="甲", body="甲甲", seen=0, by=world.clerk)
    mailed = Place("application.accept", "email", "zh-hans")
    save_text(mailed, subject="乙", body="乙乙", seen=0, by=world.clerk)
    event = happen("accept", world.application(Status.ACCEPTED), world.clerk)
    owner, editor = (Message.objects.get(event=event, recipient=one) for one in (world.owner, world.editor))
    assert (owner.subject, owner.dispatches.get().subject) == ("甲", "乙")
    assert editor.subject.startswith("Accepted")


@pytest.mark.parametrize(
    ("subject", "body", "field", "words"),
    [
        ("受理", "你好 {password}", "body", "{password}"),
        ("受理 {user.email}", "你好", "subject", "{user.email}"),
        ("受理", "你好 {}", "body", "{}"),
        ("", "你好", "subject", ""),
        ("受理", "  \n ", "body", ""),
        ("受" * 201, "你好", "subject", "200"),
        ("受理", "你" * 5001, "body", "5000"),
    ],
)
def test_a_text_that_cannot_be_used_is_refused_by_name(
    world: World, subject: str, body: str, field: str, words: str
) -> None:
    with pytest.raises(UnusableText) as refused:
        save_text(PLACE, subject=subject, body=body, seen=0, by=world.clerk)
    assert refused.value.field == field
    assert words in str(refused.value)
    assert not MessageTemplate.objects.exists()


def test_what_the_rules_require_cannot_be_written_away(world: World) -> None:
    place = Place("application.reject", "portal", "zh-hans")
    with pytest.raises(UnusableText, match="appeal_until"):
        save_text(place, subject="不予认定", body="理由：{reason}", seen=0, by=world.clerk)
    save_text(place, subject="不予认定", body="理由：{reason} 至 {appeal_until}", seen=0, by=world.clerk)


HOSTILE = "{receipt} {{ 7 }} {% load os %} ${IFS} %(x)s {enterprise.__class__} <b onload=alert(1)>"


def test_values_are_put_in_once_and_printed_literally() -> None:
    assert fill("致{enterprise}，{receipt}", {"enterprise": HOSTILE, "receipt": "R-1"}) == f"致{HOSTILE}，R-1"
    assert fill_line("{enterprise}", {"enterprise": "a\r\nBcc: b"}, longest=50) == "a Bcc: b"
    assert fill_line("{enterprise}", {"enterprise": "长" * 60}, longest=50) == "长" * 49 + "…"
    assert unknown(["{enterprise.__class__} {enterprise!r} {enterprise:>9}"], {"enterprise"}) == [
        "enterprise.__class__",
        "enterprise!r",
        "enterprise:>9",
    ]


def test_characters_that_cannot_be_seen_are_left_out() -> None:
    assert fill("{enterprise}", {"enterprise": "吉\u202e林\u200b精\x07品"}) == "吉林精品"


def test_lines_without_value_are_left_out_and_lists_are_numbered() -> None:
    values: dict[str, Any] = {"due": "", "problems": ["一", "二"], "one": "x"}
    text = "期限：{due}\n\n问题：\n{problems}\n\n概要：{problems}\n{one} {due}"
    assert fill(text, values) == "问题：\n1. 一\n2. 二\n\n概要：一; 二"


def test_a_preview_shows_examples_and_keeps_nothing(world: World) -> None:
    subject, body = preview(PLACE, subject="受理：{receipt}", body="致{enterprise}")
    assert (subject, body) == ("受理：JLJP-SQ-2026-000128", "致吉林省长白山参业专业合作社")
    assert not MessageTemplate.objects.exists()


def test_a_trial_goes_to_the_writer_alone_and_says_that_it_is_one(world: World) -> None:
    send_trial(PLACE, subject="受理：{receipt}", body="致{enterprise}", by=world.clerk)
    (letter,) = mail.outbox
    assert letter.to == [world.clerk.email]
    assert letter.subject == "［测试］受理：JLJP-SQ-2026-000128"
    with pytest.raises(Refused):
        send_trial(PLACE, subject="受理", body="你好", by=world.director)


def test_versions_stay_and_can_be_brought_back(world: World) -> None:
    save_text(PLACE, subject="受理", body="第一版", seen=0, by=world.clerk)
    save_text(PLACE, subject="受理", body="第二版", seen=1, by=world.clerk)
    use_version(PLACE, version=1, seen=2, by=world.sysadmin)
    assert told(world).body == "第一版"
    use_shipped(PLACE, seen=3, by=world.clerk)
    assert told(world).subject.startswith("已受理")
    rows = MessageTemplate.objects.order_by("version")
    assert [(row.version, row.body, row.is_shipped) for row in rows] == [
        (1, "第一版", False),
        (2, "第二版", False),
        (3, "第一版", False),
        (4, "", True),
    ]
    assert Event.objects.filter(name="notifications.messagetemplate.edit").count() == 4
    assert "第一版" not in str(list(Event.objects.values_list("payload", flat=True)))


def test_whoever_started_from_an_older_version_is_told(world: World) -> None:
    save_text(PLACE, subject="受理", body="第一版", seen=0, by=world.clerk)
    with pytest.raises(SomeoneWasFaster):
        save_text(PLACE, subject="受理", body="同时写的", seen=0, by=world.sysadmin)


@pytest.mark.both
@pytest.mark.django_db(transaction=True)
def test_of_four_who_save_at_once_one_is_first(world: World) -> None:
    clerk = world.clerk
    save = partial(save_text, PLACE, subject="受理", body="你好", seen=0, by=clerk)
    outcomes = race([save] * 4)
    assert sum(one.ok for one in outcomes) == 1
    assert all(one.ok or isinstance(one.error, SomeoneWasFaster) for one in outcomes)


@pytest.mark.parametrize(
    ("role", "sees", "writes"),
    [
        (Role.SYSADMIN, 200, 302),
        (Role.CLERK, 200, 302),
        (Role.SECRETARY, 200, 403),
        (Role.DIRECTOR, 200, 403),
        (Role.AUDITOR, 200, 403),
        (Role.EXPERT, 403, 403),
        (Role.SUPERVISOR, 403, 403),
        (Role.SECADMIN, 403, 403),
    ],
)
def test_who_reads_and_who_writes_the_texts(
    world: World, client: Client, role: Role, sees: int, writes: int
) -> None:
    client.force_login(world.person(role))
    assert client.get("/manage/notifications/messagetemplate/").status_code == sees
    assert client.get(EDITOR).status_code == sees
    form = {"subject": "受理", "body": "你好", "seen": "0", "act": "save"}
    assert client.post(EDITOR, form).status_code == writes
    assert MessageTemplate.objects.exists() == (writes == 302)


def test_the_editor_previews_refuses_saves_and_goes_back(world: World, client: Client) -> None:
    client.force_login(world.clerk)
    form = {"subject": "受理 {nonsense}", "body": "<script>alert(1)</script> 致{enterprise}", "seen": "0"}
    refused = client.post(EDITOR, {**form, "act": "save"})
    assert refused.status_code == 422
    assert "{nonsense}" in refused.content.decode()
    assert "错误：" in refused.content.decode(), "the title begins with the error"
    form["subject"] = "受理 {receipt}"
    shown = client.post(EDITOR, {**form, "act": "preview"}).content.decode()
    assert "&lt;script&gt;alert(1)&lt;/script&gt; 致吉林省长白山参业专业合作社" in shown
    assert "<script>alert" not in shown
    assert client.post(EDITOR, {**form, "act": "save"}).status_code == 302
    assert client.post(EDITOR, {**form, "act": "save"}).status_code == 409
    assert client.post(EDITOR, {"seen": "1", "act": "shipped"}).status_code == 302
    assert client.post(EDITOR, {"seen": "2", "act": "version-1"}).status_code == 302
    assert client.post(EDITOR, {"seen": "3", "act": "version-9"}).status_code == 404
    assert MessageTemplate.objects.count() == 3
    page = client.get(EDITOR).content.decode()
    assert "第 3 版" in page


@pytest.mark.parametrize(
    "path",
    [
        "application.nonsense/portal/zh-hans/",
        "application.accept/pigeon/zh-hans/",
        "application.accept/portal/xx/",
        "application.resubmit/sms/zh-hans/",
    ],
)
def test_texts_that_do_not_exist_have_no_page(world: World, client: Client, path: str) -> None:
    client.force_login(world.clerk)
    assert client.get(f"/manage/notifications/messagetemplate/{path}").status_code == 404


def test_the_table_asks_as_often_however_many_texts_were_written(
    world: World, client: Client, django_assert_num_queries: Any
) -> None:
    client.force_login(world.clerk)
    url = "/manage/notifications/messagetemplate/"
    client.get(url)
    with django_assert_num_queries(11):
        client.get(url)
    for number in range(30):
        save_text(PLACE, subject="受理", body="你好", seen=number, by=world.clerk)
    with django_assert_num_queries(11):
        page = client.get(url)
    assert len(page.content) < 100_000
