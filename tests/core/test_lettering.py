"""Names hold what can be printed; what cannot is named with its place."""

from __future__ import annotations

import pytest
from django.core.exceptions import ValidationError

from brandcert.applications.content import Field
from brandcert.applications.content.shapes import BadAnswer
from brandcert.core.lettering import fault_in, latin, visible


@pytest.mark.parametrize(
    "name",
    [
        "吉林省中研高分子材料股份有限公司",
        "䶮𣗋燚（集团）·吉林",
        "연변금강산식품유한회사",
        "Café №1 ®™ 37 ℃ ★",
        "\ufeff 吉林精品\u200b\n",
        "葛\U000e0100城",
        "",
    ],
)
def test_what_licences_print_is_taken(name: str) -> None:
    assert fault_in(name) == ""


@pytest.mark.parametrize(
    ("name", "words"),
    [
        ("松花江🎉大米", ("“松花江”", "表情符号", "U+1F389")),
        ("🍚大米", ("开头", "U+1F35A")),
        ("吉\u200b林", ("“吉”", "看不见", "U+200B")),
        ("吉林\u202e品精", ("方向", "U+202E")),
        ("吉林精品\u202e", ("方向", "U+202E")),
        ("吉林\x07精品", ("控制字符", "U+0007")),
        ("吉林\u3164精品", ("看不见", "U+3164")),
        ("\ue000吉林", ("字库", "U+E000")),
        ("❤\ufe0f吉林", ("表情符号",)),
    ],
)
def test_what_cannot_be_printed_is_named_with_its_place(name: str, words: tuple[str, ...]) -> None:
    assert all(word in fault_in(name) for word in words)


def test_an_english_name_holds_no_chinese_and_an_answer_nothing_that_cannot_be_printed() -> None:
    latin("Café Jilin №1")
    with pytest.raises(ValidationError, match="米"):
        latin("Rice 米")
    assert Field("place", "产地").read("前郭县") == "前郭县"
    with pytest.raises(BadAnswer, match=r"U\+1F389"):
        Field("place", "产地").read("前郭🎉县")


def test_what_hides_or_turns_the_writing_is_shown_by_its_code() -> None:
    assert visible("长春\u202e司公\u200b\u3164一\x07") == "长春[U+202E]司公[U+200B][U+3164]一[U+0007]"
    assert visible("集团（吉林）®䶮\n第二行") == "集团（吉林）®䶮\n第二行"
