"""A member votes in a real browser, in Chinese on a desk and in English on a telephone in the dark."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest
from django.test import Client

from brandcert.awards import services
from brandcert.awards.models import Vote
from tests.browser import axe

if TYPE_CHECKING:
    from playwright.sync_api import Browser

    from tests.awards.conftest import Committee

pytestmark = pytest.mark.browser

WAYS: list[tuple[dict[str, Any], str]] = [
    ({"viewport": {"width": 1280, "height": 900}, "locale": "zh-CN"}, "反对"),
    ({"viewport": {"width": 390, "height": 844}, "locale": "en-GB", "color_scheme": "dark"}, "against"),
]


@pytest.mark.parametrize(("way", "word"), WAYS, ids=["desk in Chinese", "telephone in English, dark"])
def test_a_member_votes_on_an_accessible_page(
    live_server: Any, browser: Browser, committee: Committee, way: dict[str, Any], word: str
) -> None:
    committee.world.batch.quota = 1
    committee.world.batch.save()
    committee.ready("0.95")
    committee.ready("0.75")
    meeting = services.call_deliberation(
        batch=committee.world.batch,
        held_on=committee.world.today,
        attendees=committee.members,
        by=committee.chair,
    )
    client = Client()
    client.force_login(committee.chair)
    session = {"name": "sessionid", "value": client.cookies["sessionid"].value, "url": live_server.url}
    context = browser.new_context(**way)
    context.add_cookies([session])  # type: ignore[list-item] # a plain dict is what Playwright takes
    page = context.new_page()
    complaints: list[str] = []
    page.on(
        "console", lambda line: complaints.append(line.text) if line.type in {"error", "warning"} else None
    )
    page.goto(f"{live_server.url}/manage/awards/deliberation/{meeting.pk}/change/")
    assert [*axe.violations(page), *complaints] == []
    assert axe.overflow(page) == 0
    item = page.locator(".agenda-item").first
    item.get_by_label(word, exact=True).check()
    item.get_by_role("textbox").fill("质量数据不足")
    item.locator('form[action$="/vote/"] button').click()
    page.wait_for_load_state()
    assert axe.violations(page) == []
    context.close()
    assert [(vote.choice, vote.reason) for vote in Vote.objects.all()] == [("against", "质量数据不足")]
