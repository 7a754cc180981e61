"""What a file really is and how large it would become, read from its first bytes before anything decodes it."""

import struct
from collections.abc import Iterator
from enum import StrEnum
from typing import Final

PDF: Final = "application/pdf"
JPEG: Final = "image/jpeg"
PNG: Final = "image/png"

_PDF_START: Final = b"%PDF-"
_JPEG_START: Final = b"\xff\xd8\xff"
_PNG_START: Final = b"\x89PNG\r\n\x1a\n"
_HEIC_BRANDS: Final = frozenset({b"heic", b"heix", b"hevc", b"heim", b"heis", b"mif1", b"msf1", b"avif"})
# The list of contents of a ZIP archive stands at its end.
_TAIL: Final = 64 * 1024
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


class Stranger(StrEnum):
    """Kinds people often mean well with, each with an advice of its own."""

    HEIC = "heic"
    OFD = "ofd"
    OFFICE = "office"


def stranger_of(data: bytes) -> Stranger | None:
    """Return which well-meant other kind the file is, or None."""
    if data[4:8] == b"ftyp" and data[8:12] in _HEIC_BRANDS:
        return Stranger.HEIC
    if data.startswith(b"PK\x03\x04") and b"OFD.xml" in data[-_TAIL:]:
        return Stranger.OFD
    if data.startswith((b"PK\x03\x04", b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1", b"{\\rtf")):
        return Stranger.OFFICE
    return None


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
