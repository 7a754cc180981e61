"""Mobile numbers of the mainland: read what people type, store one form, show as much as is needed."""

import re
import unicodedata
from typing import Final

_NOISE: Final = re.compile(r"[\s\-().·\u200b-\u200f\u2060\ufeff]+")
# 3GPP numbers of the mainland: eleven digits, of which the second is 3 to 9 (工信部电信网编号计划).
_MOBILE: Final = re.compile(r"(?:\+86|0086|86)?(1[3-9]\d{9})")
_SHOWN_BEFORE: Final = 3
_SHOWN_AFTER: Final = 4


def read_phone(text: str) -> str:
    """Return the number as it is stored (+8613900001234), or nothing when it is no mainland mobile number.

    Width, spaces, hyphens and a country code written in any of its ways do not matter.
    """
    found = _MOBILE.fullmatch(_NOISE.sub("", unicodedata.normalize("NFKC", text)))
    return f"+86{found[1]}" if found else ""


def masked_phone(phone: str) -> str:
    """Return the number with its middle covered: 139****1234."""
    digits = phone.removeprefix("+86")
    return f"{digits[:_SHOWN_BEFORE]}****{digits[-_SHOWN_AFTER:]}" if digits else ""


def masked_email(email: str) -> str:
    """Return the address with most of its name covered: l***@example.org."""
    name, at, domain = email.partition("@")
    return f"{name[:1]}***{at}{domain}" if at else ""
