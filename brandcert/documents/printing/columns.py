"""How the columns of a printed table share its width: by what stands in them, numbers and codes in one piece."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any, Final
from unicodedata import east_asian_width

# Widths in em, a little more than the pinned fonts need.
_FULL: Final = 1.0
_CAPITAL: Final = 0.72
_OTHER: Final = 0.56
# No column asks for more: what is longer is broken into lines.
WIDEST: Final = 24.0
# A text of one column that is shorter, without a full-width character, is a number, a date or a code.
LONGEST_CODE: Final = 26
# A few words of this width, such as a state or a place, are not broken either.
SHORT: Final = 6.0
# The smallest type, of what the page is set in: below it nobody reads, and lines are broken instead.
SMALLEST: Final = 0.6
# Rounding must not break what just fits.
_SLACK: Final = 0.3
# What stands in nine of ten cells decides; the one odd cell takes more lines.
_DECIDES: Final = 0.9
_PIECE: Final = re.compile(r"[^\s\u2e80-\u9fff\uac00-\ud7af\uf900-\ufaff\uff00-\uffef]+")


@dataclass(frozen=True, slots=True)
class _Column:
    """What one column needs at least and would like to have, in em; a solid one stays in one line."""

    need: float
    wish: float
    is_solid: bool


def ems(text: str) -> float:
    """Return how wide a line of text is, in em."""
    return sum(_width(one) for one in text)


def _width(character: str) -> float:
    if east_asian_width(character) in "WFA":
        return _FULL
    return _CAPITAL if character.isupper() or character in "%@&_" else _OTHER


def column_rules(
    head: Sequence[Any], rows: Iterable[Sequence[Any]], *, room: float, gap: float = 1.0, scope: str = "table"
) -> str:
    """Return the style rules by which the columns of a table share `room`, its width in em of its own type size.

    `gap` is what the padding of a cell takes in em, `scope` selects the table. A column of numbers, dates, codes or
    short words is as wide as the longest of them and stays in one line; the rest is shared by how much stands in the other
    columns. Where that needs more than there is, the table is set in smaller type.
    """
    columns = [
        _measured(str(title), [_words(row[place]) for row in found])
        for found in [list(rows)]
        for place, title in enumerate(head)
    ]
    scale = _scale(columns, room - gap * len(columns))
    room, gap = room / scale, gap / scale
    widths = _shared(columns, room - gap * len(columns))
    whole = sum(widths) + gap * len(widths)
    fits = sum(one.need for one in columns) <= room - gap * len(columns)
    rules = [f"{scope}{{table-layout:fixed}}{scope} td,{scope} th{{overflow-wrap:anywhere}}"]
    if scale < 1:
        rules.append(f"{scope}{{font-size:{scale:.1%}}}{scope} th{{font-size:90%}}")
    for place, (column, width) in enumerate(zip(columns, widths, strict=True), start=1):
        # The padding comes on top of what a cell of a fixed table is told to be wide.
        rules.append(f"{scope} th:nth-child({place}){{width:{width / whole:.2%}}}")
        if column.is_solid and fits:
            rules.append(f"{scope} td:nth-child({place}){{white-space:nowrap}}")
    return "".join(rules)


def _scale(columns: Sequence[_Column], room: float) -> float:
    """Return by how much the type of a table with many columns is set smaller, so that no code or word is broken."""
    return max(SMALLEST, min(1.0, 0.995 * room / sum(one.need for one in columns)))


def _words(cell: Any) -> str:
    return "–" if cell is None else str(cell)


def _measured(title: str, cells: Sequence[str]) -> _Column:
    lines = sorted(ems(line) + _SLACK for cell in cells for line in cell.splitlines())
    longest = lines[-1] if lines else 0.0
    # A long heading may take two lines, none of its words is broken.
    whole = ems(title) + _SLACK
    head = max(whole if whole <= SHORT else whole / 2, _longest_piece([title]), 2.0)
    if longest <= SHORT + _SLACK or all(map(_is_code, cells)):
        return _Column(max(longest, head), max(longest, head), is_solid=True)
    usual = lines[int((len(lines) - 1) * _DECIDES)]
    need = max(head, min(_longest_piece(cells), WIDEST / 2), min(longest, 4.0))
    return _Column(need, max(need, min(usual, WIDEST)), is_solid=False)


def _is_code(cell: str) -> bool:
    return len(cell) <= LONGEST_CODE and not any(east_asian_width(one) in "WF" for one in cell)


def _longest_piece(texts: Iterable[str]) -> float:
    return max((ems(piece) + _SLACK for text in texts for piece in _PIECE.findall(text)), default=0.0)


def _shared(columns: Sequence[_Column], room: float) -> list[float]:
    """Return the width of each column: what it wishes and a share of the rest, or what it needs and as much as there is."""
    needs, wishes = sum(one.need for one in columns), sum(one.wish for one in columns)
    if wishes <= room:
        loose = sum(one.wish for one in columns if not one.is_solid)
        if not loose:
            return [one.wish * room / wishes for one in columns]
        spare = (room - wishes) / loose
        return [one.wish if one.is_solid else one.wish * (1 + spare) for one in columns]
    if needs >= room:
        return [one.need * room / needs for one in columns]
    spare = (room - needs) / (wishes - needs)
    return [one.need + (one.wish - one.need) * spare for one in columns]
