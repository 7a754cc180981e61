"""The expert review as its people live it in a browser: an expert, the secretary of the panels, a member of the committee."""

from __future__ import annotations

import io
import re
import subprocess
from pathlib import Path
from typing import TYPE_CHECKING

import pytest
from django.core import mail
from django.test import override_settings

from brandcert.applications.enums import Status
from brandcert.applications.models import Application
from brandcert.notifications.services import remind
from brandcert.reviews import services
from brandcert.reviews.enums import AssignmentStatus, ConflictKind
from brandcert.reviews.models import Assignment, BatchDraw, Conflict, Score
from brandcert.reviews.queries import rankings
from tests.browser.test_review import evidence, site
from tests.journeys.windows import Windows
from tests.processes import wait_until
from tests.reviews.conftest import ReviewRoom
from tests.world import CREDIT_CODES, PASSWORD, World

if TYPE_CHECKING:
    from collections.abc import Iterator

    from playwright.sync_api import Browser

    from brandcert.accounts.models import User
    from tests.journeys.people import Person

__all__ = ["site"]
pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]

RANKING = "/manage/reviews/assignment/rankings/{batch}/"


class Round(Windows):
    """A round of the review and the windows of its people."""

    def __init__(self, world: World, browser: Browser, site: str) -> None:
        super().__init__(world, browser, site)
        self.room = ReviewRoom(world)

    def task(self, user: User) -> Assignment:
        """Return the task of an expert, fresh."""
        return Assignment.objects.get(expert__user=user)


@pytest.fixture
def journey(world: World, browser: Browser, site: str) -> Iterator[Round]:
    """Give a round whose letters lead to the pages of this test."""
    with override_settings(BASE_URL=site):
        yield Round(world, browser, site)


# --- the expert ------------------------------------------------------------------------------------------
def test_an_expert_is_invited_declares_scores_and_signs_and_another_recuses_himself(journey: Round) -> None:
    room = journey.room
    case = room.accepted()
    evidence(room, case)
    room.draw(case)
    mine, other, *_rest = (task.expert.user for task in room.tasks(case))
    recuse(journey, other)
    for task in room.tasks(case):
        if task.expert.user_id != mine.pk and task.status == AssignmentStatus.INVITED:
            services.agree(task, by=task.expert.user)
    expert = declare(journey, mine, case)
    score(journey, expert, mine)
    sign(journey, expert, mine)
    journey.end()


def recuse(journey: Round, user: User) -> None:
    """The one who is tied says so and sees nothing; somebody else is drawn and told."""
    before = set(Assignment.objects.values_list("pk", flat=True))
    expert = journey.person(user)
    expert.page.goto(journey.link_for(user, "评审"))
    expert.fill({"login": user.email, "password": PASSWORD})
    expert.press("main form button")
    assert expert.page.locator("[data-criterion], .evidence-list").count() == 0
    expert.fill({"kind": "kin", "reason": "配偶在该企业任职。"})
    expert.press("button[name=decline]")
    task = Assignment.objects.get(expert__user=user)
    assert task.status == AssignmentStatus.DECLINED
    assert Conflict.objects.get(expert=task.expert).kind == ConflictKind.KIN
    wait_until(lambda: Assignment.objects.exclude(pk__in=before).exists(), 60, "a successor")
    successor = Assignment.objects.exclude(pk__in=before).get()
    wait_until(lambda: any(successor.expert.user.email in one.to for one in mail.outbox), 60, "his letter")
    assert journey.link_for(successor.expert.user, "评审")
    # What he declared stands, and no way leads back in.
    expert.page.goto(f"{journey.site}/manage/reviews/assignment/{task.pk}/score/")
    assert expert.page.locator("[data-criterion], .evidence-list").count() == 0
    expert.complaints.clear()  # the browser remarks on a refusal


def declare(journey: Round, user: User, case: Application) -> Person:
    """The letter leads to the declaration, and only behind it lies the evidence."""
    expert = journey.person(user)
    expert.page.goto(journey.link_for(user, "评审"))
    expert.fill({"login": user.email, "password": PASSWORD})
    expert.press("main form button")
    assert expert.page.locator("[data-criterion], .evidence-list").count() == 0
    journey.is_in_order(expert)
    expert.press("button[name=agree]")
    assert expert.page.locator("input[name^=points-]").count() == 0
    services.appoint_panel(case, by=journey.world.secretary, today=journey.world.today)
    expert.page.reload()
    return expert


def score(journey: Round, expert: Person, user: User) -> None:
    """Points with cited evidence are saved as he types; under sixty percent a reason is asked for."""
    page, case = expert.page, journey.task(user).panel.application
    lines = journey.room.full(case)
    for code, line in lines.items():
        page.fill(f"[name='points-{code}']", str(line.points))
        page.locator(f"[data-criterion='{code}'] [data-cite-page]").click()
        assert page.input_value(f"[name='cite-{code}']") == "1:1"
    page.fill("[name='points-M1.1']", "1")
    assert page.is_disabled("button[name=submit]")
    assert "1 项" in page.inner_text("[data-why]")
    wait_until(lambda: Score.objects.filter(lines__points=1).exists(), 30, "saving by itself")
    page.reload()
    assert page.input_value("[name='points-M1.1']") == "1.00"
    chip = page.locator("[data-criterion='M1.1'] .chips a")
    assert chip.count() == 1
    page.locator(".evidence-list a").nth(1).click()
    page.wait_for_selector("[data-preview='2:1']")
    chip.click()
    page.wait_for_selector("[data-preview='1:1']")
    width = "image => image.decode().then(() => image.naturalWidth)"
    assert page.locator(".preview-pages img").evaluate(width) > 0
    page.fill("[name='reason-M1.1']", "未见公开标准，执行记录不全。")
    page.fill("[name=comment]", "材料齐全，证据可靠。")
    assert page.is_enabled("button[name=submit]")
    journey.is_in_order(expert)


def sign(journey: Round, expert: Person, user: User) -> None:
    """A signature is asked for expressly; then the sheet is read-only, also for a window from before."""
    page = expert.page
    before = page.context.new_page()
    before.goto(page.url)
    page.click("button[name=submit]")
    page.wait_for_selector("[data-error-summary]")
    assert journey.task(user).status == AssignmentStatus.AGREED
    page.check("[name=confirm]")
    expert.press("button[name=submit]")
    task = journey.task(user)
    total = Score.objects.get(assignment=task).total
    assert task.status == AssignmentStatus.LOCKED
    assert page.locator("input[name^=points-], button[name=submit]").count() == 0
    assert str(total) in page.inner_text("[data-total]")
    before.fill("[name='points-M1.1']", "9")
    before.wait_for_selector("[data-saved].is-late a")
    before.close()
    assert Score.objects.get(assignment=task).total == total
    journey.is_in_order(expert)
    expert.complaints.clear()  # the refusal above is an answer 409, which the browser remarks on


# --- the secretary ----------------------------------------------------------------------------------------
def test_the_secretary_takes_a_round_from_the_pool_to_the_printed_ranking(journey: Round) -> None:
    room, world = journey.room, journey.world
    cases = [room.accepted(), room.accepted(enterprise=world.new_enterprise(CREDIT_CODES[1]))]
    kin = room.experts[0]
    Conflict.objects.create(expert=kin, enterprise=cases[1].enterprise, kind=ConflictKind.KIN)
    secretary = journey.at_desk(world.secretary)
    draw_the_round(journey, secretary, cases)
    assert not Assignment.objects.filter(expert=kin, panel__application=cases[1]).exists()
    for case in cases:
        for task in room.tasks(case):
            services.agree(task, by=task.expert.user)
        secretary.take(page_of(case), "appoint_panel")
    remind_the_late(journey, cases)
    settle_what_diverges(journey, secretary, cases)
    take_the_ranking_along(journey, secretary, cases)
    journey.end()


def page_of(case: Application) -> str:
    """Return the page of a case."""
    return f"/manage/applications/application/{case.pk}/change/"


def draw_the_round(journey: Round, secretary: Person, cases: list[Application]) -> None:
    """Announced with its hash, frozen with every exclusion and its reason, drawn, invited, drawn again and compared."""
    secretary.open("/manage/reviews/expert/")
    assert journey.room.experts[0].employer in secretary.page.inner_text("#result_list")
    journey.is_in_order(secretary)
    secretary.open("/manage/reviews/batchdraw/add/")
    secretary.fill({"batch": str(journey.world.batch.pk), "source": "福彩双色球第 2026135 期"})
    secretary.press("[name=_save]")
    draw = BatchDraw.objects.get()
    page = f"/manage/reviews/batchdraw/{draw.pk}/change/"
    secretary.take(page, "freeze")
    assert draw.commitment in secretary.page.inner_text("#content")
    assert draw.secret not in secretary.page.content()
    reasons = secretary.page.inner_text("#reasons")
    assert "亲属" in reasons, reasons
    journey.is_in_order(secretary)
    mail.outbox.clear()
    secretary.take(page, "carry_out", {"public_value": "07 12 23 25 30 33 + 08"})
    wait_until(lambda: Assignment.objects.count() == 3 * len(cases), 60, "every expert invited")
    for task in Assignment.objects.select_related("expert__user"):
        assert journey.link_for(task.expert.user, "评审")
    secretary.take(page, "check")
    assert BatchDraw.objects.get().faults == []
    assert secretary.page.locator("#content .messagelist .error").count() == 0


def remind_the_late(journey: Round, cases: list[Application]) -> None:
    """On the last day everybody whose sheet is open has a letter, once."""
    for task in journey.room.tasks(cases[1]):
        journey.room.lock(task)
    Assignment.objects.filter(status=AssignmentStatus.AGREED).update(due_on=journey.world.today)
    mail.outbox.clear()
    late = {task.expert.user.email for task in journey.room.tasks(cases[0])}
    assert remind(now=journey.world.now) >= len(late)
    assert remind(now=journey.world.now) == 0
    wait_until(lambda: late <= {one for letter in mail.outbox for one in letter.to}, 30, "the reminders")


def settle_what_diverges(journey: Round, secretary: Person, cases: list[Application]) -> None:
    """Totals far apart block the result until a further expert has judged; then it is proposed and approved."""
    for task, share in zip(journey.room.tasks(cases[0]), ("0.60", "0.85", "0.90"), strict=True):
        journey.room.lock(task, share)
    secretary.open(page_of(cases[0]))
    assert secretary.page.locator("#why-finish_review").count() == 1
    journey.is_in_order(secretary)
    secretary.take(page_of(cases[0]), "call_arbitrator")
    further = journey.room.tasks(cases[0])[-1]
    assert further.is_arbitrator
    services.agree(further, by=further.expert.user)
    journey.room.lock(Assignment.objects.get(pk=further.pk), "0.80")
    director = journey.at_desk(journey.world.director)
    for case in cases:
        secretary.take(page_of(case), "finish_review")
        director.approve(page_of(case))
        assert Application.objects.get(pk=case.pk).status == Status.REVIEW_DONE


def take_the_ranking_along(journey: Round, secretary: Person, cases: list[Application]) -> None:
    """The ranking is read on the page and taken along as PDF and workbook, each with the mark of its copy."""
    address = RANKING.format(batch=journey.world.batch.pk)
    secretary.open(address)
    numbers = {str(case.receipt_number) for case in cases}
    shown = secretary.page.inner_text("[aria-labelledby=rank-title]")
    assert all(number in shown for number in numbers)
    journey.is_in_order(secretary)
    for kind in ("pdf", "xlsx"):
        with secretary.page.expect_download() as waiting:
            secretary.page.locator(f"form[action*='ranking.{kind}'] button").click()
        data = Path(waiting.value.path()).read_bytes()
        text = words_in(kind, data)
        assert all(number in text for number in numbers), text
        assert str(journey.world.secretary) in text


def words_in(kind: str, data: bytes) -> str:
    """Return what a printed or calculated table says."""
    if kind == "pdf":
        return subprocess.run(
            ["pdftotext", "-", "-"], input=data, capture_output=True, check=True
        ).stdout.decode()
    from openpyxl import load_workbook

    book = load_workbook(io.BytesIO(data))
    return " ".join(str(cell.value) for sheet in book for row in sheet.iter_rows() for cell in row)


# --- the committee ------------------------------------------------------------------------------------------
def test_a_member_of_the_committee_reads_the_ranking_and_no_open_sheet(journey: Round) -> None:
    room, world = journey.room, journey.world
    shares = (
        ("0.90", "0.88", "0.86"),
        ("0.80", "0.82", "0.76"),
        ("0.72", "0.70", "0.74"),
        ("0.66", "0.71", "0.69"),
    )
    cases = [room.finished(*given) for given in shares]
    open_case = room.in_review()
    open_task = room.tasks(open_case)[0]
    room.save(open_task, room.full(open_case, "0.77"))
    member = journey.at_desk(world.committee)
    member.open("/manage/")
    member.page.locator("a[href$='/rankings/']:visible").first.click()
    member.page.locator(f"a[href$='{RANKING.format(batch=world.batch.pk)}']").click()
    member.page.wait_for_selector("#rank-title")
    rows = member.page.locator("[aria-labelledby=rank-title] tbody tr")
    first = rows.first.inner_text()
    assert rows.count() == len(cases)
    legal = Application.objects.get(pk=cases[0].pk).documents_score
    assert str(legal) in first
    # Which experts are drawn decides whether a difference between them can be estimated.
    is_told = rankings.Round(world.batch).calibration is not None
    interval = re.search(r"\d+\.\d{2}\s*[(（\[]?\s*\d+\.\d{2}\s*[–-]\s*\d+\.\d{2}", first)
    assert (interval is not None) == is_told, first
    body = member.page.inner_text("#content")
    assert "α" in body
    assert re.search(r"\b[01]\.\d{3}\b", member.page.inner_text("[aria-labelledby=agree-title]"))
    assert member.page.locator("[aria-labelledby=change-title]").count()
    charts = member.page.locator("svg.round-chart")
    twins = charts.evaluate_all(
        "charts => charts.map((one) => one.closest('section').querySelectorAll('table, a[href^=\"#\"]').length)"
    )
    assert (charts.count(), all(twins)) == (2 if is_told else 0, True), twins
    names = {task.expert.user.name for task in room.tasks(cases[0])}
    assert not [name for name in names if name in body]
    assert str(open_case.receipt_number) not in body
    assert member.page.locator("form[action*='.pdf'], form[action*='.xlsx']").count() == 0
    journey.is_in_order(member)
    for path in ("score/", "change/"):
        answer = member.page.goto(f"{journey.site}/manage/reviews/assignment/{open_task.pk}/{path}")
        assert answer is not None
        assert answer.status in {403, 404}
    member.complaints.clear()  # the browser remarks on such answers
    journey.end()
