"""The form as data: keys that never change, a copy for every batch, changed by staff until the window opens."""

from __future__ import annotations

import datetime
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest
from django.db.models import Count

from brandcert.applications.queries import form_of
from brandcert.core.models import Event
from brandcert.programs.enums import CategoryKey
from brandcert.programs.models import Batch, Category, DocumentRequirement, Question
from brandcert.programs.queries import questions_of
from brandcert.programs.questions import BadDefinition, published, published_questions, read
from brandcert.programs.services import open_batch

if TYPE_CHECKING:
    from django.test import Client

    from tests.world import World

# Stored with answers and named in correction notices: a key may be retired, but neither renamed nor used for something else.
STORED = Path(__file__).parents[1] / "data" / "question_keys.txt"
QUESTION = "/manage/programs/question/"
DOCUMENT = "/manage/programs/documentrequirement/"


def test_the_keys_that_are_stored_stay_what_they_are() -> None:
    assert sorted({f"{row.section}.{row.key}" for row in published_questions()}) == STORED.read_text().split()


@pytest.mark.parametrize(
    ("entry", "words"),
    [
        ({"at": "nowhere.x"}, "section.key"),
        ({"at": "subject.x", "kind": "essay"}, "unknown kind essay"),
        ({"at": "subject.x", "kind": "choice"}, "choices belong"),
        ({"at": "subject.x", "kind": "text", "choices": [["a", "b", "c"]]}, "choices belong"),
        ({"at": "subject.x", "kind": "choice", "choices": [["a", "b"]]}, "both languages"),
        ({"at": "subject.x", "kind": "choice", "choices": [["yes", "是", True]]}, "are texts"),
        ({"at": "subject.x", "kind": "rows"}, "columns belong"),
        ({"at": "subject.x", "kind": "text", "title_en": ""}, "a title in both languages"),
        ({"at": "subject.x", "kind": "text", "colour": "red"}, "unknown colour"),
        ({"at": "subject.x", "kind": "text", "for": "Q"}, "unknown category"),
        ({"at": "subject.x", "kind": "text", "only_for": ["club"]}, "unknown kind of body"),
        ({"at": "subject.x", "kind": "rows", "columns": [{"key": "", "kind": "text"}]}, "key of its own"),
        (
            {
                "at": "subject.x",
                "kind": "rows",
                "columns": [{"key": "n", "kind": "patent", "agrees": "m", "title": "n", "title_en": "n"}],
            },
            "no column m",
        ),
    ],
)
def test_a_list_that_cannot_be_used_is_refused_with_the_entry(entry: dict[str, Any], words: str) -> None:
    with pytest.raises(BadDefinition, match=words):
        read([{"for": "A", "title": "一", "title_en": "One", **entry}])


def test_one_question_is_asked_once_of_a_category() -> None:
    entry = {"at": "subject.x", "kind": "text", "title": "一", "title_en": "One"}
    read([{**entry, "for": "M"}, {**entry, "for": "G"}])
    with pytest.raises(BadDefinition, match="asked twice of MANUFACTURING"):
        read([{**entry, "for": "M"}, {**entry, "for": "A"}])


def test_services_bring_photos_of_places_instead_of_a_product_and_each_kind_of_body_its_own_papers() -> None:
    asked = {entry["key"]: entry for entry in published("documents.yaml")}
    assert "F" not in asked["product_photo"]["for"]
    assert asked["places_photo"]["for"] == "F"
    own = {key: entry["only_for"] for key, entry in asked.items() if "only_for" in entry}
    assert own == {
        "revenue_statement": ["sole_trader"],
        "charter": ["association"],
        "founder_consent": ["institution"],
        "register_book": ["cooperative"],
    }


# --- a batch and its copy ---------------------------------------------------------------------------------


def test_a_batch_copies_the_published_questions_and_keeps_its_copy(world: World) -> None:
    counted = dict(world.batch.questions.values_list("category__key").annotate(n=Count("pk")))
    assert counted == {
        key: sum(row.category == key for row in published_questions()) for key in CategoryKey.values
    }
    draft = world.application()
    Question.objects.filter(batch=world.batch, section="brand").update(is_asked=False)
    Question.objects.filter(batch=world.batch, key="employees").update(organisation_types=["cooperative"])
    kept = {path for path, _section, _field in form_of(draft).paths()}
    assert not any(path.startswith("brand.") for path in kept)
    assert "subject.employees" not in kept


def test_a_batch_without_a_copy_asks_the_published_questions(world: World) -> None:
    bare = Batch.objects.create(
        program=world.program,
        year=2025,
        name="2025",
        opens_at=world.now,
        closes_at=world.now + datetime.timedelta(days=1),
    )
    rows = questions_of(bare.pk, world.category())
    assert len(rows) == sum(row.category == CategoryKey.MANUFACTURING for row in published_questions())
    assert all(row.pk is None for row in rows)


# --- staff -------------------------------------------------------------------------------------------------


@pytest.fixture
def coming(world: World) -> Batch:
    """A batch whose window opens tomorrow."""
    return open_batch(
        world.program,
        name="2027年第一批",
        year=2027,
        opens_at=world.now + datetime.timedelta(days=1),
        closes_at=world.now + datetime.timedelta(days=30),
        by=world.secretary,
    )


def changed(row: Question, **values: Any) -> dict[str, Any]:
    facts = {
        "title": row.title,
        "title_en": row.title_en,
        "hint": row.hint,
        "hint_en": row.hint_en,
        "is_asked": "on",
        "is_required": "on",
        "position": row.position,
        "organisation_types": row.organisation_types,
    }
    return {key: value for key, value in {**facts, **values}.items() if value is not None}


def test_a_question_is_switched_per_category_and_kind_of_body_before_the_window_opens(
    world: World, client: Client, coming: Batch
) -> None:
    client.force_login(world.secretary)
    row = coming.questions.get(category=world.category(), key="patents")
    values = changed(row, organisation_types=["company"], title="专利清单")
    assert client.post(f"{QUESTION}{row.pk}/change/", values).status_code == 302
    row.refresh_from_db()
    assert (row.title, row.organisation_types, row.is_required) == ("专利清单", ["company"], True)
    assert (row.kind, row.section, row.key) == ("rows", "rights", "patents")
    assert coming.questions.get(category=world.category(CategoryKey.SERVICES), key="patents").title == "专利"
    assert Event.objects.about(row).get().name == "programs.question.set_form"


@pytest.mark.both
def test_nothing_is_changed_once_the_window_is_open_or_somebody_has_begun(
    world: World, client: Client, coming: Batch
) -> None:
    client.force_login(world.secretary)
    begun = coming.questions.filter(key="patents").latest("pk")
    world.application(batch=coming)
    opened = world.batch.questions.filter(key="patents").latest("pk")
    for row in (begun, opened):
        assert client.post(f"{QUESTION}{row.pk}/change/", changed(row, title="x")).status_code == 403
        row.refresh_from_db()
        assert row.title == "专利"
    paper = DocumentRequirement.objects.filter(batch=world.batch).latest("pk")
    assert client.post(f"{DOCUMENT}{paper.pk}/change/", {"title": "x"}).status_code == 403
    assert "不能再更改" in client.get(f"{QUESTION}{opened.pk}/change/").content.decode()


def test_a_question_of_ones_own_is_added_before_the_window_opens_and_refused_afterwards(
    world: World, client: Client, coming: Batch
) -> None:
    client.force_login(world.secretary)
    new = {
        "category": world.category().pk,
        "section": "brand",
        "key": "museum",
        "kind": "text",
        "title": "企业博物馆",
        "title_en": "Museum",
        "is_asked": "on",
        "position": 900,
    }
    assert client.post(f"{QUESTION}add/", {**new, "batch": coming.pk}).status_code == 302
    refused = client.post(f"{QUESTION}add/", {**new, "batch": world.batch.pk})
    assert "已开放申报，填报内容不能再更改" in refused.content.decode()
    assert client.post(f"{QUESTION}add/", {**new, "key": "A-b", "batch": coming.pk}).status_code == 200
    assert list(Question.objects.filter(section="brand", key="museum").values_list("batch", flat=True)) == [
        coming.pk
    ]
    asked = form_of(world.application(batch=coming)).field("brand.museum")
    assert asked is not None
    assert not asked.required


def test_only_the_secretary_changes_what_is_asked(world: World, client: Client, coming: Batch) -> None:
    row = coming.questions.first()
    assert row is not None
    for user in (world.clerk, world.director, world.sysadmin):
        client.force_login(user)
        assert client.post(f"{QUESTION}{row.pk}/change/", changed(row)).status_code == 403
    category = world.category(CategoryKey.SERVICES)
    client.force_login(world.secretary)
    page = f"/manage/programs/category/{category.pk}/change/"
    assert (
        client.post(page, {"organisation_types": []}).status_code == 403
    )  # a batch of the programme is open
    Batch.objects.filter(pk=world.batch.pk).update(
        opens_at=world.now + datetime.timedelta(days=1), closes_at=world.now + datetime.timedelta(days=2)
    )
    assert client.post(page, {"organisation_types": ["company", "institution"]}).status_code == 302
    assert Category.objects.get(pk=category.pk).admits("institution")
