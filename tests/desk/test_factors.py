"""R-79 and R-80 over every address of the site: one way in, no desk without a factor, no grave act without a fresh one."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest
from allauth.mfa.totp.internal.auth import TOTP, generate_totp_secret
from django.test import Client
from django.urls import path, reverse

from brandcert.applications.enums import Status
from brandcert.core import approvals, factors, policies
from brandcert.core.errors import Refused
from brandcert.core.models import Approval
from brandcert.desk import middleware
from config import urls
from tests.desk.addresses import addresses, proved
from tests.desk.test_middleware import code_for
from tests.world import PASSWORD

if TYPE_CHECKING:
    from collections.abc import Iterable

    from django.http import HttpRequest, HttpResponse

    from tests.world import World

# What needs no factor, written down: the public register, signing in and out with the factors themselves, one's own account.
FAMILIES = ("public:", "api:", "account_", "mfa_", "socialaccount_", "openid_connect_")
SINGLE = {
    "healthz",
    "readyz",
    "set_language",
    "entry",
    "factor_done",
    "my_account",
    "my_name",
    "admin:login",
    "admin:logout",
}


@pytest.fixture(autouse=True)
def _no_demonstration(settings: Any) -> None:
    settings.DEMO = False


def closed_addresses() -> list[tuple[str, str]]:
    return [(name, url) for name, url in addresses() if not name.startswith(FAMILIES) and name not in SINGLE]


def open_doors(client: Client, doors: Iterable[tuple[str, str]]) -> list[str]:
    """Return the addresses that answer anything but the way to the factor."""
    way = reverse("mfa_activate_totp")
    return [
        f"{method} {name}"
        for name, url in doors
        for method in ("get", "post")
        if not getattr(client, method)(url).headers.get("location", "").startswith(way)
    ]


def inside(_request: HttpRequest) -> HttpResponse:
    raise AssertionError("nothing behind the door may run")


@pytest.mark.timeout(180)
def test_r79_every_address_of_staff_is_closed_to_a_password_alone(
    world: World, client: Client, settings: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    client.force_login(world.clerk)
    doors = closed_addresses()

    assert len(doors) > 250
    assert {"admin", "documents", "certificates", "portal"} <= {
        name.partition(":")[0] for name, _url in doors
    }
    assert open_doors(client, doors) == []
    # An address that somebody adds anywhere is closed without being listed.
    monkeypatch.setattr(urls, "urlpatterns", [path("inside/", inside, name="inside"), *urls.urlpatterns])
    settings.ROOT_URLCONF = "config.urls"
    assert client.get("/inside/").status_code == 302
    # Recovery codes help to a new factor; they are none.
    proved(client, world.clerk, kind="recovery_codes")
    assert client.get("/manage/")["Location"].startswith(reverse("mfa_index"))
    proved(client, world.clerk, kind="webauthn")
    assert client.get("/manage/").status_code == 200


def test_r79_a_planted_hole_is_found(world: World, client: Client, monkeypatch: pytest.MonkeyPatch) -> None:
    client.force_login(world.clerk)
    doors = [("documents:download", "/files/1/"), ("admin:index", "/manage/")]
    monkeypatch.setattr(middleware, "OPEN_NAMESPACES", {*middleware.OPEN_NAMESPACES, "documents"})

    assert open_doors(client, doors) == ["get documents:download", "post documents:download"]


def test_r79_a_role_binds_an_account_that_nobody_marked_as_staff(world: World, client: Client) -> None:
    person = world.clerk
    person.is_staff = False
    person.save()
    client.force_login(person)

    assert client.get("/files/1/").status_code == 302


@pytest.mark.timeout(180)
def test_r79_there_is_one_address_that_takes_a_password(world: World) -> None:
    person = world.owner
    sent = dict.fromkeys(("login", "username", "email"), person.email) | {"password": PASSWORD}
    taken = set()
    for name, url in addresses():
        client = Client(raise_request_exception=False)
        client.post(url, sent)
        if "_auth_user_id" in client.session:
            taken.add(name)

    assert taken == {"account_login"}
    client = Client()
    proved(client, world.clerk)
    assert client.get("/manage/password_change/")["Location"] == reverse("account_change_password")


# --- fresh factors -------------------------------------------------------------------------------
def test_r80_an_approval_asks_for_a_fresh_factor_and_is_carried_out_right_after_it(
    world: World, client: Client
) -> None:
    application = world.application(Status.REVIEW_DONE)
    approval = approvals.propose(
        "reject_for_fraud", application, by=world.clerk, details={"reason": "检验报告系伪造。"}
    )
    url = f"/manage/applications/application/{application.pk}/approvals/{approval.pk}/approve/"
    secret = generate_totp_secret()
    TOTP.activate(world.director, secret)
    proved(client, world.director, minutes=6)

    asked = client.post(url, headers={"accept-language": "en"})
    application.refresh_from_db()
    assert (asked.status_code, application.status) == (302, Status.REVIEW_DONE)
    assert asked["Location"].startswith(reverse("mfa_reauthenticate"))
    page = client.get(asked["Location"], headers={"accept-language": "en"})
    assert "not older than 5 minutes" in page.content.decode()
    wrong = client.post(reverse("mfa_reauthenticate"), {"code": "000000", "next": url})
    application.refresh_from_db()
    assert (wrong.status_code, application.status) == (200, Status.REVIEW_DONE)
    done = client.post(reverse("mfa_reauthenticate"), {"code": code_for(secret), "next": url})

    application.refresh_from_db()
    assert (done.status_code, application.status) == (302, Status.REJECTED)
    assert done["Location"].endswith(f"/{application.pk}/change/")


def test_r80_a_form_keeps_what_was_written_while_the_factor_is_asked_for(
    world: World, client: Client
) -> None:
    application = world.application(Status.REVIEW_DONE)
    url = f"/manage/applications/application/{application.pk}/step/reject_for_fraud/"
    secret = generate_totp_secret()
    TOTP.activate(world.clerk, secret)
    proved(client, world.clerk, minutes=6)

    asked = client.post(url, {"reason": "检验报告系伪造。", "reason_code": "fraud", "confirmed": "1"})
    assert asked["Location"].startswith(reverse("mfa_reauthenticate"))
    client.post(reverse("mfa_reauthenticate"), {"code": code_for(secret), "next": url})

    assert Approval.objects.get().details["reason"] == "检验报告系伪造。"


def test_r80_every_approval_and_every_grave_act_stops_in_a_stale_session(world: World) -> None:
    application = world.application(Status.REVIEW_DONE)
    approval = approvals.propose("reject_for_fraud", application, by=world.clerk, details={"reason": "x"})
    people = [
        getattr(world, role)
        for role in ("director", "clerk", "supervisor", "secretary", "sysadmin", "secadmin")
    ]
    with factors.acting_in(lambda: False):
        with pytest.raises(factors.StaleFactor):
            approvals.approve(approval, by=world.director)
        stopped = set()
        for action in policies.grave():
            for person in people:
                try:
                    policies.require(person, action)
                except factors.StaleFactor:
                    stopped.add(action)
                except (Refused, AttributeError, TypeError):
                    continue
    named = {
        "certificates.certificate.approve_issue",
        "certificates.certificate.propose_revoke",
        "certificates.certificate.suspend_at_once",
        "reviews.assignment.propose_void",
        "accounts.rolegrant.grant",
        "accounts.rolegrant.end_grant",
        "accounts.user.reveal_contact",
    }
    assert named <= stopped
