"""Header lines: found below titles, over one or two lines, in any order, in Chinese or English."""

import re
import unicodedata
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import TypeAlias

from brandcert.enterprises.spreadsheets.cells import Cell, column_letter

SEARCHED_LINES = 30
_DROPPED = re.compile(r"[\s*_\-:;,.、/\"'#†※]+")
_BRACKETED = re.compile(r"[(\[【][^)\]】]*[)\]】]")
_BETWEEN = re.compile(r"[/|\n]+")
_LATIN = re.compile(r"[A-Za-z]+")
_HAN = re.compile(r"[\u3400-\u9fff]+")
_GROUP_WORDS = re.compile(r"(?:基本|相关)?(?:信息|情况|资料)$")

Cells: TypeAlias = Mapping[int, Cell]
Aliases: TypeAlias = Mapping[str, Sequence[str]]


@dataclass(frozen=True, slots=True)
class Header:
    """Which column holds which field; every other titled column is kept under its title."""

    last_line: int
    fields: Mapping[str, int]
    notes: Mapping[int, str] = field(default_factory=dict)

    def letter(self, name: str) -> str:
        """The column letter of a field, empty when the file has no such column."""
        return column_letter(self.fields[name]) if name in self.fields else ""


def fold_header(text: str) -> str:
    """Reduce a column title to what counts: no width, case, spaces, marks, nor remarks in brackets such as `（必填）`."""
    plain = unicodedata.normalize("NFKC", text).casefold()
    return _DROPPED.sub("", _BRACKETED.sub("", plain)) or _DROPPED.sub("", plain)


def known_titles(aliases: Aliases) -> dict[str, str]:
    """Turn `field → titles` round to `folded title → field`."""
    return {fold_header(title): name for name, titles in aliases.items() for title in (name, *titles)}


def field_of(text: str, titles: Mapping[str, str]) -> str | None:
    """Tell the field a column title names, in one language or in two: `企业名称 / Enterprise name`."""
    parts = [text, *_BETWEEN.split(text), _LATIN.sub("", text), _HAN.sub("", text)]
    return next((titles[key] for part in parts if (key := fold_header(part)) in titles), None)


def find_header(
    lines: Sequence[tuple[int, Cells]], titles: Mapping[str, str], required: str
) -> Header | None:
    """Find the best header among the first lines: the one naming the most fields, the required one among them.

    Two lines together are a header when a group title stands above (企业 | 产品) or the lower line carries on.
    """
    best: tuple[int, Header] | None = None
    for place, (number, cells) in enumerate(lines[:SEARCHED_LINES]):
        candidates = [_single(number, cells, titles)]
        if place + 1 < len(lines):
            candidates.append(_double(cells, lines[place + 1], titles))
        for header in candidates:
            if required in header.fields and (best is None or len(header.fields) > best[0]):
                best = (len(header.fields), header)
    return best[1] if best else None


def is_repeated(cells: Cells, titles: Mapping[str, str], header: Header) -> bool:
    """Whether a line below the header says the column titles again, as after a page break or in a second language."""
    said = [
        name
        for name, column in header.fields.items()
        if column in cells and field_of(cells[column].text, titles) == name
    ]
    return len(said) > 1 or (len(said) == 1 and len(cells) == 1)


def _single(number: int, cells: Cells, titles: Mapping[str, str]) -> Header:
    return _mapped(number, {column: [cell.text] for column, cell in cells.items()}, titles)


def _double(upper: Cells, lower: tuple[int, Cells], titles: Mapping[str, str]) -> Header:
    """Join two lines; the group title of a column is the nearest one at its left, as merged cells show it."""
    number, below = lower
    candidates: dict[int, list[str]] = {}
    group = ""
    for column in range(1, max((*upper, *below), default=0) + 1):
        group = upper[column].text if column in upper else group
        if column in below:
            parent = _GROUP_WORDS.sub("", fold_header(group))
            candidates[column] = [parent + below[column].text, below[column].text]
        elif column in upper:
            candidates[column] = [upper[column].text]
    return _mapped(number, candidates, titles)


def _mapped(number: int, candidates: Mapping[int, Sequence[str]], titles: Mapping[str, str]) -> Header:
    """Give each field the first column that names it; a second one of the same kind is kept as a note."""
    fields: dict[str, int] = {}
    notes: dict[int, str] = {}
    for column in sorted(candidates):
        names = (field_of(text, titles) for text in candidates[column])
        name = next((one for one in names if one is not None and one not in fields), None)
        if name is None:
            notes[column] = " ".join(candidates[column][-1].split())
        else:
            fields[name] = column
    return Header(number, fields, notes)
