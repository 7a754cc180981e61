"""One door for files: told apart by name and content, refused with a reason a person can act on."""

from collections.abc import Sequence
from pathlib import Path

from django.utils.translation import gettext as _

from brandcert.enterprises.spreadsheets.headers import Aliases, known_titles
from brandcert.enterprises.spreadsheets.refusals import FileRefused
from brandcert.enterprises.spreadsheets.tables import Remark, Sheet, Spreadsheet, build_table, seen_titles
from brandcert.enterprises.spreadsheets.textfiles import read_text
from brandcert.enterprises.spreadsheets.workbooks import read_workbook

MAX_BYTES = 20 * 1024 * 1024
_ZIP = b"PK\x03\x04"
_COMPOUND = b"\xd0\xcf\x11\xe0"
_TEXT_SUFFIXES = {".csv", ".tsv", ".txt"}
_WORKBOOK_SUFFIXES = {".xlsx"}
_ENCRYPTED = "EncryptedPackage".encode("utf-16-le")

__all__ = ["MAX_BYTES", "FileRefused", "read_spreadsheet"]


def read_spreadsheet(path: Path, aliases: Aliases, *, required: str) -> Spreadsheet:
    """Read all rows of a CSV or XLSX file.

    `aliases` maps each field to the column titles it may have; the field `required` must be found. Raises FileRefused
    with an explanation when the file as a whole cannot be read; a single broken line never hides the others.
    """
    sheets, remarks = _read_sheets(path)
    titles = known_titles(aliases)
    tables: list[Spreadsheet] = []
    for sheet in sheets:
        table = build_table(sheet, titles, required)
        if table is not None:
            tables.append(table)
        elif sheet.lines:
            text = _("Sheet %(title)s has no header line with the column %(column)s and was left out.")
            remarks.append(
                Remark(sheet.title, 0, text % {"title": sheet.title, "column": aliases[required][0]})
            )
    if not tables:
        raise FileRefused(_explain_no_header(path, sheets, aliases[required][0]))
    rows = [row for table in tables for row in table.rows]
    return Spreadsheet(rows, [*remarks, *(remark for table in tables for remark in table.remarks)])


def _read_sheets(path: Path) -> tuple[list[Sheet], list[Remark]]:
    data = _load(path)
    suffix = path.suffix.lower()
    if suffix in _WORKBOOK_SUFFIXES:
        _refuse_disguised(path, data)
        return read_workbook(path.name, data)
    if data.startswith((_ZIP, _COMPOUND)):
        raise FileRefused(
            _(
                "%(file)s is called %(suffix)s but is an Excel workbook; give it its own ending .xlsx, or export it as CSV."
            )
            % {"file": path.name, "suffix": suffix}
        )
    return read_text(path.name, data), []


def _load(path: Path) -> bytes:
    suffix = path.suffix.lower()
    if suffix not in _TEXT_SUFFIXES | _WORKBOOK_SUFFIXES:
        raise FileRefused(
            _(
                "%(file)s: files of the kind %(suffix)s are not read; save the list as Excel workbook (.xlsx) or CSV and try again."
            )
            % {"file": path.name, "suffix": suffix or _("without ending")}
        )
    try:
        size = path.stat().st_size
        if size > MAX_BYTES:
            values = {"file": path.name, "size": size // 1024 // 1024, "limit": MAX_BYTES // 1024 // 1024}
            raise FileRefused(
                _("%(file)s has %(size)d MB; at most %(limit)d MB are read. Divide the list.") % values
            )
        data = path.read_bytes()
    except OSError as error:
        raise FileRefused(
            _("%(file)s cannot be opened: %(reason)s") % {"file": path.name, "reason": error.strerror}
        ) from error
    if not data.strip():
        raise FileRefused(_("%(file)s is empty.") % {"file": path.name})
    return data


def _refuse_disguised(path: Path, data: bytes) -> None:
    """Refuse what is not a workbook although its name says so, each kind with its own way out."""
    if data.startswith(_COMPOUND):
        if _ENCRYPTED in data:
            raise FileRefused(
                _("%(file)s is protected by a password; remove the password and try again.")
                % {"file": path.name}
            )
        raise FileRefused(
            _("%(file)s is an old Excel workbook (.xls); save it as .xlsx and try again.")
            % {"file": path.name}
        )
    if data.lstrip()[:1] == b"<":
        raise FileRefused(
            _(
                "%(file)s is a web page that was named .xlsx; open it in Excel, save it as workbook (.xlsx) and try again."
            )
            % {"file": path.name}
        )
    if not data.startswith(_ZIP):
        raise FileRefused(
            _("%(file)s is not an Excel workbook although its name says so.") % {"file": path.name}
        )


def _explain_no_header(path: Path, sheets: Sequence[Sheet], column: str) -> str:
    seen = seen_titles(sheets)
    if not seen:
        return _("%(file)s has no filled cells.") % {"file": path.name}
    return _("%(file)s has no header line with the column %(column)s. Found at the top: %(seen)s") % {
        "file": path.name,
        "column": column,
        "seen": ", ".join(seen),
    }
