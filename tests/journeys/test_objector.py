"""Somebody objects to an entry of a published list: from his telephone to the finding he reads under number and code."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

import pytest
from django.core import mail
from django.test import override_settings

from brandcert.accounts.enums import Role
from brandcert.applications.enums import Status
from brandcert.applications.models import Application
from brandcert.awards.models import Objection
from brandcert.documents.models import Letter
from tests.awards.conftest import Committee
from tests.browser.test_review import site
from tests.documents import files
from tests.journeys.windows import Windows
from tests.processes import wait_until
from tests.world import CREDIT_CODES, World

if TYPE_CHECKING:
    from collections.abc import Iterator

    from playwright.sync_api import Browser

    from brandcert.awards.models import PublicNotice
    from tests.journeys.people import Person

__all__ = ["site"]
pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]

NAME, CONTACT = "苏晓雯", "su.xiaowen@example.org"
FACTS = "该产品 2026 年 9 月在长春市场销售的批次，标签所标标准号与公示材料不一致，附照片。"
FINDING = "经核查，所附照片为其他企业产品，该批次标签与执行标准一致，异议不成立。"
PHONE = {"viewport": {"width": 390, "height": 844}}


@pytest.fixture
def windows(world: World, browser: Browser, site: str) -> Iterator[Windows]:
    """Give the windows of a journey whose letters lead to the pages of this test."""
    with override_settings(BASE_URL=site):
        yield Windows(world, browser, site)


def test_an_objection_holds_one_entry_until_it_is_answered_and_nobody_learns_whose_it_is(
    windows: Windows,
) -> None:
    world, committee = windows.world, Committee(windows.world)
    other = committee.ready("0.95", enterprise=world.new_enterprise(CREDIT_CODES[1], "长春甲示例有限公司"))
    disputed, notice = committee.published()
    objector = windows.stranger("objector", **PHONE)
    file_it(windows, objector, notice, disputed)
    number, code = receipt(windows, objector)
    prove_the_contact(windows, objector)
    clerk = windows.at_desk(world.clerk)
    admit(windows, clerk, number)
    assert (state(disputed), state(other)) == (Status.OBJECTION, Status.PUBLIC_NOTICE)
    enterprise_reads_no_name(windows, disputed)
    # Another device, another day: all he has is number and code.
    later = windows.stranger("objector again")
    assert FINDING not in ask(windows, later, number, code)
    decide(windows, clerk, number)
    windows.at_desk(world.person(Role.DIRECTOR)).approve(case_of(disputed))
    assert (state(disputed), state(other)) == (Status.PUBLIC_NOTICE, Status.PUBLIC_NOTICE)
    words = ask(windows, later, number, code)
    assert FINDING in words
    assert "异议不成立" in words
    assert later.page.locator("button:visible", has_text="收回").count() == 0
    answer_in_writing(windows, clerk, number)
    windows.end()


def file_it(windows: Windows, objector: Person, notice: PublicNotice, disputed: Application) -> None:
    """He finds the list from the start page; what is missing is said, and the file he chose is kept."""
    page = objector.page
    objector.open("/")
    page.click("header [popovertarget=site-menu]")
    objector.press("header a[href$='/notices/']")
    objector.press(f"main a[href*='/notices/{notice.pk}/']")
    windows.is_in_order(objector)
    objector.press("aside a[href$='/objection/']")
    windows.is_in_order(objector)
    item = notice.items.get(application=disputed)
    said = {"item": str(item.pk), "kind": "person", "name": NAME, "contact": CONTACT, "relation": "consumer"}
    objector.fill(said)
    photo = {"name": f"{NAME}的照片.png", "mimeType": "image/png", "buffer": files.picture()}
    page.locator("[name=evidence]").set_input_files(photo)  # type: ignore[arg-type] # a typed dictionary
    page.click("main form .button-primary")
    page.wait_for_selector("[data-error-summary]")
    assert not Objection.objects.exists()
    windows.is_in_order(objector)
    objector.complaints.clear()  # an incomplete form is answered 422, which the browser remarks on
    assert page.locator("[name=name]").input_value() == NAME
    objector.fill({"facts": FACTS, "consent": True})
    objector.press("main form .button-primary")
    filed = Objection.objects.get()
    assert (filed.item, filed.objector_name, filed.files.get().name) == (item, NAME, "证据-1.png")


def receipt(windows: Windows, objector: Person) -> tuple[str, str]:
    """The receipt shows number and code and can be kept as a paper; return both as he reads them."""
    page, words = objector.page, objector.page.inner_text("main")
    windows.is_in_order(objector)
    number = re.search(r"YY-\d{4}-\d{5}", words)
    code = re.search(r"[0-9A-Z]{4}-[0-9A-Z]{4}-[0-9A-Z]{4}", words)
    assert number, words
    assert code, words
    assert NAME not in words
    address = page.locator("main a[href$='.pdf']").get_attribute("href")
    paper = page.request.get(f"{windows.site}{address}")
    assert (paper.status, paper.body()[:5]) == (200, b"%PDF-")
    return number[0], code[0]


def prove_the_contact(windows: Windows, objector: Person) -> None:
    """A code comes by mail to the contact he gave, and goes back."""
    page = objector.page
    objector.press("main a[href='/progress/objection/']")
    windows.is_in_order(objector)
    mail.outbox.clear()
    objector.press("form:has([value=send]) button")
    [letter] = [one for one in mail.outbox if CONTACT in one.to]
    code = re.search(r"\d{6}", str(letter.body))
    assert code
    objector.fill({"sent_code": code[0]})
    objector.press("form:has([value=confirm]) button")
    assert Objection.objects.get().contact_verified_at is not None
    assert page.locator("form:has([value=send])").count() == 0
    windows.is_in_order(objector)


def admit(windows: Windows, clerk: Person, number: str) -> None:
    """A clerk finds it in the queue without a name, takes it, and admits it in words that show nobody."""
    clerk.open("/manage/")
    clerk.press(".queue a[href*='/objection/']")
    words = clerk.page.inner_text("#content")
    assert number in words
    assert NAME not in words
    windows.is_in_order(clerk)
    clerk.press(".acts form[action*='/step/take/'] button, .acts a[href*='/step/take/']")
    clerk.press(".acts a[href*='/step/admit/']")
    assert clerk.page.locator("[name=told_facts]").input_value() == FACTS
    windows.is_in_order(clerk)
    clerk.confirm()


def enterprise_reads_no_name(windows: Windows, disputed: Application) -> None:
    """The enterprise is told what is said against it, not by whom."""
    owner = windows.at_desk(windows.world.owner)
    owner.open(f"/portal/applications/{disputed.pk}/")
    assert FACTS in owner.page.inner_text("main")
    content = owner.page.content()
    assert NAME not in content
    assert CONTACT not in content
    windows.is_in_order(owner)


def decide(windows: Windows, clerk: Person, number: str) -> None:
    """The handler writes the finding; a director has still to approve it."""
    open_it(clerk, number)
    clerk.press(".acts a[href*='/step/propose_decide/']")
    clerk.fill({"outcome": "dismissed", "finding": FINDING}, within=".step-form")
    windows.is_in_order(clerk)
    clerk.confirm()
    assert Objection.objects.get().outcome == ""


def ask(windows: Windows, later: Person, number: str, code: str) -> str:
    """Ask with number and code; return what the page says."""
    later.open("/progress/")
    windows.is_in_order(later)
    later.fill({"receipt": number.lower(), "code": code})
    later.press("main form .button-primary")
    windows.is_in_order(later)
    words = later.page.inner_text("main")
    assert number in words
    assert NAME not in words
    return words


def answer_in_writing(windows: Windows, clerk: Person, number: str) -> None:
    """The reply is a numbered letter; the handler opens it after saying what for, which is recorded."""
    wait_until(Letter.objects.filter(kind="objection_reply").exists, 30, "the reply")
    open_it(clerk, number)
    assert NAME not in clerk.page.content()
    clerk.press(".acts a[href*='/step/reveal_objector/']")
    clerk.fill({"ground": "finding"}, within=".step-form")
    clerk.confirm()
    assert NAME in clerk.page.inner_text("#content")
    windows.is_in_order(clerk)


def open_it(clerk: Person, number: str) -> None:
    """Open the page of the objection from the list of all."""
    clerk.open("/manage/awards/objection/")
    clerk.press(f"#result_list a:has-text('{number}')")


def case_of(row: Application) -> str:
    """Return the page of a case at the desk."""
    return f"/manage/applications/application/{row.pk}/change/"


def state(row: Application) -> str:
    """Return where a case stands now."""
    return str(Application.objects.get(pk=row.pk).status)
