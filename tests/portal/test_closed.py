"""Whoever writes in an old window of a closed application is told what happened, and gets every word back."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.core.files.uploadedfile import SimpleUploadedFile

from brandcert.applications import services
from brandcert.applications.enums import Status
from brandcert.applications.models import Application, Material
from brandcert.applications.queries import requirements_of
from tests.applications import filling
from tests.documents import files
from tests.world import CREDIT_CODES

if TYPE_CHECKING:
    from django.test import Client

    from tests.world import World

LATE = "最后一刻补充的优势说明"


def at(row: Application, page: str = "section/product/") -> str:
    return f"/portal/applications/{row.pk}/{page}"


def test_an_old_window_of_what_was_handed_in_gives_the_words_back(owner: Client, world: World) -> None:
    draft = filling.complete(world)
    stored = dict(draft.content["product"])
    key = next(name for name, value in stored.items() if isinstance(value, str))
    sent = services.submit(draft, by=world.owner, now=world.now)
    typed = {key: LATE, "go": "on"}
    page = owner.post(at(sent), typed)
    assert page.status_code == 409
    text = page.content.decode()
    assert all(words in text for words in (LATE, str(world.owner), "提交", "没有保存", at(sent, "")))
    # What is stored already is not shown as lost; nothing was written.
    assert "没有未保存的文字" in owner.post(at(sent), {key: stored[key]}).content.decode()
    told = owner.post(at(sent, "section/product/save/"), typed, headers={"X-Requested-With": "autosave"})
    assert (told.status_code, told.json()["closed"]) == (409, at(sent, ""))
    assert str(world.owner) in told.json()["words"]
    for place in ("product/", "unit/", "documents/", "discard/"):
        assert owner.post(at(sent, place), {"name": LATE}).status_code == 409
    owner.force_login(world.editor)
    assert owner.post(at(sent, "check/"), {"pledge": "on"}).status_code == 409
    owner.force_login(world.owner)
    assert LATE in owner.post(at(sent, "product/"), {"product": "new", "name": LATE}).content.decode()
    asked = requirements_of(sent)[0]
    file = {"requirement": asked.pk, "file": SimpleUploadedFile("a.pdf", files.pdf())}
    upload = owner.post(at(sent, "documents/"), file, headers={"X-Requested-With": "upload"})
    assert (upload.status_code, "提交" in upload.json()["words"]) == (409, True)
    material = Material.objects.filter(application=sent).first()
    assert material is not None
    assert owner.post(at(sent, f"documents/{material.pk}/remove/")).status_code == 409
    sent.refresh_from_db()
    assert sent.content["product"] == stored
    assert Material.objects.filter(application=sent, removed_at=None, pk=material.pk).exists()
    # A withdrawn one says so; nobody else is told anything.
    services.withdraw(sent, reason="改报其他产品", by=world.owner)
    assert "撤回" in owner.post(at(sent), typed).content.decode()
    owner.force_login(world.member(world.new_enterprise(CREDIT_CODES[1])))
    for place in ("section/product/", "product/", "documents/", "discard/", ""):
        assert owner.get(at(sent, place)).status_code == 404


def test_a_draft_deleted_by_a_colleague_gives_the_words_back(
    owner: Client, client: Client, world: World
) -> None:
    draft = world.application()
    key = next(
        field.key for field in filling.form(draft.category).section("product") or () if not field.is_list
    )
    services.discard(Application.objects.get(pk=draft.pk), by=world.editor)
    late = owner.post(at(draft), {key: LATE})
    assert late.status_code == 409
    assert all(words in late.content.decode() for words in (LATE, str(world.editor), "删除"))
    told = owner.post(
        at(draft, "section/product/save/"), {key: LATE}, headers={"X-Requested-With": "autosave"}
    )
    assert (told.status_code, told.json()["closed"]) == (409, "/portal/")
    assert owner.get(at(draft, "")).status_code == 409
    client.force_login(world.member(world.new_enterprise(CREDIT_CODES[1])))
    assert client.get(at(draft, "")).status_code == 404
    assert client.post(at(draft), {key: LATE}).status_code == 404


def test_words_of_an_expired_session_are_given_back_though_the_application_was_handed_in(
    owner: Client, world: World
) -> None:
    draft = filling.complete(world)
    key = next(name for name, value in draft.content["product"].items() if isinstance(value, str))
    note = owner.get(at(draft)).context["page_note"]
    sent = services.submit(draft, by=world.owner, now=world.now)
    owner.logout()
    assert (
        owner.post(at(sent), {key: LATE, "page-note": note})
        .headers["Location"]
        .startswith("/accounts/login/")
    )
    assert not Application.objects.filter(status=Status.DRAFT).exists()
    owner.force_login(world.owner)
    assert LATE in owner.get(at(sent)).content.decode()
