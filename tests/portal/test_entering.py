"""In and out of an enterprise: its credit code as people type it, the wrong person at a link, access that ends at once."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from django.core.cache import cache
from django.test import Client
from django.urls import reverse

from brandcert.accounts.models import User
from brandcert.enterprises import services
from brandcert.enterprises.credit_codes import grouped
from brandcert.enterprises.enums import MemberRole, OrganisationType
from brandcert.enterprises.models import Enterprise
from tests.world import CREDIT_CODES

if TYPE_CHECKING:
    from tests.world import World

REGISTER = "/portal/enterprise/register/"


@pytest.fixture(autouse=True)
def counters(db: None) -> None:
    cache.clear()


def test_a_credit_code_is_read_as_people_type_it_and_a_wrong_one_is_explained(
    client: Client, world: World
) -> None:
    newcomer = User.objects.create_user("new@rice.example", "a plain word")
    client.force_login(newcomer)
    code = CREDIT_CODES[3]
    facts = {"name": "汪清示例种植农民专业合作社", "division": world.city.pk}
    wrong = client.post(REGISTER, {**facts, "credit_code": f"{code[:-1]}B"})
    (words,) = wrong.context["form"].errors["credit_code"]
    assert f"按前 17 位应为 {code[-1]}" in words
    assert grouped(f"{code[:-1]}B") in words, "written so that it can be compared with the licence"
    assert wrong.context["form"]["name"].value() == facts["name"], "nothing typed is lost"
    typed = f" {code[:2]} {code[2:8].replace('0', 'o')}-{code[8:]} ".lower()
    assert "o" in typed
    assert client.post(REGISTER, {**facts, "credit_code": typed})["Location"] == "/portal/"
    row = Enterprise.objects.get(credit_code=code)
    assert row.organisation_type == OrganisationType.COOPERATIVE
    page = client.get("/portal/").content.decode()
    assert "O 识别为 0" in page, "whoever mistyped is told what was understood"


def test_who_is_removed_loses_everything_in_the_same_session(client: Client, world: World) -> None:
    draft = world.application()
    pages = [
        f"/portal/applications/{draft.pk}/",
        f"/portal/applications/{draft.pk}/section/subject/",
        f"/portal/applications/{draft.pk}/documents/",
        "/portal/members/",
        f"/portal/enterprise/{world.enterprise.pk}/edit/",
    ]
    client.force_login(world.editor)
    assert [client.get(page).status_code for page in pages] == [200] * len(pages)
    member = world.enterprise.memberships.get(user=world.editor)
    services.remove_member(member, by=world.owner, now=world.now)
    assert [client.get(page).status_code for page in pages] == [404] * len(pages)
    saved = client.post(f"{pages[1]}save/", {"main_business": "米"}, headers={"X-Requested-With": "autosave"})
    assert saved.status_code == 404
    home = client.get("/portal/")
    assert home.status_code == 200
    assert world.enterprise.name not in home.content.decode()
    # Let in again, the same session acts again; a disabled account does nothing at all.
    row = services.ask_to_join(credit_code=CREDIT_CODES[0], by=world.editor, now=world.now)
    services.decide_request(row, is_accepted=True, by=world.owner, now=world.now)
    assert client.get(pages[0]).status_code == 200
    User.objects.filter(pk=world.editor.pk).update(is_active=False)
    assert client.get(pages[0])["Location"].startswith(reverse("account_login"))


def test_the_wrong_person_at_an_invitation_is_told_and_changes_the_account(
    client: Client, world: World
) -> None:
    contact = "guest@rice.example"
    row = services.invite(
        world.enterprise, contact=contact, role=MemberRole.EDITOR, by=world.owner, now=world.now
    )
    link = reverse("portal:invitation", args=[row.token])
    client.force_login(User.objects.create_user("other@rice.example", "a plain word", name="旁人"))
    page = client.get(link).content.decode()
    assert "g***@rice.example" in page
    assert contact not in page
    assert "other@rice.example" in page
    assert client.post(reverse("account_logout"), {"next": link})["Location"] == link
    assert client.get(link)["Location"].endswith(f"?next={link.replace(':', '%3A')}")
    client.force_login(world.editor)
    assert 'name="sure"' not in client.get(link).content.decode(), (
        "who acts for it already has nothing to accept"
    )


def test_nobody_sends_invitations_without_end(client: Client, world: World) -> None:
    client.force_login(world.owner)
    answers = [client.post("/portal/members/invite/", {}).status_code for _turn in range(51)]
    assert set(answers[:50]) == {200}
    assert answers[50] == 429
