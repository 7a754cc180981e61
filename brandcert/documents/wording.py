"""How a letter is put together: seven parts of words, filled once, none of the obligatory four ever empty."""

from __future__ import annotations

import datetime
import functools
import re
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final

import yaml
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, pgettext_lazy

from brandcert.core.errors import BusinessError
from brandcert.core.wording import Value, fill, fill_line

PARTS: Final = ("title", "opening", "facts", "basis", "deadline", "remedy", "closing")
# What a letter may never lack (文书四要素).
OBLIGATORY: Final = ("facts", "basis", "deadline", "remedy")
LONGEST_TITLE: Final = 60
LONGEST_PART: Final = 4000
DATA: Final = Path(__file__).parent / "data" / "letters.yaml"

Words = Mapping[str, str]
_DAY: Final = re.compile(r"(\d{4})年(1[0-2]|[1-9])月(\d{1,2})日")
_MONTHS: Final = (
    "January",
    "February",
    "March",
    "April",
    "May",
    "June",
    "July",
    "August",
    "September",
    "October",
    "November",
    "December",
)


PART_LABELS: Final = {
    "title": gettext_lazy("Title of the letter"),
    "opening": gettext_lazy("Opening"),
    "facts": gettext_lazy("Facts and reasons"),
    "basis": gettext_lazy("Legal basis"),
    "deadline": pgettext_lazy("part of a letter", "Deadline"),
    "remedy": gettext_lazy("Rights and remedies"),
    "closing": gettext_lazy("Closing words"),
}


class Incomplete(BusinessError):
    """An obligatory part would be empty: such a letter is not written."""

    def __init__(self, part: str) -> None:
        """Keep the part."""
        self.part = part
        super().__init__(part)

    def __str__(self) -> str:
        """Say what is lacking in the language of whoever reads it, which need not be that of the letter."""
        part = PART_LABELS.get(self.part) or _("Addressee")
        return _(
            "The letter would have no “%(part)s” and is not valid without it: complete what is entered, or the record."
        ) % {"part": part}


@dataclass(frozen=True, slots=True)
class Draft:
    """Everything a letter says before it has its number."""

    kind: str
    words: Words
    values: Mapping[str, Value]
    addressee: str
    issuer: str
    audience: str = "enterprise"
    query: str = ""
    title_en: str = ""
    english: str = ""


@functools.cache
def frame() -> Mapping[str, Any]:
    """Return what all letters have in common: the pattern of the number, the headings, the labels."""
    loaded: Mapping[str, Any] = yaml.safe_load(DATA.read_text(encoding="utf-8"))
    return loaded


def number_of(symbol: str, year: int, serial: int) -> str:
    """Return the number of a letter (文号) after the pattern of the frame."""
    text: str = frame()["number"]
    return text.format(symbol=symbol, year=year, serial=serial)


def date_words(day: datetime.date) -> str:
    """Return a date as a letter writes it."""
    return f"{day.year}年{day.month}月{day.day}日"


def page_of(draft: Draft, *, number: str, dated: datetime.date) -> dict[str, Any]:
    """Return the letter as it will be printed: plain strings and lists. Raises Incomplete."""
    values = {**draft.values, "number": number, "date": date_words(dated), "issuer": draft.issuer}
    values |= {"addressee": draft.addressee}
    parts = {name: _lines(draft.words.get(name, ""), values) for name in PARTS[1:]}
    for name in OBLIGATORY:
        if not parts[name]:
            raise Incomplete(name)
    title = fill_line(draft.words["title"], values, longest=LONGEST_TITLE * 2)
    if not title or not draft.addressee.strip():
        raise Incomplete("title" if not title else "addressee")
    words = frame()
    return {
        "kind": draft.kind,
        "title": title,
        "number": number,
        "addressee": draft.addressee.strip(),
        "opening": parts["opening"],
        "parts": [{"heading": words["headings"][name], "lines": parts[name]} for name in OBLIGATORY],
        "closing": parts["closing"],
        "issuer": draft.issuer,
        "dated": dated.isoformat(),
        "query": words["query"][draft.audience].format(address=draft.query),
        "seal": words["seal"],
        "english": _english(draft, values),
    }


def _english(draft: Draft, values: Mapping[str, Value]) -> dict[str, Any]:
    """Return the courtesy translation: it repeats numbers and days, the facts stand in the Chinese text alone."""
    plain = {name: _english_days(value) for name, value in values.items()}
    return {
        "note": frame()["english"],
        "title": draft.title_en,
        "lines": _lines(draft.english, plain),
    }


def _english_days(value: Value) -> Value:
    if not isinstance(value, str):
        return value
    return _DAY.sub(lambda day: f"{int(day[3])} {_MONTHS[int(day[2]) - 1]} {day[1]}", value)


def _lines(text: str, values: Mapping[str, Value]) -> list[str]:
    return [line.strip() for line in fill(text, values).splitlines() if line.strip()]
