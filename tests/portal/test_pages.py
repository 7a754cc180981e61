"""Every page opens for the enterprise it belongs to, and exists for nobody else."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile

from brandcert.applications import services
from brandcert.applications.enums import Status
from brandcert.applications.models import Application
from brandcert.inspections.enums import Severity
from brandcert.inspections.models import Finding, Inspection, Rectification
from tests.applications import filling
from tests.documents import files
from tests.world import CREDIT_CODES

if TYPE_CHECKING:
    from django.test import Client

    from tests.world import World

DRAFT_PAGES = (
    "",
    "product/",
    "unit/",
    "section/subject/",
    "section/product/",
    "section/standards/",
    "section/innovation/",
    "section/brand/",
    "section/responsibility/",
    "documents/",
    "check/",
    "discard/",
)
SENT_PAGES = ("", "sent/", "versions/1/", "withdraw/")


def under_rectification(world: World) -> Rectification:
    row = world.application(Status.RECTIFICATION, due_on=world.today)
    visit = Inspection.objects.create(application=row, planned_on=world.today, planned_by=world.secretary)
    finding = Finding.objects.create(
        inspection=visit,
        severity=Severity.CLOSABLE,
        clause="7.1",
        description="计量器具未检定",
    )
    return Rectification.objects.create(finding=finding, due_on=world.today)


@pytest.mark.parametrize("page", ["", "enterprise/", "applications/start/", "messages/", "certificates/"])
def test_the_pages_of_an_enterprise_open_for_its_people_and_ask_visitors_to_sign_in(
    owner: Client, world: World, page: str
) -> None:
    world.application()
    assert owner.get(f"/portal/{page}").status_code == 200
    owner.logout()
    answer = owner.get(f"/portal/{page}")
    assert (answer.status_code, answer.headers["Location"].partition("?")[0]) == (302, "/accounts/login/")


@pytest.mark.parametrize("category", ["MANUFACTURING", "AGRICULTURE", "SERVICES"])
@pytest.mark.parametrize("page", DRAFT_PAGES)
def test_the_pages_of_a_draft_open(owner: Client, world: World, page: str, category: str) -> None:
    draft = world.application(category=world.category(category))  # type: ignore[arg-type] # the value of the member
    assert owner.get(f"/portal/applications/{draft.pk}/{page}").status_code == 200


@pytest.mark.parametrize("page", SENT_PAGES)
def test_the_pages_of_an_application_open(owner: Client, world: World, page: str) -> None:
    sent = services.submit(filling.complete(world), by=world.owner, now=world.now)
    assert owner.get(f"/portal/applications/{sent.pk}/{page}").status_code == 200


@pytest.mark.parametrize("status", [status for status in Status if status != Status.DRAFT])
def test_the_case_page_opens_in_every_state(owner: Client, world: World, status: Status) -> None:
    row = world.application(status, reason="指标未达到")
    assert owner.get(f"/portal/applications/{row.pk}/").status_code == 200


@pytest.mark.parametrize("page", [*DRAFT_PAGES, *SENT_PAGES, "appeal/", "rectification/1/"])
@pytest.mark.parametrize("method", ["get", "post"])
def test_nobody_of_another_enterprise_finds_anything(
    client: Client, world: World, page: str, method: str
) -> None:
    stranger = world.member(world.new_enterprise(CREDIT_CODES[1]))
    client.force_login(stranger)
    for status in (Status.DRAFT, Status.SUBMITTED, Status.CORRECTION, Status.REJECTED):
        row = world.application(status)
        assert getattr(client, method)(f"/portal/applications/{row.pk}/{page}").status_code in {404, 405}
        assert Application.objects.filter(pk=row.pk, status=status, content={}).exists()


def test_staff_and_former_members_find_nothing_either(client: Client, world: World) -> None:
    row = world.application()
    world.editor.memberships.update(left_at=world.now)
    for person in (world.editor, world.clerk, world.recommender, world.director):
        client.force_login(person)
        assert client.get(f"/portal/applications/{row.pk}/").status_code == 404


def test_the_finding_of_a_rectification_opens_for_its_enterprise_alone(owner: Client, world: World) -> None:
    row = under_rectification(world)
    address = f"/portal/applications/{row.finding.inspection.application_id}/rectification/{row.pk}/"
    assert owner.get(address).status_code == 200
    owner.force_login(world.member(world.new_enterprise(CREDIT_CODES[1])))
    assert owner.get(address).status_code == 404


def test_a_second_window_does_not_overwrite_the_answer_to_a_finding(owner: Client, world: World) -> None:
    row = under_rectification(world)
    address = f"/portal/applications/{row.finding.inspection.application_id}/rectification/{row.pk}/"
    seen = row.answer_stamp

    def send(answer: str, seen: str) -> Any:
        document = SimpleUploadedFile(f"{answer}.pdf", files.pdf())
        return owner.post(address, {"answer": answer, "evidence": document, "seen": seen})

    assert send("已更换温度计", seen).status_code == 302
    late = send("已培训人员", seen)
    assert late.status_code == 200
    assert all(words in late.content.decode() for words in ("已更换温度计", "已培训人员", "未覆盖任何内容"))
    row.refresh_from_db()
    assert row.answer == "已更换温度计"
    assert send("两项均已完成", row.answer_stamp).status_code == 302
    row.refresh_from_db()
    assert row.answer == "两项均已完成"


@pytest.mark.parametrize(
    ("name", "value"),
    [("established_on", "2999-01-01"), ("established_on", "0001-01-01"), ("industry_code", "ZZZZ")],
)
def test_particulars_that_cannot_be_are_refused(owner: Client, world: World, name: str, value: str) -> None:
    address = f"/portal/enterprise/{world.enterprise.pk}/edit/"
    sent = {
        "name_en": "Sample",
        "address": "长春市",
        "established_on": "2012-05-18",
        "industry_code": "c1523",
    }
    wrong = owner.post(address, {**sent, name: value})
    assert wrong.status_code == 200
    assert value in wrong.content.decode()
    assert owner.post(address, sent).status_code == 302
    world.enterprise.refresh_from_db()
    assert world.enterprise.industry_code == "C1523"


def test_who_has_no_enterprise_is_led_to_register_one(client: Client, world: World) -> None:
    from brandcert.accounts.models import User

    client.force_login(User.objects.create_user("new@rice.example", "a plain word"))
    assert b"/portal/enterprise/register/" in client.get("/portal/").content
    assert client.get("/portal/applications/start/").headers["Location"] == "/portal/enterprise/register/"
    assert client.get("/portal/enterprise/").headers["Location"] == "/portal/enterprise/register/"


def test_whoever_signs_in_lands_on_their_own_side(client: Client, world: World) -> None:
    client.force_login(world.owner)
    assert client.get("/accounts/home/").headers["Location"] == "/portal/"
    client.force_login(world.clerk)
    assert client.get("/accounts/home/").headers["Location"] == "/manage/"
