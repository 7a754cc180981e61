"""What may stand in a name: everything a licence prints, and nothing that is invisible, turns the writing or is a picture."""

import unicodedata
from typing import Final

from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _

# Letters to the database, nothing to the eye.
_BLANK: Final = frozenset("\u115f\u1160\u2800\u3164\uffa0")
_TURNING: Final = frozenset("\u061c\u200e\u200f\u202a\u202b\u202c\u202d\u202e\u2066\u2067\u2068\u2069")
# The emoji of all blocks; signs that licences print (®, ℃, №, ☆ of a rank) are not among them.
_PICTURES: Final = (
    (0x2600, 0x2604),
    (0x2607, 0x27BF),
    (0x2B50, 0x2B55),
    (0x1F000, 0x1FAFF),
    (0xE0020, 0xE007F),
)
_EMOJI_SHAPE: Final = "\ufe0f"
_FOLDED: Final = frozenset("\t\n\r")
_SHOWN_BEFORE: Final = 6


def fault_in(text: str) -> str:
    """Name the first character that cannot stand in a name, and where; empty when all can.

    Spaces and invisible characters at the ends are no fault: whoever stores the name cuts them off.
    """
    inner = _trimmed(text)
    for place, one in enumerate(inner):
        what = _what(one)
        if not what:
            continue
        told = {
            "what": what,
            "code": f"U+{ord(one):04X}",
            "before": inner[max(0, place - _SHOWN_BEFORE) : place],
        }
        if not place:
            return _("At the beginning stands %(what)s (%(code)s). It cannot be printed: delete it.") % told
        return _("After “%(before)s” stands %(what)s (%(code)s). It cannot be printed: delete it.") % told
    return ""


def plain(text: str) -> None:
    """Refuse, as the validator of a form field, a name that holds such a character."""
    fault = fault_in(text)
    if fault:
        raise ValidationError(fault, code="lettering")


def visible(text: str) -> str:
    """Return the text with every character that hides, or turns the writing, shown by its code instead."""
    return "".join(f"[U+{ord(one):04X}]" if _hides(one) else one for one in text)


def _hides(one: str) -> bool:
    kind = unicodedata.category(one)
    return one in _TURNING or one in _BLANK or kind == "Cf" or (kind == "Cc" and one not in _FOLDED)


def latin(text: str) -> None:
    """Refuse, as the validator of a form field, an English name that holds a Chinese character."""
    found = next((one for one in text if unicodedata.name(one, "").startswith("CJK ")), "")
    if found:
        raise ValidationError(
            _("“%(character)s” is Chinese: write the English name in Latin letters.") % {"character": found},
            code="lettering",
        )


def _trimmed(text: str) -> str:
    """Cut spaces and invisible characters off both ends; what turns the writing is left to be found."""
    start, end = 0, len(text)
    while start < end and _is_edge(text[start]):
        start += 1
    while end > start and _is_edge(text[end - 1]):
        end -= 1
    return text[start:end]


def _is_edge(one: str) -> bool:
    return one.isspace() or (unicodedata.category(one) == "Cf" and one not in _TURNING)


def _what(one: str) -> str:
    kind = unicodedata.category(one)
    if one in _TURNING:
        return _("an invisible character that turns the direction of writing")
    if any(first <= ord(one) <= last for first, last in _PICTURES) or one == _EMOJI_SHAPE:
        return _("a picture character (emoji)")
    if kind == "Cf" or one in _BLANK:
        return _("an invisible character")
    if kind == "Cc" and one not in _FOLDED:
        return _("a control character")
    if kind in {"Co", "Cs"}:
        return _("a character of a private font, which every computer shows differently")
    return ""
