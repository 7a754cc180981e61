"""Spellings of one name share a key; look-alikes are named, never merged."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from brandcert.enterprises.names import (
    Likeness,
    NearDuplicate,
    clean_name,
    fold_name,
    is_placeholder,
    near_duplicates,
    short_name,
    split_products,
)


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("长春高新技术产业（集团）股份有限公司", "长春高新技术产业(集团)股份有限公司"),
        ("吉林(中国-新加坡)食品区嘉美", "吉林（中国－新加坡）食品区嘉美"),
        ("吉林（中国—新加坡）", "吉林〔中国–新加坡〕"),
        ("长白天下雪·冰雪旅游", "长白天下雪・冰雪旅游"),
        ("长白天下雪·冰雪旅游", "长白天下雪•冰雪旅游"),
        ("长白天下雪･冰雪旅游", "长白天下雪 · 冰雪旅游"),
        ("ＯＬＥＤ蒸镀材料－光提取材料", "oled蒸镀材料-光提取材料"),
        ("연변금강산식품유한회사", "연변금강산식품유한회사"),
        ("吉林市\u3000食品厂\u200b", "吉林市食品厂"),
        ("葛\U000e0100饰", "葛饰"),
    ],
)
def test_spellings_of_one_name_share_a_key(one: str, other: str) -> None:
    assert fold_name(one) == fold_name(other)


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("蛟河市信和农副产品有限公司", "蛟河市信合农副产品有限公司"),
        ("长白山开发有限责任公司", "长白山开发有限公司"),
        ("海谱润斯", "海譜潤斯"),
        ("䶮", "龚"),
        ("吉林省𣗋业", "吉林省业"),
    ],
)
def test_different_names_keep_different_keys(one: str, other: str) -> None:
    assert fold_name(one) != fold_name(other)


@pytest.mark.parametrize(
    "name",
    [
        "吉林省燚盟科技股份有限公司",
        "䶮𣗋",
        "연변금강산식품유한회사",
        "福芝道（吉林）生物科技有限公司",
        "食(药)用菌",
    ],
)
def test_written_form_of_a_name_is_kept(name: str) -> None:
    assert clean_name(f" \ufeff{name}\n") == name


def test_line_breaks_inside_a_name_become_one_space() -> None:
    assert clean_name("Jilin\r\n  Food\tCo\u200b") == "Jilin Food Co"


@given(st.text())
def test_folding_any_text_twice_changes_nothing_more(text: str) -> None:
    assert fold_name(fold_name(text)) == fold_name(text)
    assert clean_name(clean_name(text)) == clean_name(text)
    assert fold_name(clean_name(text)) == fold_name(text)


def test_one_character_apart_is_reported() -> None:
    assert near_duplicates("蛟河市信合农副产品有限公司", ["蛟河市信和农副产品有限公司", "吉林市食品厂"]) == [
        NearDuplicate("蛟河市信和农副产品有限公司", Likeness.ONE_CHARACTER)
    ]


def test_a_character_more_or_less_is_reported() -> None:
    assert [
        found.name
        for found in near_duplicates(
            "吉林市金豆饲料厂", ["吉林市金豆饲料一厂", "吉林市豆饲料厂", "吉林市大豆饲养厂"]
        )
    ] == [
        "吉林市豆饲料厂",
        "吉林市金豆饲料一厂",
    ]


def test_parent_and_subsidiary_are_reported() -> None:
    parent = "吉林敖东药业集团股份有限公司"
    assert near_duplicates("吉林敖东延边药业股份有限公司", [parent]) == [
        NearDuplicate(parent, Likeness.RELATED)
    ]


def test_same_name_in_another_spelling_is_no_near_duplicate() -> None:
    assert near_duplicates("长春高新（集团）公司", ["长春高新(集团)公司"]) == []


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("吉林市食品厂", "吉林市徐氏食品有限公司"),
        ("长白山旅游股份有限公司", "吉林省长白山开发建设(集团)有限责任公司"),
        ("榆树市榆乡农业产业化联合体", "大安市腾龙粮油米业农业产业化联合体"),
    ],
)
def test_names_that_only_share_place_or_legal_form_are_not_reported(one: str, other: str) -> None:
    assert near_duplicates(one, [other]) == []


@given(st.text(min_size=5, max_size=12, alphabet="吉林长春市人参米业股份有限公司"), st.data())
def test_every_one_character_change_is_found(name: str, data: st.DataObject) -> None:
    place = data.draw(st.integers(0, len(name) - 1))
    changed = name[:place] + "鑫" + name[place + 1 :]
    assert name in [found.name for found in near_duplicates(changed, [name])]


def test_short_name_is_what_remains_without_place_and_legal_form() -> None:
    assert short_name("吉林敖东药业集团股份有限公司") == "敖东药业"
    assert short_name("榆树市榆乡农业产业化联合体") == "榆乡"


@pytest.mark.parametrize(
    "text",
    ["(联合体)", "（联合体）", "(source: 中华老字号 brand)", "无", "/", "——", "-", "", " ", "N/A", "暂无"],
)
def test_placeholder_is_no_product(text: str) -> None:
    assert is_placeholder(text)
    assert split_products(text) == []


@pytest.mark.parametrize(
    ("text", "products"),
    [
        ("鹿茸片、鹿胶糕", ["鹿茸片", "鹿胶糕"]),
        ("鹿胎颗粒 / 安神补脑液", ["鹿胎颗粒", "安神补脑液"]),
        ("人参；灵芝\n木耳", ["人参", "灵芝", "木耳"]),
        ("镍铁冶炼成套设备及其生产线", ["镍铁冶炼成套设备及其生产线"]),
        ("OLED蒸镀材料-光提取材料", ["OLED蒸镀材料-光提取材料"]),
        ("大米（5kg/袋、10kg/袋）", ["大米（5kg/袋、10kg/袋）"]),
        ("人参、", ["人参"]),
        ("食(药)用菌", ["食(药)用菌"]),
    ],
)
def test_products_of_one_cell_are_told_apart(text: str, products: list[str]) -> None:
    assert split_products(text) == products
