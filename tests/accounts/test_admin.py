"""The three administrators: people, appointments, the trail; apart from each other and from business."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from django.utils import translation

from brandcert.accounts import services
from brandcert.accounts.enums import Role
from brandcert.accounts.models import User
from brandcert.accounts.services import GrantRefused
from brandcert.core.admin.history import label_of_act
from brandcert.core.errors import Refused
from brandcert.core.models import Event
from brandcert.notifications.catalogue import NOTICES, SILENT, events_of

if TYPE_CHECKING:
    from django.test import Client

    from tests.world import World

USERS, GRANTS, EVENTS = "/manage/accounts/user/", "/manage/accounts/rolegrant/", "/manage/core/event/"


@pytest.mark.both
@pytest.mark.parametrize(
    ("role", "allowed"),
    [
        (Role.SYSADMIN, {USERS, f"{USERS}add/"}),
        (Role.SECADMIN, {USERS, GRANTS, EVENTS}),
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


def test_contact_data_of_people_is_masked_until_it_is_needed_for_something(
    world: World, client: Client
) -> None:
    person = world.clerk
    person.phone = "13812345678"
    person.save()
    page, email = f"{USERS}{person.pk}/", str(person.email)
    reveal = f"{page}step/reveal_contact/"
    for role in (Role.SYSADMIN, Role.SECADMIN, Role.AUDITOR):
        client.force_login(getattr(world, role))
        for path in (USERS, f"{page}change/"):
            shown = client.get(path).content.decode()
            assert (email in shown, person.phone in shown) == (False, False)
            assert "s***@example.org" in shown
        client.post(reveal, {"ground": "curiosity"})
        assert not Event.objects.filter(name="accounts.user.reveal_contact").exists()
    for role in (Role.AUDITOR, Role.SECADMIN, Role.SYSADMIN):
        client.force_login(getattr(world, role))
        client.post(reveal, {"ground": "asked"})
        may = role == Role.SYSADMIN
        assert (email in client.get(f"{page}change/").content.decode()) == may
    event = Event.objects.get(name="accounts.user.reveal_contact")
    assert (event.actor, event.payload) == (f"user:{world.sysadmin.pk}", {"ground": "asked"})


@pytest.mark.both
def test_the_three_administrators_stay_three_people_without_business_rights(world: World) -> None:
    def grant(user: User, role: Role) -> None:
        services.grant_role(user=user, role=role, since=world.today, reason="x", by=world.secadmin)

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
            user=world.person(),
            role=Role.CLERK,
            unit=world.unit,
            since=world.today,
            reason="x",
            by=world.secadmin,
        )
    grant(world.clerk, Role.SECRETARY)


def test_only_the_security_administrator_appoints(world: World) -> None:
    for someone in (world.sysadmin, world.auditor, world.director):
        with pytest.raises(Refused):
            services.grant_role(
                user=world.person(), role=Role.CLERK, since=world.today, reason="x", by=someone
            )


def test_the_trail_is_read_with_names(world: World, client: Client) -> None:
    services.grant_role(
        user=world.person(), role=Role.CLERK, since=world.today, reason="x", by=world.secadmin
    )
    client.force_login(world.auditor)

    answer = client.get(EVENTS)

    assert str(world.secadmin) in answer.content.decode()
    event = Event.objects.get()
    assert client.post(f"{EVENTS}{event.pk}/change/", {"name": "x"}).status_code == 403
    # The words, with the code small beside them; found by either, in the reader's language.
    words, code = label_of_act(event.name), f'<small class="quiet">{event.name}</small>'
    for page in (EVENTS, f"{EVENTS}{event.pk}/change/", f"{EVENTS}?q={words}", f"{EVENTS}?q={event.name}"):
        assert f"{words} {code}" in client.get(page).content.decode(), page
    assert code not in client.get(f"{EVENTS}?q=查无此事").content.decode()


def test_every_act_that_is_told_or_silent_has_words() -> None:
    names = {*SILENT, *events_of(*NOTICES)}
    with translation.override("zh-hans"):
        bare = sorted(name for name in names if label_of_act(name).isascii())
    assert bare == []
