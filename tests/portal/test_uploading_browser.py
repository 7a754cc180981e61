"""Uploading with a real browser: progress, a line that breaks, files dropped, a phone, and no script at all."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import pytest

from tests.browser.axe import overflow, violations
from tests.documents import files
from tests.portal.live import Office, open_office
from tests.portal.test_cut_connection import large_picture

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from playwright.sync_api import Browser, BrowserContext, Page, Route

    from tests.sites import LiveSite

pytestmark = pytest.mark.browser
DROP = """async ([card, name, bytes]) => {
  const transfer = new DataTransfer();
  transfer.items.add(new File([new Uint8Array(bytes)], name, { type: "application/pdf" }));
  for (const type of ["dragover", "drop"]) card.dispatchEvent(new DragEvent(type, { bubbles: true, cancelable: true, dataTransfer: transfer }));
}"""


def waits(page: Page, holds: Callable[[], bool]) -> None:
    for _ in range(300):
        if holds():
            return
        page.wait_for_timeout(100)
    raise AssertionError(page.inner_text("main"))


@dataclass
class Card:
    """The first document of the page: where files are chosen, what is under way, what is in place."""

    page: Page

    def __post_init__(self) -> None:
        """Find its parts."""
        self.place = self.page.locator("section:has(form[data-upload])").first
        self.picker = self.place.locator("input[multiple]")
        self.lines = self.place.locator("[data-files] > li")
        self.queue = self.place.locator("[data-queue] > li")

    def states(self) -> list[str | None]:
        """Return what became of the files under way."""
        return [self.queue.nth(n).get_attribute("class") for n in range(self.queue.count())]


def test_files_arrive_one_by_one_and_none_is_lost_or_doubled(
    site_env: dict[str, str],
    live_site: Callable[[dict[str, str]], LiveSite],
    browser: Browser,
    tmp_path: Path,
) -> None:
    office = open_office(site_env, live_site)
    context, page = office.desk(browser, 0, width=390)
    page.goto(f"{office.address}documents/")
    card = Card(page)
    paths = [tmp_path / name for name in ("照片.png", "网页.pdf", "空.pdf")]
    for path, data in zip(paths, (large_picture(), b"<html></html>", b""), strict=True):
        path.write_bytes(data)
    on_a_line_that_breaks(card, context, paths)
    # Dropped files are taken, and the very same file is not kept twice.
    document = list(files.pdf())
    for _time in range(2):
        page.evaluate(DROP, [card.place.element_handle(), "执照.pdf", document])
        waits(page, lambda: not card.queue.count() and card.lines.count() == 2)
    assert page.inner_text("[data-file-count]") == "2"
    with page.expect_navigation():
        card.lines.nth(1).locator("button").click()
    assert card.lines.count() == 1
    context.close()
    by_phone_without_script(browser, office, tmp_path)


def on_a_line_that_breaks(card: Card, context: BrowserContext, paths: list[Path]) -> None:
    """Send three at once while the line breaks for the first: each says what became of it."""
    broken: list[int] = []

    def once(route: Route) -> None:
        if route.request.method == "POST" and not broken:
            broken.append(1)
            route.abort()
        else:
            route.continue_()

    card.page.route("**/documents/", once)
    card.picker.set_input_files(paths)
    waits(card.page, lambda: card.states() == ["is-failed", "is-refused", "is-refused"])
    for place, words in enumerate(("网络中断", "不是 PDF", "空的")):
        assert words in card.queue.nth(place).inner_text()
    assert violations(card.page) == []
    assert not overflow(card.page)
    # Once the line is back the broken one goes by itself; what was refused is taken off the list.
    context.set_offline(True)
    context.set_offline(False)
    waits(card.page, lambda: card.lines.count() == 1)
    assert "照片.png" in card.lines.inner_text()
    for _time in range(2):
        card.queue.first.locator("[data-drop]").click()
    assert card.place.locator("[data-queue]").is_hidden()


def by_phone_without_script(browser: Browser, office: Office, tmp_path: Path) -> None:
    """Take a photo on a phone; without script the plain form does the same."""
    phone = browser.new_context(
        java_script_enabled=False, has_touch=True, is_mobile=True, viewport={"width": 390, "height": 800}
    )
    phone.add_cookies([{"name": "sessionid", "value": office.sessions[1], "url": office.site.url}])
    page = phone.new_page()
    page.goto(f"{office.address}documents/")
    card = page.locator("section:has(form[data-upload])").nth(1)
    camera = card.locator("input[capture=environment]")
    assert camera.is_visible()
    (tmp_path / "IMG_1.jpg").write_bytes(files.picture("JPEG"))
    camera.set_input_files(tmp_path / "IMG_1.jpg")
    card.locator("[data-upload-button]").click()
    assert "IMG_1.jpg" in page.locator("section:has(form[data-upload])").nth(1).inner_text()
    phone.close()
