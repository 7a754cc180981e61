"""Three applicants get from nothing to a receipt: a factory at a desk, a co-operative on a phone, a resort by keyboard."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any

import pytest

from brandcert.applications.content import Kind, build
from brandcert.desk.demo import evidence
from brandcert.desk.demo.stories import ANSWERS
from brandcert.enterprises.enums import OrganisationType
from brandcert.programs.enums import CategoryKey
from brandcert.programs.queries import default_questions
from tests.documents import files
from tests.journeys import applicants, cast
from tests.journeys.installation import Installation, running
from tests.letters import last_code

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from playwright.sync_api import Browser

    from brandcert.applications.content import Field
    from tests.journeys.applicants import Applicant, Careful

pytestmark = [pytest.mark.browser, pytest.mark.timeout(900)]
# Pages of the way that every applicant sees at least.
LEAST_PAGES = 12


@pytest.fixture
def site(site_env: dict[str, str], tmp_path: Path) -> Iterator[Installation]:
    """Run the product with an open batch and nobody who has applied."""
    with running(site_env, tmp_path, worker=False) as installation:
        installation.services.do("set_the_stage")
        yield installation


@pytest.mark.parametrize(
    "applicant",
    [
        pytest.param(applicants.FACTORY, id="a factory at a desk"),
        pytest.param(applicants.COOPERATIVE, id="a co-operative on a phone in large text"),
        pytest.param(applicants.RESORT, id="a resort by keyboard in English"),
    ],
)
def test_an_applicant_gets_from_nothing_to_a_receipt(
    browser: Browser, site: Installation, applicant: Applicant
) -> None:
    window = applicants.ByKeyboard if applicant.is_keyboard else applicants.Careful
    person = window(browser, site.url, applicant)
    sign_up(person, site)
    tasks = begin(person)
    answer_sections(person, tasks)
    hand_in_documents(person, tasks)
    hand_in(person, tasks)
    assert person.found == []
    assert person.complaints == []
    assert len(person.seen) >= LEAST_PAGES


def sign_up(person: Careful, site: Installation) -> None:
    """Register a person by mail, confirm the address, register the enterprise."""
    applicant = person.applicant
    person.open("/accounts/signup/")
    if applicant.is_large:
        person.press(".topbar button[name=text]")
        assert person.page.locator(".topbar button[name=text]").get_attribute("aria-pressed") == "true"
    person.fill({"name": "示例经办", "contact": applicant.email})
    person.fill({"password1": cast.PASSWORD, "password2": cast.PASSWORD})
    person.press("main form button")
    person.fill({"code": last_code(site.folder)})
    person.press("main form button")
    person.page.wait_for_url("**/portal/")
    person.press("main a.button-primary")
    division = person.page.locator("[name=division] option", has_text=applicant.place).first
    person.fill(
        {
            "name": applicant.name,
            "credit_code": applicant.credit_code,
            "address": f"吉林省{applicant.place}示例路1号",
            "division": division.get_attribute("value"),
        }
    )
    person.press("main form .button-primary")
    person.open("/portal/enterprise/")
    person.press('a[href$="/edit/"]')
    person.fill(
        {
            "name_en": f"Sample {applicant.key} of Jilin",
            "address_en": "No. 1 Sample Road, Jilin",
            "established_on": "2010-01-01",
        }
    )
    person.press("main form .button-primary")


def begin(person: Careful) -> str:
    """Start a draft and choose product and unit; gives the address of its task list."""
    applicant = person.applicant
    person.open("/portal/applications/start/")
    batch = person.page.locator("[name=batch]")
    category = person.page.locator("[name=category]")
    names = {"MANUFACTURING": 0, "AGRICULTURE": 1, "SERVICES": 2}
    if batch.count():
        person.fill({"batch": batch.first.get_attribute("value")})
    person.fill({"category": category.nth(names[applicant.category]).get_attribute("value")})
    person.press("main form .button-primary")
    tasks = person.page.url.removeprefix(person.url)
    person.open(f"{tasks}product/")
    person.fill({"name": applicant.product, "model_or_scope": applicant.scope})
    person.fill({"trademark": applicant.mark, "trademark_number": "12345678"})
    person.press("main form .button-primary")
    person.open(f"{tasks}unit/")
    if not person.page.locator("[name=unit]:checked").count():
        person.fill({"unit": person.page.locator("[name=unit]").first.get_attribute("value")})
    person.press("main form .button-primary")
    return tasks


def answer_sections(person: Careful, tasks: str) -> None:
    """Answer every section, one after the other."""
    applicant = person.applicant
    category = CategoryKey(applicant.category)
    kind = OrganisationType(applicant.kind)
    sections = build(default_questions(category), category, organisation_type=kind).sections
    person.open(f"{tasks}section/{sections[0].key}/")
    for section in sections:
        assert person.page.url.endswith(f"/section/{section.key}/")
        for question in section:
            answer(person, question)
        person.press("main form button[value=on]:not([aria-hidden])")


def answer(person: Careful, question: Field) -> None:
    """Give an answer, entry by entry where entries are asked for."""
    if not question.is_list:
        person.fill({question.key: words(person.applicant, question)})
        return
    for place, entry in enumerate(evidence.entries(question, CategoryKey(person.applicant.category), 7)):
        if not person.page.locator(f'[name^="{question.key}-{place}-"]').count():
            person.press(f'button[name=add][value="{question.key}"]')
        entry.pop("file", None)
        person.fill({f"{question.key}-{place}-{key}": value for key, value in entry.items()})


def words(applicant: Applicant, question: Field) -> Any:
    """Give what the applicant would write."""
    if question.key in ANSWERS:
        return ANSWERS[question.key]
    if question.kind == Kind.CHOICE:
        return question.choices[0][0]
    if question.kind in {Kind.INTEGER, Kind.DECIMAL}:
        return "12"
    if question.kind == Kind.EMAIL:
        return applicant.email
    return applicant.answers[: question.max_length]


def hand_in_documents(person: Careful, tasks: str) -> None:
    """Hand in every required document, some as several files at once."""
    person.open(f"{tasks}documents/")
    wanted = person.page.locator("section.card-box:not(:has(h2 .optional)):has(input[type=file])")
    names = [wanted.nth(place).get_attribute("id") for place in range(wanted.count())]
    assert names
    for name in names:
        place = person.page.locator(f"#{name}")
        pdfs: list[Any] = [
            {
                "name": f"{name}-{number}.pdf",
                "mimeType": "application/pdf",
                "buffer": files.pdf() + f"% {name} {number}".encode(),
            }
            for number in range(person.applicant.files)
        ]
        place.locator("input[type=file]").set_input_files(pdfs)
        if place.locator("form button").last.is_visible():
            place.locator("form button").last.click()
        place.get_by_role("link", name=f"{name}-0.pdf").first.wait_for()
    person.look()


def hand_in(person: Careful, tasks: str) -> None:
    """Check, promise, hand in; the receipt is still there when one comes back, and as a PDF."""
    person.open(f"{tasks}check/")
    assert person.applicant.product in person.page.locator("main").inner_text()
    person.fill({"pledge": True})
    person.press("main form .button-primary")
    assert person.page.url.endswith("/sent/")
    number = re.search(r"JLJP-SQ-\d{4}-\d{6}", person.page.locator(".confirmation").inner_text())
    assert number is not None
    person.open(f"{tasks}sent/")
    assert number[0] in person.page.locator(".confirmation").inner_text()
    link = person.page.locator('main a[href*="pdf"]').first.get_attribute("href")
    assert link is not None
    pdf = person.page.request.get(person.url + link)
    assert pdf.body().startswith(b"%PDF-")
    person.open("/portal/")
    assert person.applicant.product in person.page.locator("main").inner_text()
