"""Credit codes as people type them, and the words with which a wrong one is refused."""

from collections.abc import Iterator

import pytest
from django.utils import translation
from hypothesis import given
from hypothesis import strategies as st
from stdnum.cn import uscc

from brandcert.enterprises.columns import known_categories
from brandcert.enterprises.credit_codes import (
    ALPHABET,
    Fault,
    Replacement,
    check_digit,
    explain_credit_code,
    fold,
    has_lost_digits,
    read_credit_code,
)
from brandcert.enterprises.enums import OrganisationType

GOOD = "91220100XNT000218B"
FULL_WIDTH = str.maketrans({chr(code): chr(code + 0xFEE0) for code in range(0x21, 0x7F)})
codes = st.builds(
    lambda kind, division, rest: f"{kind}{division:06d}{rest}" + check_digit(f"{kind}{division:06d}{rest}"),
    st.sampled_from(["91", "92", "93", "51", "12", "N1"]),
    st.integers(0, 999999),
    st.text(ALPHABET, min_size=9, max_size=9),
)


@pytest.fixture(autouse=True)
def _english() -> Iterator[None]:
    with translation.override("en"):
        yield


@pytest.mark.parametrize(
    "typed",
    [
        GOOD,
        GOOD.lower(),
        f"  {GOOD}\n",
        "91220100 XNT0 0021 8B",
        "91220100-XNT000218-B",
        GOOD.translate(FULL_WIDTH),
        GOOD.lower().translate(FULL_WIDTH),
        f"\ufeff{GOOD}\u200b",
        f"\u3000{GOOD}\u00a0",
        f"'{GOOD}",
    ],
)
def test_spelling_of_a_code_is_folded_without_a_word(typed: str) -> None:
    reading = read_credit_code(typed)
    assert (reading.code, reading.fault, reading.replacements, reading.is_valid) == (GOOD, None, (), True)


def test_letters_o_and_i_are_read_as_digits_when_the_check_digit_agrees_and_each_is_reported() -> None:
    reading = read_credit_code("9I22010OXNT000218B")
    assert reading.is_valid
    assert reading.code == GOOD
    assert reading.replacements == (Replacement(2, "I", "1"), Replacement(8, "O", "0"))


def test_letter_o_is_not_read_as_zero_when_the_check_digit_disagrees() -> None:
    reading = read_credit_code("9122010OXNT000218C")
    assert (reading.fault, reading.is_valid) == (Fault.FORBIDDEN_CHARACTER, False)
    assert reading.suggestion == GOOD
    assert reading.explanation == (
        "Credit code 9122010OXNT000218C: character 8 is O, but no credit code contains I, O, S, V or Z; perhaps 0 is meant."
    )


@pytest.mark.parametrize(
    ("typed", "fault", "words"),
    [
        (
            "91220100XNT000218C",
            Fault.WRONG_CHECK_DIGIT,
            (
                "It is C, but the others call for B, so at least one of the 18 was mistyped. Compare group by group with the"
                " business licence: 91 220100 XNT00 0218 C"
            ),
        ),
        ("91220100XNT000218", Fault.WRONG_LENGTH, "has 17 characters instead of 18"),
        (f"{GOOD}0", Fault.WRONG_LENGTH, "has 19 characters instead of 18"),
        ("220100000012345", Fault.WRONG_LENGTH, "old registration number of 15 digits"),
        ("XNT000218", Fault.WRONG_LENGTH, "organization code of 9 characters"),
        ("91220100XZT000218B", Fault.FORBIDDEN_CHARACTER, "character 10 is Z, but no credit code contains"),
        ("91220100X吉T000218B", Fault.FORBIDDEN_CHARACTER, "character 10 (吉) cannot stand"),
        ("9122O1A0XNT000218B", Fault.FORBIDDEN_CHARACTER, "character 5 is O"),
        ("9122A100XNT000218B", Fault.NOT_A_DIVISION, "not 22A100"),
        ("9.12201E+17", Fault.DIGITS_LOST, "its last digits are lost"),
        ("9.12201e17", Fault.DIGITS_LOST, "its last digits are lost"),
        ("912201000000000000.0", Fault.DIGITS_LOST, "its last digits are lost"),
        ("912201000000000000", Fault.WRONG_CHECK_DIGIT, "its last digits are lost"),
        ("91220101MA0Y000000", Fault.WRONG_CHECK_DIGIT, "at least one of the 18 was mistyped"),
    ],
)
def test_wrong_code_is_explained(typed: str, fault: Fault, words: str) -> None:
    reading = read_credit_code(typed)
    assert reading.fault is fault
    assert words in reading.explanation
    assert not reading.is_valid


def test_missing_code_is_no_fault_but_cannot_be_used() -> None:
    reading = read_credit_code(" \u3000")
    assert (reading.code, reading.fault, reading.is_valid) == ("", None, False)
    assert explain_credit_code("") == "The credit code is missing."
    assert explain_credit_code(GOOD) == ""


@pytest.mark.parametrize(
    ("code", "kind"),
    [
        (GOOD, OrganisationType.COMPANY),
        ("92222403XNT0003738", OrganisationType.SOLE_TRADER),
        ("93222403XNT000365A", OrganisationType.COOPERATIVE),
        ("51220281XNT000410H", OrganisationType.ASSOCIATION),
        ("12", OrganisationType.INSTITUTION),
        ("N2", OrganisationType.OTHER),
        ("Q7", OrganisationType.OTHER),
        ("", OrganisationType.OTHER),
    ],
)
def test_first_two_characters_tell_the_kind_of_body(code: str, kind: OrganisationType) -> None:
    assert read_credit_code(code).organisation_type is kind


def test_example_of_the_standard_gives_its_check_digit() -> None:
    assert check_digit("91350100M000100Y4") == "3"


@given(codes)
def test_every_well_formed_code_is_read_from_any_spelling(code: str) -> None:
    for typed in (code, code.lower(), code.translate(FULL_WIDTH), " ".join(code)):
        assert read_credit_code(typed).code == code
    assert read_credit_code(code).is_valid


@given(codes.filter(lambda code: code[:1].isdigit()))
def test_what_is_accepted_the_library_of_standard_numbers_accepts(code: str) -> None:
    assert uscc.is_valid(code)


@given(codes, st.integers(0, 17), st.sampled_from(ALPHABET))
def test_no_single_wrong_character_passes(code: str, place: int, character: str) -> None:
    wrong = code[:place] + character + code[place + 1 :]
    assert read_credit_code(wrong).is_valid == (wrong == code)


@given(st.text())
def test_any_text_gets_an_answer_and_folding_is_stable(text: str) -> None:
    reading = read_credit_code(text)
    assert reading.is_valid == (reading.fault is None and reading.code != "")
    assert (reading.fault is None) == (reading.explanation == "")
    assert fold(fold(text)) == fold(text)


@pytest.mark.parametrize(
    ("text", "lost"), [("220100.0", False), ("220100", False), ("9.1E+17", True), (GOOD, False)]
)
def test_short_numbers_lose_no_digits(text: str, lost: bool) -> None:
    assert has_lost_digits(text) is lost


def test_the_known_categories_are_named_in_the_language_of_the_reader() -> None:
    with translation.override("en"):
        assert known_categories().isascii()
    with translation.override("zh-hans"):
        assert known_categories().startswith("制造、")
