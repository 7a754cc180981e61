"""The visible difference between two versions: words, rows, files; nothing a reader may not see."""

from __future__ import annotations

import time
from dataclasses import dataclass
from types import SimpleNamespace
from typing import TYPE_CHECKING, Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from brandcert.applications import services
from brandcert.applications.differences import ADDED, REMOVED, SAME, Part, between, table, words
from brandcert.applications.models import Application
from brandcert.applications.queries import compared, requirements_of
from tests.applications import filling

if TYPE_CHECKING:
    from pathlib import Path

    from django.test import Client
    from pytest_django.fixtures import Settings

    from tests.world import World

PHONE, OTHER = "13843156789", "13843150000"


@dataclass(frozen=True)
class Column:
    """A column as the form describes it."""

    key: str
    label: str = ""


def show(_field: Any, value: Any) -> str:
    return str(value or "")


def kinds(parts: tuple[Part, ...]) -> list[tuple[str, str]]:
    return [(part.kind, part.text) for part in parts]


def test_latin_words_and_numbers_are_whole_and_chinese_goes_by_the_character() -> None:
    assert kinds(words("execute DB22/T 1234-2020", "execute DB22/T 1234-2024")) == [
        (SAME, "execute DB22/T "),
        (REMOVED, "1234-2020"),
        (ADDED, "1234-2024"),
    ]
    assert kinds(words("年产量十二万吨，出口韩国", "年产量十五万吨，出口韩国")) == [
        (SAME, "年产量十"),
        (REMOVED, "二"),
        (ADDED, "五"),
        (SAME, "万吨，出口韩国"),
    ]


def test_a_single_character_in_common_does_not_cut_a_change_to_pieces() -> None:
    assert kinds(words("质量稳定可靠", "品质优良可靠")) == [
        (REMOVED, "质量稳定"),
        (ADDED, "品质优良"),
        (SAME, "可靠"),
    ]


@given(st.text("甲乙 a1\n，", max_size=40), st.text("甲乙 a1\n，", max_size=40))
@settings(max_examples=60)
def test_both_texts_can_be_read_out_of_the_difference(before: str, after: str) -> None:
    parts = words(before, after)
    assert "".join(part.text for part in parts if part.kind != ADDED) == before
    assert "".join(part.text for part in parts if part.kind != REMOVED) == after


def test_endless_texts_do_not_hold_the_page_up() -> None:
    started = time.perf_counter()
    parts = words("甲" * 6000, "乙甲" * 3000)
    assert time.perf_counter() - started < 1
    assert [part.kind for part in parts] == [REMOVED, ADDED]


def test_rows_of_a_table_come_go_and_change() -> None:
    columns = (Column("name"), Column("number"))
    before = [
        {"name": "专利甲", "number": "1"},
        {"name": "专利乙", "number": "2"},
        {"name": "丁", "number": "4"},
    ]
    after = [
        {"name": "专利甲", "number": "1"},
        {"name": "专利乙", "number": "22"},
        {"name": "丁", "number": "4"},
    ]
    found = table(before, [*after, {"name": "丙", "number": "3"}], columns, show)
    assert [row.kind for row in found] == [SAME, "changed", SAME, ADDED]
    assert kinds(found[1].cells[1]) == [(REMOVED, "2"), (ADDED, "22")]
    assert [row.kind for row in table(before, before[:1], columns, show)] == [SAME, REMOVED, REMOVED]


def test_a_list_of_entries_is_compared_as_a_table_and_an_answer_as_a_text() -> None:
    section = SimpleNamespace(title="知识产权")
    patents = SimpleNamespace(label="专利", columns=(Column("name", "名称"),))
    story = SimpleNamespace(label="品牌故事")
    questions = [("rights.patents", section, patents), ("rights.story", section, story)]
    before = {"rights": {"patents": [{"name": "甲"}], "story": "同"}}
    after = {"rights": {"patents": [{"name": "甲"}, {"name": "乙"}], "story": "同"}}
    (found,) = between(questions, before, after, show=show)
    assert (found.label, found.head, [row.kind for row in found.rows]) == ("专利", ("名称",), [SAME, ADDED])


@pytest.fixture
def corrected(world: World, settings: Settings, tmp_path: Path) -> Application:
    """Give a case that was corrected: a text, a telephone number, one document replaced."""
    settings.MEDIA_ROOT = tmp_path
    paths = ("subject.main_business", "subject.contact_phone")
    row = filling.returned(world, *paths, documents=1)
    row.content["subject"]["contact_phone"] = PHONE
    Application.objects.filter(pk=row.pk).update(content=row.content)
    version = row.versions.get()
    version.content["subject"]["contact_phone"] = PHONE
    version.save()
    values = {"main_business": "特种工程塑料与复合材料", "contact_phone": OTHER}
    services.save_section(row, section="subject", values=values, by=world.editor)
    listed = requirements_of(row)[0]
    services.detach(row.materials.get(requirement=listed), by=world.owner)
    new = filling.upload(world.owner, "新报告.pdf")
    services.attach(row, requirement=listed, upload=new, by=world.owner)
    return services.resubmit(row, by=world.owner, now=world.now)


def test_the_reviewer_reads_the_difference_and_no_telephone_number(
    corrected: Application, world: World, client: Client
) -> None:
    client.force_login(world.clerk)
    shown = client.get(f"/manage/applications/application/{corrected.pk}/change/").content.decode()
    assert "<ins>特种工程塑料与复合材料</ins>" in shown
    assert "<del>evidence.pdf</del>" in shown or "evidence.pdf</a></del>" in shown
    assert "新报告.pdf</a></ins>" in shown
    assert PHONE not in shown
    assert OTHER not in shown


def test_the_applicant_reads_the_same_difference(
    corrected: Application, world: World, client: Client
) -> None:
    client.force_login(world.owner)
    shown = client.get(f"/portal/applications/{corrected.pk}/versions/2/").content.decode()
    assert "<ins>特种工程塑料与复合材料</ins>" in shown
    assert f"<ins>{OTHER}</ins>" in shown
    assert (
        'id="difference"'
        not in client.get(f"/portal/applications/{corrected.pk}/versions/1/").content.decode()
    )


def test_each_version_is_compared_with_the_one_before(corrected: Application) -> None:
    first, second = corrected.versions.all()
    found = compared(corrected, first, second, reveals=True)
    assert [one.path for one in found["differences"]] == ["subject.main_business", "subject.contact_phone"]
    assert [len(found[key]) for key in ("added", "removed")] == [1, 1]
