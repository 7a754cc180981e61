"""What a file really is and how large it would become, read from its first bytes before anything decodes it."""

import struct
from collections.abc import Iterator
from typing import Final

PDF: Final = "application/pdf"
JPEG: Final = "image/jpeg"
PNG: Final = "image/png"

_PDF_START: Final = b"%PDF-"
_JPEG_START: Final = b"\xff\xd8\xff"
_PNG_START: Final = b"\x89PNG\r\n\x1a\n"
_BLANKS: Final = b"\xef\xbb\xbf \t\r\n\x00"
_PNG_HEADER: Final = struct.Struct(">4xII")
_PNG_SIZE: Final = slice(12, 24)
# Start-of-frame markers of JPEG; C4, C8 and CC are tables.
_FRAMES: Final = frozenset(range(0xC0, 0xD0)) - {0xC4, 0xC8, 0xCC}
_ALONE: Final = frozenset(range(0xD0, 0xDA)) | {0x01}
_FRAME_SIZE: Final = struct.Struct(">xHH")


def kind_of(head: bytes) -> str | None:
    """Return the media type the first bytes show, or None when it is none of PDF, JPEG and PNG."""
    if head.lstrip(_BLANKS).startswith(_PDF_START):
        return PDF
    if head.startswith(_JPEG_START):
        return JPEG
    return PNG if head.startswith(_PNG_START) else None


def pixels_of(data: bytes, kind: str) -> int | None:
    """Return width times height as the header of a JPEG or PNG states it; None when there is no such header."""
    if kind == PNG:
        if data[12:16] != b"IHDR" or len(data) < _PNG_SIZE.stop:
            return None
        width, height = _PNG_HEADER.unpack(data[_PNG_SIZE])
        return int(width) * int(height)
    # Every frame counts: a decoder may take a later one than the first.
    sizes = [width * height for height, width in _jpeg_frames(data)]
    return max(sizes, default=None)


def _jpeg_frames(data: bytes) -> Iterator[tuple[int, int]]:
    place = 2
    while place + 4 <= len(data):
        if data[place] != 0xFF:  # noqa: PLR2004 - every JPEG marker begins with FF
            return
        marker = data[place + 1]
        if marker == 0xFF or marker in _ALONE:  # noqa: PLR2004 - padding before a marker
            place += 1 if marker == 0xFF else 2  # noqa: PLR2004 - as above
            continue
        length = int.from_bytes(data[place + 2 : place + 4], "big")
        if marker in _FRAMES and place + 9 <= len(data):
            yield _FRAME_SIZE.unpack(data[place + 4 : place + 9])
        if marker == 0xDA:  # noqa: PLR2004 - the picture itself begins, no header follows
            return
        place += 2 + length
