"""The pages about the people of an enterprise, and acting for one of several."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from django.core.cache import cache
from django.urls import reverse
from django.utils import timezone

from brandcert.accounts.models import User
from brandcert.enterprises import services
from brandcert.enterprises.enums import MemberRole
from brandcert.enterprises.models import Enterprise, Invitation, JoinRequest, Membership
from tests.world import CREDIT_CODES

if TYPE_CHECKING:
    from django.test import Client

    from tests.world import World

MAIL = "guest@rice.example"
MEMBERS = "/portal/members/"


@pytest.fixture(autouse=True)
def counters(db: None) -> None:
    cache.clear()


@pytest.fixture
def guest(world: World) -> User:
    return User.objects.create_user(MAIL, "a plain word", name="客人")


@pytest.fixture
def second(world: World) -> Enterprise:
    """Let the owner act for another enterprise, too."""
    row = world.new_enterprise(CREDIT_CODES[1], "长春第二示例有限公司")
    Membership.objects.create(enterprise=row, user=world.owner, role=MemberRole.OWNER)
    return row


def everything(world: World) -> list[str]:
    """Return the addresses of all that concerns the world's enterprise and can be posted to."""
    now = timezone.now()
    invitation = services.invite(
        world.enterprise, contact="x@rice.example", role=MemberRole.EDITOR, by=world.owner, now=now
    )
    asked = JoinRequest.objects.create(
        enterprise=world.enterprise, user=world.person(name="x"), created_at=now
    )
    member = world.enterprise.memberships.get(user=world.editor)
    offer = services.offer_ownership(member, by=world.owner, now=now)
    return [
        reverse("portal:member_role", args=[member.pk]),
        reverse("portal:member_remove", args=[member.pk]),
        reverse("portal:hand_over", args=[member.pk]),
        reverse("portal:owner_offer", args=[offer.pk]),
        reverse("portal:join_request", args=[asked.pk]),
        reverse("portal:invitation_again", args=[invitation.pk]),
        reverse("portal:invitation_withdraw", args=[invitation.pk]),
    ]


def test_an_owner_invites_and_the_guest_joins_after_registering(
    owner: Client, client: Client, world: World, guest: User
) -> None:
    answer = owner.post(f"{MEMBERS}invite/", {"contact": MAIL, "role": "editor"})
    assert answer["Location"] == MEMBERS
    assert MAIL in owner.get(MEMBERS).content.decode()
    link = reverse("portal:invitation", args=[Invitation.objects.get().token])
    owner.logout()
    assert client.get(link)["Location"].startswith(f"{reverse('account_login')}?next=/portal/invitations/")
    client.force_login(guest)
    page = client.get(link)
    assert page.status_code == 200
    assert 'name="sure"' not in page.content.decode()
    assert client.post(link)["Location"] == "/portal/"
    assert client.get(MEMBERS).status_code == 200
    assert client.get(link)["Location"] == "/portal/"
    client.force_login(world.editor)
    assert client.get(link).status_code == 422, "the link is used up for everybody else"


def test_somebody_else_with_the_link_confirms_or_stays_out(client: Client, world: World) -> None:
    row = services.invite(
        world.enterprise, contact=MAIL, role=MemberRole.EDITOR, by=world.owner, now=world.now
    )
    link = reverse("portal:invitation", args=[row.token])
    other = User.objects.create_user("other@rice.example", "a plain word")
    client.force_login(other)
    assert b'href="#id_sure"' in client.post(link).content
    assert not world.enterprise.memberships.filter(user=other).exists()
    client.post(link, {"sure": "on"})
    assert world.enterprise.memberships.filter(user=other).exists()
    assert client.get("/portal/invitations/nobody/").status_code == 404


@pytest.mark.parametrize(
    "data", [{"contact": "", "role": "editor"}, {"contact": MAIL}, {"contact": MAIL, "role": "king"}]
)
def test_an_incomplete_invitation_is_explained(owner: Client, world: World, data: dict[str, str]) -> None:
    answer = owner.post(f"{MEMBERS}invite/", data)
    assert answer.status_code == 200
    assert answer.context["form"].errors
    assert not Invitation.objects.exists()


def test_registering_a_known_code_asks_its_owner_and_tells_nothing_else(
    client: Client, world: World, guest: User
) -> None:
    client.force_login(guest)
    values = {"name": "随便写的有限公司", "credit_code": CREDIT_CODES[0], "division": world.city.pk}
    answer = client.post("/portal/enterprise/register/", values)
    page = client.get(answer["Location"])
    text = page.content.decode()
    assert page.status_code == 200
    assert not [
        word for word in (world.enterprise.name, world.owner.name, str(world.owner.email)) if word in text
    ]
    assert JoinRequest.objects.get().user == guest
    assert answer["Location"].encode() in client.get("/portal/").content
    client.force_login(world.editor)
    assert client.get(answer["Location"]).status_code == 404


def test_an_owner_lets_somebody_in_on_the_page(owner: Client, world: World, guest: User) -> None:
    row = services.ask_to_join(credit_code=CREDIT_CODES[0], by=guest, now=world.now)
    assert "客人" in owner.get(MEMBERS).content.decode()
    owner.post(reverse("portal:join_request", args=[row.pk]), {"answer": "accept"})
    assert world.enterprise.memberships.present().get(user=guest).role == MemberRole.EDITOR


def test_editors_see_colleagues_with_masked_contacts_and_change_nothing(client: Client, world: World) -> None:
    addresses = everything(world)
    client.force_login(world.editor)
    page = client.get(MEMBERS)
    assert page.status_code == 200
    assert str(world.owner.email) not in page.content.decode()
    assert "x@rice.example" not in page.content.decode()
    answers = [client.post(address, {"answer": "withdraw"}).status_code for address in addresses]
    assert answers == [403] * len(addresses)
    assert client.get(f"{MEMBERS}invite/").status_code == 403


def test_nobody_of_another_enterprise_reaches_the_people(client: Client, world: World) -> None:
    addresses = everything(world)
    client.force_login(world.member(world.new_enterprise(CREDIT_CODES[1])))
    answers = [client.post(address, {"answer": "accept"}).status_code for address in addresses]
    assert answers == [404] * len(addresses)
    client.logout()
    assert {client.post(address)["Location"].partition("?")[0] for address in addresses} == {
        "/accounts/login/"
    }


def test_handing_over_on_the_pages(owner: Client, client: Client, world: World) -> None:
    member = world.enterprise.memberships.get(user=world.editor)
    assert owner.get(reverse("portal:hand_over", args=[member.pk])).status_code == 200
    owner.post(reverse("portal:hand_over", args=[member.pk]))
    offer = world.enterprise.owner_offers.get()
    client.force_login(world.editor)
    assert b'value="accept"' in client.get(MEMBERS).content
    client.post(reverse("portal:owner_offer", args=[offer.pk]), {"answer": "accept"})
    assert world.enterprise.memberships.get(user=world.editor).role == MemberRole.OWNER
    client.force_login(world.owner)
    assert client.get(f"{MEMBERS}leave/").status_code == 200
    assert client.post(f"{MEMBERS}leave/")["Location"] == "/portal/"
    assert client.get(MEMBERS).status_code == 404


def test_the_last_owner_is_told_why_not(owner: Client, world: World) -> None:
    assert owner.post(f"{MEMBERS}leave/").status_code == 422
    own = world.enterprise.memberships.get(user=world.owner)
    answer = owner.post(reverse("portal:member_role", args=[own.pk]), {"role": "editor"})
    assert list(answer.context["form"].errors) == ["role"]


def test_a_person_of_two_enterprises_sees_one_at_a_time(
    owner: Client, world: World, second: Enterprise
) -> None:
    mine = world.application()
    theirs = world.application(enterprise=second)
    here, there = f"/portal/applications/{mine.pk}/", f"/portal/applications/{theirs.pk}/"
    assert (owner.get(here).status_code, owner.get(there).status_code) == (200, 404)
    home = owner.get("/portal/").content.decode()
    assert str(mine.product) in home
    assert str(theirs.product) not in home
    assert second.name in home, "the way to the other one is on every page"
    page = owner.get(there)
    assert str(theirs.product) not in page.content.decode()
    answer = owner.post("/portal/enterprise/acting/", {"enterprise": second.pk, "next": there})
    assert answer["Location"] == there
    assert (owner.get(here).status_code, owner.get(there).status_code) == (404, 200)
    home = owner.get("/portal/").content.decode()
    assert str(mine.product) not in home
    assert owner.get(f"/portal/enterprise/{world.enterprise.pk}/edit/").status_code == 404


def test_nobody_acts_for_an_enterprise_that_is_not_his(owner: Client, world: World) -> None:
    foreign = world.new_enterprise(CREDIT_CODES[1])
    for key in (foreign.pk, "x", ""):
        assert owner.post("/portal/enterprise/acting/", {"enterprise": key}).status_code == 404
    session = owner.session
    session["acting_for"] = foreign.pk
    session.save()
    assert owner.get("/portal/enterprise/").context["enterprise"] == world.enterprise


def test_a_switch_never_leads_to_another_site(owner: Client, second: Enterprise) -> None:
    for target in ("https://evil.example/", "//evil.example/", "javascript:alert(1)"):
        answer = owner.post("/portal/enterprise/acting/", {"enterprise": second.pk, "next": target})
        assert answer["Location"] == "/portal/"


def test_a_new_application_is_the_one_enterprises_the_person_acts_for(
    owner: Client, world: World, second: Enterprise
) -> None:
    owner.post("/portal/enterprise/acting/", {"enterprise": second.pk})
    owner.post("/portal/applications/start/", {"batch": world.batch.pk, "category": world.category().pk})
    assert second.applications.count() == 1


def test_whoever_is_signed_out_returns_to_the_page_of_the_form(client: Client, world: World) -> None:
    page = f"/portal/applications/{world.application().pk}/discard/"
    answer = client.post(page, {"secret": "words"}, headers={"referer": f"http://testserver{page}?a=1"})
    assert answer["Location"] == f"/accounts/login/?next={page}%3Fa%3D1"
    assert "words" not in answer["Location"]
    answer = client.post(page, headers={"referer": "https://evil.example/"})
    assert answer["Location"] == "/accounts/login/?next=/portal/"


def test_staff_appoint_an_owner_at_the_desk(client: Client, world: World, guest: User) -> None:
    world.enterprise.memberships.owners().update(left_at=world.now)
    page = f"/manage/enterprises/enterprise/{world.enterprise.pk}/"
    client.force_login(world.clerk)
    assert "appoint-owner" in client.get(f"{page}change/").content.decode()
    assert client.get(f"{page}appoint-owner/").status_code == 200
    wrong = client.post(
        f"{page}appoint-owner/", {"contact": "no@rice.example", "reason": "公司函〔2026〕12 号"}
    )
    assert list(wrong.context["form"].errors) == ["contact"]
    client.post(f"{page}appoint-owner/", {"contact": MAIL, "reason": "公司函〔2026〕12 号，原管理员离职"})
    assert world.enterprise.memberships.owners().get().user == guest
    assert "公司函" in client.get(f"{page}change/").content.decode()
    client.force_login(world.auditor)
    assert "appoint-owner" not in client.get(f"{page}change/").content.decode()
    assert client.post(f"{page}appoint-owner/").status_code == 403
