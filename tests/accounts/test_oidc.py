"""Unified sign-in against a real issuer: it opens what was linked by its owner, and takes over nothing."""

from __future__ import annotations

import json
import os
import re
import subprocess
import sys
from typing import TYPE_CHECKING, Any
from urllib.parse import urljoin

import pytest
import requests
from allauth.account.models import EmailAddress
from allauth.mfa.totp.internal.auth import TOTP, generate_totp_secret
from allauth.socialaccount.models import SocialAccount
from django.test import Client
from django.urls import NoReverseMatch, reverse

from brandcert.accounts.models import User
from config import env, sign_in
from tests.accounts.issuer import CLIENT, SECRET
from tests.processes import ROOT, Program
from tests.world import PASSWORD

if TYPE_CHECKING:
    from collections.abc import Iterator

    from pytest_django.fixtures import Settings

    from tests.accounts.conftest import Post
    from tests.world import World

pytestmark = pytest.mark.django_db
START, CALLBACK = "/accounts/oidc/login/", "http://testserver/accounts/oidc/login/callback/"
VICTIM = "victim@rice.example"
PEOPLE: dict[str, dict[str, Any]] = {
    "li": {"email": "li@rice.example", "email_verified": True, "name": "李统一"},
    "unconfirmed": {"email": "maybe@rice.example", "email_verified": False, "name": "未验证"},
    "owner": {"email": VICTIM, "email_verified": True, "name": "本人"},
    "thief": {"email": VICTIM, "email_verified": False, "name": "冒名"},
    "liar": {"email": VICTIM, "email_verified": "false", "name": "冒名"},
    "silent": {"name": "无邮箱"},
}


@pytest.fixture(scope="module")
def issuer(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """Run the issuer and give its address."""
    folder = tmp_path_factory.mktemp("issuer")
    facts = json.dumps({"people": PEOPLE, "callback": CALLBACK})
    command = [sys.executable, "-m", "tests.accounts.issuer", str(folder), facts]
    program = Program(command, folder / "issuer.log", {"DJANGO_SETTINGS_MODULE": ""})
    try:
        program.wait_ready(lambda: "port " in program.log(), 60)
        found = re.search(r"port (\d+)", program.log())
        assert found is not None
        yield f"http://127.0.0.1:{found[1]}/o"
    finally:
        program.end()


@pytest.fixture
def site(issuer: str, settings: Settings) -> str:
    """Configure unified sign-in with the issuer."""
    app = {
        "provider_id": "oidc",
        "name": "统一身份认证",
        "client_id": CLIENT,
        "secret": SECRET,
        "settings": {"server_url": issuer, "oauth_pkce_enabled": True},
    }
    settings.SOCIALACCOUNT_PROVIDERS = {"openid_connect": {"APPS": [app]}}
    settings.PLATFORM = {**settings.PLATFORM, "oidc": "统一身份认证"}
    settings.ROOT_URLCONF = "tests.accounts.urls_with_oidc"
    return issuer


def go_there(client: Client, who: str, start: str = START) -> Any:
    """Sign in at the issuer as a browser would, and return what the site answers to whoever comes back."""
    away = client.get(start)
    assert away.status_code == 302, away.content.decode()
    with requests.Session() as browser:
        page = browser.get(away["Location"], timeout=30)
        token = re.search(r'name="csrfmiddlewaretoken" value="([^"]+)"', page.text)
        assert token is not None, page.text
        answer = browser.post(
            page.url,
            data={"csrfmiddlewaretoken": token[1], "username": who, "password": SECRET},
            headers={"Referer": page.url},
            allow_redirects=False,
            timeout=30,
        )
        while not answer.headers["Location"].startswith("http://testserver/"):
            answer = browser.get(
                urljoin(answer.url, answer.headers["Location"]),
                allow_redirects=False,
                timeout=30,
            )
    return client.get(answer.headers["Location"].removeprefix("http://testserver"))


def is_signed_in(client: Client) -> bool:
    return client.get("/portal/").status_code == 200


def test_a_newcomer_with_a_vouched_address_comes_in_and_comes_again(site: str, client: Client) -> None:
    assert go_there(client, "li")["Location"] == "/accounts/home/"
    person = User.objects.get(email="li@rice.example")
    assert (person.name, person.has_usable_password(), person.is_staff) == ("李统一", False, False)
    assert EmailAddress.objects.get(user=person).verified
    again = Client()
    go_there(again, "li")
    assert is_signed_in(again)
    assert User.objects.count() == 1


def test_an_address_the_issuer_does_not_vouch_for_is_confirmed_by_a_code(
    site: str, client: Client, post: Post
) -> None:
    answer = go_there(client, "unconfirmed")
    assert answer["Location"].startswith(reverse("account_email_verification_sent"))
    assert not is_signed_in(client)
    client.post(answer["Location"], {"code": post.code()})
    assert is_signed_in(client)


@pytest.mark.parametrize("who", ["owner", "thief", "liar"])
def test_no_claim_about_an_address_opens_an_account_that_exists(site: str, client: Client, who: str) -> None:
    victim = User.objects.create_user(VICTIM, PASSWORD)
    answer = go_there(client, who)
    assert not is_signed_in(client)
    assert not SocialAccount.objects.exists()
    assert User.objects.get() == victim
    if who == "owner":
        assert answer["Location"].startswith(reverse("account_login"))
    else:
        assert answer["Location"].startswith(reverse("account_email_verification_sent"))
        client.post(answer["Location"], {"code": "000000"})
        assert not is_signed_in(client)


def test_whoever_signs_in_links_the_two_and_can_part_them(site: str, client: Client) -> None:
    victim = User.objects.create_user(VICTIM, PASSWORD)
    way = go_there(client, "owner")["Location"]
    answer = client.post(
        way, {"login": VICTIM, "password": PASSWORD, "next": reverse("socialaccount_connections")}
    )
    assert answer["Location"] == reverse("socialaccount_connections")
    assert client.get(answer["Location"]).status_code == 200
    go_there(client, "owner", f"{START}?process=connect")
    assert SocialAccount.objects.get().user == victim
    again = Client()
    go_there(again, "owner")
    assert is_signed_in(again)
    assert again.get(reverse("socialaccount_connections")).status_code == 200
    link = SocialAccount.objects.get()
    client.post(reverse("account_reauthenticate"), {"password": PASSWORD})
    client.post(reverse("socialaccount_connections"), {"account": link.pk})
    assert not SocialAccount.objects.exists()


def test_whoever_has_no_address_there_is_asked_for_one(site: str, client: Client, post: Post) -> None:
    answer = go_there(client, "silent")
    assert answer["Location"].startswith(reverse("socialaccount_signup"))
    page = client.get(answer["Location"])
    assert list(page.context["form"].fields) == ["name", "email"]
    assert page.context["form"]["name"].value() == "无邮箱"
    answer = client.post(answer["Location"], {"name": "无邮箱", "email": "new@rice.example"})
    client.post(answer["Location"], {"code": post.code()})
    assert is_signed_in(client)


def test_staff_who_come_this_way_still_need_their_second_factor(
    site: str, client: Client, world: World, settings: Settings
) -> None:
    settings.DEMO = False
    go_there(client, "li")
    person = User.objects.get(email="li@rice.example")
    User.objects.filter(pk=person.pk).update(is_staff=True)
    assert client.get("/manage/")["Location"].startswith(reverse("mfa_activate_totp"))
    TOTP.activate(person, generate_totp_secret())
    again = Client()
    assert go_there(again, "li")["Location"].startswith(reverse("mfa_authenticate"))
    assert not is_signed_in(again)
    assert again.get("/manage/")["Location"].startswith("/manage/login/")


def test_a_forged_or_repeated_return_opens_nothing(site: str, client: Client) -> None:
    assert client.get("/accounts/oidc/login/callback/?code=x&state=y").status_code == 401
    assert not is_signed_in(client)
    go_there(client, "li")
    stranger = Client()
    away = stranger.get(START)
    state = re.search(r"state=([^&]+)", away["Location"])
    assert state is not None
    stranger.get(f"/accounts/oidc/login/callback/?code=stolen&state={state[1]}")
    assert not is_signed_in(stranger)


def test_an_issuer_that_is_down_is_told_in_words(site: str, client: Client, settings: Settings) -> None:
    apps = settings.SOCIALACCOUNT_PROVIDERS["openid_connect"]["APPS"]
    apps[0]["settings"]["server_url"] = "http://127.0.0.1:1/o"
    answer = client.get(START)
    assert answer.status_code == 503
    assert "统一身份认证" in answer.content.decode()


def test_the_pages_offer_it_where_it_is_configured(site: str, client: Client) -> None:
    for page in ("account_login", "account_signup"):
        assert START in client.get(reverse(page)).content.decode()


def test_without_configuration_there_is_neither_button_nor_address(client: Client) -> None:
    assert START not in client.get(reverse("account_login")).content.decode()
    for page in (
        START,
        "/accounts/oidc/login/callback/",
        "/accounts/3rdparty/",
        "/accounts/3rdparty/signup/",
    ):
        assert client.get(page).status_code == 404
    with pytest.raises(NoReverseMatch):
        reverse("socialaccount_connections")


def test_the_environment_decides(monkeypatch: pytest.MonkeyPatch, tmp_path: Any) -> None:
    assert sign_in.oidc_apps() == []
    monkeypatch.setenv("BRANDCERT_OIDC_ISSUER", "https://id.example/realm/")
    monkeypatch.setenv("BRANDCERT_OIDC_CLIENT_ID", "site")
    with pytest.raises(env.MissingSetting, match="OIDC_CLIENT_SECRET"):
        sign_in.oidc_apps()
    secret = tmp_path / "secret"
    secret.write_text("word\n")
    monkeypatch.setenv("BRANDCERT_OIDC_CLIENT_SECRET_FILE", str(secret))
    (app,) = sign_in.oidc_apps()
    assert (app["client_id"], app["secret"], app["name"]) == ("site", "word", "统一身份认证")
    assert app["settings"]["server_url"] == "https://id.example/realm"
    monkeypatch.setenv("BRANDCERT_OIDC_ISSUER", "http://id.example")
    with pytest.raises(env.MissingSetting, match="https"):
        sign_in.oidc_apps()


ADDRESSES = """
import django
django.setup()
from django.conf import settings
from django.urls import reverse
print(reverse("openid_connect_login", kwargs={"provider_id": "oidc"}), settings.PLATFORM["oidc"])
"""


def test_a_configured_site_has_the_address() -> None:
    configured = {
        "BRANDCERT_OIDC_ISSUER": "https://id.example",
        "BRANDCERT_OIDC_CLIENT_ID": "site",
        "BRANDCERT_OIDC_CLIENT_SECRET": "word",
        "BRANDCERT_OIDC_NAME": "吉事办",
    }
    told = subprocess.run(
        [sys.executable, "-c", ADDRESSES],
        cwd=ROOT,
        env={**os.environ, **configured},
        capture_output=True,
        text=True,
        check=True,
    )
    assert told.stdout.split() == [START, "吉事办"]
