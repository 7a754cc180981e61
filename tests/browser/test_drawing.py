"""The page of a drawing in a real browser: accessible and within its window, on a desk and on a phone."""

from __future__ import annotations

import pytest
from playwright.sync_api import Browser

from brandcert.programs.enums import CategoryKey
from brandcert.reviews import services
from brandcert.reviews.enums import ConflictKind
from brandcert.reviews.models import Conflict, Expert, PanelRule
from tests.browser import axe
from tests.browser.test_review import PHONE, site, window
from tests.reviews.conftest import ReviewRoom
from tests.world import CREDIT_CODES, World

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]
__all__ = ["site"]


def drawn(world: World) -> int:
    """Draw a batch of six cases, one of which is left out."""
    room = ReviewRoom(world, size=9)
    other = world.new_enterprise(CREDIT_CODES[1])
    for number in range(6):
        room.accepted(**({"enterprise": other} if number % 2 else {}))
    room.accepted(category=world.category(CategoryKey.SERVICES))
    Conflict.objects.create(expert=room.experts[0], enterprise=other, kind=ConflictKind.KIN)
    Expert.objects.filter(pk=room.experts[1].pk).update(employer_credit_code=CREDIT_CODES[0])
    Expert.objects.filter(pk=room.experts[2].pk).update(is_available=False)
    Expert.objects.filter(pk__in=[one.pk for one in room.experts[3:6]]).update(fields=["食品安全"])
    PanelRule.objects.create(batch=world.batch, category=world.category(), fields=["食品安全"])
    draw = services.announce_draw(
        world.batch, source="中国福利彩票双色球第2026136期开奖号码", by=world.secretary, now=world.now
    )
    services.freeze_pool(draw, by=world.secretary, now=world.now, today=world.today)
    services.carry_out(
        draw, public_value="03 07 12 19 23 30 + 11", by=world.secretary, now=world.now, today=world.today
    )
    services.check_draw(draw, by=world.secretary, now=world.now)
    return draw.pk


def test_the_page_of_a_drawing_reads_on_every_screen(world: World, browser: Browser, site: str) -> None:
    number = drawn(world)
    complaints: list[str] = []
    for locale, size in (("zh-CN", {"width": 1280, "height": 900}), ("en-GB", PHONE)):
        page = window(browser, site, world.secretary, complaints, viewport=size, locale=locale)
        page.goto(f"{site}/manage/reviews/batchdraw/{number}/change/")
        assert (axe.violations(page), axe.overflow(page)) == ([], 0)
        assert page.locator("table").count() == 5
        page.context.close()
    assert complaints == []
