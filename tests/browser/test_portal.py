"""A newcomer's whole way in a real browser: sign up, register, fill in, upload, submit; in both languages and widths."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

import pytest

from brandcert.programs.enums import QuestionSection
from tests.browser.axe import overflow, violations
from tests.documents import files
from tests.letters import last_code
from tests.sites import manage

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from playwright.sync_api import Browser, ConsoleMessage, Page

    from tests.sites import LiveSite

pytestmark = pytest.mark.browser
OPEN_BATCH = """
from datetime import timedelta
from django.utils import timezone
from brandcert.core.actors import SYSTEM
from brandcert.programs.services import open_batch, set_up_program
now = timezone.now()
open_batch(set_up_program(), name="2026", year=2026, opens_at=now - timedelta(days=1), closes_at=now + timedelta(days=9), by=SYSTEM)
"""
PASSWORD = "Songhua-river-26"


class Visitor:
    """Someone who uses the pages, and stops at each to see whether everyone could."""

    def __init__(self, page: Page, url: str) -> None:
        self.page, self.url = page, url
        self.faults: list[str] = []
        page.set_default_timeout(120_000)
        page.on("console", self._hear)

    def _hear(self, message: ConsoleMessage) -> None:
        if message.type == "error":
            self.faults.append(message.text)

    def look(self) -> None:
        """Note what would stand in somebody's way on the page as it is now."""
        self.faults += [f"{self.page.url}: {fault}" for fault in violations(self.page)]
        if overflow(self.page):
            self.faults.append(f"{self.page.url}: wider than the window")

    def go(self, path: str) -> None:
        """Open a page and look at it."""
        self.page.goto(self.url + path)
        self.look()

    def press(self, selector: str) -> None:
        """Press a button or follow a link, and look at what comes."""
        self.page.click(selector)
        self.page.wait_for_load_state()
        self.look()

    def fill_section(self) -> None:
        """Answer every question of the page that is open."""
        main = self.page.locator("main form[data-autosave]")
        for box in main.locator("input[type=text], textarea").all():
            name = str(box.get_attribute("name"))
            box.fill(_answer(name, str(box.get_attribute("inputmode") or "")))
        for group in main.locator("fieldset:not(.entry)").all():
            group.locator("input[type=radio]").first.check()
        for choice in main.locator("select").all():
            choice.select_option(index=1)


def _answer(name: str, mode: str) -> str:
    if mode == "tel":
        return "0431-88888888"
    proven = {"number": "GB/T 1354-2018", "qualification": "220020345678", "file": ""}
    if name.count("-") == len(("place", "column")):
        column = name.rpartition("-")[2]
        return proven.get(column, "2026-01-15" if column.endswith("_on") else "JC-001")
    if name == "established_on":
        return "2012-05-18"
    if name == "contact_email":
        return "li@example.com"
    if name == "on_market_since":
        return "2016"
    return "12" if mode else "红松籽，松花江流域"


@pytest.mark.parametrize(
    ("language", "width", "submit"),
    [("zh-hans", 1280, "提交申请"), ("en", 390, "Submit application")],
)
def test_a_newcomer_registers_and_submits(  # every step of the way is one line
    site_env: dict[str, str],
    live_site: Callable[[dict[str, str]], LiveSite],
    browser: Browser,
    tmp_path: Path,
    language: str,
    width: int,
    submit: str,
) -> None:
    manage(site_env, "shell", "-c", OPEN_BATCH)
    site = live_site(site_env)
    context = browser.new_context(viewport={"width": width, "height": 900})
    context.add_cookies([{"name": "django_language", "value": language, "url": site.url}])
    visitor = Visitor(context.new_page(), site.url)
    page = visitor.page
    _sign_up(visitor, site_env["BRANDCERT_VAR_DIR"])
    visitor.press("main a[href='/portal/applications/start/'] >> nth=0")
    page.check("input[name=category] >> nth=0")
    visitor.press("main form button.button-primary")
    draft = page.url.removeprefix(site.url)
    _fill_in(visitor, draft)
    _upload(visitor, draft, tmp_path / "evidence.pdf")
    visitor.go(f"{draft}check/")
    page.check("input[name=pledge]")
    visitor.press(f"main button:has-text('{submit}')")
    assert page.url == f"{site.url}{draft}sent/"
    assert re.search(r"JLJP-SQ-\d{4}-000001", page.inner_text("main"))
    visitor.go(draft)
    visitor.go("/portal/")
    assert visitor.faults == []
    context.close()


def _sign_up(visitor: Visitor, var: str) -> None:
    page = visitor.page
    visitor.go("/accounts/signup/")
    page.fill("input[name=name]", "李经办")
    page.fill("input[name=contact]", "newcomer@example.com")
    page.fill("input[name=password1]", PASSWORD)
    page.fill("input[name=password2]", PASSWORD)
    page.press("input[name=password2]", "Enter")
    page.wait_for_url("**/confirm-email/")
    visitor.look()
    page.fill("input[name=code]", last_code(var))
    page.press("input[name=code]", "Enter")
    page.wait_for_url("**/portal/")
    visitor.look()
    visitor.press("main a[href='/portal/enterprise/register/']")
    page.fill("input[name=name]", "吉林省红松籽食品有限公司")
    page.fill("input[name=credit_code]", "91220200XNT000226B")
    page.select_option("select[name=division]", label="长春市")
    visitor.press("main form button.button-primary")


def _fill_in(visitor: Visitor, draft: str) -> None:
    page = visitor.page
    visitor.go(f"{draft}product/")
    page.fill("input[name=name]", "红松籽")
    page.fill("input[name=model_or_scope]", "500 g")
    page.fill("input[name=trademark]", "松花江")
    visitor.press("main form button.button-primary")
    for section in QuestionSection.values:
        visitor.go(f"{draft}section/{section}/")
        visitor.fill_section()
        visitor.press("main button[value=on]")
        assert not page.locator("[data-error-summary]").count(), page.inner_text("[data-error-summary]")


def _upload(visitor: Visitor, draft: str, path: Path) -> None:
    page = visitor.page
    visitor.go(f"{draft}documents/")
    waiting = page.locator("main section:has(form[data-upload]):not(:has(.files li))")
    for number in range(waiting.count()):
        path.write_bytes(files.pdf() + f"% {number}".encode())
        section = waiting.first
        name = section.get_attribute("id")
        section.locator("input[type=file][multiple]").set_input_files(path)
        page.wait_for_selector(f"#{name} .files li")
    visitor.look()
