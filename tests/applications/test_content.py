"""What an application asks, as data: answers are read generously, stored in one form, compared exactly."""

from __future__ import annotations

import pytest

from brandcert.applications import content
from brandcert.applications.content.fields import BadAnswer, Field, Kind
from brandcert.programs.enums import CategoryKey


@pytest.mark.parametrize("category", CategoryKey.values)
def test_every_category_asks_six_sections_with_unique_paths(category: str) -> None:
    keys = [section.key for section in content.sections_of(category)]
    assert keys == ["subject", "product", "standards", "innovation", "brand", "responsibility"]
    paths = [path for path, _section, _field in content.fields_of(category)]
    assert len(paths) == len(set(paths))
    assert all(len(path) <= 60 for path in paths)


def test_services_ask_for_places_and_customers_and_never_for_output() -> None:
    services = {path for path, _section, _field in content.fields_of(CategoryKey.SERVICES)}
    goods = {path for path, _section, _field in content.fields_of(CategoryKey.MANUFACTURING)}
    assert "product.places" in services
    assert "product.places" not in goods
    assert "product.annual_output" in goods - services


@pytest.mark.parametrize(
    ("kind", "typed", "stored"),
    [
        (Kind.TEXT, "  红旗 ", "红旗"),
        (Kind.LONG, "一\r\n二", "一\n二"),
        (Kind.INTEGER, "１，２００", "1200"),
        (Kind.INTEGER, "1,200", "1200"),
        (Kind.DECIMAL, "12.50", "12.5"),
        (Kind.DECIMAL, "3%", "3"),
        (Kind.DECIMAL, "100", "100"),
        (Kind.DATE, "2023年8月24日", "2023-08-24"),
        (Kind.DATE, "2023.8.24", "2023-08-24"),
        (Kind.DATE, "2023/08/24", "2023-08-24"),
        (Kind.PHONE, "0431-８８８８８８８８", "0431-88888888"),
        (Kind.EMAIL, "li@example.com", "li@example.com"),
        (Kind.TEXT, "", ""),
        (Kind.TEXT, None, ""),
    ],
)
def test_an_answer_is_stored_in_one_form(kind: Kind, typed: str | None, stored: str) -> None:
    assert Field("x", "X", kind).read(typed) == stored


@pytest.mark.parametrize(
    ("kind", "typed"),
    [
        (Kind.INTEGER, "many"),
        (Kind.INTEGER, "1.5"),
        (Kind.INTEGER, "NaN"),
        (Kind.DECIMAL, "Infinity"),
        (Kind.DECIMAL, "1e30"),
        (Kind.DATE, "2023-02-30"),
        (Kind.DATE, "soon"),
        (Kind.PHONE, "call me"),
        (Kind.EMAIL, "li at example"),
        (Kind.CHOICE, "maybe"),
        (Kind.TEXT, "长" * 101),
        (Kind.LONG, "长" * 2001),
    ],
)
def test_an_answer_that_cannot_be_read_is_named(kind: Kind, typed: str) -> None:
    with pytest.raises(BadAnswer, match=r"\S"):
        Field("x", "X", kind, choices=(("yes", "Yes"),)).read(typed)


def test_limits_of_numbers_hold_on_both_sides() -> None:
    share = content.field_at(CategoryKey.MANUFACTURING, "innovation.rnd_share")
    assert share is not None
    assert share.read("100") == "100"
    for typed in ("-0.01", "100.01"):
        with pytest.raises(BadAnswer):
            share.read(typed)


def test_a_choice_is_shown_in_words_and_a_number_with_its_unit() -> None:
    level = content.field_at(CategoryKey.MANUFACTURING, "standards.standard_level")
    employees = content.field_at(CategoryKey.MANUFACTURING, "subject.employees")
    assert level is not None
    assert employees is not None
    assert level.show("group") == str(dict(level.choices)["group"])
    assert employees.show("1200") == f"1,200 {employees.unit}"
    assert employees.show("") == ""


def test_two_versions_differ_in_exactly_the_changed_answers() -> None:
    before = {"subject": {"employees": "12", "size_class": "small"}, "brand": {"honours": "金奖"}}
    after = {
        "subject": {"employees": "15", "size_class": "small"},
        "brand": {},
        "product": {"variety": "长粒香"},
    }
    assert content.changes(before, after) == [
        content.Change("subject.employees", "12", "15"),
        content.Change("product.variety", "", "长粒香"),
        content.Change("brand.honours", "金奖", ""),
    ]


def test_files_are_told_apart_by_place_and_bytes() -> None:
    one = {"requirement": "licence", "sha256": "a"}
    two = {"requirement": "licence", "sha256": "b"}
    three = {"requirement": "finance", "sha256": "a"}
    assert content.file_changes([one, three], [two, three]) == ([two], [one])
