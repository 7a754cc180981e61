"""XLSX files: read without ever computing a formula, merged cells spread, bombs and broken archives refused."""

import io
import warnings
import zipfile
from bisect import bisect_left, bisect_right
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from django.utils.translation import gettext as _

from brandcert.enterprises.spreadsheets.cells import Cell, cell_of
from brandcert.enterprises.spreadsheets.refusals import FileRefused
from brandcert.enterprises.spreadsheets.tables import Line, Remark, Sheet

MAX_UNPACKED = 100 * 1024 * 1024
MAX_PARTS = 2000
MAX_LINES = 100_000
_MAX_COLUMNS = 200
_MAX_MERGED = 50_000
_MAX_COPIED = 2_000_000


@dataclass(frozen=True, slots=True)
class _Merged:
    """A merged area; only its first cell holds the value."""

    first_line: int
    last_line: int
    first_column: int
    last_column: int


@dataclass(slots=True)
class _Raw:
    """The filled cells of a sheet before merged areas are spread."""

    lines: dict[int, dict[int, Cell]] = field(default_factory=dict)
    hidden: set[int] = field(default_factory=set)
    merged: list[_Merged] = field(default_factory=list)


def read_workbook(name: str, data: bytes) -> tuple[list[Sheet], list[Remark]]:
    """Read the visible sheets of a workbook; hidden ones are named in a remark. Raises FileRefused."""
    import openpyxl
    from openpyxl.worksheet._read_only import ReadOnlyWorksheet

    sheets: list[Sheet] = []
    remarks: list[Remark] = []
    try:
        _check_archive(name, data)
        with warnings.catch_warnings():
            # openpyxl warns of styles and extensions it drops; nothing of that is read here.
            warnings.simplefilter("ignore")
            book = openpyxl.load_workbook(io.BytesIO(data), read_only=True, data_only=False, keep_links=False)
            for sheet in book.worksheets:
                if sheet.sheet_state != "visible":
                    remarks.append(
                        Remark(
                            sheet.title,
                            0,
                            _("Sheet %(title)s is hidden and was left out.") % {"title": sheet.title},
                        )
                    )
                elif isinstance(sheet, ReadOnlyWorksheet):
                    sheets.append(_read_sheet(name, sheet))
    except FileRefused:
        raise
    except Exception as error:
        # Whatever a damaged or forged archive makes the parsers raise is the same news for the sender.
        raise FileRefused(
            _(
                "%(file)s is damaged, cut short or no real Excel workbook; open it in Excel, save it again and try again."
            )
            % {"file": name}
        ) from error
    return sheets, remarks


def _check_archive(name: str, data: bytes) -> None:
    """Refuse archives that would unpack to too much, before anything is unpacked, and any part with a DTD."""
    with zipfile.ZipFile(io.BytesIO(data)) as archive:
        parts = archive.infolist()
        unpacked = sum(part.file_size for part in parts)
        if unpacked > MAX_UNPACKED or len(parts) > MAX_PARTS:
            values = {"file": name, "size": unpacked // 1024 // 1024, "limit": MAX_UNPACKED // 1024 // 1024}
            raise FileRefused(
                _("%(file)s would unpack to %(size)d MB; at most %(limit)d MB are read. Divide the list.")
                % values
            )
        if any(_declares_entities(archive, part) for part in parts):
            raise FileRefused(
                _("%(file)s contains declarations that no real Excel workbook has.") % {"file": name}
            )


def _declares_entities(archive: zipfile.ZipFile, part: zipfile.ZipInfo) -> bool:
    if not part.filename.endswith((".xml", ".rels")):
        return False
    with archive.open(part) as source:
        start = source.read(4096)
    return b"<!DOCTYPE" in start.replace(b"\0", b"")


def _read_sheet(name: str, sheet: Any) -> Sheet:
    raw = _parse(name, sheet)
    _spread(name, raw)
    return Sheet(
        sheet.title, [Line(number, raw.lines[number], number in raw.hidden) for number in sorted(raw.lines)]
    )


def _parse(name: str, sheet: Any) -> _Raw:
    """Take the filled cells as the parser meets them: only it tells merged areas and hidden rows in read-only mode."""
    from openpyxl.worksheet._reader import WorkSheetParser

    book = sheet.parent
    raw = _Raw()
    with sheet._get_source() as source:
        parser = WorkSheetParser(
            source,
            sheet._shared_strings,
            data_only=False,
            epoch=book.epoch,
            date_formats=book._date_formats,
            timedelta_formats=book._timedelta_formats,
        )
        for number, values in parser.parse():
            cells = dict(_filled(values))
            if cells:
                raw.lines[number] = cells
            if len(raw.lines) > MAX_LINES:
                raise FileRefused(
                    _("%(file)s has more than %(limit)d filled lines. Divide the list.")
                    % {"file": name, "limit": MAX_LINES}
                )
        raw.hidden = {
            int(number)
            for number, facts in parser.row_dimensions.items()
            if facts.get("hidden") in {"1", "true"}
        }
        ranges = parser.merged_cells.mergeCell[:_MAX_MERGED] if parser.merged_cells else []
        raw.merged = [
            _Merged(one.min_row, one.max_row, one.min_col, min(one.max_col, _MAX_COLUMNS)) for one in ranges
        ]
    return raw


def _filled(values: Sequence[Mapping[str, object]]) -> Iterator[tuple[int, Cell]]:
    for value in values:
        column = int(str(value["column"]))
        cell = cell_of(value["value"], str(value["data_type"]))
        if cell is not None and column <= _MAX_COLUMNS:
            yield column, cell


def _spread(name: str, raw: _Raw) -> None:
    """Copy the value of each merged area into its other cells, but never make a row out of an otherwise empty line."""
    filled = sorted(raw.lines)
    copied = 0
    for area in raw.merged:
        cell = raw.lines.get(area.first_line, {}).get(area.first_column)
        if cell is None:
            continue
        for number in filled[bisect_left(filled, area.first_line) : bisect_right(filled, area.last_line)]:
            copied += area.last_column - area.first_column + 1
            if copied > _MAX_COPIED:
                raise FileRefused(
                    _("%(file)s has too many merged cells; undo them and try again.") % {"file": name}
                )
            for column in range(area.first_column, area.last_column + 1):
                raw.lines[number].setdefault(column, cell)
