"""What a row of a list of earlier titles says: facts to store, warnings, or the reasons why it cannot be taken."""

from __future__ import annotations

import datetime
from dataclasses import dataclass
from typing import Final

from django.utils.translation import gettext as _

from brandcert.certificates import numbering
from brandcert.core.lettering import fault_in
from brandcert.enterprises.columns import CATEGORY_NAMES, known_categories
from brandcert.enterprises.credit_codes import read_credit_code
from brandcert.enterprises.names import clean_name, fold_name, is_filler, is_placeholder
from brandcert.enterprises.places import Places
from brandcert.enterprises.rows import Finding
from brandcert.enterprises.spreadsheets import Row, fault_in_cell, parse_date
from brandcert.register.columns import END_NAMES

_CATEGORIES: Final = {fold_name(name): key for key, names in CATEGORY_NAMES.items() for name in names}
_ENDS: Final = {fold_name(name): key for key, names in END_NAMES.items() for name in names}
_LONGEST: Final = {"number": 80, "title": 100, "brand": 100, "decision_number": 80}
_USUAL: Final = 200
EARLIEST: Final = datetime.date(1949, 10, 1)


@dataclass(frozen=True, slots=True)
class TitleFacts:
    """What a good row says about one title of earlier years."""

    number: str
    title: str
    holder: str
    credit_code: str
    category: str
    product: str
    brand: str
    division_code: str
    awarded_by: str
    decision_number: str
    awarded_on: datetime.date | None
    valid_from: datetime.date
    valid_to: datetime.date
    ended_on: datetime.date | None
    ended_as: str


def key_of(number: str) -> str:
    """Return what two spellings of one old number have in common: width, case, brackets and separators do not count."""
    return numbering.fold(number).replace(" ", "")


def read_title(row: Row, places: Places, *, today: datetime.date) -> tuple[TitleFacts | None, list[Finding]]:
    """Understand one row. Without facts the findings hold at least one bad one; with facts they are warnings."""
    reader = _Reader(row, places, today)
    facts = reader.read()
    return (None if any(one.is_bad for one in reader.findings) else facts), reader.findings


class _Reader:
    """Reads one row field by field and collects what has to be said about it."""

    def __init__(self, row: Row, places: Places, today: datetime.date) -> None:
        self.row, self.places, self.today = row, places, today
        self.findings: list[Finding] = []

    def read(self) -> TitleFacts | None:
        if self.row.defect:
            self._bad("number", self.row.defect)
        if self.row.is_hidden:
            self._say("", _("The row is hidden in the file."))
        number = self._number()
        holder = self._needed("name", _("The name of the holder is missing."))
        product = self._needed("product", _("The product or service is missing."))
        valid_from = self._day("valid_from", _("The first day of validity is missing."))
        valid_to = self._day("valid_to", _("The last day of validity is missing."))
        if valid_from and valid_to and valid_to <= valid_from:
            self._bad("valid_to", _("The validity ends before it begins."))
        awarded_on = self._day("awarded_on")
        ended_on, ended_as = self._end(valid_from)
        if valid_from is None or valid_to is None:
            return None
        return TitleFacts(
            number=number,
            title=self._text("title"),
            holder=holder,
            credit_code=self._credit_code(),
            category=self._category(),
            product=product,
            brand=self._text("brand"),
            division_code=self._division(),
            awarded_by=self._text("awarded_by"),
            decision_number=self._text("decision_number"),
            awarded_on=awarded_on,
            valid_from=valid_from,
            valid_to=valid_to,
            ended_on=ended_on,
            ended_as=ended_as,
        )

    def _say(self, name: str, text: str, *, is_bad: bool = False) -> None:
        self.findings.append(Finding(self.row.letter(name) if name else "", text, is_bad=is_bad))

    def _bad(self, name: str, text: str) -> None:
        self._say(name, text, is_bad=True)

    def _text(self, name: str) -> str:
        cell = self.row.cells.get(name)
        if cell is None or is_filler(cell.text):
            return ""
        if fault := fault_in_cell(cell) or fault_in(cell.text):
            self._bad(name, fault)
            return ""
        text, limit = clean_name(cell.text), _LONGEST.get(name, _USUAL)
        if len(text) > limit:
            words = _("The text has %(length)d characters; at most %(limit)d are stored.")
            self._bad(name, words % {"length": len(text), "limit": limit})
            return ""
        return "" if is_placeholder(text) else text

    def _needed(self, name: str, missing: str) -> str:
        before = len(self.findings)
        text = self._text(name)
        if not text and len(self.findings) == before:
            self._bad(name, missing)
        return text

    def _number(self) -> str:
        number = self._needed("number", _("The number of the title is missing."))
        if number and numbering.parse(number) is not None:
            words = _(
                "%(number)s belongs to the numbers that are issued here; an old title needs its old number."
            )
            self._bad("number", words % {"number": number})
        elif number and not key_of(number):
            self._bad("number", _("%(number)s is not a number.") % {"number": number})
        return number

    def _credit_code(self) -> str:
        reading = read_credit_code(self._text("credit_code"))
        if reading.fault:
            self._bad("credit_code", reading.explanation)
        for one in reading.replacements if not reading.fault else ():
            text = _(
                "%(found)s at position %(position)d of the credit code was read as %(read_as)s, which fits the check digit."
            )
            facts = {"found": one.found, "position": one.position, "read_as": one.read_as}
            self._say("credit_code", text % facts)
        return reading.code

    def _category(self) -> str:
        text = self._text("category")
        key = _CATEGORIES.get(fold_name(text), "")
        if text and not key:
            words = _("%(text)s is no category of the programme; known are %(known)s.")
            self._bad("category", words % {"text": text, "known": known_categories()})
        return key

    def _division(self) -> str:
        code, name = self._text("division_code"), self._text("division_name")
        for field, text in (("division_code", code), ("division_name", name)):
            if not text:
                continue
            found = self.places.by_code(text)
            found = found if found.code else self.places.by_name(text)
            if not found.code:
                self._bad(field, _("Division %(text)s is not known.") % {"text": text})
            elif found.remark:
                self._say(field, found.remark)
            return found.code
        return ""

    def _end(self, valid_from: datetime.date | None) -> tuple[datetime.date | None, str]:
        day, text = self._day("ended_on"), self._text("ended_as")
        how = _ENDS.get(fold_name(text), "")
        if text and not how:
            self._bad("ended_as", _("Say how the title ended: %(known)s.") % {"known": "撤销、注销"})
        elif how and day is None:
            self._bad("ended_on", _("The day on which the title ended is missing."))
        elif day and not text:
            self._bad("ended_as", _("Say how the title ended: %(known)s.") % {"known": "撤销、注销"})
        if day and valid_from and day < valid_from:
            self._bad("ended_on", _("The title ended before it began."))
        if day and day > self.today:
            self._bad("ended_on", _("The day lies in the future."))
        return day, how

    def _day(self, name: str, missing: str = "") -> datetime.date | None:
        text = self._needed(name, missing) if missing else self._text(name)
        found = parse_date(text) if text else None
        if text and found is None:
            self._bad(name, _("%(text)s is not a date.") % {"text": text})
        elif found and not EARLIEST <= found <= self.today.replace(year=self.today.year + 50, day=1):
            self._bad(name, _("%(day)s can hardly be right.") % {"day": found.isoformat()})
            return None
        return found
