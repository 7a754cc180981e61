"""Uploading with a real browser: progress, a line that breaks, files dropped, a phone, and no script at all."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from tests.browser.axe import overflow, violations
from tests.documents import files
from tests.portal.live import Office, open_office
from tests.portal.test_cut_connection import large_picture

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from playwright.sync_api import Browser, Page, Route

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


def test_files_arrive_one_by_one_and_none_is_lost_or_doubled(
    site_env: dict[str, str],
    live_site: Callable[[dict[str, str]], LiveSite],
    browser: Browser,
    tmp_path: Path,
) -> None:
    office = open_office(site_env, live_site)
    context, page = office.desk(browser, 0, width=390)
    page.goto(f"{office.address}documents/")
    card = page.locator("section:has(form[data-upload])").first
    picker, lines, queue = (
        card.locator("input[multiple]"),
        card.locator("[data-files] > li"),
        card.locator("[data-queue] > li"),
    )
    paths = {
        "照片.png": large_picture(),
        "网页.pdf": b"<html></html>",
        "空.pdf": b"",
        "执照.pdf": files.pdf(),
    }
    for name, data in paths.items():
        (tmp_path / name).write_bytes(data)
    # Three at once on a line that breaks for the first: each says what became of it.
    broken: list[int] = []

    def once(route: Route) -> None:
        if route.request.method == "POST" and not broken:
            broken.append(1)
            route.abort()
        else:
            route.continue_()

    page.route("**/documents/", once)
    picker.set_input_files([tmp_path / name for name in ("照片.png", "网页.pdf", "空.pdf")])
    waits(
        page,
        lambda: (
            [queue.nth(n).get_attribute("class") for n in range(queue.count())]
            == ["is-failed", "is-refused", "is-refused"]
        ),
    )
    assert "网络中断" in queue.nth(0).inner_text()
    assert "不是 PDF" in queue.nth(1).inner_text()
    assert "空的" in queue.nth(2).inner_text()
    assert violations(page) == []
    assert not overflow(page)
    # Once the line is back the broken one goes by itself; what was refused is taken off the list.
    context.set_offline(True)
    context.set_offline(False)
    waits(page, lambda: lines.count() == 1)
    assert "照片.png" in lines.inner_text()
    for _time in range(2):
        queue.first.locator("[data-drop]").click()
    assert card.locator("[data-queue]").is_hidden()
    # Dropped files are taken, and the very same file is not kept twice.
    for _time in range(2):
        handle = card.element_handle()
        page.evaluate(DROP, [handle, "执照.pdf", list(paths["执照.pdf"])])
        waits(page, lambda: not queue.count() and lines.count() == 2)
    assert page.inner_text("[data-file-count]") == "2"
    lines.nth(1).locator("button").click()
    page.wait_for_load_state()
    assert lines.count() == 1
    context.close()
    by_phone_without_script(browser, office, tmp_path)


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
