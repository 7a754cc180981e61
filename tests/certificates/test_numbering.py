"""Numbers and verification codes: what people type is understood, what is mistyped is told from what is unknown."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from brandcert.certificates import numbering
from brandcert.certificates.numbering import ALPHABET, Number

GOOD = "4ZACJCXYWBP1J74A3ZEDVZKVZ3M8"


@pytest.mark.parametrize(
    "text",
    [
        "JLJP-Z-2026-0001",
        "jljp-z-2026-0001",
        "ＪＬＪＰ－Ｚ－２０２６－０００１",
        " JLJP Z 2026 0001 ",
        "JLJPZ20260001",
        "JLJP—Z—2026—1",
        "JLJP-Z-2026-000001",
        "吉精品（制）〔2026〕0001号",
        "吉精品(制)[2026]0001号",
        "吉精品制2026 1",
        "吉精品（制）〔２０２６〕０００１号",
    ],
)
def test_a_number_is_understood_however_it_is_spelled(text: str) -> None:
    assert numbering.parse(text) == Number("Z", 2026, 1)


@pytest.mark.parametrize(
    "text",
    [
        "",
        "JLJP",
        "JLJP-Z-26-0001",
        "JLJP-Z-2026-",
        "XLJP-Z-2026-0001",
        "吉精品（甲）〔2026〕0001号",
        "中国第一汽车",
    ],
)
def test_anything_else_is_no_number(text: str) -> None:
    assert numbering.parse(text) is None


@given(st.sampled_from("ZNF"), st.integers(2000, 2999), st.integers(1, 999_999))
def test_every_number_is_read_back_from_both_spellings(letter: str, year: int, place: int) -> None:
    number = Number(letter, year, place)
    character = {value: key for key, value in numbering.LETTERS.items()}[letter]
    assert numbering.parse(number.machine) == number
    assert numbering.parse(number.printed(character)) == number


def test_the_two_spellings() -> None:
    assert Number("Z", 2026, 1).machine == "JLJP-Z-2026-0001"
    assert Number("N", 2026, 12345).machine == "JLJP-N-2026-12345"
    assert Number("Z", 2026, 1).printed("制") == "吉精品（制）〔2026〕0001号"


def test_codes_are_well_formed_random_and_carry_128_bits() -> None:
    codes = {numbering.new_code() for _number in range(2000)}
    assert len(codes) == 2000
    assert not any(numbering.is_mistyped(code) for code in codes)
    assert len(ALPHABET) ** numbering.PAYLOAD_LENGTH >= 2**128


@pytest.mark.parametrize(
    "text",
    [
        GOOD,
        GOOD.lower(),
        numbering.readable(GOOD),
        " ".join(GOOD),
        GOOD.replace("1", "l"),
        GOOD.replace("1", "I"),
        "４" + GOOD[1:],
    ],
)
def test_a_code_is_understood_however_it_is_spelled(text: str) -> None:
    assert numbering.fold_code(text) == GOOD
    assert numbering.looks_like_code(text)
    assert not numbering.is_mistyped(text)


@given(st.integers(0, numbering.CODE_LENGTH - 1), st.sampled_from(ALPHABET))
def test_every_single_wrong_character_is_found(place: int, wrong: str) -> None:
    typed = GOOD[:place] + wrong + GOOD[place + 1 :]
    assert numbering.is_mistyped(typed) == (typed != GOOD)


@given(st.integers(0, numbering.CODE_LENGTH - 2))
def test_nearly_every_swap_of_neighbours_is_found(place: int) -> None:
    typed = GOOD[:place] + GOOD[place + 1] + GOOD[place] + GOOD[place + 2 :]
    assert numbering.is_mistyped(typed) == (typed != GOOD)


@pytest.mark.parametrize("text", ["", GOOD[:-1], GOOD + "0", "U" + GOOD[1:], "中" * 28])
def test_what_cannot_be_a_code_is_mistyped(text: str) -> None:
    assert numbering.is_mistyped(text)


def test_a_number_or_a_name_is_not_taken_for_a_code() -> None:
    assert not numbering.looks_like_code("JLJP-Z-2026-0001")
    assert not numbering.looks_like_code("吉林省中研高分子材料股份有限公司")
