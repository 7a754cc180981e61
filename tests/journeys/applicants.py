"""Three applicants as different as they come, and the ways in which people work at a screen."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any
from urllib.parse import urlsplit

from playwright.sync_api import TimeoutError as PlaywrightTimeout
from stdnum.cn import uscc

from tests.browser import axe
from tests.journeys.people import DESK, Person

if TYPE_CHECKING:
    from playwright.sync_api import Browser, FileChooser, Locator, Request

PHONE = {"viewport": {"width": 390, "height": 844}, "is_mobile": True, "has_touch": True}
# More presses than any page has places to stop at.
MOST_TABS = 400
# What a person set on the phone; with our own large text it makes 200 %.
PHONE_TEXT, WHOLE, LARGE = 26, 16, 32
# A focus that is drawn: a ring or a shadow around the place itself, or around what it stands in.
IS_SEEN = """(place) => {
  const drawn = (one) => { const style = getComputedStyle(one); return style.outlineStyle !== "none" || style.boxShadow !== "none"; };
  return drawn(place) || drawn(place.parentElement);
}"""
# Every line of the summary of errors leads to a field, and says what stands there.
BLIND_LINES = """() => [...document.querySelectorAll("[data-error-summary] a")].filter((line) => {
  const target = document.getElementById(line.hash.slice(1));
  const place = target && (target.closest(".field, section, fieldset, form") || target.parentElement);
  const words = place ? [...place.querySelectorAll(".errorlist li, .field-error")].map((fault) => fault.lastChild.textContent.trim()) : [];
  return !words.some((fault) => fault && line.textContent.includes(fault));
}).map((line) => line.textContent)"""


@dataclass(frozen=True, slots=True)
class Applicant:
    """Who applies, and for what."""

    key: str
    stem: str
    kind: str
    name: str
    category: str
    place: str
    product: str
    scope: str
    mark: str
    words: str
    files: int = 1
    is_by_phone: bool = False


# A car-parts factory with a quality department; what it proves comes in many files.
FACTORY = Applicant(
    key="factory",
    stem="91220100XNT81",
    kind="company",
    name="长春示例汽车零部件（集团）股份有限公司",
    category="MANUFACTURING",
    place="长春市",
    product="商用车制动卡钳总成",
    scope="型号 BC-22 / BC-24",
    mark="示例制动",
    words="车用制动系统关键零部件，按工艺文件逐件检验。",
    files=12,
)
# A ginseng co-operative; its one contact is a mobile phone.
COOPERATIVE = Applicant(
    key="ginseng",
    stem="93220621XNT81",
    kind="cooperative",
    name="抚松县示例人参种植农民专业合作社",
    category="AGRICULTURE",
    place="抚松县",
    product="林下山参",
    scope="生晒参 一级",
    mark="示例参农",
    words="林下种植十五年以上，采挖、清洗、晾晒均有记录。",
    is_by_phone=True,
)
# A ski resort sells a service: there is no product to photograph.
RESORT = Applicant(
    key="resort",
    stem="91220202XNT81",
    kind="company",
    name="吉林示例滑雪场有限公司",
    category="SERVICES",
    place="吉林市",
    product="高山滑雪服务",
    scope="雪道、索道、教学与救援",
    mark="示例长白雪",
    words="雪季开放，雪道、索道与救援每日检查并公示。",
)


@dataclass(frozen=True, slots=True)
class Way:
    """How somebody works: window, language, size of the text, mouse or keyboard."""

    number: int
    locale: str = "zh-CN"
    window: dict[str, Any] = field(default_factory=lambda: {"viewport": DESK})
    is_large: bool = False
    is_keyboard: bool = False


AT_A_DESK = Way(1)
ON_A_PHONE = Way(2, window=PHONE, is_large=True)
BY_KEYBOARD = Way(3, locale="en-GB", is_keyboard=True)
ON_A_PHONE_IN_ENGLISH = Way(4, locale="en-GB", window=PHONE)


class Careful(Person):
    """Somebody who looks at every page for what would hinder others."""

    def __init__(self, browser: Browser, url: str, applicant: Applicant, way: Way) -> None:
        """Open the window the applicant works in."""
        self.applicant, self.way = applicant, way
        email = f"{applicant.key}{way.number}@applicants.example"
        super().__init__(browser, url, email, locale=way.locale, **way.window)
        self.phone = f"1390000{way.number:04d}" if applicant.is_by_phone else ""
        body = f"{applicant.stem}{way.number:04d}"
        self.credit_code = body + uscc.calc_check_digit(body)
        self.found: list[str] = []
        self.seen: set[str] = set()
        self.page.on("request", self._watch)
        if way.is_large:
            sizes = {"standard": PHONE_TEXT, "fixed": PHONE_TEXT}
            self.page.context.new_cdp_session(self.page).send("Page.setFontSizes", {"fontSizes": sizes})

    def _watch(self, request: Request) -> None:
        if not request.url.startswith((self.url, "data:")):
            self.found.append(f"{self.page.url}: asks {request.url}")

    def look(self) -> None:
        """Keep a picture, and what is wrong with the page; each page is examined once."""
        super().look()
        path = urlsplit(self.page.url).path
        refused = self.page.locator("[data-error-summary]").count()
        if (state := f"{path} {refused}") in self.seen:
            return
        self.seen.add(state)
        wide = axe.overflow(self.page)
        self.found += [f"{path}: {fault}" for fault in axe.violations(self.page)]
        self.found += [f"{path}: {wide} px too wide"] if wide else []

    def text_size(self) -> float:
        """Measure the text the page is built from, in pixels."""
        size: str = self.page.evaluate("getComputedStyle(document.documentElement).fontSize")
        return float(size.removesuffix("px"))

    def be_refused(self, button: str) -> str:
        """Press a button and be refused; gives what the summary of errors says. It has the focus, and its lines lead on."""
        self._send(button)
        self.look()
        summary = self.page.locator("[data-error-summary]")
        self.page.wait_for_function("document.activeElement.matches('[data-error-summary]')")
        assert self.page.title().startswith(("错误：", "Error: ")), self.page.title()
        assert self.page.evaluate(BLIND_LINES) == []
        return summary.inner_text()

    def _send(self, button: str) -> None:
        with self.page.expect_navigation():
            self.page.locator(button).first.click()

    def choose_files(self, place: Locator, chosen: list[Any]) -> None:
        """Choose files; where the page does not send them by itself, press the button beside."""
        place.locator("input[type=file]").first.set_input_files(chosen)
        button = place.locator("form button").last
        if button.is_visible():
            button.click()


class ByKeyboard(Careful):
    """The same without a mouse: Tab to where one wants to go, and only keys there."""

    def press(self, button: str) -> None:
        """Go to a button or link by Tab, press Enter, and wait for the page it leads to."""
        self._send(button)
        self.look()
        refused = self.page.locator("[data-error-summary]")
        assert not refused.count(), f"{self.page.url}: {refused.first.inner_text()}"

    def _send(self, button: str) -> None:
        self.go_to(self.page.locator(button).first)
        with self.page.expect_navigation():
            self.page.keyboard.press("Enter")

    def choose_files(self, place: Locator, chosen: list[Any]) -> None:
        """Open the window in which files are chosen by a key."""
        self._open_chooser(place.locator("input[type=file]").first).set_files(chosen)
        button = place.locator("form button").last
        if button.is_visible():
            self.go_to(button)
            self.page.keyboard.press("Enter")

    def _open_chooser(self, field: Locator) -> FileChooser:
        """Press the key once more where no window opens: a browser on a busy machine forgets a key that waited long."""
        for patience in (15, 30):
            self.go_to(field)
            try:
                with self.page.expect_file_chooser(timeout=1000 * patience) as window:
                    self.page.keyboard.press("Space")
            except PlaywrightTimeout:
                continue
            return window.value
        message = f"{self.page.url}: no window for files opens by a key"
        raise AssertionError(message)

    def go_to(self, place: Locator) -> None:
        """Press Tab until the place has the focus; one that cannot be reached is a failure, and so is an unseen focus."""
        for _press in range(MOST_TABS):
            if place.evaluate("(place) => place === document.activeElement"):
                assert place.evaluate(IS_SEEN), f"{self.page.url}: one does not see where one is: {place}"
                return
            self._tab()
        message = f"{self.page.url}: no way by keyboard to {place}"
        raise AssertionError(message)

    def _tab(self) -> None:
        """Go one place on; from the top of a page the link that skips what every page has leads into it."""
        self.page.keyboard.press("Tab")
        if self.page.evaluate("document.activeElement.matches('a.skip')"):
            place = self.page.locator("a.skip").bounding_box()
            assert place, "the link that skips is not drawn"
            assert place["y"] >= 0, "the link that skips stays out of sight"
            self.page.keyboard.press("Enter")

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

    def _choose(self, wanted: Locator, group: Locator) -> None:
        """Go to a group of options by Tab and to the wanted one by arrows."""
        name = group.first.get_attribute("name")
        for _press in range(MOST_TABS):
            if self.page.evaluate("(name) => document.activeElement.name === name", name):
                break
            self._tab()
        self.page.keyboard.press("Space")
        for _option in range(group.count()):
            if wanted.is_checked():
                return
            self.page.keyboard.press("ArrowDown")
        assert wanted.is_checked(), f"{self.page.url}: {name} cannot be chosen by arrows"

    def _turn_to(self, select: Locator, value: str) -> None:
        """Turn a closed list to a value by arrows."""
        at, to = select.evaluate(
            "(list, value) => [list.selectedIndex, [...list.options].findIndex((option) => option.value === value)]",
            value,
        )
        for _option in range(abs(to - at)):
            self.page.keyboard.press("ArrowDown" if to > at else "ArrowUp")
        assert select.evaluate("(list) => list.value") == value
