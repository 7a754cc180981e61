"""Lists that leave the house, CSV or XLSX: every text stays a text, whoever opens it."""

import csv
import io
import os
import re
import tempfile
import unicodedata
from collections.abc import Iterable, Mapping, Sequence
from pathlib import Path
from typing import Any, TypeAlias

from django.utils.translation import gettext as _
from django.utils.translation import pgettext

from brandcert.core.errors import BusinessError
from brandcert.enterprises.spreadsheets import column_letter, starts_formula

Value: TypeAlias = str | int | None

# XML has no way to write these.
_FORBIDDEN = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\ufffe\uffff]")
_MAX_CELL = 32_767
_WIDEST, _NARROWEST = 60, 8
_MEASURED_ROWS = 200


class UnknownFormat(BusinessError):
    """The name of the file to be written ends neither in .csv nor in .xlsx."""


def neutralize(text: str) -> str:
    """Put an apostrophe before a text that a spreadsheet would run as formula: = + - @, TAB, CR, in either width."""
    return f"'{text}" if starts_formula(text) else text


def csv_bytes(titles: Sequence[str], rows: Iterable[Sequence[Value]]) -> bytes:
    """Write a CSV table as the spreadsheets here expect it: UTF-8 with BOM, CRLF, formulas neutralized."""
    target = io.StringIO(newline="")
    writer = csv.writer(target, lineterminator="\r\n")
    writer.writerow([neutralize(title) for title in titles])
    for row in rows:
        writer.writerow([_plain(value) for value in row])
    return target.getvalue().encode("utf-8-sig")


def xlsx_bytes(
    titles: Sequence[str],
    rows: Iterable[Sequence[Value]],
    *,
    title: str,
    about: Mapping[str, str] | None = None,
    mark: str = "",
) -> bytes:
    """Write a workbook: one sheet of text cells under a frozen header, and a sheet 说明 with the facts in `about`.

    A `mark` stands at head and foot of every printed page of both sheets.
    """
    from openpyxl import Workbook

    book = Workbook(write_only=True)
    sheet = book.create_sheet(_sheet_title(title))
    table = [list(row) for row in rows]
    for column, width in enumerate(_widths(titles, table), start=1):
        sheet.column_dimensions[column_letter(column)].width = width
    sheet.freeze_panes = "A2"
    sheet.append([_cell(sheet, one, is_title=True) for one in titles])
    for row in table:
        sheet.append([_cell(sheet, value) for value in row])
    if about:
        notes = book.create_sheet(_sheet_title(pgettext("sheet of a workbook", "About")))
        notes.column_dimensions["A"].width, notes.column_dimensions["B"].width = 24, _WIDEST
        for label, value in about.items():
            notes.append([_cell(notes, label, is_title=True), _cell(notes, value)])
    for one in book.worksheets if mark else ():
        for edge in (one.oddHeader, one.oddFooter):
            # In these lines an ampersand begins a code of the program.
            edge.center.text = mark.replace("&", "&&")[:250]  # type: ignore[union-attr] # every sheet is made with both
    target = io.BytesIO()
    book.save(target)
    return target.getvalue()


def template_bytes(columns: Mapping[str, Sequence[str]], words: Mapping[str, str], *, title: str) -> bytes:
    """Write an empty workbook to be filled in: the titles a list is read by, and on a second sheet what each holds."""
    titles = {name: known[0] for name, known in columns.items()}
    # With its letter before it no title of the second sheet is read as one.
    about = {
        f"{column_letter(place)}列{title}": words[name]
        for place, (name, title) in enumerate(titles.items(), start=1)
    }
    return xlsx_bytes([*titles.values()], [], title=title, about=about)


def write_table(
    path: Path,
    titles: Sequence[str],
    rows: Iterable[Sequence[Value]],
    *,
    title: str,
    about: Mapping[str, str] | None = None,
) -> None:
    """Write a table to a .csv or .xlsx file at once or not at all. Raises UnknownFormat for another ending."""
    match path.suffix.lower():
        case ".csv":
            data = csv_bytes(titles, rows)
        case ".xlsx":
            data = xlsx_bytes(titles, rows, title=title, about=about)
        case _:
            raise UnknownFormat(
                _("%(file)s: a table is written as .csv or .xlsx only.") % {"file": path.name}
            )
    handle, name = tempfile.mkstemp(dir=path.parent, prefix=f".{path.name}.")
    temporary = Path(name)
    try:
        with os.fdopen(handle, "wb") as target:
            target.write(data)
        temporary.replace(path)
    finally:
        temporary.unlink(missing_ok=True)


def _plain(value: Value) -> str | int:
    if isinstance(value, int):
        return value
    return neutralize(_FORBIDDEN.sub("", value or ""))[:_MAX_CELL]


def _cell(sheet: Any, value: Value, *, is_title: bool = False) -> Any:
    from openpyxl.cell import WriteOnlyCell
    from openpyxl.styles import Alignment, Font

    cell = WriteOnlyCell(sheet, value=_plain(value))
    if not isinstance(value, int):
        cell.number_format = "@"
    cell.alignment = Alignment(vertical="top", wrap_text=True)
    if is_title:
        cell.font = Font(bold=True)
    return cell


def _sheet_title(text: str) -> str:
    return "".join("_" if one in "[]:*?/\\" else one for one in text)[:31]


def _widths(titles: Sequence[str], rows: Sequence[Sequence[Value]]) -> list[int]:
    """Measure columns by their longest text, a Han character counting twice."""
    measured = [list(titles), *rows[:_MEASURED_ROWS]]
    columns = range(len(titles))
    return [
        max(_NARROWEST, min(_WIDEST, 2 + max(_width(row[one]) for row in measured if one < len(row))))
        for one in columns
    ]


def _width(value: Value) -> int:
    text = "" if value is None else str(value)
    return max(
        (
            sum(2 if unicodedata.east_asian_width(one) in "WF" else 1 for one in line)
            for line in text.split("\n")
        ),
        default=0,
    )
