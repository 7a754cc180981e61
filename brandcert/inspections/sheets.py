"""The sheet somebody signs, as one hash: the phone and the server reach it each on their own, from what they show."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterable, Mapping, Sequence
from decimal import Decimal
from typing import Final

CENT: Final = Decimal("0.01")


def fingerprint(visit: int, parts: Mapping[str, Iterable[Sequence[str]]]) -> str:
    """Return the hash of a sheet: its rows by kind (line, finding, photo, sample), in whatever order they come.

    `signing.js` reckons the same way: every row is hashed alone, so that both sort the same signs.
    """
    rows = sorted(_row(kind, row) for kind, found in parts.items() for row in found)
    return hashlib.sha256("\n".join([f"visit {visit}", *rows]).encode()).hexdigest()


def _row(kind: str, row: Sequence[str]) -> str:
    text = json.dumps([kind, *map(plain, row)], ensure_ascii=False, separators=(",", ":"))
    return hashlib.sha256(text.encode()).hexdigest()


def plain(text: str) -> str:
    """Return a text as it is compared: a form sends other line ends than a page holds."""
    return text.replace("\r\n", "\n").strip()


def points_text(points: Decimal | None) -> str:
    """Return points as they are compared."""
    return "" if points is None else str(points.quantize(CENT))
