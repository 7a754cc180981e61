"""Filling in, checking and handing in through the pages, as a browser without script does it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.core.files.uploadedfile import SimpleUploadedFile

from brandcert.applications.enums import Status
from brandcert.applications.models import Application, Material
from brandcert.applications.queries import requirements_of
from tests.applications import filling
from tests.documents import files

if TYPE_CHECKING:
    from django.test import Client

    from tests.world import World


def test_a_new_product_is_entered_with_its_trademark(owner: Client, world: World) -> None:
    draft = world.application(product=None)
    address = f"/portal/applications/{draft.pk}/product/"
    refused = owner.post(address, {"product": "new", "name": "", "model_or_scope": ""})
    assert refused.status_code == 200
    assert 'href="#id_name"' in refused.content.decode()
    facts = {
        "product": "new",
        "name": "粳米",
        "model_or_scope": "5 kg",
        "trademark": "松原",
        "trademark_number": "1",
    }
    assert owner.post(address, facts).status_code == 302
    draft.refresh_from_db()
    assert draft.product is not None
    assert (str(draft.product), str(draft.product.trademark)) == ("粳米", "松原")


def test_the_product_of_another_enterprise_cannot_be_named(owner: Client, world: World) -> None:
    draft = world.application(product=None)
    theirs = world.product(world.new_enterprise("91220200XNT000226B"))
    answer = owner.post(f"/portal/applications/{draft.pk}/product/", {"product": theirs.pk})
    assert answer.status_code == 200
    draft.refresh_from_db()
    assert draft.product is None


def test_a_unit_has_to_be_chosen_among_those_offered(owner: Client, world: World) -> None:
    draft = world.application(unit=None)
    address = f"/portal/applications/{draft.pk}/unit/"
    assert "<title>错误：" in owner.post(address, {"unit": "999"}).content.decode()
    assert owner.post(address, {"unit": world.unit.pk}).status_code == 302
    draft.refresh_from_db()
    assert draft.unit == world.unit


def test_several_files_are_taken_and_the_bad_one_is_named(owner: Client, world: World) -> None:
    draft = world.application()
    asked = requirements_of(draft)[0]
    address = f"/portal/applications/{draft.pk}/documents/"
    good = SimpleUploadedFile("licence.pdf", files.pdf(2))
    bad = SimpleUploadedFile("virus.pdf", b"MZ" + b"\0" * 40)
    answer = owner.post(address, {"requirement": asked.pk, "file": [good, bad]})
    page = answer.content.decode()
    assert "virus.pdf：" in page
    assert f'href="#file-{asked.pk}"' in page
    assert [row.upload.name for row in Material.objects.all()] == ["licence.pdf"]
    nothing = owner.post(address, {"requirement": asked.pk})
    assert "<title>错误：" in nothing.content.decode()
    assert owner.post(address, {"requirement": "999999"}).status_code == 404


def test_an_application_is_submitted_only_with_the_pledge_and_confirmed_with_its_number(
    owner: Client, world: World
) -> None:
    draft = filling.complete(world)
    Application.objects.filter(pk=draft.pk).update(pledged_at=None)
    address = f"/portal/applications/{draft.pk}/check/"
    assert "提交申报" in owner.get(address).content.decode()
    assert "<title>错误：" in owner.post(address, {}).content.decode()
    answer = owner.post(address, {"pledge": "on"})
    assert answer.headers["Location"] == f"/portal/applications/{draft.pk}/sent/"
    sent = Application.objects.get(pk=draft.pk)
    page = owner.get(answer.headers["Location"]).content.decode()
    assert sent.status == Status.SUBMITTED
    assert sent.receipt_number is not None
    assert sent.due_on is not None
    assert all(words in page for words in (sent.receipt_number, sent.query_code, sent.due_on.isoformat()))
    assert owner.post(address, {"pledge": "on"}).headers["Location"] == f"/portal/applications/{draft.pk}/"


def test_what_is_missing_is_said_instead_of_a_button(owner: Client, world: World) -> None:
    draft = world.application(product=None)
    page = owner.get(f"/portal/applications/{draft.pk}/check/").content.decode()
    assert "尚缺内容" in page
    assert "提交申报" not in page
    assert owner.post(f"/portal/applications/{draft.pk}/check/", {"pledge": "on"}).status_code == 422
    draft.refresh_from_db()
    assert draft.status == Status.DRAFT


def test_an_editor_prepares_but_cannot_submit(client: Client, world: World) -> None:
    draft = filling.complete(world)
    client.force_login(world.editor)
    address = f"/portal/applications/{draft.pk}/check/"
    assert "由企业管理员提交" in client.get(address).content.decode()
    assert client.post(address, {"pledge": "on"}).status_code == 403


def test_a_correction_opens_only_what_is_listed_and_comes_back_as_a_new_version(
    owner: Client, world: World
) -> None:
    row = filling.returned(world, "subject.employees")
    page = owner.get(f"/portal/applications/{row.pk}/section/subject/").content.decode()
    assert 'name="employees"' in page
    assert 'name="contact_name"' not in page
    assert "与营业执照不一致" in page
    address = f"/portal/applications/{row.pk}/"
    owner.post(f"{address}section/subject/", {"employees": "15", "contact_name": "王", "go": "on"})
    assert owner.post(f"{address}check/").headers["Location"] == address
    row.refresh_from_db()
    assert (row.status, row.content_version) == (Status.SUBMITTED, 2)
    assert row.content["subject"]["contact_name"] != "王"
    difference = owner.get(f"{address}versions/2/").content.decode()
    assert "<del>12</del><ins>15</ins> 人" in difference


def test_withdrawing_asks_for_a_reason(owner: Client, world: World) -> None:
    row = world.application(Status.SUBMITTED)
    address = f"/portal/applications/{row.pk}/withdraw/"
    assert "<title>错误：" in owner.post(address, {"reason": " "}).content.decode()
    assert owner.post(address, {"reason": "停产"}).status_code == 302
    row.refresh_from_db()
    assert (row.status, row.reason) == (Status.WITHDRAWN, "停产")


def test_a_late_withdrawal_is_asked_for(owner: Client, world: World) -> None:
    row = world.application(Status.PUBLIC_NOTICE)
    owner.post(f"/portal/applications/{row.pk}/withdraw/", {"reason": "停产"})
    row.refresh_from_db()
    assert row.status == Status.PUBLIC_NOTICE
    assert "待审批人同意" in owner.get(f"/portal/applications/{row.pk}/").content.decode()


def test_a_registered_enterprise_is_led_back_with_the_fault_of_its_code(client: Client, world: World) -> None:
    from brandcert.accounts.models import User

    client.force_login(User.objects.create_user("new@rice.example", "a plain word"))
    facts = {"name": "通化示例酒业有限公司", "division": world.city.pk, "address": ""}
    wrong = client.post("/portal/enterprise/register/", {**facts, "credit_code": "91220200XNT000226C"})
    assert "<title>错误：" in wrong.content.decode()
    assert "91220200XNT000226C" in wrong.content.decode()
    assert (
        client.post(
            "/portal/enterprise/register/", {**facts, "credit_code": "91220200XNT000226B"}
        ).status_code
        == 302
    )
    assert "我的申报" in client.get("/portal/").content.decode()
