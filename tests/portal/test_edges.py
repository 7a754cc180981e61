"""The edges of forms and addresses: what cannot go on says why, at its place, once."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest
from django.core import mail
from django.test import Client

from brandcert.accounts.models import User
from tests.applications import filling
from tests.world import PASSWORD

if TYPE_CHECKING:
    from pytest_django.fixtures import Settings

    from tests.world import World

WRONG = {"login": "somebody@example.org", "password": "wrong"}


def test_another_entry_after_an_empty_one_says_why_there_is_none(owner: Client, world: World) -> None:
    draft = world.application()
    page, field = next(
        (part, field) for part in filling.form(draft.category) for field in part if field.is_list
    )
    address = f"/portal/applications/{draft.pk}/section/{page.key}/"
    first = {f"{field.key}-0-{column.key}": filling.answer(column) for column in field.columns}
    sent = {**first, f"rows-{field.key}": "1", "add": field.key}
    more = owner.post(address, sent)
    assert "empty" not in more.headers["Location"]
    text = owner.post(address, {**sent, f"rows-{field.key}": "2"}, follow=True).content.decode()
    assert "第 2 条还是空的" in text
    assert f'name="{field.key}-1-' in text
    assert f'name="{field.key}-2-' not in text


def test_everything_wrong_with_a_registration_is_said_at_once(client: Client, world: World) -> None:
    client.force_login(User.objects.create_user("neu@example.org", PASSWORD))
    page = client.post("/portal/enterprise/register/", {"name": "米", "credit_code": "91220200XNT000226C"})
    text = page.content.decode()
    assert all(f'href="#id_{name}"' in text for name in ("name", "credit_code", "division"))


def test_a_name_that_cannot_be_printed_is_refused_at_its_field(owner: Client, world: World) -> None:
    draft = world.application()
    kept = world.enterprise.name_en
    typed = {"product": "new", "name": "松花江🎉大米", "model_or_scope": "5 kg"}
    asked = {
        f"/portal/applications/{draft.pk}/product/": typed,
        f"/portal/enterprise/{world.enterprise.pk}/edit/": {"name_en": "Songhua \u202eRice"},
        f"/portal/enterprise/{world.enterprise.pk}/trademarks/new/": {"name": "松\u200b江"},
        "/accounts/me/name/": {"name": "李🎉明"},
    }
    for address, values in asked.items():
        page = owner.post(address, values)
        assert page.status_code == 200
        assert "请删除" in page.content.decode(), address
    world.enterprise.refresh_from_db()
    assert world.enterprise.name_en == kept


def test_a_wrong_code_of_the_mail_is_told_once(client: Client, db: None) -> None:
    facts = {
        "name": "李明",
        "contact": "li@example.org",
        "password1": "Songhua-river-26",
        "password2": "Songhua-river-26",
    }
    assert client.post("/accounts/signup/", facts).status_code == 302
    assert mail.outbox
    text = client.post("/accounts/confirm-email/", {"code": "000001"}).content.decode()
    assert text.count('<li><a href="#id_code"') == 1


@pytest.mark.parametrize(
    ("address", "way"),
    [("/portal/messages/all-read/", "/portal/"), ("/display/", 'href="/"')],
)
def test_an_address_of_a_button_opened_by_hand_has_words_and_a_way_back(
    owner: Client, address: str, way: str
) -> None:
    page = owner.get(address)
    assert (page.status_code, page.headers["Allow"].partition(",")[0]) == (405, "POST")
    assert "不能直接打开" in page.content.decode()
    assert way in page.content.decode()
    assert owner.get(address, headers={"X-Requested-With": "autosave"}).content == b""


def test_a_request_for_another_host_gets_words_too(client: Client, settings: Settings) -> None:
    settings.ALLOWED_HOSTS = ["brand.example"]
    page = client.get("/", headers={"host": "evil.example"})
    assert page.status_code == 400
    assert "请求无法处理" in page.content.decode()


def test_wrong_passwords_on_one_account_stop_nobody_else_at_the_address(client: Client, world: World) -> None:
    def tried(**more: Any) -> str:
        return client.post("/accounts/login/", {**WRONG, **more}).content.decode()

    assert ["过多" in tried() for _time in range(40)] == [False] * 5 + [True] * 35
    # Others come in, and a colleague who mistypes is told of the mistake.
    assert "过多" not in tried(login="other@example.org")
    answer = client.post("/accounts/login/", {"login": world.owner.email, "password": PASSWORD})
    assert answer.status_code == 302
    # Guessing through many accounts ends at the bound of the address.
    told = [
        "过多" in Client().post("/accounts/login/", {**WRONG, "login": f"{n}@example.org"}).content.decode()
        for n in range(62)
    ]
    assert told.count(False) in range(50, 61)
    assert told[-1]
