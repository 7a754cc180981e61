"""What one row of a list says about an enterprise: facts to store, warnings, or the reasons why it cannot be used."""

import datetime as dt
from collections.abc import Mapping
from dataclasses import dataclass, field

from django.utils.translation import gettext as _

from brandcert.core.lettering import fault_in
from brandcert.enterprises.columns import CATEGORY_NAMES, is_ordinal, is_personal, is_remark, known_categories
from brandcert.enterprises.credit_codes import read_credit_code
from brandcert.enterprises.enums import OrganisationType, SizeClass
from brandcert.enterprises.names import clean_name, fold_name, is_filler, is_placeholder, split_products
from brandcert.enterprises.places import Found, Places
from brandcert.enterprises.spreadsheets import Row, fault_in_cell, parse_date

_CATEGORIES = {fold_name(name): key for key, names in CATEGORY_NAMES.items() for name in names}
_SIZES = {
    "大型": SizeClass.LARGE,
    "中型": SizeClass.MEDIUM,
    "小型": SizeClass.SMALL,
    "微型": SizeClass.MICRO,
    **{size.value: size for size in SizeClass},
}
_DECISIVE = {"name", "credit_code", "category", "division_code", "division_name"}
_LONGEST = {
    "name": 200,
    "product": 200,
    "brand": 100,
    "trademark_number": 40,
    "address": 200,
    "name_en": 200,
    "name_local": 200,
    "industry_code": 6,
}
_PRINTED = {"name", "product", "brand", "trademark_number", "address", "name_en", "name_local"}
_TEXTS = ("address", "name_en", "name_local", "industry_code")


@dataclass(frozen=True, slots=True)
class Finding:
    """One thing to say about a row, and the column it is about (empty for the row as a whole)."""

    column: str
    text: str
    is_bad: bool = False


@dataclass(frozen=True, slots=True)
class Facts:
    """What a good row says about one enterprise; empty values say nothing and never erase."""

    name: str
    credit_code: str
    organisation_type: OrganisationType
    division_code: str
    category: str = ""
    products: tuple[str, ...] = ()
    brands: tuple[str, ...] = ()
    trademark_number: str = ""
    details: Mapping[str, str | dt.date] = field(default_factory=dict)
    notes: tuple[str, ...] = ()


def read_row(
    row: Row, places: Places, *, splits_products: bool = False
) -> tuple[Facts | None, list[Finding]]:
    """Understand one row. Without facts the findings hold at least one bad one; with facts they are warnings."""
    reader = _Reader(row, places, splits_products=splits_products)
    facts = reader.read()
    return (None if any(one.is_bad for one in reader.findings) else facts), reader.findings


class _Reader:
    """Reads one row field by field and collects what has to be said about it."""

    def __init__(self, row: Row, places: Places, *, splits_products: bool) -> None:
        self.row = row
        self.places = places
        self.splits_products = splits_products
        self.findings: list[Finding] = []

    def read(self) -> Facts:
        if self.row.defect:
            self._bad("", self.row.defect)
        if self.row.is_hidden:
            self._warn("", _("The row is hidden in the file."))
        name = self._name()
        code, kind = self._credit_code()
        return Facts(
            name=name,
            credit_code=code,
            organisation_type=kind,
            division_code=self._division(),
            category=self._category(),
            products=self._products(),
            brands=self._brands(),
            trademark_number=self._text("trademark_number"),
            details=self._details(),
            notes=self._notes(),
        )

    def _bad(self, name: str, text: str) -> None:
        self.findings.append(Finding(self.row.letter(name), text, is_bad=True))

    def _warn(self, name: str, text: str) -> None:
        self.findings.append(Finding(self.row.letter(name), text))

    def _reject(self, name: str, text: str) -> str:
        """Leave a cell out: what decides who the enterprise is spoils the row, anything else only warns."""
        (self._bad if name in _DECISIVE else self._warn)(name, text)
        return ""

    def _text(self, name: str) -> str:
        """The text of a field that is safe to store; empty, with a finding, when it is not."""
        cell = self.row.cells.get(name)
        if cell is None or is_filler(cell.text):
            return ""
        if fault := fault_in_cell(cell):
            return self._reject(name, fault)
        return self._printable(name, cell.text)

    def _printable(self, name: str, written: str) -> str:
        """The text as it is stored; empty, with a finding, when it is too long or cannot be printed."""
        if name in _PRINTED and (fault := fault_in(written)):
            return self._reject(name, fault)
        text = clean_name(written)
        length = max(len(text), len(fold_name(text)))
        if length > _LONGEST.get(name, length):
            values = {"length": length, "limit": _LONGEST[name]}
            return self._reject(
                name, _("The text has %(length)d characters; at most %(limit)d are stored.") % values
            )
        return text

    def _said(self, name: str) -> str:
        text = self._text(name)
        return "" if is_placeholder(text) else text

    def _name(self) -> str:
        name = self._said("name")
        if not name and not any(one.is_bad for one in self.findings):
            self._bad("name", _("The name of the enterprise is missing."))
        elif name and not any(character.isalpha() for character in name):
            self._bad("name", _("%(name)s is not the name of an enterprise.") % {"name": name})
        return name

    def _credit_code(self) -> tuple[str, OrganisationType]:
        reading = read_credit_code(self._said("credit_code"))
        if reading.fault:
            self._bad("credit_code", reading.explanation)
        elif reading.replacements:
            text = _(
                "%(found)s at position %(position)d of the credit code was read as %(read_as)s, which fits the check digit."
            )
            for one in reading.replacements:
                values = {"found": one.found, "position": one.position, "read_as": one.read_as}
                self._warn("credit_code", text % values)
        return reading.code, reading.organisation_type

    def _category(self) -> str:
        text = self._said("category")
        key = _CATEGORIES.get(fold_name(text), "")
        if text and not key:
            values = {"text": text, "known": known_categories()}
            self._bad(
                "category", _("%(text)s is no category of the programme; known are %(known)s.") % values
            )
        elif not text and self.row.letter("category"):
            self._warn("category", _("The category is missing."))
        return key

    def _division(self) -> str:
        code, name = self._said("division_code"), self._said("division_name")
        field_name, text = ("division_code", code) if code else ("division_name", name)
        found = self._find_place(text)
        if not found.code:
            problem = (
                _("Division %(text)s is not known.") % {"text": text}
                if text
                else _("The division is missing.")
            )
            if not any(one.is_bad and one.column == self.row.letter(field_name) for one in self.findings):
                self._bad(field_name if text else "division_code", problem)
        elif found.remark:
            self._warn(field_name, found.remark)
        if code and name and found.code:
            self._compare_places(found.code, name)
        return found.code

    def _find_place(self, text: str) -> Found:
        found = self.places.by_code(text)
        return found if found.code else self.places.by_name(text)

    def _compare_places(self, code: str, name: str) -> None:
        """Point out that code and name disagree, unless the name is of a place around it or unknown."""
        named = self._find_place(name).code
        if named and named != code and not code.startswith(named.rstrip("0")):
            values = {"name": name, "code": code, "official": self.places.name_of(code)}
            self._warn(
                "division_name", _("%(name)s is not %(code)s %(official)s; the code was taken.") % values
            )

    def _products(self) -> tuple[str, ...]:
        text = self._text("product")
        products = split_products(text)
        if text and not products:
            self._warn(
                "product", _("%(text)s is not the name of a product and was left out.") % {"text": text}
            )
        if len(products) < 2 or self.splits_products:  # noqa: PLR2004 - two are several
            return tuple(products)
        values = {"count": len(products)}
        self._warn(
            "product",
            _("The cell names %(count)d products; they were kept as one. Divide them before applying.")
            % values,
        )
        return (text,)

    def _brands(self) -> tuple[str, ...]:
        brands = split_products(self._text("brand"))
        if len(brands) > 1:
            self._warn(
                "brand",
                _("The cell names %(count)d brands; the product was given none of them.")
                % {"count": len(brands)},
            )
        return tuple(brands)

    def _details(self) -> dict[str, str | dt.date]:
        details: dict[str, str | dt.date] = {name: text for name in _TEXTS if (text := self._said(name))}
        size = self._said("size_class")
        if size and fold_name(size).removesuffix("企业") in _SIZES:
            details["size_class"] = _SIZES[fold_name(size).removesuffix("企业")]
        elif size:
            self._warn("size_class", _("%(text)s is no size class and was left out.") % {"text": size})
        written = self._said("established_on")
        date = parse_date(written)
        if date:
            details["established_on"] = date
        elif written:
            self._warn("established_on", _("%(text)s is not a date and was left out.") % {"text": written})
        return details

    def _notes(self) -> tuple[str, ...]:
        notes = {
            title: clean_name(text)
            for title, text in self.row.notes.items()
            if not (is_personal(title) or is_ordinal(title))
        }
        return tuple(
            text if is_remark(title) else f"{title}：{text}" for title, text in notes.items() if text
        )
