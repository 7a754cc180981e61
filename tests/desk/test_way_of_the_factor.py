"""The whole way of the second factor: set up, gone on, given again, mistyped, lost and replaced."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any

import pytest
from allauth.account.authentication import AUTHENTICATION_METHODS_SESSION_KEY
from django.core.cache import cache
from django.db import transaction
from django.urls import reverse

from brandcert.applications.enums import Status
from brandcert.core import approvals
from tests.desk.addresses import proved
from tests.desk.test_middleware import code_for
from tests.world import PASSWORD

if TYPE_CHECKING:
    from collections.abc import Iterator

    from django.test import Client

    from tests.world import World

SECRET = re.compile(r'id="authenticator_secret">([A-Z2-7]+)<')
CODES = re.compile(r"<li>([0-9a-f]+)</li>")


@pytest.fixture(autouse=True)
def _no_demonstration(settings: Any) -> Iterator[None]:
    settings.DEMO = False
    cache.clear()
    yield
    cache.clear()


def grow_old(client: Client) -> None:
    """Let every proof of the session be a quarter of an hour older."""
    session = client.session
    records = session[AUTHENTICATION_METHODS_SESSION_KEY]
    session[AUTHENTICATION_METHODS_SESSION_KEY] = [{**one, "at": one["at"] - 900} for one in records]
    session.save()


def activate(client: Client, code: str) -> None:
    """Send the first code; what waits for the commit of the transaction, which no test has, runs at once."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(transaction, "on_commit", lambda function: function())
        client.post(reverse("mfa_activate_totp"), {"code": code})


def set_up(client: Client) -> list[str]:
    """Set up codes of an app on the page that shows the picture; gives the recovery codes."""
    secret = SECRET.search(client.get(reverse("mfa_activate_totp")).content.decode())
    assert secret is not None
    activate(client, code_for(secret[1]))
    return CODES.findall(client.get(reverse("mfa_view_recovery_codes")).content.decode())


def test_r79_the_first_sign_in_leads_over_the_factor_to_the_page_that_was_wanted(
    world: World, client: Client
) -> None:
    target = "/manage/applications/application/?status=draft"
    sent = {"login": world.clerk.email, "password": PASSWORD, "next": target}
    assert client.post(reverse("account_login"), sent)["Location"] == target
    assert client.get(target)["Location"].startswith(reverse("mfa_activate_totp"))
    asked = client.get(reverse("mfa_activate_totp"), headers={"accept-language": "en"}).content.decode()
    assert "opens with a second factor only" in asked
    assert 'id="factor_done"' not in asked
    wrong = client.post(reverse("mfa_activate_totp"), {"code": "000000"}, headers={"accept-language": "en"})
    assert "let the phone set its clock by the network" in wrong.content.decode()

    assert len(set_up(client)) == 10

    page = client.get(reverse("mfa_view_recovery_codes")).content.decode()
    assert f'name="next" value="{target}"' in page
    assert client.post(reverse("factor_done"), {"next": target})["Location"] == target
    # Setting it up was the proof; and whoever has arrived is not offered the way a second time.
    assert client.get(target).status_code == 200
    assert 'id="factor_done"' not in client.get(reverse("mfa_index")).content.decode()
    assert (
        client.post(reverse("factor_done"), {"next": "https://evil.example/"})["Location"]
        == "/accounts/home/"
    )


def test_r80_a_lost_factor_is_replaced_by_a_recovery_code_and_the_kept_form_is_sent_on(
    world: World, client: Client
) -> None:
    application = world.application(Status.REVIEW_DONE)
    approval = approvals.propose(
        "reject_for_fraud", application, by=world.clerk, details={"reason": "检验报告系伪造。"}
    )
    url = f"/manage/applications/application/{application.pk}/approvals/{approval.pk}/approve/"
    proved(client, world.director)
    codes = set_up(client)
    grow_old(client)
    again = reverse("mfa_reauthenticate")

    assert client.post(url)["Location"].startswith(again)
    # The password is not offered: it would lead back here. Its own page leads to the factor.
    page = client.get(f"{again}?next={url}").content.decode()
    assert reverse("account_reauthenticate") not in page
    assert client.get(reverse("account_reauthenticate"))["Location"].startswith(again)
    wrong = client.post(again, {"code": "000000", "next": url}, headers={"accept-language": "en"})
    assert "wait for the next one" in wrong.content.decode()
    # A code on paper opens the way to a new factor, and nothing else.
    paper = client.post(again, {"code": codes[0], "next": url})
    application.refresh_from_db()
    assert paper["Location"].startswith(reverse("mfa_index"))
    assert application.status == Status.REVIEW_DONE
    client.post(reverse("mfa_deactivate_totp"))
    set_up(client)
    done = client.post(reverse("factor_done"), {"next": url})

    application.refresh_from_db()
    assert (done.status_code, application.status) == (302, Status.REJECTED)


def test_whoever_holds_a_factor_adds_no_other_by_the_password_alone(world: World, client: Client) -> None:
    for person in (world.clerk, world.owner):
        proved(client, person)
        set_up(client)
        client.logout()
        client.force_login(person)
        session = client.session
        session[AUTHENTICATION_METHODS_SESSION_KEY] = [{"method": "password", "at": 4_000_000_000}]
        session.save()

        asked = client.get(reverse("mfa_add_webauthn"))

        assert asked["Location"].startswith(reverse("mfa_reauthenticate"))
