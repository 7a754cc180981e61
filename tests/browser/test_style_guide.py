"""Every shared template, in both languages, on small screens, in large text, high contrast and in the dark."""

from __future__ import annotations

from contextlib import contextmanager
from typing import TYPE_CHECKING, Any

import pytest
from django.contrib.staticfiles.handlers import StaticFilesHandler
from django.test.testcases import LiveServerThread

from tests.browser import axe, style_guide

if TYPE_CHECKING:
    from collections.abc import Iterator

    from playwright.sync_api import Browser, Dialog, Page

pytestmark = [pytest.mark.browser, pytest.mark.urls("tests.browser.style_guide")]

DESKTOP, PHONE = {"width": 1280, "height": 900}, {"width": 390, "height": 844}
WAYS_TO_LOOK: dict[str, dict[str, Any]] = {
    "chinese": {"viewport": DESKTOP, "locale": "zh-CN"},
    "chinese phone": {"viewport": PHONE, "locale": "zh-CN"},
    "english": {"viewport": DESKTOP, "locale": "en-GB"},
    "english phone, large text": {"viewport": PHONE, "locale": "en-GB", "text": "large"},
    "large text": {"viewport": DESKTOP, "locale": "zh-CN", "text": "large"},
    "high contrast": {"viewport": DESKTOP, "locale": "zh-CN", "contrast": "high"},
    "dark": {"viewport": DESKTOP, "locale": "zh-CN", "color_scheme": "dark"},
}


# The ways most people look are tried on every page, the others where they differ most.
ON_EVERY_PAGE = ("chinese phone", "english")
# These are enough for an ordinary run.
ALWAYS = ("chinese phone", "english phone, large text", "dark")
DIFFERENT = ("portal", "form-refused", "home", "valid", "directory", "desk", "case", "score")


@pytest.fixture
def guide() -> Iterator[str]:
    """Serve the style guide; no page of it may touch the database."""
    server = LiveServerThread("127.0.0.1", StaticFilesHandler)
    server.start()
    server.is_ready.wait()
    assert server.error is None
    yield f"http://127.0.0.1:{server.port}"
    server.terminate()


@contextmanager
def looking(browser: Browser, address: str, **way: Any) -> Iterator[tuple[Page, list[str]]]:
    """Open a window that looks in one way, and collect what the browser complains about."""
    choices = {name: way.pop(name, "") for name in ("text", "contrast")}
    context = browser.new_context(**way)
    context.add_cookies(
        [
            {"name": f"brandcert_{name}", "value": value, "url": address}
            for name, value in choices.items()
            if value
        ]
    )
    page = context.new_page()
    complaints: list[str] = []
    page.on(
        "console", lambda line: complaints.append(line.text) if line.type in {"error", "warning"} else None
    )
    page.on("pageerror", lambda error: complaints.append(str(error)))
    yield page, complaints
    context.close()


@pytest.mark.parametrize(
    "way", [pytest.param(way, marks=[] if way in ALWAYS else [pytest.mark.full]) for way in WAYS_TO_LOOK]
)
def test_every_shared_template_is_accessible_fits_and_keeps_the_content_policy(
    browser: Browser, guide: str, way: str
) -> None:
    faults: list[str] = []
    with looking(browser, guide, **WAYS_TO_LOOK[way]) as (page, complaints):
        for name in style_guide.pages() if way in ON_EVERY_PAGE else DIFFERENT:
            answer = page.goto(f"{guide}/style-guide/{name}/")
            assert answer is not None
            assert answer.status == 200, name
            found = [*axe.violations(page), *complaints]
            complaints.clear()
            wide = axe.overflow(page)
            faults += [f"{name}: {fault}" for fault in found] + (
                [f"{name}: {wide} px too wide"] if wide else []
            )
    assert faults == []


def test_axe_itself_finds_what_is_wrong(browser: Browser, guide: str) -> None:
    with looking(browser, guide, locale="zh-CN") as (page, _complaints):
        page.set_content("<html><body><img src='x'><input></body></html>")
        rules = {line.partition(" ")[0] for line in axe.violations(page)}
    assert {"image-alt", "label", "html-has-lang"} <= rules


def test_a_refused_form_starts_at_the_summary_and_leads_into_its_fields(browser: Browser, guide: str) -> None:
    with looking(browser, guide, locale="zh-CN") as (page, _complaints):
        page.goto(f"{guide}/style-guide/form-refused/")
        assert page.title().startswith("错误：")
        assert page.evaluate("document.activeElement.hasAttribute('data-error-summary')")
        summary = page.locator("[data-error-summary]")
        assert summary.locator("h2").inner_text() == "有 5 处需要修改"
        assert summary.evaluate("(node) => node.compareDocumentPosition(document.querySelector('h1')) === 4")
        summary.get_by_role("link").first.click()
        assert page.evaluate("document.activeElement.id") == "id_name"
        assert page.locator("#id_name").get_attribute("aria-describedby") == "id_name_helptext id_name_error"
        shown = page.locator("#id_name_error li").inner_text().removeprefix("错误：").strip()
        assert summary.get_by_role("link").first.inner_text() == f"产品名称：{shown}"


def test_leaving_with_unsaved_input_asks_first(browser: Browser, guide: str) -> None:
    asked: list[str] = []
    with looking(browser, guide, locale="zh-CN") as (page, _complaints):

        def answer(dialog: Dialog) -> None:
            asked.append(dialog.type)
            dialog.accept()

        page.on("dialog", answer)
        page.goto(f"{guide}/style-guide/form/")
        page.goto(f"{guide}/style-guide/404/")
        assert asked == []
        page.goto(f"{guide}/style-guide/form/")
        page.locator("#id_name").press_sequentially("粳米")
        page.goto(f"{guide}/style-guide/404/")
    assert asked == ["beforeunload"]


def test_the_score_sheet_mirrors_sums_and_says_why_it_cannot_be_submitted(
    browser: Browser, guide: str
) -> None:
    with looking(browser, guide, locale="zh-CN", viewport=DESKTOP) as (page, _complaints):
        page.goto(f"{guide}/style-guide/score/")
        submit = page.locator("[data-submit]")
        assert submit.is_disabled()
        page.fill("#id_points-B1", "30")
        assert page.locator("[data-total]").inner_text() == "45.00"
        assert page.locator("[data-scored]").inner_text() == "3"
        assert page.locator("[data-why]").inner_text() == "还有 1 项未写理由（低于 60% 必填）。"
        assert submit.is_disabled()
        page.fill("#id_reason-A2", "记录不全")
        assert submit.is_enabled()
        page.fill("#id_points-B1", "41")
        assert submit.is_disabled()


def test_pages_stand_without_script(browser: Browser, guide: str) -> None:
    with looking(browser, guide, locale="zh-CN", java_script_enabled=False) as (page, _complaints):
        page.goto(f"{guide}/style-guide/valid/")
        assert page.get_by_role("heading", name="证书有效").is_visible()
        assert page.locator("[data-print]").is_hidden()
        page.goto(f"{guide}/style-guide/score/")
        assert page.get_by_role("button", name="保存草稿").is_enabled()


def test_large_text_and_language_are_chosen_by_button_and_kept(browser: Browser, guide: str) -> None:
    with looking(browser, guide, locale="zh-CN", viewport=DESKTOP) as (page, _complaints):
        page.goto(f"{guide}/style-guide/verify/?q=a")
        page.get_by_role("button", name="大字版").click()
        assert page.url.endswith("/style-guide/verify/?q=a")
        assert page.evaluate("getComputedStyle(document.documentElement).fontSize") == "20px"
        page.get_by_role("button", name="高对比").click()
        assert page.locator("html").get_attribute("data-contrast") == "high"
        page.locator(".topbar summary").click()
        page.get_by_role("button", name="English").click()
        assert page.locator("html").get_attribute("lang") == "en"
        assert page.locator("html").get_attribute("data-text") == "large"


def test_focus_is_never_hidden_behind_what_sticks_to_the_window(browser: Browser, guide: str) -> None:
    hidden: list[str] = []
    with looking(browser, guide, locale="zh-CN", viewport={"width": 1280, "height": 700}) as (
        page,
        _complaints,
    ):
        page.goto(f"{guide}/style-guide/score/")
        for _step in range(60):
            page.keyboard.press("Tab")
            hidden += page.evaluate(
                """() => { const e = document.activeElement; const r = e.getBoundingClientRect();
                if (e === document.body || !r.width) return [];
                const top = document.elementFromPoint(r.x + Math.min(r.width / 2, 20), r.y + Math.min(r.height / 2, 12));
                return top && (e.contains(top) || top.contains(e)) ? [] : [e.id || e.outerHTML.slice(0, 80)]; }"""
            )
    assert hidden == []
