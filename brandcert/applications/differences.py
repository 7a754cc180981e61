"""What a later version says differently: words of texts, rows of tables, files. Pure: no row, no clock, no request."""

import re
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from difflib import SequenceMatcher
from typing import Any, Final

# A word, a number or one Chinese character; whatever stands between them goes with nothing.
_TOKEN: Final = re.compile(r"[A-Za-z0-9_.%/+-]+|\s+|.", re.DOTALL)
# Two texts whose tokens multiply to more are shown as a whole: comparing them would take too long.
LARGEST: Final = 2_000_000
# What two changes have in common between them has to be longer than this to be told apart.
LEAST_COMMON: Final = 2
SAME, ADDED, REMOVED = "same", "added", "removed"
Show = Callable[[Any, Any], str]


@dataclass(frozen=True, slots=True)
class Part:
    """A piece of text that stayed, came or went."""

    kind: str
    text: str


@dataclass(frozen=True, slots=True)
class Row:
    """One row of a table that stayed, came, went or changed; its cells are parts of text."""

    kind: str
    cells: tuple[tuple[Part, ...], ...]


@dataclass(frozen=True, slots=True)
class Difference:
    """One answer that differs: a text in `parts`, or a table in `head` and `rows`."""

    path: str
    section: str
    label: str
    parts: tuple[Part, ...] = ()
    head: tuple[str, ...] = ()
    rows: tuple[Row, ...] = ()


def words(before: str, after: str) -> tuple[Part, ...]:
    """Return the two texts as one, in pieces: Latin words and numbers whole, Chinese by the character."""
    if before == after:
        return (Part(SAME, after),) if after else ()
    old, new = _TOKEN.findall(before), _TOKEN.findall(after)
    if len(old) * len(new) > LARGEST:
        return tuple(Part(kind, text) for kind, text in ((REMOVED, before), (ADDED, after)) if text)
    matcher = SequenceMatcher(None, old, new, autojunk=False)
    raw = [
        (tag == "equal", "".join(old[i:j]), "".join(new[k:m])) for tag, i, j, k, m in matcher.get_opcodes()
    ]
    return tuple(_pieces(_calmed(raw)))


def _calmed(raw: Sequence[tuple[bool, str, str]]) -> list[tuple[bool, str, str]]:
    """Join changes with only a character or two in common between them: fewer and longer marks are easier to read."""
    calm: list[tuple[bool, str, str]] = []
    for place, (is_same, old, new) in enumerate(raw):
        is_inside = 0 < place < len(raw) - 1
        keeps = is_same and not (is_inside and len(new.strip()) < LEAST_COMMON)
        if calm and not keeps and not calm[-1][0]:
            calm[-1] = (False, calm[-1][1] + old, calm[-1][2] + new)
        else:
            calm.append((keeps, old, new))
    return calm


def _pieces(calm: Iterable[tuple[bool, str, str]]) -> Iterable[Part]:
    for is_same, old, new in calm:
        if is_same:
            yield Part(SAME, new)
            continue
        if old:
            yield Part(REMOVED, old)
        if new:
            yield Part(ADDED, new)


def table(
    before: Sequence[Mapping[str, Any]],
    after: Sequence[Mapping[str, Any]],
    columns: Sequence[Any],
    show: Show,
) -> tuple[Row, ...]:
    """Return the rows of both tables as one; a row that only changed shows what in its cells."""
    old = [tuple(show(column, row.get(column.key)) for column in columns) for row in before]
    new = [tuple(show(column, row.get(column.key)) for column in columns) for row in after]
    found: list[Row] = []
    for tag, i, j, k, m in SequenceMatcher(None, old, new, autojunk=False).get_opcodes():
        if tag == "equal":
            found += [_whole(SAME, row) for row in new[k:m]]
            continue
        pairs = min(j - i, m - k)
        found += [_changed(*pair) for pair in zip(old[i : i + pairs], new[k : k + pairs], strict=True)]
        found += [_whole(REMOVED, row) for row in old[i + pairs : j]]
        found += [_whole(ADDED, row) for row in new[k + pairs : m]]
    return tuple(found)


def _whole(kind: str, cells: Sequence[str]) -> Row:
    return Row(kind, tuple((Part(kind, cell),) if cell else () for cell in cells))


def _changed(old: Sequence[str], new: Sequence[str]) -> Row:
    return Row("changed", tuple(words(*pair) for pair in zip(old, new, strict=True)))


def between(
    questions: Iterable[tuple[str, Any, Any]],
    before: Mapping[str, Any],
    after: Mapping[str, Any],
    *,
    show: Show,
) -> list[Difference]:
    """Return the answers that differ, in the order of the questions (`path`, section, field).

    `show(field, value)` gives an answer in words, so that what a reader may not see is hidden before it is compared.
    """
    found: list[Difference] = []
    for path, section, field in questions:
        old, new = _at(before, path), _at(after, path)
        if (old or "") == (new or ""):
            continue
        columns = tuple(getattr(field, "columns", ()))
        head = tuple(str(column.label) for column in columns)
        rows = table(_rows(old), _rows(new), columns, show) if columns else ()
        parts = () if columns else words(show(field, old), show(field, new))
        found.append(Difference(path, str(section.title), str(field.label), parts, head, rows))
    return found


def _rows(value: Any) -> list[Mapping[str, Any]]:
    return [row for row in value if isinstance(row, Mapping)] if isinstance(value, list) else []


def _at(content: Mapping[str, Any], path: str) -> Any:
    section, _dot, key = path.partition(".")
    answers = content.get(section)
    return answers.get(key) if isinstance(answers, Mapping) else None
