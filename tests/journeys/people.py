"""People at their browsers."""

from __future__ import annotations

import os
import re
from pathlib import Path
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Mapping

    from playwright.sync_api import Browser, Locator

DESK = {"width": 1280, "height": 900}
# Somebody who wants to look at the pages of the walk names a folder: JOURNEY_SHOTS=/tmp/shots pytest tests/journeys
SHOTS = os.environ.get("JOURNEY_SHOTS", "")


class Person:
    """One person with a browser of his own; what the browser complains about is kept."""

    def __init__(self, browser: Browser, url: str, email: str, **way: Any) -> None:
        """Open a window, at a desk and in Chinese unless told otherwise."""
        self.url, self.email = url, email
        self.complaints: list[str] = []
        self.page = browser.new_context(**{"viewport": DESK, "locale": "zh-CN", **way}).new_page()
        self.page.set_default_timeout(60_000)
        self.page.on("console", lambda line: self._hear(line.type, line.text))
        self.page.on("pageerror", lambda error: self._hear("error", str(error)))

    def _hear(self, kind: str, text: str) -> None:
        if kind in {"error", "warning"}:
            self.complaints.append(f"{self.email} {self.page.url}: {text}")

    def look(self) -> None:
        """Keep a picture of the page for whoever asked for pictures."""
        if SHOTS:
            name = re.sub(
                r"[^a-z]+", "-", f"{self.page.url.removeprefix(self.url)}-{self.email.partition('@')[0]}"
            )
            Path(SHOTS).mkdir(parents=True, exist_ok=True)
            self.page.screenshot(path=Path(SHOTS) / f"walk{name}.png", full_page=True)

    def sign_in(self, password: str) -> None:
        """Sign in and land on one's own side of the house."""
        self.open("/accounts/login/")
        self.fill({"login": self.email, "password": password})
        self.press("main form button")
        assert "/accounts/" not in self.page.url, self.page.locator("main").inner_text()

    def open(self, path: str) -> None:
        """Open a page that must be there."""
        answer = self.page.goto(self.url + path)
        assert answer is not None
        assert answer.status == 200, f"{self.email} {path}: {answer.status}"
        self.look()

    def fill(self, values: Mapping[str, Any], *, within: str = "main, #content") -> None:
        """Fill fields in by name, whatever kind of field each is."""
        for name, value in values.items():
            found = self.page.locator(within).first.locator(f'[name="{name}"]')
            self._fill(found, value)

    def _fill(self, field: Locator, value: Any) -> None:
        kind = field.first.evaluate("(field) => field.type")
        if kind == "radio":
            field.and_(self.page.locator(f'[value="{value}"]')).check()
        elif kind == "checkbox":
            field.set_checked(bool(value))
        elif kind == "file":
            field.set_input_files(value)
        elif kind.startswith("select"):
            field.select_option(value)
        else:
            field.fill(value)

    def press(self, button: str) -> None:
        """Press a button or follow a link, and wait for the page it leads to; a refused form is a failure."""
        with self.page.expect_navigation():
            self.page.locator(button).first.click()
        self.look()
        refused = self.page.locator("[data-error-summary], .messagelist .error")
        assert not refused.count(), f"{self.email} {self.page.url}: {refused.first.inner_text()}"

    # --- the page of a case ------------------------------------------------------------------------
    def open_step(self, case: str, step: str) -> None:
        """Open the case and press the button of a step; with questions its form is open now."""
        self.open(case)
        button = f'.acts a[href*="/step/{step}/"], .acts form[action*="/step/{step}/"] button'
        assert self.page.locator(button).count(), self.page.locator(".transition-bar").inner_text()
        self.press(button)

    def take(self, case: str, step: str, facts: Mapping[str, Any] | None = None) -> None:
        """Take or propose a step of a case."""
        self.open_step(case, step)
        if "/step/" in self.page.url:
            assert self.page.locator(".step-form").count(), self.page.locator("#content").inner_text()
            self.fill(facts or {}, within=".step-form")
            self.confirm()
        assert self.page.locator(".messagelist .success").count(), self.page.locator("body").inner_text()[
            :800
        ]

    def confirm(self) -> None:
        """Send the form of a step."""
        self.press(".step-form .actions button")

    def approve(self, case: str) -> None:
        """Approve, as the second person, what waits on the page of a case."""
        self.open(case)
        self.press("form.approve button")
        assert self.page.locator(".messagelist .success").count(), self.page.locator("body").inner_text()[
            :800
        ]
