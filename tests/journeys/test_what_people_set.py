"""Pages obey what people set in their browser, and what works without a mouse is seen."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest

from tests.browser import axe
from tests.journeys.applicants import IS_SEEN
from tests.journeys.pages import APPLY, Page
from tests.journeys.test_pages_of_the_walk import PHONE, Demonstration, demonstration

if TYPE_CHECKING:
    from playwright.sync_api import Browser

__all__ = ["demonstration"]
pytestmark = [pytest.mark.browser, pytest.mark.timeout(600)]

MAIN_PAGES = [
    Page("/"),
    Page("/guide/"),
    Page("/v/{code_active}/"),
    Page("/portal/", "owner of draft"),
    Page(f"{APPLY}{{draft}}/section/product/", "owner of draft"),
]
# As many stops of the Tab key as lie above the fold on any page.
STOPS = 12
MOVING = """() => [...document.querySelectorAll("body *")].filter((place) => {
  const style = getComputedStyle(place);
  return style.animationName !== "none" || style.transitionDuration.split(",").some((time) => parseFloat(time));
}).length"""
BORDERLESS = """() => [...document.querySelectorAll(".button, .tag")].filter((place) =>
  place.checkVisibility() && !parseFloat(getComputedStyle(place).borderTopWidth)).map((place) => place.outerHTML.slice(0, 120))"""
ON_PAPER = """() => ({
  kept: document.querySelector("h1, h2").checkVisibility(),
  chrome: [...document.querySelectorAll(".topbar, .mainnav, .skip")].filter((place) => place.checkVisibility()).map((place) => place.className),
})"""


@pytest.mark.parametrize("page", MAIN_PAGES, ids=lambda page: page.address)
def test_a_page_obeys_what_people_set(browser: Browser, demonstration: Demonstration, page: Page) -> None:
    person = demonstration.window(browser, page.who, "zh-CN", PHONE)
    person.open(page.address.format(**demonstration.places))
    window = person.page
    faults: dict[str, Any] = {
        "language": window.evaluate("document.documentElement.lang.toLowerCase() !== 'zh-hans'"),
        "still without the wish": not window.evaluate(MOVING),
    }
    window.emulate_media(reduced_motion="reduce")
    faults["moves"] = window.evaluate(MOVING)
    window.emulate_media(forced_colors="active")
    faults["no borders in forced colours"] = window.evaluate(BORDERLESS)
    window.emulate_media(forced_colors="none", media="print")
    paper = window.evaluate(ON_PAPER)
    faults |= {"on paper": paper["chrome"], "not on paper": not paper["kept"]}
    window.emulate_media(media="screen")
    faults["focus"] = stops_unseen(window)
    sizes = {"fontSizes": {"standard": 32, "fixed": 32}}
    window.context.new_cdp_session(window).send("Page.setFontSizes", sizes)
    assert window.evaluate("getComputedStyle(document.documentElement).fontSize") == "32px"
    faults["too wide in text of 200 %"] = axe.overflow(window)
    faults["complaints"] = person.complaints
    window.context.close()
    wrong = {what: fault for what, fault in faults.items() if fault}
    assert not wrong, wrong


def stops_unseen(window: Any) -> list[str]:
    """Walk by Tab: the first stop leads into the content, and every stop is drawn."""
    window.keyboard.press("Tab")
    unseen = [] if window.evaluate("document.activeElement.matches('a.skip')") else ["no link that skips"]
    window.keyboard.press("Enter")
    unseen += (
        [] if window.evaluate("document.activeElement.id === 'main'") else ["it does not lead to the content"]
    )
    for _stop in range(STOPS):
        window.keyboard.press("Tab")
        if window.evaluate(
            "document.activeElement === document.body"
        ):  # behind the last place of a short page
            break
        if not window.evaluate(f"({IS_SEEN})(document.activeElement)"):
            unseen.append(window.evaluate("document.activeElement.outerHTML.slice(0, 160)"))
    return unseen
