"""Experts score and inspectors visit in a real browser: accessible, without errors, on a desk and on a phone."""

from __future__ import annotations

import io
from collections.abc import Iterator
from decimal import Decimal
from typing import Any

import pytest
from django.contrib.staticfiles.handlers import StaticFilesHandler
from django.test import Client
from django.test.testcases import LiveServerThread
from PIL import Image
from playwright.sync_api import Browser, Page

from brandcert.accounts.models import User
from brandcert.applications.models import Application, Material
from brandcert.documents.services import store_upload
from brandcert.inspections.models import Finding
from brandcert.reviews import services
from brandcert.reviews.enums import AssignmentStatus
from brandcert.reviews.models import Assignment, Score
from tests.browser import axe
from tests.inspections.conftest import VisitRoom
from tests.processes import wait_until
from tests.reviews.conftest import ReviewRoom
from tests.world import World

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]
DESK, PHONE = {"width": 1440, "height": 900}, {"width": 390, "height": 844}


@pytest.fixture
def site() -> Iterator[str]:
    """Serve the product on the database of this test."""
    server = LiveServerThread("127.0.0.1", StaticFilesHandler)
    server.start()
    server.is_ready.wait()
    assert server.error is None
    yield f"http://localhost:{server.port}"
    server.terminate()


def window(browser: Browser, site: str, user: User, complaints: list[str], **way: Any) -> Page:
    """Open a signed-in window that collects what the browser complains about."""
    client = Client()
    client.force_login(User.objects.get(pk=user.pk))
    context = browser.new_context(**({"viewport": DESK, "locale": "zh-CN"} | way))
    context.add_cookies([{"name": "sessionid", "value": client.cookies["sessionid"].value, "url": site}])
    page = context.new_page()
    page.on(
        "console", lambda line: complaints.append(line.text) if line.type in {"error", "warning"} else None
    )
    page.on("pageerror", lambda error: complaints.append(str(error)))
    return page


def evidence(room: ReviewRoom, application: Application) -> None:
    out = io.BytesIO()
    Image.new("RGB", (595, 842), "white").save(out, "PDF")
    for requirement in room.world.batch.requirements.filter(category=application.category)[:2]:
        upload = store_upload(file=io.BytesIO(out.getvalue()), name="材料.pdf", by=room.world.owner)
        Material.objects.create(application=application, requirement=requirement, upload=upload)


def fault_of(page: Page) -> tuple[list[str], int]:
    return axe.violations(page), axe.overflow(page)


@pytest.mark.parametrize("locale", ["zh-CN", "en-GB"])
@pytest.mark.parametrize("size", [DESK, PHONE], ids=["desk", "phone"])
def test_an_expert_declares_scores_and_signs(
    world: World, browser: Browser, site: str, locale: str, size: dict[str, int]
) -> None:
    room = ReviewRoom(world)
    application = room.accepted()
    evidence(room, application)
    room.draw(application)
    mine, *others = room.tasks(application)
    for task in others:
        services.agree(task, by=task.expert.user)
    complaints: list[str] = []
    page = window(browser, site, mine.expert.user, complaints, viewport=size, locale=locale)
    page.goto(f"{site}/manage/reviews/assignment/{mine.pk}/score/")
    assert fault_of(page) == ([], 0)
    page.click("button[name=agree]")
    services.appoint_panel(application, by=world.secretary, today=world.today)
    page.reload()
    assert (
        page.locator(".preview-pages img").first.evaluate(
            "image => image.decode().then(() => image.naturalWidth)"
        )
        > 0
    )
    assert page.is_disabled("button[name=submit]")
    for code, line in room.full(application).items():
        page.fill(f"[name='points-{code}']", str(line.points))
        page.fill(f"[name='reason-{code}']", line.reason)
    page.fill("[name='points-M1.1']", "1")
    page.fill("[name='reason-M1.1']", "")
    assert page.is_disabled("button[name=submit]")
    page.fill("[name='reason-M1.1']", "未公开标准")
    assert page.inner_text("[data-total]") == "43.40"
    page.check("[name=confirm]")
    assert fault_of(page) == ([], 0)
    page.click("button[name=submit]")
    page.wait_for_load_state("networkidle")
    assert Assignment.objects.get(pk=mine.pk).status == AssignmentStatus.LOCKED
    assert Score.objects.get(assignment=mine).total == Decimal("43.40")
    assert page.locator("button[name=submit]").count() == 0
    assert (fault_of(page), complaints) == (([], 0), [])
    page.context.close()


def test_two_windows_save_by_themselves_and_a_page_is_turned_in_place(
    world: World, browser: Browser, site: str
) -> None:
    room = ReviewRoom(world)
    application = room.in_review()
    evidence(room, application)
    task = room.tasks(application)[0]
    complaints: list[str] = []
    first, second = (window(browser, site, task.expert.user, complaints) for _number in range(2))
    for page in (first, second):
        page.goto(f"{site}/manage/reviews/assignment/{task.pk}/score/")
    first.fill("[name='points-M1.1']", "6")
    first.locator("[data-cite-page]").first.click()
    first.locator("[data-saved]", has_text="已保存").wait_for()
    second.fill("[name='points-M1.1']", "5")
    second.fill("[name='points-M1.2']", "3")
    second.wait_for_selector("[data-criterion='M1.1'] [data-clash]:not([hidden])")
    second.click("[data-criterion='M1.2'] a[href*='?evidence=2'], .evidence-list a[href*='?evidence=2']")
    second.wait_for_selector("[data-preview='2:1']")
    assert second.input_value("[name='points-M1.2']") == "3"
    second.check("[data-criterion='M1.1'] [value=theirs]")
    second.wait_for_selector("[data-criterion='M1.1'] [data-clash]", state="hidden")
    assert second.input_value("[name='points-M1.1']") == "6.00"
    assert second.input_value("[name='cite-M1.1']") == "1:1"
    lines = services.saved_lines(Score.objects.get(assignment=task))
    assert (lines["M1.1"].points, lines["M1.2"].points) == (Decimal(6), Decimal(3))
    # What the server says of a line stands at that line and in the status, until the line is in order.
    second.fill("[name='cite-M1.2']", "9")
    second.wait_for_selector("[data-criterion='M1.2'].has-error [data-live]", state="attached")
    assert "9" in second.inner_text("[data-criterion='M1.2'] [data-live]")
    assert "M1.2" in second.inner_text("[data-saved]")
    second.fill("[name='cite-M1.2']", "1")
    second.wait_for_selector("[data-criterion='M1.2'] [data-live]", state="detached")
    assert complaints == []
    come_too_late(room, task, first, second)
    for page in (first, second):
        page.context.close()


def come_too_late(room: ReviewRoom, task: Assignment, first: Page, second: Page) -> None:
    """One window lost its mark against forgery, the other finds the sheet signed meanwhile."""
    # Whoever signed out and in again elsewhere goes on typing here; a sheet signed elsewhere takes nothing more.
    first.context.clear_cookies(name="csrftoken")
    first.fill("[name='points-M1.3']", "4")
    first.locator("[data-saved]", has_text="已保存").wait_for()
    wait_until(lambda: "M1.3" in services.saved_lines(Score.objects.get(assignment=task)), 20, "saving again")
    services.save_score(
        task,
        lines=room.full(task.panel.application),
        comment="",
        revision=Score.objects.get(assignment=task).revision,
        by=task.expert.user,
    )
    services.lock_score(Assignment.objects.get(pk=task.pk), by=task.expert.user)
    second.fill("[name='reason-M1.1']", "太晚了")
    second.wait_for_selector("[data-saved].is-late a")
    assert second.input_value("[name='reason-M1.1']") == "太晚了"
    second.click("[data-saved].is-late a")
    second.wait_for_selector(".messagelist")
    assert second.locator("[name='reason-M1.1']").count() == 0


def test_what_was_typed_outlives_the_session_for_its_writer_alone(
    world: World, browser: Browser, site: str
) -> None:
    room = ReviewRoom(world)
    application = room.in_review()
    mine, other = room.tasks(application)[:2]
    page = window(browser, site, mine.expert.user, [])
    address = f"{site}/manage/reviews/assignment/{mine.pk}/score/"
    page.goto(address)
    page.context.clear_cookies(name="sessionid")
    page.fill("[name='points-M1.1']", "6")
    page.fill("[name='reason-M1.1']", "标准未公开")
    page.click("button[name=save]")
    page.wait_for_url("**/accounts/login/**")

    def sign_in(task: Assignment) -> None:
        client = Client()
        client.force_login(task.expert.user)
        key = client.cookies["sessionid"].value
        page.context.add_cookies([{"name": "sessionid", "value": key, "url": site}])

    sign_in(mine)
    page.goto(address)
    page.click("[data-restore-take]")
    assert page.input_value("[name='reason-M1.1']") == "标准未公开"
    page.locator("[data-saved]", has_text="已保存").wait_for()
    line = services.saved_lines(Score.objects.get(assignment=mine))["M1.1"]
    assert (line.points, line.reason) == (Decimal(6), "标准未公开")
    held = "() => Object.keys(localStorage).filter((key) => key.startsWith('brandcert:unsaved:')).length"
    assert page.evaluate(held) == 0
    # Whoever signs in next at the same computer is not shown it.
    page.fill("[name='reason-M1.1']", "未存")
    page.context.clear_cookies(name="sessionid")
    page.click("button[name=save]")
    page.wait_for_url("**/accounts/login/**")
    assert page.evaluate(held) == 1
    sign_in(other)
    page.goto(f"{site}/manage/reviews/assignment/{other.pk}/score/")
    assert (page.evaluate(held), page.is_visible("[data-restore]")) == (0, False)
    page.context.close()


def test_the_sheet_works_without_script(world: World, browser: Browser, site: str) -> None:
    room = ReviewRoom(world)
    application = room.in_review()
    task = room.tasks(application)[0]
    page = window(browser, site, task.expert.user, [], java_script_enabled=False)
    page.goto(f"{site}/manage/reviews/assignment/{task.pk}/score/")
    for code, line in room.full(application).items():
        page.fill(f"[name='points-{code}']", str(line.points))
        page.fill(f"[name='reason-{code}']", line.reason)
    page.click("button[name=save]")
    assert page.is_enabled("button[name=submit]")
    page.check("[name=confirm]")
    page.click("button[name=submit]")
    assert Assignment.objects.get(pk=task.pk).status == AssignmentStatus.LOCKED
    page.context.close()


def test_a_team_visits_with_a_phone(world: World, browser: Browser, site: str) -> None:
    visits = VisitRoom(world)
    inspection = visits.visited()
    inspection.team.filter(user=visits.leader).update(declared_at=None)
    out = io.BytesIO()
    Image.new("RGB", (60, 40), "green").save(out, "JPEG")
    complaints: list[str] = []
    page = window(browser, site, visits.leader, complaints, viewport=PHONE)
    page.goto(f"{site}/manage/inspections/inspection/{inspection.pk}/change/")
    assert fault_of(page) == ([], 0)
    page.click("form[action$='/declare/'] button")
    for code, line in visits.lines(inspection).items():
        page.fill(f"[name='points-{code}']", str(line.points))
    page.click("form[action$='/checklist/'] button")
    page.wait_for_load_state("networkidle")
    page.click("#findings summary")
    page.check("[name=severity][value=observation]")
    page.fill("[name=clause]", "8.5.1")
    page.fill("[name=description]", "标识不清")
    assert fault_of(page) == ([], 0)
    page.click("form[action$='/finding/'] button")
    page.wait_for_load_state("networkidle")
    page.set_input_files(
        "[name=file]", {"name": "现场.jpg", "mimeType": "image/jpeg", "buffer": out.getvalue()}
    )
    page.click("form[action$='/photo/'] button")
    page.wait_for_load_state("networkidle")
    assert (inspection.checklist.count(), Finding.objects.count(), inspection.photos.count()) == (7, 1, 1)
    assert (fault_of(page), complaints) == (([], 0), [])
    page.context.close()


def test_the_secretary_sees_the_panel_on_the_page_of_the_case(
    world: World, browser: Browser, site: str
) -> None:
    application = ReviewRoom(world).scored("0.55", "0.80", "0.80")
    complaints: list[str] = []
    for size in (DESK, PHONE):
        page = window(browser, site, world.secretary, complaints, viewport=size)
        page.goto(f"{site}/manage/applications/application/{application.pk}/change/")
        page.click("#review details summary")
        assert (fault_of(page), complaints) == (([], 0), [])
        page.context.close()
