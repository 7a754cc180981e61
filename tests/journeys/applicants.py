"""Three applicants as different as they come, each with another window, language and way to work."""

from __future__ import annotations

import time
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Final

from stdnum.cn import uscc

from tests.browser import axe
from tests.journeys.people import Person

if TYPE_CHECKING:
    from playwright.sync_api import Browser, Locator

DESK, PHONE = {"width": 1280, "height": 900}, {"width": 390, "height": 844}
# More presses than any page has places to stop at.
MOST_TABS: Final = 400


@dataclass(frozen=True, slots=True)
class Applicant:
    """Who applies, for what, and how."""

    key: str
    body: str
    kind: str
    name: str
    category: str
    place: str
    product: str
    scope: str
    mark: str
    answers: str
    locale: str = "zh-CN"
    viewport: Any = None
    is_large: bool = False
    is_keyboard: bool = False
    files: int = 1

    @property
    def email(self) -> str:
        """Return the address it registers with."""
        return f"{self.key}@applicants.example"

    @property
    def credit_code(self) -> str:
        """Return a code of the synthetic range with the right check character."""
        return self.body + uscc.calc_check_digit(self.body)


# A car-parts factory with a quality department and a hundred files, at a desk.
FACTORY = Applicant(
    key="factory",
    body="91220100XNT810001",
    kind="company",
    name="长春示例汽车零部件（集团）股份有限公司",
    category="MANUFACTURING",
    place="长春市",
    product="商用车制动卡钳总成",
    scope="型号 BC-22 / BC-24",
    mark="示例制动",
    answers="车用制动系统关键零部件，按工艺文件逐件检验。",
    viewport=DESK,
    files=8,
)
# A ginseng co-operative whose paperwork is done on a phone, in large text.
COOPERATIVE = Applicant(
    key="ginseng",
    body="93220621XNT810002",
    kind="cooperative",
    name="抚松县示例人参种植农民专业合作社",
    category="AGRICULTURE",
    place="抚松县",
    product="林下山参",
    scope="生晒参 一级",
    mark="示例参农",
    answers="林下种植十五年以上，采挖、清洗、晾晒均有记录。",
    viewport=PHONE,
    is_large=True,
)
# A ski resort that sells a service and has no product to photograph; by keyboard alone, in English.
RESORT = Applicant(
    key="resort",
    body="91220202XNT810003",
    kind="company",
    name="吉林示例滑雪场有限公司",
    category="SERVICES",
    place="吉林市",
    product="高山滑雪服务",
    scope="雪道、索道、教学与救援",
    mark="示例长白雪",
    answers="雪季开放，雪道、索道与救援每日检查并公示。",
    locale="en-GB",
    viewport=DESK,
    is_keyboard=True,
)


class Careful(Person):
    """Somebody who looks at every page for what would hinder others."""

    def __init__(self, browser: Browser, url: str, applicant: Applicant) -> None:
        """Open the window the applicant works in."""
        super().__init__(browser, url, applicant.email, viewport=applicant.viewport, locale=applicant.locale)
        self.applicant = applicant
        self.found: list[str] = []
        self.seen: set[str] = set()

    def look(self) -> None:
        """Keep a picture, and what is wrong with the page; each page is examined once."""
        super().look()
        path = self.page.url.removeprefix(self.url).partition("?")[0]
        if path in self.seen:
            return
        self.seen.add(path)
        wide = axe.overflow(self.page)
        self.found += [f"{path}: {fault}" for fault in axe.violations(self.page)]
        self.found += [f"{path}: {wide} px too wide"] if wide else []


class ByKeyboard(Careful):
    """The same without a mouse: Tab to where one wants to go, and only keys there."""

    def press(self, button: str) -> None:
        """Go to a button or link by Tab, press Enter, and wait for the page it leads to."""
        place = self.page.locator(button).first
        self.go_to(place)
        with self.page.expect_navigation():
            self.page.keyboard.press("Enter")
        self.look()
        refused = self.page.locator("[data-error-summary]")
        assert not refused.count(), f"{self.page.url}: {refused.first.inner_text()}"

    def _fill(self, field: Locator, value: Any) -> None:
        kind = field.first.evaluate("(field) => field.type")
        if kind == "radio":
            self._choose(field.and_(self.page.locator(f'[value="{value}"]')), field)
        elif kind == "checkbox":
            self.go_to(field.first)
            if field.first.is_checked() != bool(value):
                self.page.keyboard.press("Space")
        elif kind.startswith("select"):
            self.go_to(field.first)
            self._turn_to(field.first, str(value))
        else:
            self.go_to(field.first)
            self.page.keyboard.press("Control+A")
            self.page.keyboard.insert_text(str(value))

    def go_to(self, place: Locator) -> None:
        """Press Tab until the place has the focus; one that cannot be reached is a failure, and so is an unseen focus."""
        for _press in range(MOST_TABS):
            if place.evaluate("(place) => place === document.activeElement"):
                seen = "(place) => getComputedStyle(place).outlineStyle !== 'none' || getComputedStyle(place).boxShadow !== 'none'"
                assert place.evaluate(seen), f"{self.page.url}: one does not see where one is"
                return
            self.page.keyboard.press("Tab")
        message = f"{self.page.url}: no way by keyboard to {place}"
        raise AssertionError(message)

    def _choose(self, wanted: Locator, group: Locator) -> None:
        """Go to a group of options by Tab and to the wanted one by arrows."""
        where = "(name) => document.activeElement && document.activeElement.name === name"
        name = group.first.get_attribute("name")
        for _press in range(MOST_TABS):
            if self.page.evaluate(where, name):
                break
            self.page.keyboard.press("Tab")
        self.page.keyboard.press("Space")
        for _option in range(group.count()):
            if wanted.is_checked():
                return
            self.page.keyboard.press("ArrowDown")
        assert wanted.is_checked(), f"{self.page.url}: {name} cannot be chosen by arrows"

    def _turn_to(self, select: Locator, value: str) -> None:
        count = int(select.evaluate("(select) => select.options.length"))
        self.page.keyboard.press("Home")
        for _option in range(count):
            if select.evaluate("(select) => select.value") == value:
                return
            self.page.keyboard.press("ArrowDown")
            time.sleep(0.01)
        assert select.evaluate("(select) => select.value") == value
