"""Text that comes too late, after the session or the page has expired, is kept and offered to its writer alone."""

from __future__ import annotations

import re
from datetime import timedelta
from pathlib import Path
from typing import TYPE_CHECKING

import pytest
from django.test import Client
from django.utils import timezone

from brandcert.accounts.models import User
from brandcert.applications import services
from brandcert.applications.enums import Status
from brandcert.applications.models import UnsavedInput
from brandcert.applications.services.keeping import forget_old_inputs
from brandcert.core import events, pii, throttling
from brandcert.portal.views.files import LETTERS
from tests.portal.test_sections import seen_on
from tests.world import PASSWORD

if TYPE_CHECKING:
    from brandcert.applications.models import Application
    from tests.world import World


@pytest.fixture
def draft(world: World) -> Application:
    return world.application(content={"subject": {"employees": "10"}})


def opened(client: Client, draft: Application) -> tuple[str, dict[str, str]]:
    """Open the section; give its address and all hidden fields of its form."""
    address = f"/portal/applications/{draft.pk}/section/subject/"
    page = client.get(address).content
    found = re.search(rb'name="page-note" value="([^"]+)"', page)
    assert found is not None
    return address, {**seen_on(page), "page-note": found[1].decode()}


def test_an_expired_session_leads_back_to_the_text_after_signing_in(
    client: Client, world: World, draft: Application
) -> None:
    client.force_login(world.editor)
    address, hidden = opened(client, draft)
    client.session.flush()
    answer = client.post(address, {**hidden, "employees": "25", "contact_name": "王", "go": "on"})
    assert answer.headers["Location"] == f"/accounts/login/?next={address}"
    draft.refresh_from_db()
    assert draft.content == {"subject": {"employees": "10"}}
    world.editor.set_password("Songhua-river-26")
    world.editor.save()
    signing_in = {"login": world.editor.email, "password": "Songhua-river-26", "next": address}
    assert client.post("/accounts/login/", signing_in).headers["Location"] == address
    page = client.get(address).content.decode()
    assert 'id="unsaved"' in page
    assert 'value="25"' in page
    assert 'value="王"' in page
    again = {**seen_on(page.encode()), "employees": "25", "contact_name": "王", "go": "back"}
    assert client.post(address, again).status_code == 302
    draft.refresh_from_db()
    assert draft.content["subject"] == {"employees": "25", "contact_name": "王"}
    assert 'id="unsaved"' not in client.get(address).content.decode()


def test_whoever_signs_in_instead_sees_nothing_of_it(
    client: Client, world: World, draft: Application
) -> None:
    client.force_login(world.editor)
    address, hidden = opened(client, draft)
    client.logout()
    client.post(address, {**hidden, "contact_name": "只给自己看", "go": "on"})
    client.force_login(world.owner)
    assert "只给自己看" not in client.get(address).content.decode()
    client.force_login(world.editor)
    assert "只给自己看" in client.get(address).content.decode()


def test_a_change_made_meanwhile_is_compared_after_signing_in(
    client: Client, world: World, draft: Application
) -> None:
    client.force_login(world.editor)
    address, hidden = opened(client, draft)
    client.logout()
    client.post(address, {**hidden, "employees": "25", "go": "on"})
    services.save_section(draft, section="subject", values={"employees": "30"}, by=world.owner)
    client.force_login(world.editor)
    page = client.get(address).content.decode()
    assert re.search(r"<p data-theirs>30 人</p>.*<p data-mine>25</p>", page, re.DOTALL)


def test_a_script_is_told_that_the_session_is_over_instead_of_a_sign_in_page(
    client: Client, world: World, draft: Application
) -> None:
    client.force_login(world.editor)
    address, hidden = opened(client, draft)
    client.logout()
    answer = client.post(
        f"{address}save/", {**hidden, "employees": "25"}, headers={"X-Requested-With": "autosave"}
    )
    assert (answer.status_code, answer.json()) == (401, {"kept": True})
    assert UnsavedInput.objects.get().values == {"employees": "25"}


@pytest.mark.parametrize("note", ["", "forged", "W3sxLDEsInN1YmplY3QiXQ:1tAAAA:abc"])
def test_without_the_sealed_note_nothing_is_kept(
    client: Client, world: World, draft: Application, note: str
) -> None:
    client.force_login(world.editor)
    address, hidden = opened(client, draft)
    client.logout()
    answer = client.post(address, {**hidden, "page-note": note, "employees": "25"})
    assert answer.headers["Location"] == f"/accounts/login/?next={address}"
    assert not UnsavedInput.objects.exists()


def test_who_left_the_enterprise_leaves_no_text(client: Client, world: World, draft: Application) -> None:
    client.force_login(world.editor)
    address, hidden = opened(client, draft)
    client.logout()
    world.editor.memberships.update(left_at=world.now)
    client.post(address, {**hidden, "employees": "25"})
    assert not UnsavedInput.objects.exists()


@pytest.mark.parametrize(("origin", "keeps"), [("http://testserver", True), ("https://evil.example", False)])
def test_a_page_whose_token_expired_keeps_its_text_if_it_was_ours(
    world: World, draft: Application, origin: str, *, keeps: bool
) -> None:
    client = Client(enforce_csrf_checks=True)
    client.force_login(world.editor)
    address, hidden = opened(client, draft)
    answer = client.post(address, {**hidden, "employees": "25"}, headers={"Origin": origin})
    assert answer.status_code == (302 if keeps else 403)
    assert UnsavedInput.objects.exists() is keeps
    assert ('value="25"' in client.get(address).content.decode()) is keeps


def test_far_too_much_is_not_kept(client: Client, world: World, draft: Application) -> None:
    client.force_login(world.editor)
    address, hidden = opened(client, draft)
    client.logout()
    client.post(address, {**hidden, "main_business": "x" * 300_000})
    assert not UnsavedInput.objects.exists()


def test_after_a_week_it_is_forgotten(world: World, draft: Application) -> None:
    for days, person in ((6, world.editor), (8, world.owner)):
        services.keep_input(draft, page="subject", values={"employees": "x"}, seen={}, by=person)
        UnsavedInput.objects.filter(user=person).update(kept_at=timezone.now() - timedelta(days=days))
    forget_old_inputs()
    assert UnsavedInput.objects.get().user == world.editor


def test_signing_in_after_a_form_that_cannot_be_opened_leads_to_the_page_it_stood_on(
    client: Client, draft: Application
) -> None:
    answer = client.post(
        f"/portal/applications/{draft.pk}/documents/1/remove/",
        headers={"Referer": f"http://testserver/portal/applications/{draft.pk}/documents/"},
    )
    assert answer.headers["Location"] == f"/accounts/login/?next=/portal/applications/{draft.pk}/documents/"


def test_every_form_of_long_text_keeps_it_over_an_expired_session(client: Client, world: World) -> None:
    under_way = world.application(Status.RECOMMENDED, due_on=world.today)
    ended = world.application(Status.NOT_ACCEPTED, reason="材料不全")
    events.record("refuse_acceptance", ended, by=world.clerk)
    text = "我们一个下午写的话。"
    forms = {
        f"/portal/applications/{under_way.pk}/conversation/": "text",
        f"/portal/applications/{under_way.pk}/withdraw/": "reason",
        f"/portal/applications/{ended.pk}/appeal/": "grounds",
    }
    for address, name in forms.items():
        client.force_login(world.owner)
        first = client.get(address).content
        note = re.search(rb'name="page-note" value="([^"]+)"', first)
        assert note is not None, address
        assert b"errorlist" not in first
        sent = {"page-note": note[1].decode(), name: text}
        client.logout()
        answer = client.post(address, sent)
        assert answer.headers["Location"] == f"/accounts/login/?next={address}"
        client.force_login(world.editor)
        assert text not in client.get(address).content.decode()
        client.force_login(world.owner)
        shown = client.get(address).content.decode()
        assert text in shown
        assert "附件需重新选择" in shown
        assert client.post(address, sent).status_code == 302
        assert not UnsavedInput.objects.exists()
    # Every template with a text area of the portal carries the note, so a new form cannot forget it.
    folder = Path(__file__).parents[2] / "templates" / "portal"
    long_texts = "grounds|answer|reason|text|statement|plan"
    asks = re.compile(rf"{{% field (?:form|plan)\.(?:{long_texts}) %}}")
    asking = [path for path in folder.glob("*.html") if asks.search(path.read_text(encoding="utf-8"))]
    assert len(asking) >= 8
    assert [path.name for path in asking if "portal/kept.html" not in path.read_text(encoding="utf-8")] == []


def test_particulars_typed_in_an_expired_session_are_offered_again(client: Client, world: World) -> None:
    """Also where there is no application, and not even an enterprise, yet."""
    new = User.objects.create_user("neu@example.org", PASSWORD)
    edit = f"/portal/enterprise/{world.enterprise.pk}/edit/"
    for person, address, name in (
        (new, "/portal/enterprise/register/", "name"),
        (world.owner, edit, "name_en"),
    ):
        client.force_login(person)
        note = re.search(rb'name="page-note" value="([^"]+)"', client.get(address).content)
        assert note is not None
        client.logout()
        sent = {"page-note": note[1].decode(), name: "Songhua River Rice Mill", "address": "江边路 1 号"}
        assert client.post(address, sent).headers["Location"] == f"/accounts/login/?next={address}"
        client.force_login(world.editor)
        assert "Songhua River Rice Mill" not in client.get(address).content.decode()
        client.force_login(person)
        shown = client.get(address).content.decode()
        assert all(words in shown for words in ("Songhua River Rice Mill", "江边路 1 号", "附件需重新选择"))
    assert client.post(edit, {"name_en": "Songhua"}).status_code == 302
    assert [row.user for row in UnsavedInput.objects.all()] == [new]
    assert pii.about(new)


def test_a_letter_beyond_the_limit_is_kept(client: Client, world: World) -> None:
    row = world.application(Status.RECOMMENDED, due_on=world.today)
    client.force_login(world.owner)
    address = f"/portal/applications/{row.pk}/conversation/"
    note = re.search(rb'name="page-note" value="([^"]+)"', client.get(address).content)
    assert note is not None
    for _time in range(LETTERS.most):
        throttling.allow(LETTERS, f"user {world.owner.pk}", now=timezone.now())
    answer = client.post(address, {"page-note": note[1].decode(), "text": "第六十一封信"})
    assert answer.status_code == 429
    assert "第六十一封信" in client.get(address).content.decode()
