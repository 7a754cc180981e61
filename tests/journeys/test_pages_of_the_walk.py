"""Every page of the walk is accessible, fits, keeps the content policy and speaks one language."""

from __future__ import annotations

import re
from contextlib import ExitStack
from itertools import cycle
from typing import TYPE_CHECKING, Any

import polib
import pytest

from script import messages
from tests.browser import axe
from tests.journeys import cast
from tests.journeys.installation import Installation, running
from tests.journeys.pages import GROUPS, Page
from tests.journeys.people import Person

if TYPE_CHECKING:
    from collections.abc import Iterator

    from playwright.sync_api import Browser

    from tests.demonstration import CopyDemonstration

pytestmark = [pytest.mark.browser, pytest.mark.timeout(1200)]

DESK, PHONE = {"width": 1280, "height": 900}, {"width": 390, "height": 844}
# On every run each page is looked at in one of two ways by turns; every page in every way belongs to the long run.
BY_TURNS = [("zh-CN", DESK), ("en-GB", PHONE)]
WAYS = [
    pytest.param(BY_TURNS, id="by turns"),
    pytest.param([("zh-CN", DESK)], id="Chinese at a desk", marks=pytest.mark.full),
    pytest.param([("en-GB", PHONE)], id="English on a phone", marks=pytest.mark.full),
    pytest.param([("zh-CN", PHONE)], id="Chinese on a phone", marks=pytest.mark.full),
    pytest.param([("en-GB", DESK)], id="English at a desk", marks=pytest.mark.full),
]
# Every visible text, a line each; what says itself to be in another language is left out.
TEXTS = """() => {
  const page = document.documentElement.lang.slice(0, 2);
  const found = [];
  const walk = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT);
  while (walk.nextNode()) {
    const place = walk.currentNode.parentElement;
    const text = walk.currentNode.data.trim();
    if (!text || place.closest("script, style, noscript, template, code, pre, svg")) continue;
    const language = place.closest("[lang]").lang.slice(0, 2);
    if (language === page && place.checkVisibility()) found.push(text);
  }
  for (const name of ["placeholder", "title", "alt", "aria-label"])
    for (const place of document.querySelectorAll(`body [${name}]`))
      if (place.closest("[lang]").lang.slice(0, 2) === page) found.push(place.getAttribute(name));
  return [document.title, ...found];
}"""
ENGLISH = re.compile(r"[A-Za-z][a-z'’]+(?:[ ,]+[A-Za-z][a-z'’]+){2,}")
CHINESE = re.compile(r"[㐀-鿿]{2,}")


class Demonstration:
    """The running demonstration: places, and everybody's sessions."""

    def __init__(self, site: Installation) -> None:
        """Ask where everything is."""
        self.site = site
        self.places: dict[str, Any] = site.services.do("places")
        self.written: str = site.services.do("written")
        self.lines = set(self.written.splitlines())
        self.sessions: dict[str, Any] = {}

    def is_written(self, text: str) -> bool:
        """Tell whether people wrote the text: as a line, or as the beginning of one that goes on with a link."""
        return text in self.lines or any(line.startswith(f"{text} ") for line in self.lines)

    def window(self, browser: Browser, who: str, locale: str, viewport: Any) -> Person:
        """Open a window in which the person is signed in; signing in happens once."""
        email = self.places.get(who, who)
        if email and email not in self.sessions:
            first = Person(browser, self.site.url, email)
            first.sign_in(cast.STAFF_PASSWORD)
            self.sessions[email] = first.page.context.storage_state()
            first.page.context.close()
        return Person(
            browser,
            self.site.url,
            email or "visitor",
            viewport=viewport,
            locale=locale,
            storage_state=self.sessions.get(email),
        )


@pytest.fixture(scope="module")
def demonstration(
    copy_demonstration: CopyDemonstration, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[Demonstration]:
    """Run a complete demonstration for all tests of this module."""
    folder = tmp_path_factory.mktemp("site")
    with running(copy_demonstration(folder), folder, worker=False) as site:
        yield Demonstration(site)


@pytest.fixture(scope="module")
def own_words() -> dict[str, set[str]]:
    """The product's own words: in Chinese, and those English ones that have a Chinese translation."""
    english, chinese = set(), set()
    for entry in polib.pofile(str(messages.CATALOGUE)):
        said = {words for words in (entry.msgstr, *entry.msgstr_plural.values()) if CHINESE.search(words)}
        chinese |= said
        english |= {entry.msgid} if said else set()
    assert "Verify" in english
    return {"en": english, "zh": chinese}


@pytest.mark.parametrize("group", GROUPS)
@pytest.mark.parametrize("ways", WAYS)
def test_pages_are_accessible_fit_keep_the_policy_and_speak_one_language(
    browser: Browser,
    demonstration: Demonstration,
    own_words: dict[str, set[str]],
    ways: list[tuple[str, Any]],
    group: str,
) -> None:
    faults: list[str] = []
    with ExitStack() as stack:
        windows: dict[tuple[str, str], Person] = {}
        for page, (locale, viewport) in zip(GROUPS[group], cycle(ways), strict=False):
            window = page.who, locale
            if window not in windows:
                windows[window] = demonstration.window(browser, page.who, locale, viewport)
                stack.callback(windows[window].page.context.close)
            found = look_at(windows[window], page, demonstration, own_words)
            faults += [f"{page.address} ({page.who}, {locale}): {fault}" for fault in found]
    assert not faults, "\n".join(faults)


def look_at(
    person: Person, page: Page, demonstration: Demonstration, own_words: dict[str, set[str]]
) -> list[str]:
    """Open a page and tell everything that is wrong with it."""
    person.complaints.clear()
    answer = person.page.goto(person.url + page.address.format(**demonstration.places))
    if answer is None or answer.status != page.status:
        return [f"answers {answer and answer.status}"]
    person.look()
    if page.status != 200:  # the browser itself remarks on such an answer
        person.complaints.clear()
    wide = axe.overflow(person.page)
    return [
        *axe.violations(person.page),
        *person.complaints,
        *([f"{wide} px too wide"] if wide else []),
        *foreign_words(person, demonstration, own_words),
    ]


def foreign_words(person: Person, demonstration: Demonstration, own_words: dict[str, set[str]]) -> list[str]:
    """Tell what is said in the other language and was not written by people into the database."""
    texts: list[str] = person.page.evaluate(TEXTS)
    is_chinese = person.page.evaluate("document.documentElement.lang").startswith("zh")
    foreign, runs = ("en", ENGLISH) if is_chinese else ("zh", CHINESE)
    said = [text for text in texts if text in own_words[foreign] and not demonstration.is_written(text)]
    unknown = [run for text in texts for run in runs.findall(text) if run not in demonstration.written]
    return [f"not in the language of the page: {text}" for text in dict.fromkeys([*said, *unknown])]
