"""Unified social credit codes (统一社会信用代码, GB 32100): read what people type, and say what is wrong with it."""

import re
import unicodedata
from dataclasses import dataclass
from enum import StrEnum

from django.utils.translation import gettext as _
from stdnum.cn import uscc

from brandcert.enterprises.enums import OrganisationType

LENGTH = 18
ALPHABET = "0123456789ABCDEFGHJKLMNPQRTUWXY"
_TYPES = {
    "91": OrganisationType.COMPANY,
    "92": OrganisationType.SOLE_TRADER,
    "93": OrganisationType.COOPERATIVE,
    "51": OrganisationType.ASSOCIATION,
    "12": OrganisationType.INSTITUTION,
}
_OLD_REGISTRATION_NUMBER = 15
_ORGANIZATION_CODE = 9
_DIVISION_DIGITS = slice(2, 8)
_GROUPS = ((0, 2), (2, 8), (8, 13), (13, 17), (17, 18))
# What the forbidden letters are usually mistaken for; only O and I are ever read as digits, and only when the check digit agrees.
_READ_AS = {"O": "0", "I": "1"}
_LOOKS_LIKE = {"O": "0", "I": "1", "S": "5", "V": "U", "Z": "2"}
_NOISE = re.compile(r"[\s\-_·.,'\"`\u200b-\u200f\u2060\ufeff]+")
_SCIENTIFIC = re.compile(r"\d(?:\.\d+)?E\+?\d{1,3}")
_DECIMAL = re.compile(r"(\d+)\.0+")
_FLOAT_DIGITS = 15
# How a code ends that was a number once: spreadsheets keep fifteen digits and put zeros behind.
_ROUNDED = "000"


class Fault(StrEnum):
    """Why a credit code cannot be used."""

    DIGITS_LOST = "digits_lost"
    WRONG_LENGTH = "wrong_length"
    FORBIDDEN_CHARACTER = "forbidden_character"
    NOT_A_DIVISION = "not_a_division"
    WRONG_CHECK_DIGIT = "wrong_check_digit"


@dataclass(frozen=True, slots=True)
class Replacement:
    """One letter that was read as the digit it was mistaken for; positions count from 1."""

    position: int
    found: str
    read_as: str


@dataclass(frozen=True, slots=True)
class CreditCode:
    """What was understood from one typed credit code: the code itself, or the fault and its explanation."""

    code: str
    fault: Fault | None = None
    explanation: str = ""
    replacements: tuple[Replacement, ...] = ()
    suggestion: str = ""

    @property
    def is_valid(self) -> bool:
        """Whether the code may be stored."""
        return self.fault is None and self.code != ""

    @property
    def organisation_type(self) -> OrganisationType:
        """The kind of body the code belongs to; OTHER when it says nothing we know."""
        return organisation_type(self.code)


def fold(text: str) -> str:
    """Bring a typed code to one form: half width, upper case, without spaces, hyphens and invisible characters."""
    folded, previous = text, ""
    while folded != previous:
        previous = folded
        folded = _NOISE.sub("", unicodedata.normalize("NFKC", folded).upper())
    return folded


def organisation_type(code: str) -> OrganisationType:
    """Tell the kind of body from the first two characters of a code."""
    return _TYPES.get(code[:2], OrganisationType.OTHER)


def check_digit(code: str) -> str:
    """Compute the 18th character from the first 17, all of which must be of the code's alphabet."""
    return uscc.calc_check_digit(code[: LENGTH - 1])


def grouped(code: str) -> str:
    """Write a code in the groups it is made of, to be compared by eye: kind, division, organisation, check character."""
    return " ".join(code[start:end] for start, end in _GROUPS if code[start:end])


def has_lost_digits(text: str) -> bool:
    """Whether a spreadsheet turned the code into a number too long to keep: `9.122E+17`, or sixteen digits and more before `.0`."""
    plain = unicodedata.normalize("NFKC", text).strip().upper()
    decimal = _DECIMAL.fullmatch(plain)
    return _SCIENTIFIC.fullmatch(plain) is not None or (
        decimal is not None and len(decimal[1]) > _FLOAT_DIGITS
    )


def read_credit_code(text: str) -> CreditCode:
    """Understand one typed credit code.

    Width, case and spaces are folded without a word. O and I, which no code contains, are read as 0 and 1 when the
    check digit then agrees, and each replacement is reported. Empty text gives an empty code without a fault.
    """
    if has_lost_digits(text):
        shown = unicodedata.normalize("NFKC", text).strip()
        return CreditCode(shown, Fault.DIGITS_LOST, _explain_lost(shown))
    code = fold(text)
    if not code:
        return CreditCode("")
    fault = _find_fault(code)
    if fault is None:
        return CreditCode(code)
    corrected = "".join(_READ_AS.get(character, character) for character in code)
    if corrected != code and _find_fault(corrected) is None:
        return CreditCode(corrected, replacements=_replacements(code, corrected), suggestion=corrected)
    return CreditCode(code, fault, _explain(code, fault), suggestion=_suggest(corrected))


def explain_credit_code(text: str) -> str:
    """Say in the reader's language what is wrong with a code; an empty text when it can be used."""
    reading = read_credit_code(text)
    return _("The credit code is missing.") if not reading.code else reading.explanation


def _find_fault(code: str) -> Fault | None:
    if len(code) != LENGTH:
        return Fault.WRONG_LENGTH
    if any(character not in ALPHABET for character in code):
        return Fault.FORBIDDEN_CHARACTER
    if not code[_DIVISION_DIGITS].isdigit():
        return Fault.NOT_A_DIVISION
    return None if code[-1] == check_digit(code) else Fault.WRONG_CHECK_DIGIT


def _replacements(code: str, corrected: str) -> tuple[Replacement, ...]:
    pairs = enumerate(zip(code, corrected, strict=True), start=1)
    return tuple(Replacement(position, old, new) for position, (old, new) in pairs if old != new)


def _is_rounded(code: str) -> bool:
    """Say whether a spreadsheet took the code for a number and rounded it: a code with letters it keeps as text."""
    return code.isdecimal() and code.endswith(_ROUNDED)


def _suggest(corrected: str) -> str:
    """Offer the code with the right check digit, where that is the only thing wrong."""
    if _find_fault(corrected) is Fault.WRONG_CHECK_DIGIT and not _is_rounded(corrected):
        return corrected[:-1] + check_digit(corrected)
    return ""


def _explain(code: str, fault: Fault) -> str:
    match fault:
        case Fault.WRONG_LENGTH:
            return _explain_length(code)
        case Fault.FORBIDDEN_CHARACTER:
            return _explain_character(code)
        case Fault.NOT_A_DIVISION:
            return _(
                "Credit code %(code)s: characters 3 to 8 must be the six digits of a division, not %(part)s."
            ) % {
                "code": code,
                "part": code[_DIVISION_DIGITS],
            }
        case Fault.WRONG_CHECK_DIGIT if _is_rounded(code):
            return _explain_lost(code)
        case _:
            return _(
                "Credit code %(code)s: its last character is a check character worked out from the other 17. It is"
                " %(found)s, but the others call for %(right)s, so at least one of the 18 was mistyped. Compare group by"
                " group with the business licence: %(groups)s"
            ) % {"code": code, "found": code[-1], "right": check_digit(code), "groups": grouped(code)}


def _explain_length(code: str) -> str:
    values = {"code": code, "length": len(code)}
    if len(code) == _OLD_REGISTRATION_NUMBER and code.isdigit():
        return (
            _("%(code)s is an old registration number of 15 digits; enter the credit code of 18 characters.")
            % values
        )
    if len(code) == _ORGANIZATION_CODE:
        return (
            _("%(code)s is an organization code of 9 characters; enter the credit code of 18 characters.")
            % values
        )
    return _("Credit code %(code)s has %(length)d characters instead of 18.") % values


def _explain_character(code: str) -> str:
    position, character = next((place, one) for place, one in enumerate(code, start=1) if one not in ALPHABET)
    values = {
        "code": code,
        "position": position,
        "character": character,
        "instead": _LOOKS_LIKE.get(character, ""),
    }
    if values["instead"]:
        return (
            _(
                "Credit code %(code)s: character %(position)d is %(character)s, but no credit code contains I, O, S, V or Z;"
                " perhaps %(instead)s is meant."
            )
            % values
        )
    return (
        _("Credit code %(code)s: character %(position)d (%(character)s) cannot stand in a credit code.")
        % values
    )


def _explain_lost(shown: str) -> str:
    return _(
        "Credit code %(code)s: the spreadsheet stored the code as a number and its last digits are lost;"
        " format the column as text and enter the code again."
    ) % {"code": shown}
