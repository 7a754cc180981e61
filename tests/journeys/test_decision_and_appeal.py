"""The end of the way as two people live it in a browser: the director who awards, and an enterprise that appeals.

Faults that were planted, each in its turn, and found: a decision that makes no announcement, the award without its guard
against open objections, the button to take a case up again shown to the director who refused it, an appeal that loses its files.
"""

from __future__ import annotations

import datetime
import re
from typing import TYPE_CHECKING

import pytest
from django.core import mail
from django.test import override_settings
from django.utils import timezone

from brandcert.accounts.enums import Role
from brandcert.applications.enums import Status
from brandcert.applications.models import Application
from brandcert.awards import queries, services
from brandcert.awards.enums import Choice
from brandcert.awards.models import Announcement, Appeal, Decision
from brandcert.certificates.models import Certificate
from brandcert.core import approvals
from tests.awards.conftest import Committee
from tests.browser.test_review import site
from tests.documents import files
from tests.journeys.windows import Windows
from tests.processes import wait_until
from tests.world import CREDIT_CODES, PASSWORD, World

if TYPE_CHECKING:
    from collections.abc import Iterator

    from playwright.sync_api import Browser

    from brandcert.awards.models import PublicNotice
    from tests.journeys.people import Person

__all__ = ["site"]
pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]

GROUNDS = "第二类指标漏计一项已核实的国家标准，证明材料见附件。"
FINDING = "经复核，评审时确有一项标准未计入，理由成立。"


@pytest.fixture
def windows(world: World, browser: Browser, site: str) -> Iterator[Windows]:
    """Give the windows of a journey whose letters lead to the pages of this test."""
    with override_settings(BASE_URL=site):
        yield Windows(world, browser, site)


# --- the director ---------------------------------------------------------------------------------------
def test_the_director_awards_what_is_ready_and_everybody_reads_it(windows: Windows) -> None:
    world, committee = windows.world, Committee(windows.world)
    ready = committee.ready("0.95", enterprise=world.new_enterprise(CREDIT_CODES[1], "长春甲示例有限公司"))
    disputed, notice = committee.published()
    committee.end(notice)
    last = timezone.make_aware(datetime.datetime.combine(notice.ends_on, datetime.time(12)))
    services.file_objection(
        notice.items.get(application=disputed), name="张三", contact="0431-0", facts="产地不实", now=last
    )
    services.propose_awards(notice, by=world.secretary)
    director = windows.at_desk(world.person(Role.DIRECTOR))
    read_the_list(windows, director, notice, ready, disputed)
    sign(windows, director, ready, disputed)
    read_as_stranger(windows, ready, disputed)
    find_the_draft(windows, ready)
    windows.end()


def read_the_list(
    windows: Windows, director: Person, notice: PublicNotice, ready: Application, disputed: Application
) -> None:
    """What waits stands at the start of the desk; the list says of each item what stands against it."""
    page = director.page
    waiting = page.locator(f".queue a[href*='/application/{ready.pk}/']")
    assert (waiting.count(), page.locator(f".queue a[href*='/application/{disputed.pk}/']").count()) == (1, 0)
    windows.is_in_order(director)
    director.open("/manage/awards/publicnotice/")
    windows.is_in_order(director)
    director.press(f"#result_list a[href*='/{notice.pk}/change/']")
    rows = page.locator("[aria-labelledby=list-title] tbody tr")
    said = {row.inner_text(): row.locator(".fault").count() for row in rows.all()}
    assert [count for text, count in said.items() if str(ready.receipt_number) in text] == [0]
    assert [count for text, count in said.items() if str(disputed.receipt_number) in text] == [1]
    windows.is_in_order(director)


def sign(windows: Windows, director: Person, ready: Application, disputed: Application) -> None:
    """The page before signing names what is decided and what is left out; it is signed expressly."""
    page = director.page
    director.press(".acts a[href*='/step/award/']")
    assert str(ready.receipt_number) in page.inner_text("[aria-labelledby=preview]")
    left = page.inner_text("[aria-labelledby=left-out]")
    assert str(disputed.enterprise) in left
    assert "异议" in left
    windows.is_in_order(director)
    page.click(".step-form .actions button")
    page.wait_for_selector("[data-error-summary], .errorlist")
    assert state(ready) == Status.PUBLIC_NOTICE
    director.fill({"confirm": True}, within=".step-form")
    director.confirm()
    assert (state(ready), state(disputed)) == (Status.AWARDED, Status.PUBLIC_NOTICE)


def read_as_stranger(windows: Windows, ready: Application, disputed: Application) -> None:
    """Somebody who never signed in finds the announcement from the start page, with this one entry."""
    stranger = windows.person(windows.world.owner)
    stranger.open("/")
    stranger.press("header a[href$='/notices/']")
    stranger.press("main a[href$='/announcements/']")
    windows.is_in_order(stranger)
    announced = Announcement.objects.get()
    stranger.press(f"main a[href$='/announcements/{announced.pk}/']")
    words = stranger.page.inner_text("main")
    assert announced.number in words
    assert Decision.objects.get().number in words
    assert str(ready.enterprise) in words
    assert str(disputed.enterprise) not in words
    windows.is_in_order(stranger)
    address = stranger.page.locator("main a[href$='.pdf']").get_attribute("href")
    paper = stranger.page.request.get(f"{windows.site}{address}")
    assert (paper.status, paper.body()[:5]) == (200, b"%PDF-")


def find_the_draft(windows: Windows, ready: Application) -> None:
    """The certificate of what was awarded is drafted, and waits with whoever issues."""
    wait_until(Certificate.objects.exists, 30, "the draft")
    assert Certificate.objects.get().application == ready
    issuer = windows.at_desk(windows.world.issuer)
    issuer.open("/manage/certificates/issuebatch/queue/")
    assert issuer.page.locator("[name=certificate]").count() == 1
    assert str(ready.enterprise) in issuer.page.inner_text("#content")


# --- the enterprise that appeals ---------------------------------------------------------------------------
def test_an_enterprise_appeals_and_other_people_take_the_case_up_again(windows: Windows) -> None:
    world = windows.world
    row = refused(world)
    owner = windows.person(world.owner)
    owner.page.goto(windows.link_for(world.owner, str(row.product)))
    owner.fill({"login": world.owner.email, "password": PASSWORD})
    owner.press("main form button")
    number = appeal(windows, owner, row)
    finding(windows, windows.at_desk(world.clerk), number)
    is_no_judge(windows, windows.at_desk(world.director), row)
    windows.at_desk(world.person(Role.DIRECTOR)).approve(case_of(row))
    assert state(row) == Status.DELIBERATION
    see_it_reopened(windows, owner, row, number)
    windows.end()


def refused(world: World) -> Application:
    """Return a case the committee voted against and a director refused."""
    committee = Committee(world)
    row = committee.ready()
    committee.score(row, "0.90", standards="0.50")
    committee.meeting(Choice.AGAINST)
    mail.outbox.clear()
    details = {"reason": "标准水平得分未达到要求", "reason_code": "committee"}
    approvals.approve(
        approvals.propose("reject_or_defer", row, by=committee.chair, details=details), by=world.director
    )
    return Application.objects.get(pk=row.pk)


def appeal(windows: Windows, owner: Person, row: Application) -> str:
    """The refusal says why, with one's own points and the remedy; the appeal goes out with a file; return its number."""
    page, world = owner.page, windows.world
    owner.open(f"/portal/applications/{row.pk}/")
    words = page.inner_text("[aria-labelledby=refusal-title]")
    last = world.today + datetime.timedelta(days=world.batch.appeal_days)
    assert "标准水平得分未达到要求" in words
    assert last.isoformat() in words
    scores = page.locator("[aria-labelledby=refusal-title] tbody tr")
    assert scores.count() == queries.rubric_of(row).dimensions.count() + 1
    assert str(row.total_score) in scores.last.inner_text()
    windows.is_in_order(owner)
    owner.press("a[href$='/appeal/']")
    windows.is_in_order(owner)
    page.click("main form .button-primary")
    page.wait_for_selector("[data-error-summary]")
    assert not Appeal.objects.exists()
    owner.complaints.clear()  # an incomplete form is answered 422, which the browser remarks on
    owner.fill({"grounds": GROUNDS})
    paper = {"name": "标准公告.pdf", "mimeType": "application/pdf", "buffer": files.pdf()}
    page.locator("[name=evidence]").set_input_files(paper)  # type: ignore[arg-type] # a typed dictionary
    owner.press("main form .button-primary")
    filed = Appeal.objects.get()
    assert [one.name for one in filed.files.all()] == ["标准公告.pdf"]
    assert re.fullmatch(r"FH-\d{4}-\d{5}", filed.receipt_number)
    assert filed.receipt_number in page.inner_text("[aria-labelledby=refusal-title]")
    windows.is_in_order(owner)
    return filed.receipt_number


def finding(windows: Windows, clerk: Person, number: str) -> None:
    """A clerk who had no hand in it finds the appeal in the queue, reads it with its file, and proposes."""
    clerk.press(".queue a[href*='/appeal/']")
    words = clerk.page.inner_text("#content")
    assert number in words
    assert GROUNDS in words
    assert clerk.page.locator("a:has-text('标准公告.pdf')").count() == 1
    windows.is_in_order(clerk)
    clerk.press(".acts a[href*='/step/propose_decide/']")
    windows.is_in_order(clerk)
    clerk.fill({"outcome": "upheld", "finding": FINDING}, within=".step-form")
    clerk.confirm()
    assert Appeal.objects.get().outcome == ""


def is_no_judge(windows: Windows, director: Person, row: Application) -> None:
    """Whoever refused finds no button to decide the appeal, neither on its page nor on that of the case, and reads why."""
    for page in (case_of(row), f"/manage/awards/appeal/{Appeal.objects.get().pk}/change/"):
        director.open(page)
        assert director.page.locator("form.approve").count() == 0
        assert "未参与" in director.page.inner_text("#content")
    windows.is_in_order(director)


def see_it_reopened(windows: Windows, owner: Person, row: Application, number: str) -> None:
    """The enterprise is told, and finds its case in deliberation again with what was found."""
    assert windows.link_for(windows.world.owner, str(row.product))
    owner.open(f"/portal/applications/{row.pk}/")
    words = owner.page.inner_text("main")
    assert owner.page.locator("#refusal-title, a[href$='/appeal/']").count() == 0
    assert number in words
    assert FINDING in words
    assert str(Status.DELIBERATION.label) in words
    windows.is_in_order(owner)


def case_of(row: Application) -> str:
    """Return the page of a case at the desk."""
    return f"/manage/applications/application/{row.pk}/change/"


def state(row: Application) -> str:
    """Return where a case stands now."""
    return str(Application.objects.get(pk=row.pk).status)
