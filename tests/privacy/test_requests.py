"""A person gets a copy of everything, is forgotten on request, and what stays is named."""

from __future__ import annotations

import datetime
import io
import json
import zipfile
from typing import TYPE_CHECKING, Any

import pytest
from allauth.account.models import EmailAddress
from allauth.socialaccount.models import SocialAccount
from django.apps import apps
from django.contrib.sessions.models import Session
from django.db import connection

from brandcert.accounts.enums import Role
from brandcert.accounts.models import User
from brandcert.applications.enums import Status
from brandcert.applications.models import Application, ApplicationVersion, UnsavedInput
from brandcert.core import events, pii
from brandcert.core.errors import Refused
from brandcert.core.models import Event
from brandcert.enterprises.enums import MemberRole
from brandcert.enterprises.services import invite
from brandcert.notifications.models import Dispatch, Message
from brandcert.privacy import services
from brandcert.privacy.models import PersonalRequest
from tests.world import CREDIT_CODES

if TYPE_CHECKING:
    from django.test import Client

    from brandcert.enterprises.models import Enterprise
    from tests.world import World

NAME, EMAIL, PHONE = "金丝雀王小明", "canary-wang@example.org", "13987654321"
CANARIES = (NAME, EMAIL, PHONE)
CONTACT = {
    "subject": {"contact_name": NAME, "contact_phone": PHONE, "contact_email": EMAIL, "employees": "12"}
}


@pytest.fixture
def wang(world: World) -> User:
    """A person known in every place a person can be known in; his case has ended, others act for the enterprise too."""
    wang = world.member(world.enterprise, MemberRole.EDITOR)
    wang.name, wang.email, wang.phone = NAME, EMAIL, PHONE
    wang.save()
    EmailAddress.objects.update_or_create(
        user=wang, defaults={"email": EMAIL, "verified": True, "primary": True}
    )
    row = world.application(Status.REJECTED, content=CONTACT, reason="指标未达到")
    ApplicationVersion.objects.create(
        application=row, number=1, content=CONTACT, materials=[], sha256="0" * 64, handed_in_by=world.owner
    )
    # What he, and what a colleague about him, typed too late to be saved.
    for person, word in ((wang, "他写的"), (world.owner, "同事写的")):
        typed = {**CONTACT["subject"], "main_business": word}
        UnsavedInput.objects.create(application=row, user=person, page="subject", values=typed)
    event = events.record("create", row, by=wang)
    message = Message.objects.create(
        event=event, recipient=wang, subject=f"{NAME}：已收到", body=f"您的手机 {PHONE} 已登记"
    )
    Dispatch.objects.create(message=message, address=EMAIL, subject=f"致 {NAME}", body=EMAIL.upper())
    # What a colleague and a stranger were told of him.
    Message.objects.create(
        event=event, recipient=world.owner, enterprise=world.enterprise, subject="同事", body=f"{NAME} 已加入"
    )
    stray = Message.objects.create(event=event, recipient=world.clerk, subject="短信", body="失败")
    Dispatch.objects.create(
        message=stray, address="", channel="sms", body=f"{PHONE[:3]}****{PHONE[-4:]} {PHONE}"
    )
    invite(world.enterprise, contact=EMAIL, role=MemberRole.EDITOR, by=world.owner, now=world.now)
    told = {"userinfo": {"name": NAME, "email": EMAIL, "phone_number": PHONE}}
    SocialAccount.objects.create(user=wang, provider="oidc", uid=f"uid-{PHONE}", extra_data=told)
    return wang


@pytest.fixture(autouse=True)
def atomic(db: None) -> Any:
    """Let events be written outside a request: the test is one transaction."""
    return


def tables_with(canary: str) -> set[str]:
    """Return every column of the whole database in which the text stands."""
    found = set()
    with connection.cursor() as cursor:
        for model in apps.get_models(include_auto_created=True):
            for field in model._meta.concrete_fields:
                query = f'SELECT COUNT(*) FROM "{model._meta.db_table}" WHERE CAST("{field.column}" AS TEXT) LIKE %s'  # noqa: S608 - names of our own tables
                escaped = json.dumps(canary).strip('"')
                for needle in {canary, escaped, escaped.replace("\\", "\\\\")}:
                    cursor.execute(query, [f"%{needle}%"])
                    if cursor.fetchone()[0]:
                        found.add(f"{model._meta.label_lower}.{field.name}")
    return found


def forget(world: World, person: User) -> PersonalRequest:
    asked = services.ask_deletion(person, by=person, now=world.now)
    return services.carry_out(asked, by=world.clerk, now=world.now)


@pytest.mark.both
def test_nothing_of_a_forgotten_person_is_left_but_what_the_law_keeps(world: World, wang: User) -> None:
    before = {canary: tables_with(canary) for canary in CANARIES}
    assert all("accounts.user" in {name.rpartition(".")[0] for name in found} for found in before.values())

    forget(world, wang)

    assert [row.values for row in UnsavedInput.objects.all()] == [
        {"employees": "12", "main_business": "同事写的"}
    ]
    kept = {row.model for row in pii.holdings() if row.kept}
    left = {name for canary in CANARIES for name in tables_with(canary)}
    assert left == {"applications.applicationversion.content"}
    assert {name.rpartition(".")[0] for name in left} <= kept


def test_a_column_that_is_not_erased_would_be_found(world: World, wang: User) -> None:
    world.enterprise.note = f"联系{NAME}"
    world.enterprise.save()
    forget(world, wang)
    assert "enterprises.enterprise.note" in tables_with(NAME)


def test_the_record_stays(world: World, wang: User) -> None:
    done = forget(world, wang)
    row = Application.objects.get(status=Status.REJECTED)
    assert row.content["subject"] == {
        "contact_name": f"#{wang.pk}",
        "contact_phone": "",
        "contact_email": "",
        "employees": "12",
    }
    assert row.reason == "指标未达到"
    assert Message.objects.filter(recipient=wang).count() == 1
    assert Event.objects.filter(actor=f"user:{wang.pk}").exists() or Event.objects.filter(
        actor__contains=str(wang.pk)
    )
    assert done.outcome == "done"
    event = Event.objects.get(name="privacy.personalrequest.carry_out")
    assert not [canary for canary in CANARIES if canary in json.dumps(event.payload, ensure_ascii=False)]


def test_the_account_is_closed_everywhere(client: Client, world: World, wang: User) -> None:
    client.force_login(wang)
    assert client.get("/portal/").status_code == 200
    forget(world, wang)
    assert not Session.objects.exists()
    assert client.get("/portal/").status_code == 302
    wang.refresh_from_db()
    assert (wang.is_active, wang.has_usable_password(), wang.email, str(wang)) == (
        False,
        False,
        None,
        f"#{wang.pk}",
    )
    assert not wang.memberships.filter(left_at=None).exists()


def test_only_the_rows_of_the_person_change(world: World, wang: User) -> None:
    other = world.application(
        Status.REJECTED, content={"subject": {"contact_name": "李四", "contact_phone": "13800000000"}}
    )
    owner = world.owner
    forget(world, wang)
    other.refresh_from_db()
    owner.refresh_from_db()
    assert other.content["subject"]["contact_name"] == "李四"
    assert owner.is_active
    assert owner.email


def _alone(world: World) -> tuple[User, Enterprise]:
    enterprise = world.new_enterprise(CREDIT_CODES[1])
    return world.member(enterprise), enterprise


def test_it_waits_while_an_enterprise_depends_on_the_person(world: World) -> None:
    alone, enterprise = _alone(world)
    world.application(Status.ACCEPTED, enterprise=enterprise)
    with pytest.raises(services.StillNeeded):
        services.ask_deletion(alone, by=alone, now=world.now)
    world.member(enterprise)
    assert services.ask_deletion(alone, by=alone, now=world.now).outcome == ""


def test_it_waits_while_an_open_case_names_the_person(world: World, wang: User) -> None:
    row = world.application(Status.INSPECTION, content=CONTACT)
    with pytest.raises(services.StillNeeded):
        services.ask_deletion(wang, by=wang, now=world.now)
    Application.objects.filter(pk=row.pk).update(status=Status.WITHDRAWN)
    assert services.ask_deletion(wang, by=wang, now=world.now)


def test_it_waits_while_the_person_holds_an_office(world: World) -> None:
    with pytest.raises(services.StillNeeded):
        services.ask_deletion(world.secretary, by=world.secretary, now=world.now)


def test_what_came_up_after_the_asking_is_seen_before_the_deleting(world: World, wang: User) -> None:
    asked = services.ask_deletion(wang, by=wang, now=world.now)
    world.application(Status.INSPECTION, content=CONTACT)
    with pytest.raises(services.StillNeeded):
        services.carry_out(asked, by=world.clerk, now=world.now)
    wang.refresh_from_db()
    assert wang.name == NAME


def test_a_request_has_its_deadline_and_is_asked_once(world: World, wang: User) -> None:
    world.program.privacy_days = 3
    world.program.save()
    monday = datetime.datetime(2026, 11, 23, 10, tzinfo=datetime.UTC)
    asked = services.ask_deletion(wang, by=wang, now=monday)
    assert asked.due_on == datetime.date(2026, 11, 26)
    with pytest.raises(services.AlreadyAsked):
        services.ask_deletion(wang, by=wang, now=monday)
    services.refuse(asked, reason="案件尚未归档", by=world.clerk, now=monday)
    with pytest.raises(services.AlreadyAnswered):
        services.carry_out(asked, by=world.clerk, now=monday)
    assert services.ask_deletion(wang, by=wang, now=monday)


def test_who_may_answer(world: World, wang: User) -> None:
    asked = services.ask_deletion(wang, by=wang, now=world.now)
    for role in set(Role) - {Role.CLERK}:
        person = getattr(world, role)
        with pytest.raises(Refused):
            services.carry_out(asked, by=person, now=world.now)
        with pytest.raises(Refused):
            services.refuse(asked, reason="x", by=person, now=world.now)
    with pytest.raises(Refused):
        services.carry_out(asked, by=wang, now=world.now)
    with pytest.raises(Refused):
        services.ask_deletion(wang, by=world.owner, now=world.now)


def test_nobody_answers_about_himself(world: World) -> None:
    asked = PersonalRequest.objects.create(person=world.clerk, wish="deletion", due_on=world.today)
    with pytest.raises(Refused):
        services.carry_out(asked, by=world.clerk, now=world.now)


def unpacked(made: bytes) -> tuple[dict[str, Any], str]:
    archive = zipfile.ZipFile(io.BytesIO(made))
    assert sorted(archive.namelist()) == ["data.html", "data.json"]
    return json.loads(archive.read("data.json")), archive.read("data.html").decode()


def test_a_copy_has_everything_about_the_person_and_nothing_about_others(
    client: Client, world: World, wang: User
) -> None:
    world.application(
        Status.REJECTED, content={"subject": {"contact_name": "李四", "contact_phone": "13800000000"}}
    )
    client.force_login(wang)
    answer = client.post("/portal/my-data/copy/")
    assert answer["Content-Type"] == "application/zip"
    told, page = unpacked(answer.content)
    models = {part["model"] for part in told["parts"]}
    assert models == {
        "accounts.user",
        "account.emailaddress",
        "socialaccount.socialaccount",
        "enterprises.membership",
        "applications.application",
        "applications.applicationversion",
        "applications.unsavedinput",
        "notifications.message",
        "notifications.dispatch",
        "privacy.personalrequest",
        "core.event",
    }
    text = json.dumps(told, ensure_ascii=False)
    for canary in CANARIES:
        assert canary in text
        assert canary in page
    assert "李四" not in text + page
    assert "他写的" in page
    assert "同事写的" not in text + page
    assert str(world.owner.email) not in text + page
    assert Event.objects.filter(name="privacy.personalrequest.copy").count() == 1


def test_the_page_is_ones_own_and_asks_by_post(client: Client, world: World, wang: User) -> None:
    assert client.get("/portal/my-data/").status_code == 302
    client.force_login(wang)
    text = client.get("/portal/my-data/").content.decode()
    assert "您的账号" in text
    asked = client.get("/portal/my-data/deletion/").content.decode()
    assert all(words in asked for words in ("会删除的内容", "保留期限", "您的账号"))
    assert not PersonalRequest.objects.exists()
    assert client.get("/portal/my-data/copy/").status_code == 405
    answer = client.post("/portal/my-data/deletion/", follow=True)
    assert f"{PersonalRequest.objects.get().due_on:%Y-%m-%d}" in answer.content.decode()
    assert client.post("/portal/my-data/deletion/").status_code == 422
    assert client.get("/portal/my-data/deletion/").status_code == 302


def test_the_desk_shows_what_would_go_and_what_stays_and_no_contact_data(
    client: Client, world: World, wang: User
) -> None:
    asked = services.ask_deletion(wang, by=wang, now=world.now)
    client.force_login(world.clerk)
    path = f"/manage/privacy/personalrequest/{asked.pk}/"
    for page in ("/manage/privacy/personalrequest/", f"{path}change/"):
        text = client.get(page).content.decode()
        assert NAME in text
        assert EMAIL not in text
        assert PHONE not in text
    assert "提交时的申报内容" in text
    for person in (world.director, world.owner):
        client.force_login(person)
        assert client.get(f"{path}change/").status_code in {302, 403, 404}
        assert client.post(f"{path}step/carry_out/", {"understood": "on"}).status_code in {302, 403, 404}
    client.force_login(world.clerk)
    assert client.post(f"{path}step/carry_out/", {}).status_code == 200
    wang.refresh_from_db()
    assert wang.is_active
    assert client.post(f"{path}step/carry_out/", {"understood": "on"}).status_code == 302
    wang.refresh_from_db()
    assert not wang.is_active
