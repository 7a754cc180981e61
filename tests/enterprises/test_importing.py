"""Importing lists: every good row is stored, every bad one explained, and nothing changes the second time."""

import csv
import io
from collections.abc import Callable, Iterator, Sequence
from pathlib import Path
from typing import TypeAlias

import pytest
from django.utils import translation

from brandcert.accounts.models import Division
from brandcert.accounts.services import load_reference_data
from brandcert.core.actors import SYSTEM
from brandcert.core.errors import Refused
from brandcert.core.models import Event
from brandcert.enterprises.enums import OrganisationType, SizeClass
from brandcert.enterprises.models import Enterprise, Product, Trademark
from brandcert.enterprises.services import ImportResult, import_enterprises
from tests.world import World

pytestmark = [pytest.mark.django_db, pytest.mark.both]

DELIVERED = Path(__file__).parents[2] / "brandcert" / "enterprises" / "data" / "enterprises.csv"
TITLES = ["企业名称", "统一社会信用代码", "类别", "产品名称", "品牌", "行政区划代码"]
CODES = ("91220100XNT000218B", "91220200XNT000226B", "91220100XNT0002341", "93222403XNT000365A")
NAME = "吉林碳谷碳纤维股份有限公司"
Take: TypeAlias = Callable[..., ImportResult]


@pytest.fixture(autouse=True)
def _province() -> Iterator[None]:
    load_reference_data()
    with translation.override("en"):
        yield


@pytest.fixture
def take(tmp_path: Path) -> Take:
    """Import a list with the given rows below the usual titles."""

    def run(*rows: Sequence[str], titles: Sequence[str] = TITLES, **options: bool) -> ImportResult:
        target = io.StringIO(newline="")
        csv.writer(target).writerows([titles, *rows])
        path = tmp_path / "list.csv"
        path.write_text(target.getvalue(), encoding="utf-8", newline="")
        return import_enterprises(path, by=SYSTEM, **options)

    return run


def row(
    name: str = NAME,
    code: str = CODES[1],
    category: str = "制造",
    product: str = "",
    brand: str = "",
    division: str = "220200",
) -> list[str]:
    return [name, code, category, product, brand, division]


def said(result: ImportResult) -> list[tuple[int, str, str, str]]:
    return [(one.line, one.verdict.value, one.columns, one.reasons) for one in result.rows]


def verdicts(result: ImportResult) -> list[str]:
    return [one.verdict.value for one in result.rows]


def test_delivered_list_is_taken_whole_and_changes_nothing_the_second_time() -> None:
    first = import_enterprises(DELIVERED, by=SYSTEM)
    assert first.counts == {
        "rows": 60,
        "new": 60,
        "updated": 0,
        "same": 0,
        "bad": 0,
        "warned": 26,
        "skipped": 0,
    }
    assert [one.line for one in first.rows if one.is_warned] == [*range(2, 22), 35, 36, 42, 51, 53, 54]
    assert (Enterprise.objects.count(), Enterprise.objects.filter(credit_code=None).count()) == (60, 20)
    assert (Product.objects.count(), Trademark.objects.count()) == (46, 12)
    events = Event.objects.count()
    second = import_enterprises(DELIVERED, by=SYSTEM)
    assert second.counts == {**first.counts, "new": 0, "same": 60}
    assert [one.findings for one in second.rows] == [one.findings for one in first.rows]
    assert (Product.objects.count(), Trademark.objects.count(), Event.objects.count()) == (46, 12, events)


def test_delivered_list_lands_where_it_belongs() -> None:
    import_enterprises(DELIVERED, by=SYSTEM)
    zone = Enterprise.objects.get(name="吉林(中国-新加坡)食品区嘉美农业产业化联合体")
    assert (zone.division.code, zone.is_eligible, zone.organisation_type) == (
        "220200",
        False,
        OrganisationType.OTHER,
    )
    association = Enterprise.objects.get(credit_code="51220281XNT000410H")
    assert (association.name, association.organisation_type) == (
        "蛟河市黄松甸食(药)用菌协会",
        OrganisationType.ASSOCIATION,
    )
    assert [one.name for one in association.products.all()] == ["黄松甸木耳、黄松甸灵芝"]
    assert Enterprise.objects.get(name="吉林省燚盟科技股份有限公司").products.count() == 0
    rice = Product.objects.get(name="榆树大米", enterprise__credit_code="91220182XNT0004534")
    assert rice.trademark is not None
    assert rice.trademark.name == "乾蕴"
    assert rice.enterprise.note.splitlines() == ["类别：农特", "GI name ≠ trademark; 乾"]
    assert Enterprise.objects.filter(name__startswith="蛟河市信").count() == 2


def test_trial_run_says_the_same_and_stores_nothing() -> None:
    trial = import_enterprises(DELIVERED, by=SYSTEM, dry_run=True)
    assert (Enterprise.objects.count(), Event.objects.count()) == (0, 0)
    real = import_enterprises(DELIVERED, by=SYSTEM)
    assert (trial.rows, trial.is_dry_run, real.is_dry_run) == (real.rows, True, False)


def test_good_rows_are_stored_beside_bad_ones(take: Take) -> None:
    result = take(
        row(division="229999"),
        row(name="", code=CODES[0]),
        row(name="甲公司", code="91220100XNT000218C"),
        row(name="乙公司", category="旅游", code=CODES[2]),
        row(name="丙公司", code="9.12201E+17"),
        row(name='=HYPERLINK("http://example.invalid")', code=CODES[2]),
        row(name="12345", code=CODES[2]),
        row(name="丁公司", division="", code=CODES[2]),
        row(name="长" * 201, code=CODES[2]),
        row(),
    )
    assert [(line, verdict, column) for line, verdict, column, _reasons in said(result)] == [
        (2, "bad", "F"),
        (3, "bad", "A"),
        (4, "bad", "B"),
        (5, "bad", "C"),
        (6, "bad", "B"),
        (7, "bad", "A"),
        (8, "bad", "A"),
        (9, "bad", "F"),
        (10, "bad", "A"),
        (11, "new", ""),
    ]
    assert [one.reasons for one in result.rows][:-1] == [
        "Division 229999 is not known",
        "The name of the enterprise is missing",
        (
            "Credit code 91220100XNT000218C: the last character C does not fit the others; it would have to be B."
            " Compare the whole code with the business licence"
        ),
        "旅游 is no category of the programme; known are 制造、农特、服务",
        (
            "Credit code 9.12201E+17: the spreadsheet stored the code as a number and its last digits are lost;"
            " format the column as text and enter the code again"
        ),
        "The text begins with a character that spreadsheets take for a formula (= + - @)",
        "12345 is not the name of an enterprise",
        "The division is missing",
        "The text has 201 characters; at most 200 are stored",
    ]
    assert [one.name for one in Enterprise.objects.all()] == [NAME]


def test_several_faults_of_one_row_are_all_told(take: Take) -> None:
    assert said(take(row(name="", code="123", category="x", division="y"))) == [
        (
            2,
            "bad",
            "A、B、C、F",
            (
                "The name of the enterprise is missing；Credit code 123 has 3 characters instead of 18；"
                "Division y is not known；x is no category of the programme; known are 制造、农特、服务"
            ),
        )
    ]


@pytest.mark.parametrize("category", ["制造", "吉林制造", "MANUFACTURING", " 制造类", "Ｍanufacturing"])
def test_aliases_of_a_category_are_one_category(take: Take, category: str) -> None:
    take(row(category=category))
    assert Enterprise.objects.get().note == "类别：制造"


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


def test_divisions_of_former_times_and_zones_are_mapped(take: Take) -> None:
    result = take(
        row(name="甲公司", code="", division="220181"),
        row(name="乙公司", code="", division="220381"),
        row(name="丙公司", code="", division="220273"),
        row(name="丁公司", code="", division="蛟河市"),
    )
    assert [one.division.code for one in Enterprise.objects.order_by("pk")] == [
        "220113",
        "220184",
        "220200",
        "220281",
    ]
    assert [one.findings[0].text for one in result.rows[:3]] == [
        "Division code 220181 is a former one; 220113 九台区 was taken.",
        "Division code 220381 is a former one; 220184 公主岭市 was taken.",
        "220273 is the code of a statistical zone; its division 220200 吉林市 was taken.",
    ]


def test_division_may_be_given_by_name_and_is_compared_with_the_code(take: Take) -> None:
    titles = ["企业名称", "所在地", "行政区划代码"]
    result = take(
        ["甲公司", "蛟河市", ""],
        ["乙公司", "吉林市", "220281"],
        ["丙公司", "长春市", "220281"],
        ["丁公司", "火星", ""],
        titles=titles,
    )
    assert [(one.verdict.value, one.findings[0].text) for one in result.rows[2:]] == [
        ("new", "长春市 is not 220281 蛟河市; the code was taken."),
        ("bad", "Division 火星 is not known."),
    ]
    assert [one.division.code for one in Enterprise.objects.order_by("pk")] == ["220281"] * 3


def test_division_is_never_derived_from_the_name(take: Take) -> None:
    assert verdicts(take(row(name="吉林市食品厂", division=""))) == ["bad"]


def test_several_products_in_a_cell_stay_one_unless_dividing_is_asked_for(take: Take) -> None:
    assert said(take(row(product="鹿茸片、鹿胶糕"))) == [
        (2, "new", "D", "The cell names 2 products; they were kept as one. Divide them before applying")
    ]
    assert [one.name for one in Product.objects.all()] == ["鹿茸片、鹿胶糕"]
    assert said(take(row(name="乙公司", code=CODES[0], product="人参、灵芝"), splits_products=True)) == [
        (2, "new", "", "")
    ]
    assert [one.name for one in Product.objects.filter(enterprise__name="乙公司").order_by("pk")] == [
        "人参",
        "灵芝",
    ]


def test_middle_dots_and_dashes_make_no_second_product(take: Take) -> None:
    take(row(product="长白天下雪·冰雪旅游"))
    assert verdicts(take(row(product="长白天下雪・冰雪旅游"), row(product="长白天下雪•冰雪旅游"))) == [
        "same",
        "same",
    ]


def test_product_gets_its_brand_later_and_another_brand_makes_another_product(take: Take) -> None:
    take(row(product="轿车"))
    assert verdicts(take(row(product="轿车", brand="红旗"))) == ["updated"]
    assert verdicts(take(row(product="轿车", brand="奔腾"), row(product="轿车"))) == ["updated", "same"]
    assert sorted(str(one.trademark) for one in Product.objects.all()) == ["奔腾", "红旗"]


def test_number_of_a_trademark_is_added_to_the_one_without(take: Take) -> None:
    titles = ["企业名称", "行政区划代码", "品牌", "商标注册号"]
    assert verdicts(take(["甲公司", "220100", "红旗", ""], titles=titles)) == ["new"]
    assert verdicts(take(["甲公司", "220100", "红旗", "123"], titles=titles)) == ["updated"]
    assert verdicts(
        take(["甲公司", "220100", "红旗", "123"], ["甲公司", "220100", "红旗", ""], titles=titles)
    ) == ["same", "same"]
    assert [(one.name, one.number) for one in Trademark.objects.all()] == [("红旗", "123")]


def test_formula_text_in_a_product_is_left_out_and_told(take: Take) -> None:
    assert said(take(row(product="=cmd|' /C calc'!A0", brand="@SUM(1)"))) == [
        (
            2,
            "new",
            "D、E",
            (
                "The text begins with a character that spreadsheets take for a formula (= + - @)；"
                "The text begins with a character that spreadsheets take for a formula (= + - @)"
            ),
        )
    ]
    assert (Product.objects.count(), Trademark.objects.count()) == (0, 0)


@pytest.mark.parametrize(
    "name", ["연변금강산식품유한회사", "吉林省燚盟科技", "䶮𣗋农业合作社", "福芝道（吉林）生物科技"]
)
def test_rare_characters_and_scripts_are_stored_as_written(take: Take, name: str) -> None:
    take(row(name=name))
    assert Enterprise.objects.get().name == name
    assert verdicts(take(row(name=name))) == ["same"]


def test_details_are_read_and_what_cannot_be_read_is_told(take: Take) -> None:
    titles = [
        "序号",
        "企业名称",
        "行政区划代码",
        "成立日期",
        "企业规模",
        "地址",
        "英文名称",
        "朝鲜文名称",
        "联系电话",
        "获奖情况",
    ]
    result = take(
        [
            "1",
            "甲公司",
            "220100",
            "2003年8月24日",
            "中型企业",
            "人民大街1号",
            "Jia Co.",
            "갑",
            "0431-1",
            "省长质量奖",
        ],
        ["2", "乙公司", "220100", "去年", "巨大", "无", "", "", "", ""],
        titles=titles,
    )
    first = Enterprise.objects.get(name="甲公司")
    assert str(first.established_on) == "2003-08-24"
    assert (first.size_class, first.address, first.name_en, first.name_local) == (
        SizeClass.MEDIUM,
        "人民大街1号",
        "Jia Co.",
        "갑",
    )
    assert first.note == "获奖情况：省长质量奖"
    assert [(one.column, one.text) for one in result.rows[1].findings[:2]] == [
        ("E", "巨大 is no size class and was left out."),
        ("D", "去年 is not a date and was left out."),
    ]
    assert [one.text for one in result.remarks] == [
        "Column 联系电话 may hold personal data and was not taken over."
    ]


def test_empty_cells_erase_nothing_and_words_of_staff_stay(take: Take) -> None:
    titles = ["企业名称", "行政区划代码", "地址", "备注"]
    take(["甲公司", "220100", "人民大街1号", "首批"], titles=titles)
    Enterprise.objects.update(note="电话核实过\n首批")
    assert verdicts(take(["甲公司", "220100", "", ""], titles=titles)) == ["same"]
    assert verdicts(take(["甲公司", "220100", "", "复核"], titles=titles)) == ["updated"]
    enterprise = Enterprise.objects.get()
    assert (enterprise.address, enterprise.note) == ("人民大街1号", "电话核实过\n首批\n复核")


def test_each_change_is_an_event_that_names_fields_and_no_person(take: Take) -> None:
    take(row(product="碳纤维"))
    take(row(product="碳纤维"))
    take(row(product="碳纤维", division="220100"))
    events = Event.objects.filter(name="enterprises.enterprise.imported").order_by("pk")
    assert [(one.actor, one.payload) for one in events] == [
        (
            "system",
            {"verdict": "new", "fields": ["credit_code", "note", "organisation_type", "products"], "line": 2},
        ),
        ("system", {"verdict": "updated", "fields": ["division_id"], "line": 2}),
    ]


def test_clerk_may_import_and_an_owner_may_not(world: World) -> None:
    assert import_enterprises(DELIVERED, by=world.clerk).counts["bad"] == 0
    with pytest.raises(Refused):
        import_enterprises(DELIVERED, by=world.owner)


def test_division_that_staff_added_is_known_at_once(take: Take) -> None:
    Division.objects.create(code="229001", name="新区")
    assert verdicts(take(row(division="229001"))) == ["new"]
