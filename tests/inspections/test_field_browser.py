"""A visit without network in a real browser: the network is cut, the browser closed, and nothing is lost or overwritten."""

from __future__ import annotations

import hashlib
import io
import re
from collections.abc import Iterator
from contextlib import contextmanager
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest
from django.contrib.sessions.models import Session
from django.contrib.staticfiles.handlers import StaticFilesHandler
from django.test import Client
from django.test.testcases import LiveServerThread
from PIL import Image
from playwright.sync_api import Browser, BrowserContext, FilePayload, Page, Route, expect

from brandcert.accounts.models import User
from brandcert.documents.services import open_upload
from brandcert.inspections import queries, services
from brandcert.inspections.models import Finding, Inspection, Photo, ReportSignature
from brandcert.inspections.services import Line
from tests.browser import axe
from tests.inspections.conftest import VisitRoom
from tests.inspections.test_samples import paper
from tests.processes import find_program
from tests.sites import CHROMIUM_FLAGS

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]
ELSEWHERE = Line(Decimal(3), "另一处所记")
FIELD = "/manage/inspections/inspection/field/"
COUNT = """() => new Promise((resolve) => { const opened = indexedDB.open("brandcert-field"); opened.onsuccess = () => {
  const rows = opened.result.transaction(["entries", "files"]); const found = ["entries", "files"].map((name) => rows.objectStore(name).count());
  rows.oncomplete = () => { opened.result.close(); resolve(found.map((one) => one.result)); }; }; })"""


@pytest.fixture
def site() -> Iterator[str]:
    """Serve the product on the database of this test."""
    server = LiveServerThread("127.0.0.1", StaticFilesHandler)
    server.start()
    server.is_ready.wait()
    assert server.error is None
    yield f"http://localhost:{server.port}"
    server.terminate()


@contextmanager
def phone(browser: Browser, folder: Path, complaints: list[str], **way: Any) -> Iterator[Page]:
    """Open the browser of a phone on what it kept; closing it ends the whole program."""
    context = browser.browser_type.launch_persistent_context(
        folder,
        executable_path=find_program("chromium", "/usr/bin"),
        args=list(CHROMIUM_FLAGS),
        viewport={"width": 390, "height": 844},
        locale="zh-CN",
        **way,
    )
    try:
        page = context.pages[0]
        page.on(
            "console", lambda line: complaints.append(line.text) if "Content Security" in line.text else None
        )
        page.on("pageerror", lambda error: complaints.append(str(error)))
        yield page
    finally:
        context.close()


def sign_in(context: BrowserContext, site: str, user: User) -> str:
    """Put a fresh session into the browser; return the address of the page."""
    client = Client()
    client.force_login(User.objects.get(pk=user.pk))
    context.add_cookies([{"name": "sessionid", "value": client.cookies["sessionid"].value, "url": site}])
    return site + FIELD


def picture(color: str) -> bytes:
    out = io.BytesIO()
    Image.new("RGB", (640, 480), color).save(out, "JPEG")
    return out.getvalue()


def jpeg(data: bytes) -> FilePayload:
    return {"name": "现场.jpg", "mimeType": "image/jpeg", "buffer": data}


def enter(page: Page, code: str, points: str, observation: str) -> None:
    page.fill(f"[id='points-{code}']", points)
    page.fill(f"[id='observation-{code}']", observation)


def part(page: Page, code: str) -> Any:
    return page.locator(f"[data-code='{code}']")


def take_along(page: Page, address: str, code: str) -> None:
    """See the visit that is planned, take it along, and lose the network."""
    page.goto(address)
    page.get_by_role("button", name="带上").click()
    expect(part(page, code)).to_be_visible()
    page.evaluate("navigator.serviceWorker.ready.then(() => true)")
    page.context.set_offline(True)


def inspect(page: Page, lines: dict[str, Line], refused: str, files: tuple[bytes, bytes]) -> None:
    """Fill in the checklist, one line of it wrongly, write a finding down with its photo and take another one."""
    for code, line in lines.items():
        enter(page, code, str(line.points), line.observation)
    enter(page, refused, "99", "超出满分")
    page.click("[data-add-finding] summary")
    page.check("[name=severity][value=observation]")
    for name, text in {"clause": "8.5.1", "description": "标识不清", "place": "三号车间"}.items():
        page.fill(f"[name={name}]", text)
    page.set_input_files("[data-finding] [name=photo]", jpeg(files[0]))
    page.click("[data-finding] .button-primary")
    expect(page.locator("[data-findings]")).to_contain_text("标识不清")
    page.set_input_files("[data-photo] [name=photo]", jpeg(files[1]))
    page.fill("[name=caption]", "灌装线")
    page.click("[data-photo] .actions button")
    expect(page.locator("[data-photos] li")).to_have_count(2)


def sign(page: Page) -> None:
    """Let the enterprise sign by hand on this phone."""
    page.check("[name=side][value=enterprise]")
    page.fill("[data-sign] [name=name]", "郑示例")
    page.fill("[data-sign] [name=duty]", "厂长")
    draw(page)


def sign_with_code(page: Page, visits: VisitRoom, code: str) -> None:
    """The other inspector signs on the phone of the leader, which has no network; a slip of his finger is noticed there."""
    page.context.set_offline(True)
    page.get_by_label(f"{visits.second}（核查员）").check()
    slip = code[:-1] + str((int(code[-1]) + 1) % 10)
    page.fill("[data-sign] [name=code]", slip)
    draw(page, is_kept=False)
    expect(page.locator("[data-sign] [data-words]")).to_contain_text("签字码")
    page.fill("[data-sign] [name=code]", code)
    page.click("[data-sign] .button-primary")
    expect(page.locator("[data-signatures]")).to_contain_text(str(visits.second))
    assert (axe.violations(page), axe.overflow(page)) == ([], 0)
    assert not ReportSignature.objects.filter(side="inspector").exists()
    page.context.set_offline(False)
    expect(page.locator("[data-status]")).to_contain_text("已全部上传")


def work_apart(page: Page, address: str, code: str) -> str:
    """The other inspector writes a finding down on his own phone, which tells him where to sign; return his code."""
    take_along(page, address, code)
    expect(page.locator("[data-elsewhere]")).to_be_visible()
    expect(page.locator("[data-sides]")).to_be_hidden()
    page.click("[data-add-finding] summary")
    page.check("[name=severity][value=observation]")
    for name, text in {"clause": "7.2", "description": "培训记录缺签"}.items():
        page.fill(f"[name={name}]", text)
    page.click("[data-finding] .button-primary")
    expect(page.locator("[data-apart]")).to_contain_text("1")
    told = page.locator("[data-elsewhere]").inner_text()
    expect(page.locator("[data-sides]")).to_be_hidden()
    assert (axe.violations(page), axe.overflow(page)) == ([], 0)
    page.context.set_offline(False)
    # Sent, and no word of what the leader has: with network the sheet is the one the server tells.
    expect(page.locator("[data-apart]")).to_be_hidden()
    expect(page.locator("[data-sides]")).to_be_visible()
    found = re.search(r"\d{4} \d{4}", told)
    assert found is not None
    return found[0]


def draw(page: Page, *, is_kept: bool = True) -> None:
    """Draw a signature and keep it."""
    pad = page.locator("[data-pad]")
    pad.scroll_into_view_if_needed()
    box = pad.bounding_box()
    assert box is not None
    page.mouse.move(box["x"] + 20, box["y"] + 20)
    page.mouse.down()
    for step in range(1, 6):
        page.mouse.move(box["x"] + 20 + 40 * step, box["y"] + 20 + 15 * (step % 2))
    page.mouse.up()
    before = page.locator("[data-signatures] article").count()
    page.click("[data-sign] .button-primary")
    expect(page.locator("[data-signatures] article")).to_have_count(before + is_kept)


def sign_again(page: Page) -> None:
    """What the enterprise signed was another sheet; it signs the one that stands now, and that holds."""
    void = page.locator("[data-void]:visible")
    expect(void).to_have_count(1)
    sign(page)
    expect(page.locator("[data-signatures] .tag-green")).to_have_count(2)
    expect(void).to_have_count(1)
    assert page.evaluate(COUNT) == [0, 0]


def finish(page: Page, site: str, visits: VisitRoom, inspection: Inspection) -> None:
    """Both have signed without network, the leader finishes with it; the report is locked and opens as PDF."""
    sign_in(page.context, site, visits.leader)
    shown = queries.sheet_hash(inspection)
    signed = queries.enterprise_signature(inspection)
    assert signed is not None
    assert (signed.shown, signed.strokes[:1]) == (shown, "M")
    second = ReportSignature.objects.get(side="inspector")
    assert (second.shown, second.signatory, second.taken_by) == (shown, visits.second, visits.leader)
    case = f"{site}/manage/applications/application/{inspection.application_id}/"
    page.goto(f"{case}step/finish_inspection/")
    page.fill("[name=summary]", "现场与申报材料一致。")
    page.click("#content form button[type=submit], #content form .button-primary")
    page.goto(f"{site}/manage/inspections/inspection/{inspection.pk}/change/")
    expect(page.locator("#signatures .strokes")).to_have_count(3)
    assert (axe.violations(page), axe.overflow(page)) == ([], 0)
    with page.expect_download() as opened:
        page.get_by_role("link", name="已锁定的核查报告").click()
    text = paper(Path(opened.value.path()).read_bytes())
    assert shown in text.replace("\r\n", "")
    assert "郑示例 厂长" in text


def leave(page: Page) -> None:
    """Sign out; nothing of the visits stays on the phone."""
    page.click("[data-line] summary")
    page.click("[data-leave]")
    page.wait_for_url(lambda url: FIELD not in url)
    assert page.evaluate("indexedDB.databases().then((found) => found.length)") == 0


def arrived(visits: VisitRoom, files: tuple[bytes, bytes]) -> None:
    """Compare finding and photos with what was entered, byte for byte."""
    assert Finding.objects.get(clause="7.2").recorded_by == visits.second
    finding = Finding.objects.get(clause="8.5.1")
    assert (finding.clause, finding.place, finding.recorded_by) == ("8.5.1", "三号车间", visits.leader)
    photos = list(Photo.objects.select_related("upload"))
    told = {one.caption: (one.finding, one.upload.sha256) for one in photos}
    digests = [hashlib.sha256(data).hexdigest() for data in files]
    assert told == {"8.5.1": (finding, digests[0]), "灌装线": (None, digests[1])}
    for one in photos:
        with open_upload(one.upload) as file:
            assert file.read() in files


def change_elsewhere(visits: VisitRoom, inspection: Inspection, code: str) -> None:
    """Somebody else enters a line meanwhile, and every session ends."""
    services.save_checklist(inspection, lines={code: ELSEWHERE}, by=visits.leader)
    Session.objects.all().delete()


@pytest.mark.timeout(300)
def test_a_visit_is_made_without_network_and_arrives_whole(
    visits: VisitRoom, browser: Browser, site: str, tmp_path: Path
) -> None:
    inspection = visits.visited()
    lines = visits.lines(inspection)
    disputed, refused, *_others = sorted(lines)
    files = picture("green"), picture("red")
    complaints: list[str] = []

    with phone(browser, tmp_path / "phone", complaints) as page:
        take_along(page, sign_in(page.context, site, visits.leader), disputed)
        inspect(page, lines, refused, files)
        sign(page)
        expect(page.locator("[data-status]")).to_contain_text("11")
        assert (axe.violations(page), axe.overflow(page)) == ([], 0)
    assert not inspection.checklist.exists()
    with phone(browser, tmp_path / "other", complaints) as page:
        code = work_apart(page, sign_in(page.context, site, visits.second), disputed)
    change_elsewhere(visits, inspection, disputed)

    with phone(browser, tmp_path / "phone", complaints, offline=True) as page:
        page.goto(f"{site}{FIELD}#{inspection.pk}")
        expect(page.locator("[data-photos] li")).to_have_count(2)
        expect(part(page, disputed).locator("[data-observation]")).to_have_value("现场查看")
        page.context.set_offline(False)
        expect(page.locator("[data-sign-in-link]")).to_be_visible()
        assert page.evaluate(COUNT) == [11, 2]
        sign_in(page.context, site, visits.leader)
        page.reload()
        expect(part(page, disputed).locator("[data-theirs]")).to_contain_text("另一处所记")
        expect(part(page, refused).locator("[data-words]")).to_be_visible()
        assert part(page, refused).locator("[data-points]").input_value() == "99"
        assert services.stored_lines(inspection)[disputed] == ELSEWHERE
        assert (axe.violations(page), axe.overflow(page)) == ([], 0)
        part(page, disputed).locator("[data-keep=mine]").click()
        enter(page, refused, "1", "改正")
        expect(page.locator("[data-status]")).to_contain_text("已全部上传")
        sign_again(page)
        sign_with_code(page, visits, code)
        leave(page)
        finish(page, site, visits, inspection)

    stored = services.stored_lines(Inspection.objects.get(pk=inspection.pk))
    assert stored == {**lines, refused: Line(Decimal(1), "改正")}
    arrived(visits, files)
    assert complaints == []


def photograph(page: Page, *pictures: bytes) -> None:
    """Take pictures, one after the other; each is refused."""
    for number, data in enumerate(pictures, start=1):
        page.set_input_files("[data-photo] [name=photo]", jpeg(data))
        page.click("[data-photo] .actions button")
        expect(page.locator("[data-photos] [data-words]:visible")).to_have_count(number)


def stumble_over(page: Page, data: bytes) -> list[str]:
    """Let the server break whenever this picture is sent; return where it did."""
    digest, broken = hashlib.sha256(data).hexdigest().encode(), list[str]()

    def answer(route: Route) -> None:
        if digest in (route.request.post_data_buffer or b""):
            broken.append(route.request.url)
            route.fulfill(status=500, content_type="text/html", body="<h1>500</h1>")
        else:
            route.continue_()

    page.route("**/send/", answer)
    return broken


@pytest.mark.timeout(300)
def test_what_was_refused_goes_again_and_one_broken_entry_holds_nothing_up(
    visits: VisitRoom, browser: Browser, site: str, tmp_path: Path
) -> None:
    inspection = visits.visited()
    inspection.team.update(declared_at=None)
    green, red = picture("green"), picture("red")
    complaints: list[str] = []
    with phone(browser, tmp_path / "phone", complaints) as page:
        status, photos = page.locator("[data-status]"), page.locator("[data-photos] li")
        page.goto(sign_in(page.context, site, visits.leader))
        page.get_by_role("button", name="带上").click()
        expect(page.locator("[data-undeclared]")).to_be_visible()
        expect(page.locator("[data-early]")).to_contain_text(inspection.planned_on.isoformat())
        expect(status).to_contain_text("没有待上传的内容")
        photograph(page, green, red)
        assert (axe.violations(page), axe.overflow(page)) == ([], 0)

        # The server breaks over the first picture without a word a program can read; the second one arrives.
        services.declare(inspection, by=visits.leader)
        broken = stumble_over(page, green)
        page.reload()
        expect(page.locator("[data-undeclared]")).to_be_hidden()
        expect(photos).to_have_count(1)
        expect(status).to_contain_text("服务器未能处理部分内容")
        assert (Photo.objects.get().upload.sha256, bool(broken)) == (hashlib.sha256(red).hexdigest(), True)
        page.unroute("**/send/")
        page.click("[data-send-now]")
        expect(status).to_contain_text("已全部上传")
        assert Photo.objects.count() == 2

        # Refused while the declaration is missing, and sent by hand once it is there.
        inspection.team.update(declared_at=None)
        photograph(page, picture("blue"))
        services.declare(inspection, by=visits.leader)
        photos.get_by_role("button", name="重新上传").click()
        expect(photos).to_have_count(0)
        assert (Photo.objects.count(), page.evaluate(COUNT), complaints) == (3, [0, 0], [])
