"""What an application asks, as data: answers are read generously, stored in one form, compared exactly."""

from __future__ import annotations

from decimal import Decimal
from typing import Any

import pytest
from django.utils import translation

from brandcert.applications import content
from brandcert.applications.content import BadAnswer, BadRows, Field, Kind
from brandcert.applications.content.fields import in_yuan
from brandcert.applications.content.shapes import patent_check
from brandcert.enterprises.enums import OrganisationType
from brandcert.programs.enums import CategoryKey, QuestionSection
from brandcert.programs.queries import default_questions


def form(category: str, kind: str = OrganisationType.COMPANY, **answers: dict[str, Any]) -> content.Form:
    return content.build(default_questions(category), category, organisation_type=kind, answers=answers)


def paths(category: str, kind: str = OrganisationType.COMPANY) -> set[str]:
    return {path for path, _section, _field in form(category, kind).paths()}


@pytest.mark.parametrize("category", CategoryKey.values)
def test_every_category_asks_all_sections_with_paths_that_fit_a_correction_item(category: str) -> None:
    asked = form(category)
    assert [section.key for section in asked] == QuestionSection.values
    assert all(len(path) <= 60 for path in paths(category))


def test_services_ask_for_places_and_customers_and_never_for_output() -> None:
    services, goods = paths(CategoryKey.SERVICES), paths(CategoryKey.MANUFACTURING)
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
    share = form(CategoryKey.MANUFACTURING).field("innovation.rnd_share")
    assert share is not None
    assert share.read("100") == "100"
    for typed in ("-0.01", "100.01"):
        with pytest.raises(BadAnswer):
            share.read(typed)


def test_a_choice_is_shown_in_words_and_a_number_with_its_unit() -> None:
    size = form(CategoryKey.MANUFACTURING).field("subject.size_class")
    employees = form(CategoryKey.MANUFACTURING).field("subject.employees")
    assert size is not None
    assert employees is not None
    assert size.show("small") == str(dict(size.choices)["small"])
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


# --- who is asked what ------------------------------------------------------------------------------------


def test_the_kind_of_body_decides_what_is_asked() -> None:
    def asked(kind: str) -> set[str]:
        return paths(CategoryKey.AGRICULTURE, kind)

    company, cooperative = asked("company"), asked("cooperative")
    assert cooperative - company == {"subject.members"}
    assert company - asked("association") == {"subject.size_class", "brand.tax_1"}


def test_every_category_has_its_compulsory_lists() -> None:
    compulsory = {
        category: {
            path for path, _section, field in form(category).paths() if field.is_list and field.required
        }
        for category in CategoryKey.values
    }
    assert compulsory == {
        "MANUFACTURING": {"evidence.standards", "evidence.metrology", "evidence.testing"},
        "AGRICULTURE": {"evidence.standards", "evidence.testing", "rights.trace"},
        "SERVICES": {"evidence.standards"},
    }


def test_what_is_no_longer_asked_is_shown_as_long_as_somebody_answered_it() -> None:
    assert "brand.honours" not in paths(CategoryKey.SERVICES)
    field = form(CategoryKey.SERVICES, brand={"honours": "金奖"}).field("brand.honours")
    assert field is not None
    assert (field.required, field.show("金奖")) == (False, "金奖")


# --- numbers that prove themselves ------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("kind", "typed", "stored"),
    [
        (Kind.STANDARD, "gb/t1354－2018", "GB/T 1354-2018"),
        (Kind.STANDARD, "GB 2762—2022", "GB 2762-2022"),
        (Kind.STANDARD, "DB22/T 1234-2024", "DB22/T 1234-2024"),
        (Kind.STANDARD, "NY/T 1020-2006", "NY/T 1020-2006"),
        (Kind.STANDARD, "T/JLPP 012-2026", "T/JLPP 012-2026"),
        (Kind.STANDARD, "Q/SL 0001S-2021", "Q/SL 0001S-2021"),
        (Kind.STANDARD, "ISO 9001:2015", "ISO 9001:2015"),
        (Kind.PATENT, "ZL 2003 1 0102344.5", "ZL200310102344.5"),
        (Kind.PATENT, "2003101023445", "200310102344.5"),
        (Kind.LABORATORY, "CMA 2200 2034 5678", "220020345678"),
        (Kind.LABORATORY, "l1234", "CNAS L1234"),
        (Kind.PAST_DATE, "2020年1月2日", "2020-01-02"),
        (Kind.PAST_YEAR, "２０１９", "2019"),
    ],
)
def test_numbers_are_stored_in_one_form(kind: Kind, typed: str, stored: str) -> None:
    assert Field("x", "X", kind).read(typed) == stored


@pytest.mark.parametrize(
    ("kind", "typed", "words"),
    [
        (Kind.STANDARD, "GB/T 1354", "year"),
        (Kind.STANDARD, "our own standard", "year"),
        (Kind.PATENT, "ZL200310102344.6", r"\.5, not in \.6"),
        (Kind.PATENT, "12345", "check digit"),
        (Kind.PATENT, "200370102344" + patent_check("200370102344"), "Digit 5"),
        (Kind.LABORATORY, "1234", "12 digits"),
        (Kind.PAST_DATE, "2999-01-01", "future"),
        (Kind.PAST_YEAR, "2999", "not begun"),
    ],
)
def test_a_number_that_cannot_be_right_says_what_is_wrong(kind: Kind, typed: str, words: str) -> None:
    with translation.override("en"), pytest.raises(BadAnswer, match=words):
        Field("x", "X", kind).read(typed)


def test_the_check_digit_of_the_norm_and_the_roman_ten() -> None:
    # ZC 0006-2003 computes the first; the sum of the second leaves ten.
    assert patent_check("200310102344") == "5"
    assert patent_check("20011111") == str((2 * 2 + 1 * 5 + 6 + 7 + 8 + 9) % 11)
    assert patent_check("50000000") == "X"


# --- lists of entries ------------------------------------------------------------------------------------


def patents() -> Field:
    found = form(CategoryKey.MANUFACTURING).field("rights.patents")
    assert found is not None
    return found


GOOD = {"kind": "invention", "number": "ZL200310102344.5", "name": "一种方法", "state": "granted", "file": ""}


def test_empty_entries_are_dropped_and_a_list_is_read_again_as_it_is() -> None:
    rows = patents().read([{}, GOOD | {"number": "zl 2003 1 0102344.5", "foreign": "x"}, {"name": "  "}])
    assert rows == [GOOD]
    assert patents().read(rows) == rows


def test_what_cannot_be_read_is_kept_as_it_was_typed_and_named_by_its_place() -> None:
    with pytest.raises(BadRows) as refusal:
        patents().read([GOOD, GOOD | {"number": "ZL200310102344.6"}])
    assert list(refusal.value.faults) == ["1-number"]
    assert refusal.value.rows[1]["number"] == "ZL200310102344.6"


def test_a_number_of_another_kind_than_the_one_chosen_is_told() -> None:
    with translation.override("en"), pytest.raises(BadRows, match="“invention”, but “design” is chosen"):
        patents().read([GOOD | {"kind": "design"}])


def test_an_entry_with_an_empty_place_leaves_the_question_open() -> None:
    half = [GOOD | {"name": ""}]
    assert patents().gaps(half) == ["0-name"]
    assert patents().is_open(half)
    assert not patents().is_open([])
    section = form(CategoryKey.MANUFACTURING).section("rights")
    assert section is not None
    assert [field.key for field in section.incomplete({"patents": half})] == ["patents"]
    assert [field.key for field in section.incomplete({"patents": [GOOD | {"number": "5"}]})] == ["patents"]


def test_no_more_than_fifty_entries_are_taken() -> None:
    assert len(patents().read([GOOD] * 50)) == 50
    with pytest.raises(BadRows):
        patents().read([GOOD] * 51)


def test_a_list_differs_only_when_an_entry_does_whatever_the_order_of_its_keys() -> None:
    turned = dict(reversed(GOOD.items()))
    assert content.changes({"rights": {"patents": [GOOD]}}, {"rights": {"patents": [turned]}}) == []
    assert content.fingerprint([GOOD]) == content.fingerprint([turned])
    assert content.fingerprint([GOOD]) != content.fingerprint([GOOD, GOOD])
    assert content.fingerprint([]) == content.fingerprint("")


def test_the_words_of_a_question_follow_the_language_of_the_reader() -> None:
    label = form(CategoryKey.SERVICES).label("evidence.testing")
    with translation.override("zh-hans"):
        assert str(label) == "检验检测报告"
    with translation.override("en"):
        assert str(label) == "Test and inspection reports"


@pytest.mark.parametrize(
    ("amount", "chinese", "english"),
    [
        ("12000", "12,000 万元", "CNY 120 million"),
        ("13612.5", "13,612.5 万元", "CNY 136.125 million"),
        ("350000", "350,000 万元", "CNY 3.5 billion"),
        ("12", "12 万元", "CNY 120,000"),
        ("-0.5", "-0.5 万元", "CNY -5,000"),
        ("0", "0 万元", "CNY 0"),
    ],
)
def test_an_amount_of_money_is_said_as_the_language_counts_and_never_rounded(
    amount: str, chinese: str, english: str
) -> None:
    with translation.override("zh-hans"):
        assert in_yuan(Decimal(amount)) == chinese
    with translation.override("en"):
        assert in_yuan(Decimal(amount)) == english
