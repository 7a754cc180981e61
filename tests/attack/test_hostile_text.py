"""R-90: whatever people write, no page runs it, loads it or leads away by it."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest

from tests.attack.test_strangers import report
from tests.journeys import cast
from tests.journeys.installation import running
from tests.journeys.people import Person

if TYPE_CHECKING:
    from pathlib import Path

    from playwright.sync_api import Browser

    from tests.demonstration import CopyDemonstration

pytestmark = pytest.mark.timeout(900)
PLANTED = 3000
# Whose pages a real browser opens, and how many it follows from the first one.
EYES = {
    "": "/",
    "enterprise1@demo.example": "/portal/",
    "clerk1@demo.example": "/manage/",
    "expert1@demo.example": "/manage/",
    "director1@demo.example": "/manage/",
}
FOLLOWED = 6


def test_r90_planted_text_stays_text_on_everybodys_pages(
    browser: Browser, copy_demonstration: CopyDemonstration, tmp_path: Path
) -> None:
    env = copy_demonstration(tmp_path)
    found = report(env, "tests.attack.hostile", "20")
    assert found["faults"] == []
    assert found["planted"] > PLANTED
    assert found["pages that show planted text"] > 300
    with running(env, tmp_path, worker=False) as site:
        for email, start in EYES.items():
            person = Person(browser, site.url, email)
            if email:
                person.sign_in(cast.STAFF_PASSWORD)
            assert looked_at(person, start) > 1
            person.page.context.close()


def looked_at(person: Person, start: str) -> int:
    """Open a page and some it links to in a real browser; return how many; nothing may have run."""
    dialogs: list[str] = []

    def note(dialog: Any) -> None:
        dialogs.append(dialog.message)
        dialog.dismiss()

    person.page.on("dialog", note)
    person.page.goto(person.url + start)
    links: list[str] = person.page.eval_on_selector_all(
        "main a[href], #content a[href]", "(links) => links.map((link) => link.href)"
    )
    inside = [link for link in dict.fromkeys(links) if link.startswith(person.url) and "/logout" not in link]
    places = [person.url + start, *inside[:: max(1, len(inside) // FOLLOWED)]]
    for place in places:
        if "/pdf" in place or "/files/" in place:
            continue
        person.page.goto(place)
        assert person.page.evaluate("window.stolen") is None, place
        assert not person.page.locator("[data-xss]").count(), place
    assert dialogs == []
    assert [line for line in person.complaints if "Content Security Policy" in line] == []
    return len(places)


@pytest.mark.full
def test_r90_a_page_that_escapes_nothing_is_found(
    copy_demonstration: CopyDemonstration, tmp_path: Path
) -> None:
    found = report(copy_demonstration(tmp_path), "tests.attack.hostile", "4", "breach")
    assert len(found["faults"]) > 50
