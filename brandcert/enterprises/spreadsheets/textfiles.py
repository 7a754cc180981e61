"""CSV files: encoding and delimiter found out, quotation marks that never close kept from swallowing the rest."""

import csv
from collections import Counter
from collections.abc import Iterator, Sequence

from django.utils.translation import gettext as _

from brandcert.enterprises.spreadsheets.cells import Cell
from brandcert.enterprises.spreadsheets.refusals import FileRefused
from brandcert.enterprises.spreadsheets.tables import Line, Sheet

DELIMITERS = (",", ";", "\t", "，")
_SNIFFED_LINES = 30
# A cell may hold line breaks; a record longer than this is a quotation mark somebody forgot to close.
_RECORD_LINES = 20
_MAX_COLUMNS = 200
_LONGEST = 100_000
_UTF16 = (b"\xff\xfe", b"\xfe\xff")


def read_text(name: str, data: bytes) -> list[Sheet]:
    """Read a CSV file as one sheet; raises FileRefused when it is no text in a known encoding."""
    text = _decode(name, data)
    lines = [line.rstrip("\r\n") for line in _physical_lines(text)]
    delimiter = _sniff(lines[:_SNIFFED_LINES])
    return [Sheet("", list(_records(lines, delimiter)))]


def _decode(name: str, data: bytes) -> str:
    """Try the encodings in the order in which a wrong guess shows itself; GB18030 also holds what GBK cannot."""
    encodings = ("utf-16",) if data.startswith(_UTF16) else ("utf-8-sig", "gb18030")
    for encoding in encodings:
        try:
            text = data.decode(encoding)
        except UnicodeDecodeError:
            continue
        if "\0" in text:
            break
        return text
    raise FileRefused(
        _("%(file)s is no text in UTF-8 or GB18030; save it as “CSV UTF-8” and try again.") % {"file": name}
    )


def _physical_lines(text: str) -> list[str]:
    """Cut at CR, LF and CRLF only: other line separators of Unicode may stand inside a cell."""
    return text.replace("\r\n", "\n").replace("\r", "\n").split("\n")


def _sniff(lines: Sequence[str]) -> str:
    """Choose the delimiter that gives most lines the same number of columns, more columns winning."""

    def score(delimiter: str) -> tuple[int, int]:
        widths = Counter(
            width
            for line in lines
            if (width := len(next(csv.reader([line[:_LONGEST]], delimiter=delimiter), []))) > 1
        )
        return max(((count * (width - 1), width) for width, count in widths.items()), default=(0, 0))

    return max(DELIMITERS, key=score)


def _records(lines: Sequence[str], delimiter: str) -> Iterator[Line]:
    place = 0
    while place < len(lines):
        values, used, defect = _record(lines[place : place + _RECORD_LINES], delimiter)
        cells = {
            column: Cell(value)
            for column, value in enumerate(values[:_MAX_COLUMNS], start=1)
            if value.strip()
        }
        if cells:
            yield Line(place + 1, cells, defect=defect)
        place += used


def _record(window: Sequence[str], delimiter: str) -> tuple[list[str], int, str]:
    """Read one record from the front of the window: its values, the lines it used, and what is wrong with it."""
    for strict in (True, False) if len(window[0]) <= _LONGEST else ():
        reader = csv.reader((f"{line}\n" for line in window), delimiter=delimiter, strict=strict)
        try:
            values = next(reader, [])
        except csv.Error:
            continue
        if strict or reader.line_num == 1:
            return values, max(reader.line_num, 1), ""
    plain = window[0].split(delimiter)
    too_long = len(window[0]) > _LONGEST
    return (
        plain,
        1,
        _("The line is too long.") if too_long else _("A quotation mark is opened and not closed."),
    )
