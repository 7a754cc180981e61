"""One question of an application: what it asks, what it takes, how an answer is read and shown."""

import hashlib
import json
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from decimal import Decimal
from typing import Any, Final

from django.utils.functional import Promise
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from brandcert.applications.content import reading
from brandcert.applications.content.shapes import READERS, BadAnswer
from brandcert.programs.enums import AnswerKind as Kind

Words = str | Promise
_DEFAULT_LENGTH: Final = {
    Kind.TEXT: 100,
    Kind.LONG: 2000,
    Kind.PHONE: 20,
    Kind.EMAIL: 100,
    Kind.STANDARD: 60,
    Kind.FILE: 200,
}
_NUMBERS: Final = (Kind.INTEGER, Kind.DECIMAL, Kind.YEAR, Kind.PAST_YEAR)
MOST_ROWS: Final = 50
# The unit of amounts in the list of questions.
TEN_THOUSAND_YUAN: Final = "万元"
# Longer than any answer in a row may be: what cannot be read is kept up to here, so that nobody types it twice.
_MOST_KEPT: Final = 200


class BadRows(BadAnswer):
    """Some entries cannot be read. `rows` is what was understood, `faults` tells what is wrong as `row-column`."""

    def __init__(self, rows: list[dict[str, str]], faults: dict[str, str]) -> None:
        """Keep the entries and the faults."""
        self.rows, self.faults = rows, faults
        super().__init__(" ".join(faults.values()))


def in_yuan(amount: Decimal) -> str:
    """Say an amount that counts 万元 (CNY 10,000) as readers of the language count money; nothing is rounded."""
    if not (get_language() or "").startswith("en"):
        return f"{amount:,f} {TEN_THOUSAND_YUAN}"
    yuan = amount.scaleb(4)
    for word, power in (("billion", 9), ("million", 6)):
        if abs(yuan) >= Decimal(1).scaleb(power):
            return f"CNY {yuan.scaleb(-power).normalize():,f} {word}"
    return f"CNY {yuan.normalize():,f}"


@dataclass(frozen=True, slots=True)
class Field:
    """One question with its limits; `unit` is printed behind a number, `columns` are those of a list of entries."""

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
    columns: "tuple[Field, ...]" = ()
    # The column beside this one whose choice the number has to fit.
    agrees: str = ""
    # The number counts 万元, which has no word in other languages.
    is_money: bool = False

    @property
    def is_list(self) -> bool:
        """Say whether the answer is a list of entries."""
        return self.kind == Kind.ROWS

    @property
    def max_length(self) -> int | None:
        """Return how many characters a written answer may have; None for everything else."""
        return self.length or _DEFAULT_LENGTH.get(self.kind)

    def read(self, raw: Any) -> Any:
        """Return the answer in the one form that is stored: a text, or a list of entries.

        Full-width digits, thousands separators and the usual ways to write a date are understood. Raises
        BadAnswer with what is wrong, BadRows for a list.
        """
        if self.is_list:
            return self._rows(raw)
        text = str(raw or "").replace("\r\n", "\n").replace("\x00", "").strip()
        if not text:
            return ""
        text = self._read(text)
        if self.max_length is not None and len(text) > self.max_length:
            raise BadAnswer(
                _("Use at most %(limit)d characters; there are %(count)d now.")
                % {"limit": self.max_length, "count": len(text)}
            )
        return text

    def _read(self, text: str) -> str:
        if self.kind in _NUMBERS:
            return self._number(text)
        if self.kind in READERS:
            return READERS[self.kind](text).text
        readers = {
            Kind.TEXT: reading.line,
            Kind.DATE: reading.date,
            Kind.PAST_DATE: reading.past_date,
            Kind.CHOICE: self._choice,
            Kind.PHONE: reading.phone,
            Kind.EMAIL: reading.email,
        }
        return readers[self.kind](text) if self.kind in readers else text

    def show(self, value: Any) -> str:
        """Return the stored answer as people read it, with its unit or the words of the choice."""
        if self.is_list:
            return _("; ").join(
                _(", ").join(words for column in self.columns if (words := column.show(row.get(column.key))))
                for row in value or ()
            )
        text = str(value or "")
        if not text:
            return ""
        if self.kind == Kind.CHOICE:
            return str(dict(self.choices).get(text, text))
        if self.kind in {Kind.INTEGER, Kind.DECIMAL} and reading.is_number(text):
            number = Decimal(text)
            return in_yuan(number) if self.is_money else f"{number:,f} {self.unit}".strip()
        return text

    def is_open(self, value: Any) -> bool:
        """Say whether something has to be filled in yet: nothing at all, or in an entry."""
        if self.required and not value:
            return True
        return self.is_list and bool(self.gaps(value))

    def gaps(self, value: Any) -> list[str]:
        """Return the required places of entries that are empty, as `row-column`."""
        return [
            f"{place}-{column.key}"
            for place, row in enumerate(value or ())
            for column in self.columns
            if column.required and not row.get(column.key)
        ]

    def _rows(self, raw: Any) -> list[dict[str, str]]:
        rows: list[dict[str, str]] = []
        faults: dict[str, str] = {}
        for entry in raw or ():
            texts = {column.key: str(entry.get(column.key) or "").strip() for column in self.columns}
            if not any(texts.values()):
                continue
            if len(rows) == MOST_ROWS:
                faults["0-" + self.columns[0].key] = _("At most %(count)d entries.") % {"count": MOST_ROWS}
                break
            cells, wrong = self._cells(texts)
            faults |= {f"{len(rows)}-{key}": words for key, words in wrong.items()}
            rows.append(cells)
        if faults:
            raise BadRows(rows, faults)
        return rows

    def _cells(self, texts: Mapping[str, str]) -> tuple[dict[str, str], dict[str, str]]:
        cells: dict[str, str] = {}
        faults: dict[str, str] = {}
        for column in self.columns:
            try:
                cells[column.key] = column.read(texts[column.key])
            except BadAnswer as fault:
                cells[column.key] = texts[column.key][:_MOST_KEPT]
                faults[column.key] = str(fault)
        for column in self.columns:
            if column.agrees and column.key not in faults and cells[column.key]:
                words = self._disagreement(column, cells)
                faults |= {column.key: words} if words else {}
        return cells, faults

    def _disagreement(self, column: "Field", cells: Mapping[str, str]) -> str:
        """Return what is wrong when a number is not of the kind that was chosen beside it."""
        chosen, found = cells[column.agrees], READERS[column.kind](cells[column.key]).kind
        if not chosen or not found or chosen == found:
            return ""
        words = next(dict(other.choices) for other in self.columns if other.key == column.agrees)
        return _("This number is one of the kind “%(found)s”, but “%(chosen)s” is chosen.") % {
            "found": words.get(found, found),
            "chosen": words.get(chosen, chosen),
        }

    def _number(self, text: str) -> str:
        number = reading.number(text)
        if self.kind != Kind.DECIMAL and number != number.to_integral_value():
            raise BadAnswer(_("Enter a whole number."))
        if self.kind == Kind.PAST_YEAR:
            reading.require_begun(number)
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

    @property
    def is_optional(self) -> bool:
        """Say whether nothing of the section has to be answered."""
        return not any(field.required for field in self.fields)

    def read(self, values: Mapping[str, Any]) -> tuple[dict[str, Any], dict[str, str]]:
        """Return the answers that can be read, and what is wrong with the others by their name.

        Names that are no question of the section are left out. A list keeps what cannot be read of an entry as it was
        typed; its faults are named `key-row-column`.
        """
        answers: dict[str, Any] = {}
        faults: dict[str, str] = {}
        for field in self.fields:
            if field.key not in values:
                continue
            try:
                answers[field.key] = field.read(values[field.key])
            except BadRows as fault:
                answers[field.key] = fault.rows
                faults |= {f"{field.key}-{place}": words for place, words in fault.faults.items()}
            except BadAnswer as fault:
                faults[field.key] = str(fault)
        return answers, faults

    def missing(self, answers: Mapping[str, Any]) -> list[Field]:
        """Return the questions that are not answered, or not completely."""
        return [field for field in self.fields if field.is_open(answers.get(field.key))]

    def incomplete(self, answers: Mapping[str, Any]) -> list[Field]:
        """Return the questions that stand in the way of handing in: not answered, or with something unreadable."""
        faults = {name.partition("-")[0] for name in self.read(answers)[1]}
        return [
            field for field in self.fields if field.key in faults or field.is_open(answers.get(field.key))
        ]

    def has_begun(self, answers: Mapping[str, Any]) -> bool:
        """Say whether any question of the section is answered."""
        return any(answers.get(field.key) for field in self.fields)


def fingerprint(value: Any) -> str:
    """Return a short code of an answer, by which a form knows what it showed."""
    text = json.dumps(value or "", sort_keys=True)
    return hashlib.sha256(text.encode()).hexdigest()[:12]
