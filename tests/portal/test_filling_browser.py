"""Filling in with a real browser: two colleagues at once, a line that breaks, a session that ends; no word is lost."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from tests.browser.axe import overflow, violations
from tests.portal.live import open_office

if TYPE_CHECKING:
    from collections.abc import Callable

    from playwright.sync_api import Browser, Dialog, Page

    from tests.sites import LiveSite

pytestmark = pytest.mark.browser


def until(page: Page, holds: Callable[[], bool]) -> None:
    """Wait until something holds; a page under the strict policy cannot be asked to wait by itself."""
    for _ in range(300):
        if holds():
            return
        page.wait_for_timeout(100)
    raise AssertionError(page.inner_text("[data-saved]"))


def hears(page: Page, words: str) -> None:
    """Wait until the line under the form says something."""
    until(page, lambda: words in page.inner_text("[data-saved]"))


def type_into(page: Page, name: str, text: str) -> None:
    """Type, and wait until the page says that it is saved."""
    with page.expect_response(lambda answer: answer.url.endswith("/save/")):
        page.fill(f"[name={name}]", text)


def test_two_colleagues_at_one_section_lose_no_word(
    site_env: dict[str, str], live_site: Callable[[dict[str, str]], LiveSite], browser: Browser
) -> None:
    office = open_office(site_env, live_site)
    one, li = office.desk(browser, 0)
    two, wang = office.desk(browser, 1, width=390)
    for page in (li, wang):
        page.goto(f"{office.address}section/subject/")
    type_into(li, "contact_name", "李")
    hears(li, "已保存 ")
    # Wang's window still shows no contact; saving another answer brings it along and does not undo it.
    type_into(wang, "employees", "25")
    until(wang, lambda: wang.input_value("[name=contact_name]") == "李")
    assert office.stored()["subject"] == {"contact_name": "李", "employees": "25"}
    # Both change the same answer: neither is overwritten, both stand side by side, and Wang chooses.
    type_into(li, "main_business", "加工粳米")
    type_into(wang, "main_business", "加工粳米和杂粮")
    wang.wait_for_selector("#clash-main_business")
    assert wang.inner_text("#clash-main_business [data-theirs]") == "加工粳米"
    assert wang.inner_text("#clash-main_business [data-mine]") == "加工粳米和杂粮"
    assert violations(wang) == []
    assert not overflow(wang)
    assert office.stored()["subject"]["main_business"] == "加工粳米"
    with wang.expect_response(lambda answer: answer.url.endswith("/save/")):
        wang.check("#clash-main_business input[value=mine]")
    wang.wait_for_selector("#clash-main_business", state="detached")
    assert office.stored()["subject"]["main_business"] == "加工粳米和杂粮"
    # What cannot be read is said at once and asked about when leaving.
    type_into(li, "established_on", "去年")
    asked: list[str] = []

    def agree(dialog: Dialog) -> None:
        asked.append(dialog.type)
        dialog.accept()

    li.on("dialog", agree)
    li.goto(office.address)
    assert asked == ["beforeunload"]
    one.close()
    two.close()


def test_what_could_not_be_sent_is_kept_on_the_device(
    site_env: dict[str, str], live_site: Callable[[dict[str, str]], LiveSite], browser: Browser
) -> None:
    office = open_office(site_env, live_site)
    context, page = office.desk(browser, 0)
    address = f"{office.address}section/subject/"
    page.on("dialog", lambda dialog: dialog.accept())
    page.goto(address)
    context.set_offline(True)
    page.fill("[name=contact_name]", "没有网络时写的")
    hears(page, "网络不通")
    context.set_offline(False)
    hears(page, "已保存 ")
    assert office.stored()["subject"] == {"contact_name": "没有网络时写的"}
    assert page.evaluate("Object.keys(localStorage)") == []
    # The server has a fault, and the window is closed: the next visit offers the text.
    page.route("**/save/", lambda route: route.fulfill(status=500, body="fault"))
    page.fill("[name=employees]", "31")
    hears(page, "服务器")
    page.unroute("**/save/")
    page.goto(office.address)
    page.goto(address)
    page.wait_for_selector("[data-restore]:not([hidden])")
    assert page.inner_text("[data-restore-names]") == "从业人数"
    assert page.input_value("[name=employees]") == ""
    with page.expect_response(lambda answer: answer.url.endswith("/save/")):
        page.click("[data-restore-take]")
    hears(page, "已保存 ")
    assert office.stored()["subject"]["employees"] == "31"
    context.close()


def test_text_outlives_the_session_for_its_writer_alone_until_signing_out(
    site_env: dict[str, str], live_site: Callable[[dict[str, str]], LiveSite], browser: Browser
) -> None:
    office = open_office(site_env, live_site)
    context, page = office.desk(browser, 0)
    address = f"{office.address}section/subject/"
    page.on("dialog", lambda dialog: dialog.accept())
    page.goto(address)
    # The session ends: the page says so, the text is kept, and nobody else is offered it.
    context.clear_cookies()
    page.fill("[name=employees]", "32")
    page.wait_for_selector("[data-sign-in-again]:not([hidden])")
    assert "登录已过期" in page.inner_text("[data-saved]")
    context.add_cookies([{"name": "sessionid", "value": office.sessions[1], "url": office.site.url}])
    page.goto(address)
    assert page.input_value("[name=employees]") == ""
    assert page.evaluate("Object.keys(localStorage)") == []
    context.add_cookies([{"name": "sessionid", "value": office.sessions[0], "url": office.site.url}])
    page.goto(address)
    assert page.input_value("[name=employees]") == "32"
    # Signing out leaves nothing on the device.
    context.set_offline(True)
    page.fill("[name=contact_name]", "离开前")
    until(page, lambda: len(page.evaluate("Object.keys(localStorage)")) == 1)
    context.set_offline(False)
    page.locator("details.menu:has(form[action$='/logout/']) summary").click()
    page.click("form[action$='/logout/'] button")
    page.wait_for_url(f"{office.site.url}/")
    assert page.evaluate("Object.keys(localStorage)") == []
    context.close()
