"""The catalogue of a batch as plain rows: read from pasted lines, compared with what stood there before."""

import hashlib
import json
import re
import unicodedata
from collections.abc import Iterable, Mapping, Sequence
from typing import Any, Final

Entry = dict[str, Any]
# By category key.
Entries = Mapping[str, Sequence[Entry]]
FIELDS: Final = ("name", "name_en", "note", "note_en", "is_open")
CODE: Final = re.compile(r"[A-Z0-9][A-Z0-9.-]{0,9}")
MOST: Final = 80
# The columns of a pasted line, as a table copied from a spreadsheet has them.
COLUMNS: Final = ("code", "name", "name_en", "note", "note_en")
# The key under which the order is compared; no code is written in small letters.
ORDER: Final = "order"


def clean_code(text: str) -> str:
    """Return a code in half width and capitals."""
    return unicodedata.normalize("NFKC", text).strip().upper()


def read_lines(text: str) -> tuple[list[Entry], list[int]]:
    """Return the classes of pasted lines, and the numbers of the lines that cannot be read.

    A line is code, name and English name, then examples in both languages if any, with tabs between them.
    """
    found: list[Entry] = []
    unread: list[int] = []
    for number, line in enumerate(text.splitlines(), 1):
        if not line.strip():
            continue
        cells = [cell.strip() for cell in line.strip("\r\n").split("\t")]
        row = dict.fromkeys(COLUMNS, "") | dict(zip(COLUMNS, cells, strict=False))
        row["code"] = clean_code(row["code"])
        if len(cells) > len(COLUMNS) or not CODE.fullmatch(row["code"]) or not row["name"]:
            unread.append(number)
        else:
            found.append(row | {"is_open": True})
    return found, unread


def twice(codes: Iterable[str]) -> list[str]:
    """Return the codes that are given more than once."""
    seen: set[str] = set()
    found = []
    for code in codes:
        if code in seen and code not in found:
            found.append(code)
        seen.add(code)
    return found


def differences(before: Entries, after: Entries) -> dict[str, tuple[Any, Any]]:
    """Return what differs, as {category.code: (class before, class after)}, None where there is none; and the order."""
    found: dict[str, tuple[Any, Any]] = {}
    for key in [*before, *(key for key in after if key not in before)]:
        old = {row["code"]: _facts(row) for row in before.get(key, ())}
        new = {row["code"]: _facts(row) for row in after.get(key, ())}
        for code in [*old, *(code for code in new if code not in old)]:
            if old.get(code) != new.get(code):
                found[f"{key}.{code}"] = (old.get(code), new.get(code))
        stayed = [code for code in old if code in new], [code for code in new if code in old]
        if stayed[0] != stayed[1]:
            found[f"{key}.{ORDER}"] = (" ".join(old), " ".join(new))
    return found


def fingerprint(entries: Entries) -> str:
    """Return the hash of a catalogue, by which a form knows what it showed."""
    told = {key: [[row["code"], *_facts(row).values()] for row in rows] for key, rows in entries.items()}
    return hashlib.sha256(json.dumps(told, sort_keys=True).encode()).hexdigest()


def _facts(row: Entry) -> Entry:
    return {name: row[name] for name in FIELDS}
