"""R-79: no page of staff without a second factor in this very session."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest
from allauth.mfa.totp.internal.auth import (
    TOTP,
    format_hotp_value,
    generate_totp_secret,
    hotp_value,
    yield_hotp_counters_from_time,
)
from django.urls import reverse

from tests.world import PASSWORD

if TYPE_CHECKING:
    from django.test import Client

    from tests.world import World

PAGES = ("/manage/", "/manage/applications/application/", "/manage/queues/accept/", "/files/1/")


def code_for(secret: str) -> str:
    counter = next(iter(yield_hotp_counters_from_time()))
    return str(format_hotp_value(hotp_value(secret, counter)))


@pytest.fixture(autouse=True)
def _no_demonstration(settings: Any) -> None:
    settings.DEMO = False


@pytest.mark.parametrize("page", PAGES)
@pytest.mark.parametrize("method", ["get", "post"])
def test_r79_staff_without_a_factor_are_sent_to_enrolment(
    world: World, client: Client, page: str, method: str
) -> None:
    client.force_login(world.clerk)

    answer = getattr(client, method)(page)

    assert (answer.status_code, answer["Location"]) == (
        302,
        f"{reverse('mfa_activate_totp')}?next={page.replace('/', '%2F')}",
    )


def test_r79_a_password_alone_does_not_open_the_desk_to_someone_who_has_a_factor(
    world: World, client: Client
) -> None:
    TOTP.activate(world.clerk, generate_totp_secret())
    client.force_login(world.clerk)

    answer = client.get("/manage/")

    assert answer["Location"].startswith(reverse("mfa_reauthenticate"))


def test_r79_password_and_code_open_the_desk(world: World, client: Client) -> None:
    secret = generate_totp_secret()
    TOTP.activate(world.clerk, secret)

    first = client.post(reverse("account_login"), {"login": world.clerk.email, "password": PASSWORD})
    assert first["Location"].startswith(reverse("mfa_authenticate"))
    assert client.get("/manage/")["Location"].startswith("/manage/login/")
    client.post(reverse("mfa_authenticate"), {"code": code_for(secret)})

    assert client.get("/manage/").status_code == 200


def test_people_of_enterprises_need_no_factor_for_their_files(world: World, client: Client) -> None:
    client.force_login(world.owner)

    assert client.get("/files/1/").status_code == 404


def test_signing_out_stays_possible(world: World, client: Client) -> None:
    client.force_login(world.clerk)

    assert "mfa" not in client.post("/manage/logout/").headers.get("Location", "")


def test_only_a_demonstration_is_exempt(world: World, client: Client, settings: Any) -> None:
    settings.DEMO = True
    client.force_login(world.clerk)

    assert client.get("/manage/").status_code == 200
