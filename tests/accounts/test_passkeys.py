"""Passkeys in a real browser with a device of its own: set up, named, used instead of a password, removed."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from tests.browser.axe import overflow, violations
from tests.sites import manage

if TYPE_CHECKING:
    from collections.abc import Callable

    from playwright.sync_api import Browser, Page

    from tests.sites import LiveSite

pytestmark = [pytest.mark.browser, pytest.mark.timeout(900)]
CLERK = "clerk@province.example"
PASSWORD = "Songhua-river-26"
PREPARE = f"""
from django.utils import timezone
from brandcert.accounts.enums import Role
from brandcert.accounts.models import RoleGrant, User
person = User.objects.create_user("{CLERK}", "{PASSWORD}", name="张受理", is_staff=True)
RoleGrant.objects.create(user=person, role=Role.CLERK, since=timezone.localdate())
"""
# A laptop with a fingerprint reader, whose owner is there.
DEVICE = {
    "protocol": "ctap2",
    "transport": "internal",
    "hasResidentKey": True,
    "hasUserVerification": True,
    "isUserVerified": True,
    "automaticPresenceSimulation": True,
}


def look(page: Page, faults: list[str]) -> None:
    """Note what would stand in somebody's way on the page as it is now."""
    faults += [f"{page.url}: {fault}" for fault in violations(page)]
    if overflow(page):
        faults.append(f"{page.url}: wider than the window")


def sign_out(page: Page, url: str) -> None:
    page.context.clear_cookies()
    page.goto(f"{url}/accounts/login/?next=/manage/applications/application/")


def set_up(page: Page, url: str, faults: list[str]) -> None:
    """Sign in by the password, which leads to setting up a factor; who has just given it is not asked again."""
    page.goto(f"{url}/accounts/login/?next=/manage/")
    page.fill("[name=login]", CLERK)
    page.fill("[name=password]", PASSWORD)
    page.click("form[action$='/login/'] button.button-primary")
    page.wait_for_url("**/2fa/totp/activate/**")
    look(page, faults)
    page.click("a[href$='/webauthn/add/']")
    look(page, faults)
    page.fill("[name=name]", "办公室电脑")
    page.click("#mfa_webauthn_add")
    page.wait_for_url("**/2fa/recovery-codes/")
    look(page, faults)
    assert page.locator("#recovery_codes li").count() == 10


def rename_and_remove(page: Page, url: str, faults: list[str]) -> None:
    """Give the key another name, then take it away."""
    page.goto(f"{url}/accounts/2fa/webauthn/")
    look(page, faults)
    assert "办公室电脑" in page.inner_text("main")
    page.click("a[href$='/edit/']")
    page.fill("[name=name]", "前台电脑")
    page.click("main button.button-primary")
    page.wait_for_url("**/2fa/webauthn/")
    assert "前台电脑" in page.inner_text("main")
    page.click("a[href$='/remove/']")
    look(page, faults)
    page.click("main button.button-danger")
    page.wait_for_url("**/2fa/webauthn/")
    assert "前台电脑" not in page.inner_text("main")


def test_a_passkey_is_set_up_named_used_and_removed_and_opens_the_desk_alone(
    site_env: dict[str, str], live_site: Callable[[dict[str, str]], LiveSite], browser: Browser
) -> None:
    # No demonstration: there the desk would open without a second factor.
    env = {**site_env, "BRANDCERT_DEMO": "0"}
    manage(env, "shell", "-c", PREPARE)
    url = live_site(env).url
    context = browser.new_context(viewport={"width": 390, "height": 800}, locale="zh-CN")
    page, faults = context.new_page(), []
    page.set_default_timeout(120_000)
    page.on("console", lambda said: faults.append(said.text) if said.type == "error" else None)
    device = context.new_cdp_session(page)
    device.send("WebAuthn.enable")
    laptop = device.send("WebAuthn.addVirtualAuthenticator", {"options": DEVICE})
    set_up(page, url, faults)
    # The session was opened by the password only; setting up the key lifted it, and the way goes on.
    page.click("#factor_done")
    page.wait_for_url(f"{url}/manage/")
    # Signing in by passkey alone opens the page that was asked for, without a question in between.
    sign_out(page, url)
    look(page, faults)
    page.click("#passkey_login")
    page.wait_for_url(f"{url}/manage/applications/application/")
    rename_and_remove(page, url, faults)
    # A key that is no longer known is refused in words, and nobody is signed in.
    sign_out(page, url)
    page.click("#passkey_login")
    page.wait_for_selector("ul.messages li.error")
    assert page.url.startswith(f"{url}/accounts/login/")
    # So is a finger that the device does not know.
    device.send("WebAuthn.setUserVerified", {**laptop, "isUserVerified": False})
    page.click("#passkey_login")
    page.wait_for_selector("[data-fault=NotAllowedError]")
    look(page, faults)
    assert faults == []
