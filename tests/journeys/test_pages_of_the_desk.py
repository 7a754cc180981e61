"""Every page of the registry of the desk is accessible, fits, keeps the content policy and speaks one language."""

from __future__ import annotations

from contextlib import ExitStack
from typing import TYPE_CHECKING, Any

import pytest

from tests.journeys.pages import Page
from tests.journeys.test_pages_of_the_walk import (
    DESK,
    PHONE,
    Demonstration,
    demonstration,
    look_at,
    own_words,
)

if TYPE_CHECKING:
    from collections.abc import Iterable

    from playwright.sync_api import Browser

    from tests.journeys.people import Person

__all__ = ["demonstration", "own_words"]
pytestmark = [pytest.mark.browser, pytest.mark.timeout(1200)]

WAYS = [
    (locale, viewport, scheme)
    for scheme in ("light", "dark")
    for locale, viewport in (("zh-CN", PHONE), ("en-GB", DESK), ("zh-CN", DESK), ("en-GB", PHONE))
]
# On every run one page in so many is looked at, each in another way; every page in every way belongs to the long run.
TURN = 5


@pytest.fixture(scope="module")
def pages(demonstration: Demonstration) -> list[Page]:
    """Give every page of the desk with somebody who may open it."""
    found = [Page(*page) for page in demonstration.site.services.do("desk_pages")]
    assert len(found) > 180
    return found


def faults_of(
    browser: Browser,
    demonstration: Demonstration,
    own_words: Any,
    asked: Iterable[tuple[Page, Any]],
) -> list[str]:
    """Open each page in its way; gives what is wrong with any."""
    faults = []
    with ExitStack() as stack:
        windows: dict[Any, Person] = {}
        for page, (locale, viewport, scheme) in asked:
            key = page.who, locale
            if key not in windows:
                windows[key] = demonstration.window(browser, page.who, locale, viewport)
                stack.callback(windows[key].page.context.close)
            person = windows[key]
            person.page.set_viewport_size(viewport)
            person.page.emulate_media(color_scheme=scheme)
            found = look_at(person, page, demonstration, own_words)
            faults += [
                f"{page.address} ({page.who}, {locale}, {viewport['width']}, {scheme}): {fault}"
                for fault in found
            ]
    return faults


@pytest.mark.full
def test_pages_of_the_desk_by_turns(
    browser: Browser,
    demonstration: Demonstration,
    own_words: Any,
    pages: list[Page],
) -> None:
    asked = [(page, WAYS[number % len(WAYS)]) for number, page in enumerate(pages[::TURN])]

    assert faults_of(browser, demonstration, own_words, asked) == []


@pytest.mark.full
@pytest.mark.parametrize("way", WAYS, ids=lambda way: f"{way[0]}-{way[1]['width']}-{way[2]}")
def test_every_page_of_the_desk_in_every_way(
    browser: Browser,
    demonstration: Demonstration,
    own_words: Any,
    pages: list[Page],
    way: Any,
) -> None:
    assert faults_of(browser, demonstration, own_words, [(page, way) for page in pages]) == []
