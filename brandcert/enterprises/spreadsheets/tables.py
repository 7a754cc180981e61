"""From raw lines to rows: header found, headings and totals set aside, every filled line accounted for."""

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field

from django.utils.translation import gettext as _

from brandcert.enterprises.spreadsheets.cells import Cell, Kind, column_letter
from brandcert.enterprises.spreadsheets.headers import Cells, Header, find_header, fold_header, is_repeated

_TOTAL = re.compile(
    r"(?:合\s*计|总\s*计|小\s*计|共\s*计|累\s*计|总\s*数|grandtotal|subtotal|total|sum)(?:[:：(（\d].*)?",
    re.IGNORECASE,
)
_COUNTED = re.compile(r"(?:以上)?共\s*\d+\s*(?:家|户|个|条|项).*")
_FOOTER = re.compile(
    r"(?:[Nn]otes?|注|备注|说明|填表|填报|制表|制单|审核|复核|负责人|经办人|联系人|联系电话|日期|盖章|单位[(（]?盖章)[^，。]{0,12}[:：].*",
    re.DOTALL,
)
_SECTION = re.compile(
    r"[（(]?[一二三四五六七八九十\d]*[）)]?[、.．]?\s*(.{2,16}?)\s*[:：（(]\s*(?:共\s*)?(\d+)\s*(?:个|家|户)\s*[)）]?"
)


@dataclass(frozen=True, slots=True)
class Line:
    """One filled line as it stands in the file; columns count from 1."""

    number: int
    cells: Cells
    is_hidden: bool = False
    defect: str = ""


@dataclass(frozen=True, slots=True)
class Sheet:
    """The filled lines of one sheet (a CSV file is one sheet without a title)."""

    title: str
    lines: Sequence[Line]


@dataclass(frozen=True, slots=True)
class Row:
    """One line of data: the cells of known fields, and the other titled cells as notes."""

    sheet: str
    line: int
    cells: Mapping[str, Cell]
    letters: Mapping[str, str]
    notes: Mapping[str, str] = field(default_factory=dict)
    is_hidden: bool = False
    defect: str = ""

    def text(self, name: str) -> str:
        """The text of a field, empty when the cell or the column is missing."""
        return self.cells[name].text.strip() if name in self.cells else ""

    def letter(self, name: str) -> str:
        """The column letter of a field, empty when the file has no such column."""
        return self.letters.get(name, "")


@dataclass(frozen=True, slots=True)
class Remark:
    """Something about the file that is not a row of data: a total, a heading, a hidden sheet."""

    sheet: str
    line: int
    text: str


@dataclass(frozen=True, slots=True)
class Spreadsheet:
    """All rows of a file in their order, and what was set aside."""

    rows: Sequence[Row]
    remarks: Sequence[Remark] = ()


@dataclass(frozen=True, slots=True)
class _Aside:
    """Why a line is no row of data, whether the rows under a heading end with it, and the heading it is itself."""

    text: str
    ends_section: bool = False
    opens: "_Section | None" = None


@dataclass(slots=True)
class _Section:
    """A heading that announces how many rows follow, such as `通化市：1个`."""

    line: int
    title: str
    announced: int
    counted: int = 0


def build_table(sheet: Sheet, titles: Mapping[str, str], required: str) -> Spreadsheet | None:
    """Read one sheet; nothing when it has no header line with the required column."""
    header = find_header([(line.number, line.cells) for line in sheet.lines], titles, required)
    if header is None:
        return None
    rows: list[Row] = []
    remarks: list[Remark] = []
    section: _Section | None = None
    for line in sheet.lines:
        if line.number <= header.last_line:
            continue
        aside = _set_aside(line, header, titles, required)
        if aside:
            remarks.append(Remark(sheet.title, line.number, aside.text))
        else:
            rows.append(_row(sheet.title, line, header))
            _count(section)
        if aside and aside.ends_section:
            remarks.extend(_count_remarks(sheet.title, section))
            section = aside.opens
    remarks.extend(_count_remarks(sheet.title, section))
    return Spreadsheet(rows, sorted(remarks, key=lambda remark: remark.line))


def seen_titles(sheets: Iterable[Sheet]) -> list[str]:
    """List the texts of the first lines, for telling the sender what was found instead of a header."""
    texts = [
        cell.text.strip() for sheet in sheets for line in sheet.lines[:3] for cell in line.cells.values()
    ]
    return list(dict.fromkeys(text[:20] for text in texts))[:12]


def _set_aside(line: Line, header: Header, titles: Mapping[str, str], required: str) -> _Aside | None:
    """Say why a line is no row of data, or nothing when it is one."""
    texts = list(dict.fromkeys(" ".join(line.cells[column].text.split()) for column in sorted(line.cells)))
    if is_repeated(line.cells, titles, header):
        return _Aside(_("The column titles are repeated."))
    named = line.cells.get(header.fields[required])
    heads = [texts[0], named.text.strip() if named else texts[0]]
    if any(_TOTAL.fullmatch(fold_header(head)) or _COUNTED.fullmatch(head) for head in heads):
        return _Aside(_("Total line: %(text)s") % {"text": " ".join(texts)[:80]}, ends_section=True)
    if len(texts) == 1 and _FOOTER.fullmatch(texts[0]):
        return _Aside(_("Remark of the sender: %(text)s") % {"text": texts[0][:80]})
    heading = _SECTION.fullmatch(texts[0]) if len(texts) == 1 else None
    if heading:
        opens = _Section(line.number, heading[1], int(heading[2]))
        return _Aside(_("Heading: %(text)s") % {"text": texts[0][:80]}, ends_section=True, opens=opens)
    return None


def _count(section: _Section | None) -> None:
    if section:
        section.counted += 1


def _count_remarks(sheet: str, section: _Section | None) -> list[Remark]:
    if section is None or section.announced == section.counted:
        return []
    text = _("The heading %(title)s announces %(announced)d rows, but %(counted)d follow.") % {
        "title": section.title,
        "announced": section.announced,
        "counted": section.counted,
    }
    return [Remark(sheet, section.line, text)]


def _row(sheet: str, line: Line, header: Header) -> Row:
    cells = {name: line.cells[column] for name, column in header.fields.items() if column in line.cells}
    notes = {
        title: _note(line.cells[column]) for column, title in header.notes.items() if column in line.cells
    }
    stray = {
        column_letter(column): _note(cell)
        for column, cell in line.cells.items()
        if column not in _titled(header)
    }
    letters = {name: header.letter(name) for name in header.fields}
    return Row(sheet, line.number, cells, letters, {**notes, **stray}, line.is_hidden, line.defect)


def _titled(header: Header) -> set[int]:
    return {*header.fields.values(), *header.notes}


def _note(cell: Cell) -> str:
    return "" if cell.kind in {Kind.FORMULA, Kind.ERROR} else cell.text.strip()
