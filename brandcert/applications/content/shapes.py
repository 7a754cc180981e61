"""Numbers that carry their own proof: of standards, patents and laboratories. Each is read into one form or refused with a reason."""

import re
import unicodedata
from collections.abc import Callable
from dataclasses import dataclass
from typing import Final

from django.utils.translation import gettext as _

from brandcert.programs.enums import AnswerKind

_DASHES: Final = str.maketrans(dict.fromkeys("–—−―－", "-"))
_NUMBER: Final = r"(?P<number>\d+(?:\.\d+)*)-(?P<year>\d{4})"
# In this order: a national standard would pass for one of an industry.
_STANDARDS: Final = (
    ("national", re.compile(rf"(?P<prefix>GB(?:/[TZ])?) ?{_NUMBER}")),
    ("local", re.compile(rf"(?P<prefix>DBS?\d{{2,6}}(?:/T?)?) ?{_NUMBER}")),
    ("group", re.compile(rf"(?P<prefix>T/[A-Z0-9]{{2,15}}) ?{_NUMBER}")),
    ("enterprise", re.compile(r"(?P<prefix>Q/[0-9A-Z]+) ?(?P<number>[0-9A-Z. ]*)-(?P<year>\d{4})")),
    (
        "international",
        re.compile(
            r"(?P<prefix>(?:ISO|IEC|ITU|CODEX)(?:/[A-Z]+)*) ?(?P<number>[A-Z]?\.?\d+(?:-\d+)*)(?::(?P<year>\d{4}))?"
        ),
    ),
    ("industry", re.compile(rf"(?P<prefix>[A-Z]{{2}}(?:/[TZ])?) ?{_NUMBER}")),
)
_PATENT: Final = re.compile(r"(?P<prefix>ZL|CN)?(?P<digits>\d{12}|\d{8})\.?(?P<check>[0-9X])")
# Which digit tells the kind: behind the year, which had two digits before October 2003.
_KIND_AT: Final = {12: 4, 8: 2}
_PATENT_KINDS: Final = {"1": "invention", "8": "invention", "2": "utility", "9": "utility", "3": "design"}
_CMA: Final = re.compile(r"(?:CMA)?(\d{12})")
_CNAS: Final = re.compile(r"(?:CNAS)?((?:L|IB|CL)\d{4,5})")


class BadAnswer(ValueError):
    """The answer cannot be read; the words say what would be understood."""


@dataclass(frozen=True, slots=True)
class Numeral:
    """A number as it is stored, and the kind it gives itself away as (empty when it does not)."""

    text: str
    kind: str = ""


def read_standard(text: str) -> Numeral:
    """Understand the number of a standard such as `GB/T 1354-2018`; its prefix tells the level."""
    plain = " ".join(_folded(text).split())
    for level, pattern in _STANDARDS:
        found = pattern.fullmatch(plain)
        if found is None:
            continue
        year, joint = found["year"], ":" if level == "international" else "-"
        number = f"{found['prefix']} {found['number'].strip()}".strip()
        return Numeral(f"{number}{joint}{year}" if year else number, level)
    raise BadAnswer(
        _(
            "This is not the number of a standard. Enter it with its year, such as GB/T 1354-2018, DB22/T 1234-2024, "
            "T/JLPP 012-2026 or Q/ABC 001-2025."
        )
    )


def read_patent(text: str) -> Numeral:
    """Understand a Chinese patent or application number; the last character proves the others.

    The check character is the sum of the digits, weighted 2 to 9 over and over, modulo 11, with X for ten (ZC 0006).
    """
    plain = "".join(_folded(text).split())
    found = _PATENT.fullmatch(plain)
    if found is None:
        raise BadAnswer(
            _(
                "A patent number has 12 digits (8 before October 2003), a point and a check digit, such as "
                "ZL200310102344.5."
            )
        )
    digits, right = found["digits"], patent_check(found["digits"])
    if found["check"] != right:
        raise BadAnswer(
            _(
                "The check digit does not fit: a number with these digits ends in .%(right)s, not in .%(given)s. Look "
                "for a mistyped digit."
            )
            % {"right": right, "given": found["check"]}
        )
    kind = _PATENT_KINDS.get(digits[_KIND_AT[len(digits)]])
    if kind is None:
        raise BadAnswer(
            _("Digit %(place)d of a patent number is 1, 2, 3, 8 or 9.") % {"place": _place(digits)}
        )
    return Numeral(f"{found['prefix'] or ''}{digits}.{right}", kind)


def patent_check(digits: str) -> str:
    """Return the check character of the 8 or 12 digits before it."""
    rest = sum(int(digit) * (2 + place % 8) for place, digit in enumerate(digits)) % 11
    return "X" if rest == 10 else str(rest)  # noqa: PLR2004 - X is the Roman ten


def read_laboratory(text: str) -> Numeral:
    """Understand the number of a laboratory's qualification: CMA has 12 digits, CNAS such as `CNAS L1234`."""
    plain = re.sub(r"[\s.:]", "", _folded(text))
    if cma := _CMA.fullmatch(plain):
        return Numeral(cma[1], "CMA")
    if cnas := _CNAS.fullmatch(plain):
        return Numeral(f"CNAS {cnas[1]}", "CNAS")
    raise BadAnswer(_("Enter 12 digits for CMA, or a number such as CNAS L1234."))


READERS: Final[dict[str, Callable[[str], Numeral]]] = {
    AnswerKind.STANDARD: read_standard,
    AnswerKind.PATENT: read_patent,
    AnswerKind.LABORATORY: read_laboratory,
}


def _place(digits: str) -> int:
    return _KIND_AT[len(digits)] + 1


def _folded(text: str) -> str:
    return unicodedata.normalize("NFKC", text).translate(_DASHES).upper().strip()
