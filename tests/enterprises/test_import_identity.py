"""Which enterprise a row is about: the credit code decides, then the exact name, never a resemblance."""

import pytest

from brandcert.enterprises.enums import OrganisationType
from brandcert.enterprises.models import Enterprise, Product
from tests.enterprises.lists import CODES, NAME, Take, row, said, verdicts

pytestmark = [pytest.mark.django_db, pytest.mark.both, pytest.mark.usefixtures("province")]


@pytest.mark.parametrize(
    "code", [CODES[1].lower(), f" {CODES[1][:8]} {CODES[1][8:]}", "９１２２０２００ＸＮＴ０００２２６Ｂ"]
)
def test_spelling_of_the_code_does_not_matter(take: Take, code: str) -> None:
    take(row())
    assert said(take(row(code=code))) == [(2, "same", "", "")]


def test_letter_o_for_zero_is_taken_and_told(take: Take) -> None:
    assert said(take(row(code="912202OOXNT000226B"))) == [
        (
            2,
            "new",
            "B",
            (
                "O at position 7 of the credit code was read as 0, which fits the check digit；"
                "O at position 8 of the credit code was read as 0, which fits the check digit"
            ),
        )
    ]
    assert Enterprise.objects.get().credit_code == CODES[1]


def test_same_code_twice_in_one_list_updates_once_and_says_same(take: Take) -> None:
    take(row(product="碳纤维"))
    result = take(
        row(product="碳纤维原丝"), row(product="碳纤维原丝"), row(name="吉林碳谷碳纤维股份有限公司 ")
    )
    assert verdicts(result) == ["updated", "same", "same"]
    assert sorted(one.name for one in Product.objects.all()) == ["碳纤维", "碳纤维原丝"]


def test_second_line_about_an_enterprise_adds_but_does_not_contradict(take: Take) -> None:
    lines = [row(product="碳纤维"), row(product="石墨毡", division="220100")]
    first = take(*lines)
    assert said(first) == [
        (2, "new", "", ""),
        (3, "updated", "F", "The value differs from line 2, which was kept"),
    ]
    assert Enterprise.objects.get().division.code == "220200"
    assert verdicts(take(*lines)) == ["same", "same"]


def test_one_code_for_two_names_in_one_list_is_a_bad_row(take: Take) -> None:
    result = take(row(), row(name="吉林化纤集团有限责任公司"))
    assert said(result)[1] == (3, "bad", "B", f"Line 2 already gave this credit code to {NAME}")
    assert [one.name for one in Enterprise.objects.all()] == [NAME]


def test_renamed_enterprise_keeps_its_identity_and_its_former_name(take: Take) -> None:
    take(row(name="延边金刚山食品有限公司"))
    result = take(row(name="延边金刚山食品股份有限公司"))
    assert said(result) == [
        (2, "updated", "A", "The enterprise was renamed; it was known as 延边金刚山食品有限公司")
    ]
    renamed = Enterprise.objects.get()
    assert (renamed.name, renamed.credit_code) == ("延边金刚山食品股份有限公司", CODES[1])
    assert renamed.note.splitlines() == ["类别：制造", "曾用名：延边金刚山食品有限公司"]
    assert verdicts(take(row(name="延边金刚山食品股份有限公司"))) == ["same"]


def test_width_of_brackets_makes_no_other_enterprise_and_the_first_spelling_stays(take: Take) -> None:
    take(row(name="长春高新技术产业（集团）股份有限公司", code=""))
    assert verdicts(take(row(name="长春高新技术产业(集团)股份有限公司", code=""))) == ["same"]
    assert Enterprise.objects.get().name == "长春高新技术产业（集团）股份有限公司"


def test_enterprise_without_code_gets_it_later(take: Take) -> None:
    first = take(row(name="敦化市双赢食用菌种植专业合作社", code="/"))
    assert said(first) == [
        (2, "new", "B", "No credit code: the enterprise is kept but cannot apply before it has one")
    ]
    assert not Enterprise.objects.get().is_eligible
    assert said(take(row(name="敦化市双赢食用菌种植专业合作社", code=CODES[3]))) == [(2, "updated", "", "")]
    enterprise = Enterprise.objects.get()
    assert (enterprise.credit_code, enterprise.organisation_type) == (CODES[3], OrganisationType.COOPERATIVE)
    assert said(take(row(name="敦化市双赢食用菌种植专业合作社", code=""))) == [(2, "same", "", "")]


def test_same_name_with_another_code_is_another_enterprise(take: Take) -> None:
    take(row())
    assert said(take(row(code=CODES[0]))) == [
        (
            2,
            "new",
            "B",
            f"An enterprise of the same name has the credit code {CODES[1]}; this row is kept apart from it",
        )
    ]
    assert said(take(row(code=""))) == [
        (2, "bad", "A", "2 enterprises have this name; give the credit code of the one that is meant")
    ]


def test_lookalikes_are_told_and_never_merged(take: Take) -> None:
    result = take(
        row(name="蛟河市信和农副产品有限公司", code=CODES[0]),
        row(name="蛟河市信合农副产品有限公司", code=CODES[1]),
    )
    words = "The name differs in one character from %s; nothing was merged, please compare"
    assert [one.reasons for one in result.rows] == [
        words % "蛟河市信合农副产品有限公司",
        words % "蛟河市信和农副产品有限公司",
    ]
    assert Enterprise.objects.count() == 2
