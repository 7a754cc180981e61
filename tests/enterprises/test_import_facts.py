"""What rows say about an enterprise: category, division, products, brands and details."""

import pytest

from brandcert.enterprises.enums import SizeClass
from brandcert.enterprises.models import Enterprise, Product, Trademark
from tests.enterprises.lists import CODES, Take, row, said, verdicts

pytestmark = [pytest.mark.django_db, pytest.mark.both, pytest.mark.usefixtures("province")]


@pytest.mark.parametrize("category", ["制造", "吉林制造", "MANUFACTURING", " 制造类", "Ｍanufacturing"])
def test_aliases_of_a_category_are_one_category(take: Take, category: str) -> None:
    take(row(category=category))
    assert Enterprise.objects.get().note == "类别：制造"


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
