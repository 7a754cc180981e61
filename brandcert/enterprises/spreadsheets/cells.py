"""Single cells: text of every kind of value, dates as people write them, texts a spreadsheet would run as formulas."""

import datetime as dt
import re
import unicodedata
from dataclasses import dataclass
from enum import StrEnum
from string import ascii_uppercase

from django.utils.translation import gettext as _

_EXACT_DIGITS = 15
_FORMULA_STARTS = ("=", "+", "-", "@", "\t", "\r")
_DATE = re.compile(r"(\d{4})[-/.年](\d{1,2})[-/.月](\d{1,2})日?(?:[ T]\d{1,2}:\d{2}(?::\d{2}(?:\.\d+)?)?)?")
_COMPACT_DATE = re.compile(r"((?:19|20)\d{2})(\d{2})(\d{2})")
_SERIAL = re.compile(r"\d{4,5}(?:\.\d+)?")
# 1 January 1920 to 31 December 2099; outside, a bare number is more likely something else.
_FIRST_SERIAL, _LAST_SERIAL = 7306, 73050
# Day 1 of a workbook is 1 January 1900, but the spreadsheets count a 29 February 1900 that never was.
_DAY_ZERO = dt.date(1899, 12, 30)


class Kind(StrEnum):
    """What a cell holds."""

    TEXT = "text"
    NUMBER = "number"
    DATE = "date"
    FORMULA = "formula"
    ERROR = "error"


@dataclass(frozen=True, slots=True)
class Cell:
    """One filled cell: its text, and what the file said it was."""

    text: str
    kind: Kind = Kind.TEXT


def starts_formula(text: str) -> bool:
    """Whether a spreadsheet would take this text for a formula, in either width of the first character."""
    return unicodedata.normalize("NFKC", text[:1]).startswith(_FORMULA_STARTS)


def fault_in_cell(cell: Cell) -> str:
    """Say why the text of a cell is not safe to store; empty when it is."""
    if cell.kind is Kind.FORMULA:
        return _("The cell holds a formula; formulas are not computed. Paste the value as text.")
    if cell.kind is Kind.ERROR:
        return _("The cell holds the error value %(text)s.") % {"text": cell.text}
    if starts_formula(cell.text):
        return _("The text begins with a character that spreadsheets take for a formula (= + - @).")
    return ""


def column_letter(column: int) -> str:
    """Name a column as spreadsheets do: 1 is A, 27 is AA."""
    letters = ""
    while column:
        column, rest = divmod(column - 1, len(ascii_uppercase))
        letters = ascii_uppercase[rest] + letters
    return letters


def cell_of(value: object, kind: str) -> Cell | None:
    """Turn one value of a workbook (and openpyxl's type letter) into a cell; nothing for an empty one."""
    if kind == "f":
        return Cell(str(getattr(value, "text", value) or "="), Kind.FORMULA)
    if value is None or (isinstance(value, str) and not value.strip()):
        return None
    if kind == "e":
        return Cell(str(value), Kind.ERROR)
    if isinstance(value, (dt.datetime, dt.date)):
        return Cell(
            value.isoformat(sep=" ") if isinstance(value, dt.datetime) else value.isoformat(), Kind.DATE
        )
    if isinstance(value, (int, float)) and not isinstance(value, bool):
        return Cell(_number_text(value), Kind.NUMBER)
    return Cell(str(value))


def parse_date(text: str) -> dt.date | None:
    """Read a date: ISO, `2023.8.24`, `2023/8/24`, `2023年8月24日`, `20230824`, or a serial number; nothing if it is none."""
    plain = re.sub(r"\s*([年月日./-])\s*", r"\1", unicodedata.normalize("NFKC", text).strip())
    written = _DATE.fullmatch(plain) or _COMPACT_DATE.fullmatch(plain)
    try:
        if written:
            return dt.date(int(written[1]), int(written[2]), int(written[3]))
        if _SERIAL.fullmatch(plain) and _FIRST_SERIAL <= float(plain) <= _LAST_SERIAL:
            return _DAY_ZERO + dt.timedelta(days=int(float(plain)))
    except ValueError:
        return None
    return None


def _number_text(value: float) -> str:
    """Write a number as the person saw it: no `.0`; scientific once digits are lost, so that nobody takes it for a code."""
    if isinstance(value, int):
        return str(value)
    if value.is_integer() and abs(value) < 10**_EXACT_DIGITS:
        return str(int(value))
    return f"{value:.{_EXACT_DIGITS - 1}E}" if abs(value) >= 10**_EXACT_DIGITS else repr(value)
