"""One question of an application: what it asks, what it takes, how an answer is read and shown."""

import datetime
import hashlib
import json
import re
import unicodedata
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from decimal import Decimal, InvalidOperation
from enum import StrEnum
from typing import Any, Final

from django.core.exceptions import ValidationError
from django.core.validators import validate_email
from django.utils.functional import Promise
from django.utils.translation import gettext as _

Words = str | Promise
_PHONE: Final = re.compile(r"\+?[0-9][0-9 -]{5,18}[0-9]")
_DATE: Final = re.compile(r"(\d{4})\s*[-/.年]\s*(\d{1,2})\s*[-/.月]\s*(\d{1,2})\s*日?")


class Kind(StrEnum):
    """What an answer is."""

    TEXT = "text"
    LONG = "long"
    INTEGER = "integer"
    DECIMAL = "decimal"
    YEAR = "year"
    DATE = "date"
    CHOICE = "choice"
    PHONE = "phone"
    EMAIL = "email"


_DEFAULT_LENGTH: Final = {Kind.TEXT: 100, Kind.LONG: 2000, Kind.PHONE: 20, Kind.EMAIL: 100}


class BadAnswer(ValueError):
    """The answer cannot be read; the words say what would be understood."""


@dataclass(frozen=True, slots=True)
class Field:
    """One question with its limits; `unit` is printed behind a number."""

    key: str
    label: Words
    kind: Kind = Kind.TEXT
    required: bool = True
    hint: Words = ""
    unit: Words = ""
    choices: tuple[tuple[str, Words], ...] = ()
    least: Decimal | None = None
    most: Decimal | None = None
    length: int | None = None

    @property
    def max_length(self) -> int | None:
        """Return how many characters a written answer may have; None for everything else."""
        return self.length or _DEFAULT_LENGTH.get(self.kind)

    def read(self, raw: Any) -> str:
        """Return the answer in the one form that is stored; an empty answer is an empty text.

        Full-width digits, thousands separators and the usual ways to write a date are understood. Raises
        BadAnswer with what is wrong.
        """
        text = str(raw or "").replace("\r\n", "\n").replace("\x00", "").strip()
        if not text:
            return ""
        readers = {
            Kind.INTEGER: self._number,
            Kind.DECIMAL: self._number,
            Kind.YEAR: self._number,
            Kind.DATE: _read_date,
            Kind.CHOICE: self._choice,
            Kind.PHONE: _read_phone,
            Kind.EMAIL: _read_email,
        }
        text = readers[self.kind](text) if self.kind in readers else text
        if self.max_length is not None and len(text) > self.max_length:
            raise BadAnswer(
                _("Use at most %(limit)d characters; there are %(count)d now.")
                % {"limit": self.max_length, "count": len(text)}
            )
        return text

    def show(self, value: Any) -> str:
        """Return the stored answer as people read it, with its unit or the words of the choice."""
        text = str(value or "")
        if not text:
            return ""
        if self.kind == Kind.CHOICE:
            return str(dict(self.choices).get(text, text))
        if self.kind in {Kind.INTEGER, Kind.DECIMAL}:
            return f"{Decimal(text):,f} {self.unit}".strip()
        return text

    def _number(self, text: str) -> str:
        plain = unicodedata.normalize("NFKC", text).replace(",", "").replace(" ", "").removesuffix("%")
        try:
            number = Decimal(plain)
        except InvalidOperation as error:
            raise BadAnswer(_("Enter a number, digits only.")) from error
        if not number.is_finite() or abs(number) >= Decimal(10) ** 12:
            raise BadAnswer(_("Enter a number, digits only."))
        if self.kind != Kind.DECIMAL and number != number.to_integral_value():
            raise BadAnswer(_("Enter a whole number."))
        if (self.least is not None and number < self.least) or (self.most is not None and number > self.most):
            raise BadAnswer(self._range())
        exact = number.quantize(Decimal("0.01")) if self.kind == Kind.DECIMAL else number.to_integral_value()
        return f"{exact.normalize():f}"

    def _range(self) -> str:
        if self.least is not None and self.most is not None:
            return _("Enter a number from %(least)s to %(most)s.") % {"least": self.least, "most": self.most}
        if self.least is not None:
            return _("Enter a number not below %(least)s.") % {"least": self.least}
        return _("Enter a number not above %(most)s.") % {"most": self.most}

    def _choice(self, text: str) -> str:
        if text not in dict(self.choices):
            raise BadAnswer(_("Choose one of the answers."))
        return text


@dataclass(frozen=True, slots=True)
class Section:
    """A page of questions that belong together."""

    key: str
    title: Words
    intro: Words
    fields: tuple[Field, ...]

    def __iter__(self) -> Iterator[Field]:
        """Go through the questions in order."""
        return iter(self.fields)

    def field(self, key: str) -> Field | None:
        """Return the question of that name, or None."""
        return next((field for field in self.fields if field.key == key), None)

    def read(self, values: Mapping[str, Any]) -> tuple[dict[str, str], dict[str, str]]:
        """Return the answers that can be read, and for each other one what is wrong with it.

        Names that are no question of the section are left out.
        """
        answers: dict[str, str] = {}
        faults: dict[str, str] = {}
        for field in self.fields:
            if field.key not in values:
                continue
            try:
                answers[field.key] = field.read(values[field.key])
            except BadAnswer as fault:
                faults[field.key] = str(fault)
        return answers, faults

    def missing(self, answers: Mapping[str, Any]) -> list[Field]:
        """Return the required questions without an answer."""
        return [field for field in self.fields if field.required and not answers.get(field.key)]

    def has_begun(self, answers: Mapping[str, Any]) -> bool:
        """Say whether any question of the section is answered."""
        return any(answers.get(field.key) for field in self.fields)


def fingerprint(value: Any) -> str:
    """Return a short code of an answer, by which a form knows what it showed."""
    return hashlib.sha256(json.dumps(str(value or "")).encode()).hexdigest()[:12]


def _read_date(text: str) -> str:
    found = _DATE.fullmatch(unicodedata.normalize("NFKC", text))
    if found is None:
        raise BadAnswer(_("Enter a date such as 2018-06-30."))
    try:
        return datetime.date(*(int(part) for part in found.groups())).isoformat()
    except ValueError as error:
        raise BadAnswer(_("There is no such date. Enter one such as 2018-06-30.")) from error


def _read_phone(text: str) -> str:
    plain = unicodedata.normalize("NFKC", text)
    if not _PHONE.fullmatch(plain):
        raise BadAnswer(_("Enter a telephone number such as 0431-88888888 or 13800000000."))
    return plain


def _read_email(text: str) -> str:
    try:
        validate_email(text)
    except ValidationError as error:
        raise BadAnswer(_("Enter an e-mail address such as name@example.com.")) from error
    return text
