"""The three administrators: people, appointments, the trail; apart from each other and from business."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from brandcert.accounts import services
from brandcert.accounts.enums import Role
from brandcert.accounts.models import RoleGrant, User
from brandcert.accounts.services import GrantRefused
from brandcert.core.errors import Refused
from brandcert.core.models import Event

if TYPE_CHECKING:
    from django.test import Client

    from tests.world import World

USERS, GRANTS, EVENTS = "/manage/accounts/user/", "/manage/accounts/rolegrant/", "/manage/core/event/"


@pytest.mark.both
@pytest.mark.parametrize(
    ("role", "allowed"),
    [
        (Role.SYSADMIN, {USERS, f"{USERS}add/"}),
        (Role.SECADMIN, {USERS, GRANTS, f"{GRANTS}add/", EVENTS}),
        (Role.AUDITOR, {USERS, GRANTS, EVENTS}),
        (Role.DIRECTOR, set()),
        (Role.CLERK, set()),
    ],
)
def test_each_administrator_opens_his_own_pages(
    world: World, client: Client, role: Role, allowed: set[str]
) -> None:
    client.force_login(world.person(role))
    pages = (USERS, f"{USERS}add/", GRANTS, f"{GRANTS}add/", EVENTS, f"{EVENTS}add/")

    assert {page for page in pages if client.get(page).status_code == 200} == allowed


def test_the_system_administrator_creates_people_who_choose_their_own_password(
    world: World, client: Client
) -> None:
    client.force_login(world.sysadmin)

    client.post(
        f"{USERS}add/", {"email": "new@example.org", "name": "新人", "is_staff": "on", "is_active": "on"}
    )

    person = User.objects.get(email="new@example.org")
    assert (person.has_usable_password(), person.is_superuser, person.roles) == (False, False, frozenset())
    assert Event.objects.about(person).get().name == "accounts.user.create"


def test_nobody_makes_a_superuser_by_a_forged_field(world: World, client: Client) -> None:
    client.force_login(world.sysadmin)

    client.post(
        f"{USERS}{world.clerk.pk}/change/",
        {
            "email": world.clerk.email,
            "name": "改名",
            "is_staff": "on",
            "is_active": "on",
            "is_superuser": "on",
        },
    )

    world.clerk.refresh_from_db()
    assert (world.clerk.name, world.clerk.is_superuser) == ("改名", False)


def test_contact_data_of_people_is_masked_until_it_is_needed_for_something(
    world: World, client: Client
) -> None:
    person = world.clerk
    person.phone = "13812345678"
    person.save()
    page, email = f"{USERS}{person.pk}/", str(person.email)
    for role in (Role.SYSADMIN, Role.SECADMIN, Role.AUDITOR):
        client.force_login(getattr(world, role))
        for path in (USERS, f"{page}change/"):
            shown = client.get(path).content.decode()
            assert (email in shown, person.phone in shown) == (False, False)
            assert "s***@example.org" in shown
        assert client.get(f"{page}reveal/").status_code == 405
        client.post(f"{page}reveal/", {"ground": "curiosity"})
        assert not Event.objects.filter(name="accounts.user.reveal_contact").exists()
    for role in (Role.AUDITOR, Role.SECADMIN, Role.SYSADMIN):
        client.force_login(getattr(world, role))
        client.post(f"{page}reveal/", {"ground": "asked"})
        may = role == Role.SYSADMIN
        assert (email in client.get(f"{page}change/").content.decode()) == may
    event = Event.objects.get(name="accounts.user.reveal_contact")
    assert (event.actor, event.payload) == (f"user:{world.sysadmin.pk}", {"ground": "asked"})
    given = {"email": "moved@example.org", "name": person.name, "is_active": "on"}
    client.post(f"{page}change/", given)
    person.refresh_from_db()
    assert person.email == "moved@example.org"


def test_the_security_administrator_appoints(world: World, client: Client) -> None:
    person = world.person()
    client.force_login(world.secadmin)

    client.post(f"{GRANTS}add/", {"user": person.pk, "role": Role.CLERK, "since": world.today.isoformat()})

    grant = RoleGrant.objects.get(user=person)
    assert (grant.role, Event.objects.about(grant).get().actor) == (Role.CLERK, f"user:{world.secadmin.pk}")


@pytest.mark.both
def test_the_three_administrators_stay_three_people_without_business_rights(world: World) -> None:
    def grant(user: User, role: Role) -> None:
        services.grant_role(user=user, role=role, since=world.today, by=world.secadmin)

    for user, role in (
        (world.sysadmin, Role.AUDITOR),
        (world.auditor, Role.CLERK),
        (world.clerk, Role.SYSADMIN),
        (world.secadmin, Role.DIRECTOR),
        (world.person(), Role.RECOMMENDER),
    ):
        with pytest.raises(GrantRefused):
            grant(user, role)
    with pytest.raises(GrantRefused):
        services.grant_role(
            user=world.person(), role=Role.CLERK, unit=world.unit, since=world.today, by=world.secadmin
        )
    grant(world.person(), Role.AUDITOR)
    grant(world.clerk, Role.SECRETARY)


def test_only_the_security_administrator_appoints(world: World) -> None:
    for someone in (world.sysadmin, world.auditor, world.director):
        with pytest.raises(Refused):
            services.grant_role(user=world.person(), role=Role.CLERK, since=world.today, by=someone)


def test_an_appointment_is_ended_and_never_rewritten(world: World, client: Client) -> None:
    grant = RoleGrant.objects.get(user=world.clerk)
    client.force_login(world.secadmin)

    client.post(
        f"{GRANTS}{grant.pk}/change/",
        {"until": world.today.isoformat(), "role": Role.DIRECTOR, "user": world.secadmin.pk},
    )

    grant.refresh_from_db()
    assert (grant.until, grant.role, grant.user) == (world.today, Role.CLERK, world.clerk)
    assert Event.objects.about(grant).get().name == "accounts.rolegrant.end_grant"


def test_nobody_ends_his_own_appointment(world: World) -> None:
    with pytest.raises(GrantRefused):
        services.end_grant(RoleGrant.objects.get(user=world.secadmin), until=None, by=world.secadmin)


def test_the_trail_is_read_with_names(world: World, client: Client) -> None:
    services.grant_role(user=world.person(), role=Role.CLERK, since=world.today, by=world.secadmin)
    client.force_login(world.auditor)

    answer = client.get(EVENTS)

    assert str(world.secadmin) in answer.content.decode()
    assert client.post(f"{EVENTS}{Event.objects.get().pk}/change/", {"name": "x"}).status_code == 403
