"""Divisions are found by present and former codes and by the names people use, never guessed."""

import csv

import pytest
from django.utils import translation

from brandcert.accounts.services.own import DATA
from brandcert.enterprises.places import Place, Places


@pytest.fixture(scope="module")
def places() -> Places:
    with (DATA / "divisions.csv").open(encoding="utf-8", newline="") as source:
        rows = list(csv.DictReader(source))
    return Places(
        Place(row["code"], row["name"], row["parent"], tuple(row["former_codes"].split())) for row in rows
    )


@pytest.mark.parametrize("text", ["220281", " 220281 ", "２２０２８１", "220281.0"])
def test_present_code_is_taken_without_a_word(places: Places, text: str) -> None:
    found = places.by_code(text)
    assert (found.code, found.remark) == ("220281", "")


@pytest.mark.parametrize(
    ("text", "code", "remark"),
    [
        ("220181", "220113", "Division code 220181 is a former one; 220113 九台区 was taken."),
        ("220381", "220184", "Division code 220381 is a former one; 220184 公主岭市 was taken."),
        ("220625", "220605", "Division code 220625 is a former one; 220605 江源区 was taken."),
        ("220724", "220781", "Division code 220724 is a former one; 220781 扶余市 was taken."),
        (
            "220273",
            "220200",
            "220273 is the code of a statistical zone; its division 220200 吉林市 was taken.",
        ),
        (
            "220173",
            "220100",
            "220173 is the code of a statistical zone; its division 220100 长春市 was taken.",
        ),
        (
            "220871",
            "220800",
            "220871 is the code of a statistical zone; its division 220800 白城市 was taken.",
        ),
        ("222426120", "222426", "Division code 222426120 was shortened to 222426."),
        ("220281101000", "220281", "Division code 220281101000 was shortened to 220281."),
    ],
)
def test_other_codes_are_mapped_with_a_remark(places: Places, text: str, code: str, remark: str) -> None:
    with translation.override("en"):
        found = places.by_code(text)
    assert (found.code, found.remark) == (code, remark)


@pytest.mark.parametrize(
    "text", ["", "220999", "229973", "110100", "2202", "22028", "2202811", "吉林市", "220270", "220280"]
)
def test_unknown_code_finds_nothing(places: Places, text: str) -> None:
    assert places.by_code(text).code == ""


@pytest.mark.parametrize(
    ("text", "code"),
    [
        ("蛟河市", "220281"),
        ("蛟河", "220281"),
        ("吉林省蛟河市", "220281"),
        ("吉林省吉林市蛟河市", "220281"),
        ("吉林市蛟河市", "220281"),
        ("吉林市", "220200"),
        ("吉林省", "220000"),
        ("前郭县", "220721"),
        ("前郭尔罗斯蒙古族自治县", "220721"),
        ("伊通", "220323"),
        ("延边州", "222400"),
        ("延边", "222400"),
        ("梅河口", "220581"),
        ("九台市", "220113"),
        ("扶余县", "220781"),
        ("通化县", "220521"),
        ("长白朝鲜族自治县", "220623"),
    ],
)
def test_names_are_found_in_the_forms_people_use(places: Places, text: str, code: str) -> None:
    assert places.by_name(text).code == code


@pytest.mark.parametrize("text", ["", "吉林", "通化", "高新区", "北京市", "蛟河市信和农副产品有限公司"])
def test_ambiguous_and_unknown_names_find_nothing(places: Places, text: str) -> None:
    assert places.by_name(text).code == ""
