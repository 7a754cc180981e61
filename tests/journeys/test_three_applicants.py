"""Three applicants get from nothing to a receipt: a factory at a desk, a co-operative on a phone, a resort by keyboard."""

from __future__ import annotations

import json
import re
from typing import TYPE_CHECKING, Any
from urllib.parse import urlsplit

import pytest

from brandcert.applications.content import Kind, build
from brandcert.desk.demo import evidence
from brandcert.desk.demo.stories import ANSWERS
from brandcert.enterprises.enums import OrganisationType
from brandcert.programs.enums import CategoryKey
from brandcert.programs.queries import default_questions
from tests.documents import files
from tests.journeys import cast
from tests.journeys.applicants import (
    AT_A_DESK,
    BY_KEYBOARD,
    COOPERATIVE,
    FACTORY,
    LARGE,
    ON_A_PHONE,
    ON_A_PHONE_IN_ENGLISH,
    RESORT,
    WHOLE,
    ByKeyboard,
    Careful,
)
from tests.journeys.installation import Installation, running
from tests.letters import last_code
from tests.shared import shared_folder
from tests.sites import migrated_copy

if TYPE_CHECKING:
    from collections.abc import Iterator

    from playwright.sync_api import Browser, Response

    from brandcert.applications.content import Field
    from tests.journeys.applicants import Applicant, Way

pytestmark = [pytest.mark.browser, pytest.mark.timeout(900)]
# Pages of the way that every applicant sees at least, some of them twice: refused and taken.
LEAST_PAGES = 18
SUBMIT = "main form:has([name=pledge]) .button-primary"
OWN_WAYS = ((FACTORY, AT_A_DESK), (COOPERATIVE, ON_A_PHONE), (RESORT, BY_KEYBOARD))
WAYS = (AT_A_DESK, ON_A_PHONE, BY_KEYBOARD, ON_A_PHONE_IN_ENGLISH)
OTHER_WAYS = [
    (applicant, way)
    for applicant, own in OWN_WAYS
    for way in WAYS
    if way is not own
]  # fmt: skip


@pytest.fixture(scope="module")
def site(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Installation]:
    """Run the product with an open batch and nobody who has applied."""
    folder = tmp_path_factory.mktemp("applicants")
    with (
        migrated_copy(shared_folder(tmp_path_factory), folder / "var") as env,
        running(env, folder, worker=False) as installation,
    ):
        installation.services.do("set_the_stage")
        yield installation
        assert installation.errors() == []


@pytest.mark.parametrize(
    ("applicant", "way"),
    [
        # The co-operative on its phone meets most of it; the other two belong to the long run, like all other ways.
        *(
            pytest.param(
                *pair,
                id=f"{pair[0].key} in its own way",
                marks=[] if pair[0] is COOPERATIVE else [pytest.mark.full],
            )
            for pair in OWN_WAYS
        ),
        *(
            pytest.param(*pair, id=f"{pair[0].key} in way {pair[1].number}", marks=pytest.mark.full)
            for pair in OTHER_WAYS
        ),
    ],
)
def test_an_applicant_gets_from_nothing_to_a_receipt(
    browser: Browser, site: Installation, applicant: Applicant, way: Way
) -> None:
    person = (ByKeyboard if way.is_keyboard else Careful)(browser, site.url, applicant, way)
    sign_up(person, site)
    register(person)
    tasks = begin(person)
    answer_sections(person, tasks)
    hand_in_documents(person, tasks)
    hand_in(person, tasks)
    assert person.text_size() >= (LARGE if way.is_large else WHOLE)
    assert not person.found, "\n".join(person.found)
    assert person.complaints == []
    assert len(person.seen) >= LEAST_PAGES
    person.page.context.close()


def sign_up(person: Careful, site: Installation) -> None:
    """Register a person and confirm the address, or the number of the phone, by the code that was sent there."""
    person.open("/accounts/signup/")
    if person.way.is_large:
        person.page.locator(".menu-button").click()
        person.press("#site-menu button[name=text]")
        assert person.page.locator("#site-menu button[name=text]").get_attribute("aria-pressed") == "true"
    contact = person.phone or person.email
    person.fill({"name": "示例经办", "contact": contact})
    person.fill({"password1": cast.PASSWORD, "password2": cast.PASSWORD})
    person.press("main form button")
    assert contact in person.page.locator("main").inner_text()
    person.fill({"code": last_text(site) if person.phone else last_code(site.folder)})
    person.press("main form button")
    person.page.wait_for_url("**/portal/")


def last_text(site: Installation) -> str:
    """Return the code in the text message that was sent last."""
    newest = max((site.folder / "sms").glob("*.json"), key=lambda path: path.stat().st_mtime_ns)
    [code] = re.findall(r"\b\d{6}\b", json.loads(newest.read_text("utf-8"))["text"])
    return str(code)


def register(person: Careful) -> None:
    """Register the enterprise; a credit code with a slip in it is refused with the reason, and nothing typed is lost."""
    applicant = person.applicant
    person.press("main a.button-primary")
    division = person.page.locator("[name=division] option", has_text=applicant.place).first
    wrong = person.credit_code[:-1] + ("1" if person.credit_code[-1] != "1" else "2")
    person.fill(
        {
            "name": f"{applicant.name}{person.way.number}",
            "credit_code": wrong,
            "division": division.get_attribute("value"),
            "address": f"吉林省{applicant.place}示例路1号",
        }
    )
    assert person.credit_code[-1] in person.be_refused("main form .button-primary")
    assert person.page.locator("[name=address]").input_value() == f"吉林省{applicant.place}示例路1号"
    person.fill({"credit_code": person.credit_code})
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
    category = person.page.locator("[name=category]").nth(
        list(CategoryKey).index(CategoryKey(applicant.category))
    )
    batch = person.page.locator("[name=batch]")
    if batch.count():
        person.fill({"batch": batch.first.get_attribute("value")})
    person.fill({"category": category.get_attribute("value")})
    person.press("main form .button-primary")
    tasks = urlsplit(person.page.url).path
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
    """Answer every section, one after the other; what is typed is kept before any button is pressed."""
    category = CategoryKey(person.applicant.category)
    kind = OrganisationType(person.applicant.kind)
    sections = build(default_questions(category), category, organisation_type=kind).sections
    person.open(f"{tasks}section/{sections[0].key}/")
    for place, section in enumerate(sections):
        assert urlsplit(person.page.url).path.endswith(f"/section/{section.key}/")
        for question in section:
            answer(person, question)
        if not place:
            come_back_to_what_was_typed(person, list(section)[-1].key)
        person.press("main form button[value=on]")
    assert urlsplit(person.page.url).path.endswith("/documents/")


def come_back_to_what_was_typed(person: Careful, last: str) -> None:
    """Wait until the page has saved by itself, and open it again; a slip is refused and stands there to be mended."""
    text = person.page.locator(f"[name={last}]").input_value()
    with person.page.expect_response(lambda answer: is_save_of(answer, text)):
        person.fill({last: text})
    person.page.locator("[data-saved]", has_text=re.compile(r"(已保存|Saved).*\d\d:\d\d")).wait_for()
    person.open(urlsplit(person.page.url).path)
    typed = person.page.locator("[name=main_business]").input_value()
    assert typed == person.applicant.words
    person.fill({"contact_phone": "12"})
    person.be_refused("main form button[value=on]")
    assert person.page.locator("[name=contact_phone]").input_value() == "12"
    person.fill({"contact_phone": ANSWERS["contact_phone"]})


def is_save_of(answer: Response, text: str) -> bool:
    """Tell whether the page saved by itself, and this with it."""
    return answer.url.endswith("/save/") and text.encode() in (answer.request.post_data_buffer or b"")


def answer(person: Careful, question: Field) -> None:
    """Give an answer, entry by entry where entries are asked for."""
    if not question.is_list:
        person.fill({question.key: words(person, question)})
        return
    rows = evidence.entries(question, CategoryKey(person.applicant.category), 7)
    for place, entry in enumerate(rows):
        if not person.page.locator(f'[name^="{question.key}-{place}-"]').count():
            person.press(f'button[name=add][value="{question.key}"]')
        entry.pop("file", None)
        person.fill({f"{question.key}-{place}-{key}": value for key, value in entry.items()})


def words(person: Careful, question: Field) -> Any:
    """Give what the applicant would write."""
    if question.key in ANSWERS:
        return ANSWERS[question.key]
    if question.kind == Kind.CHOICE:
        return question.choices[0][0]
    if question.kind in {Kind.INTEGER, Kind.DECIMAL}:
        return "12"
    if question.kind == Kind.EMAIL:
        return person.email
    return person.applicant.words[: question.max_length]


def hand_in_documents(person: Careful, tasks: str) -> None:
    """Hand in every required document, the first as many files at once as the applicant has."""
    person.open(f"{tasks}documents/")
    wanted = person.page.locator("section.card-box:not(:has(h2 .optional)):has(input[type=file])")
    names = [wanted.nth(place).get_attribute("id") for place in range(wanted.count())]
    assert names
    headings = [
        heading.strip().splitlines()[0] for heading in person.page.locator("main h2").all_inner_texts()
    ]
    asks_for_photo = bool({"产品照片", "Photo of the product"} & set(headings))
    assert asks_for_photo == (person.applicant is not RESORT), headings
    count = person.applicant.files
    for name in names:
        place = person.page.locator(f"#{name}")
        person.choose_files(place, [paper(f"{name}-{number}.pdf") for number in range(count)])
        for number in range(count):
            place.get_by_role("link", name=f"{name}-{number}.pdf").first.wait_for()
        count = 1
    person.seen -= {state for state in person.seen if state.startswith(f"{tasks}documents/")}
    person.look()


def paper(name: str) -> Any:
    """Make a file like no other."""
    return {"name": name, "mimeType": "application/pdf", "buffer": files.pdf() + f"% {name}".encode()}


def hand_in(person: Careful, tasks: str) -> None:
    """Check, forget the pledge, promise, hand in; the receipt is there when one comes back, and the case goes on."""
    person.open(f"{tasks}check/")
    text = person.page.locator("main").inner_text()
    assert person.applicant.product in text
    assert person.applicant.words[:20] in text
    person.be_refused(SUBMIT)
    person.fill({"pledge": True})
    person.press(SUBMIT)
    assert urlsplit(person.page.url).path.endswith("/sent/")
    number = re.search(r"JLJP-SQ-\d{4}-\d{6}", person.page.locator(".confirmation").inner_text())
    assert number is not None
    person.open(f"{tasks}sent/")
    assert number[0] in person.page.locator(".confirmation").inner_text()
    link = person.page.locator('main a[href$="/pdf"]').get_attribute("href")
    assert person.page.request.get(f"{person.url}{link}").body().startswith(b"%PDF-")
    person.press(f'main .actions a[href$="{tasks}"]')
    assert number[0] in person.page.locator("main").inner_text()
    person.open("/portal/")
    assert person.applicant.product in person.page.locator("main").inner_text()
