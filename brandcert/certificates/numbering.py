"""Certificate numbers and verification codes: spelling, tolerant reading, check character. Pure."""

import re
import secrets
import unicodedata
from dataclasses import dataclass
from typing import Final

from stdnum.iso7064 import mod_37_36

MACHINE_PREFIX: Final = "JLJP"
PRINTED_PREFIX: Final = "吉精品"
LETTERS: Final = {"制": "Z", "农": "N", "服": "F"}

# Without I, L, O and U nothing can be confused when read aloud or copied by hand.
ALPHABET: Final = "0123456789ABCDEFGHJKMNPQRSTVWXYZ"
PAYLOAD_LENGTH: Final = 27  # 27 × 5 = 135 random bits
CODE_LENGTH: Final = PAYLOAD_LENGTH + 1
GROUP: Final = 4
_LOOKALIKES: Final = str.maketrans("OIL", "011")
_SEPARATORS: Final = re.compile(r"[\s\-‐‑‒–—―−_·・.,/\\]+")
_BRACKETS: Final = re.compile(r"[()\[\]{}〔〕【】〈〉《》「」]+")
_MACHINE: Final = re.compile(rf"{MACHINE_PREFIX} ?([A-Z]) ?([0-9]{{4}}) ?([0-9]{{1,6}})")
_PRINTED: Final = re.compile(rf"{PRINTED_PREFIX} ?({'|'.join(LETTERS)}) ?([0-9]{{4}}) ?([0-9]{{1,6}}) ?号?")
_LEAST_CODE: Final = 20
_MOST_INPUT: Final = 100


@dataclass(frozen=True, slots=True)
class Number:
    """The number of a certificate: letter of the category, year, place in the series of that year."""

    letter: str
    year: int
    place: int

    @property
    def machine(self) -> str:
        """Return the spelling for machines, e.g. JLJP-Z-2026-0001."""
        return f"{MACHINE_PREFIX}-{self.letter}-{self.year:04d}-{self.place:04d}"

    def printed(self, character: str) -> str:
        """Return the spelling on the certificate, e.g. 吉精品（制）〔2026〕0001号."""
        return f"{PRINTED_PREFIX}（{character}）〔{self.year:04d}〕{self.place:04d}号"


def fold(text: str) -> str:
    """Return the text in half width and capitals, each run of separators as one space, brackets as spaces."""
    wide = unicodedata.normalize("NFKC", text[:_MOST_INPUT]).upper()
    return _SEPARATORS.sub(" ", _BRACKETS.sub(" ", wide)).strip()


def parse(text: str) -> Number | None:
    """Return the number a person meant, whatever width, case, spaces or dashes; None for anything else."""
    folded = fold(text)
    if match := _MACHINE.fullmatch(folded):
        letter = match[1]
    elif match := _PRINTED.fullmatch(folded):
        letter = LETTERS[match[1]]
    else:
        return None
    return Number(letter, int(match[2]), int(match[3]))


def new_code() -> str:
    """Return a verification code: 135 random bits and one check character (ISO 7064 MOD 37,36)."""
    while True:
        payload = "".join(secrets.choice(ALPHABET) for _ in range(PAYLOAD_LENGTH))
        check: str = mod_37_36.calc_check_digit(payload)
        if check in ALPHABET:
            return payload + check


def readable(code: str) -> str:
    """Return the code in groups of four, as it is printed."""
    return "-".join(code[start : start + GROUP] for start in range(0, len(code), GROUP))


def fold_code(text: str) -> str:
    """Return the code as it is stored: half width, capitals, no separators, look-alikes folded (O→0, I and L→1)."""
    return fold(text).replace(" ", "").translate(_LOOKALIKES)


def looks_like_code(text: str) -> bool:
    """Say whether someone probably meant a verification code: long, Latin letters and digits only."""
    folded = fold_code(text)
    return len(folded) >= _LEAST_CODE and folded.isascii() and folded.isalnum() and parse(text) is None


def is_mistyped(code: str) -> bool:
    """Say whether no code can be spelled like this: wrong length, wrong letter or wrong check character."""
    folded = fold_code(code)
    if len(folded) != CODE_LENGTH or not set(folded) <= set(ALPHABET):
        return True
    return not mod_37_36.is_valid(folded)
