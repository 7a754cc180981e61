"""The QR code of the query address, as PDF rectangles."""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import lru_cache

from brandcert.certificates.rendering.canvas import IVORY, Canvas

SIZE = 25.0
INK = (28, 24, 20)
QUIET_ZONE = 4
MASK = 3  # any of the eight is legal; a fixed one keeps the page fast and the same bytes everywhere

DARK = re.compile(rb"[^\0]+")


def matrix(text: str) -> list[bytes]:
    """Return the modules of the QR code row by row, error level M."""
    import segno  # slow: only a process that prints pays for it

    return [
        bytes(row) for row in segno.make(text, error="m", mask=MASK, micro=False, boost_error=False).matrix
    ]


def runs(rows: list[bytes]) -> Iterator[tuple[int, int, int]]:
    """Yield each run of dark modules as (row, column, length)."""
    for y, row in enumerate(rows):
        yield from ((y, found.start(), len(found[0])) for found in DARK.finditer(row))


@lru_cache(maxsize=8)
def qr_code(text: str) -> bytes:
    """Return a content stream that draws `text` as QR code, error level M, 25 mm wide, top left at the origin.

    The quiet zone lies outside the 25 mm and is cleared to paper colour.
    """
    rows = matrix(text)
    module = SIZE / len(rows)
    canvas = Canvas()
    canvas.color(IVORY)
    margin = QUIET_ZONE * module
    canvas.rect(-margin, -margin, SIZE + 2 * margin, SIZE + 2 * margin)
    canvas.put("f")
    canvas.operators.append(f"q {module:.5f} 0 0 {module:.5f} 0 0 cm")
    canvas.color(INK)
    canvas.operators += [f"{x} {y} {length} 1 re" for y, x, length in runs(rows)]
    canvas.put("f")
    canvas.put("Q")
    return canvas.source()
