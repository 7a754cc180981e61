"""Files that really occur, made when they are needed: good, odd and hostile ones."""

from __future__ import annotations

import struct
import zlib
from io import BytesIO


def pdf(pages: int = 1, password: str = "") -> bytes:
    """Make a PDF with empty pages, locked with a password when one is given."""
    import pikepdf

    document = pikepdf.new()
    for _ in range(pages):
        document.add_blank_page()
    out = BytesIO()
    encryption = pikepdf.Encryption(user=password, owner=password) if password else False
    document.save(out, encryption=encryption)
    return out.getvalue()


def picture(kind: str = "PNG", size: tuple[int, int] = (40, 30)) -> bytes:
    """Make a picture of noise-free colour."""
    from PIL import Image

    out = BytesIO()
    Image.new("RGB", size, (12, 96, 76)).save(out, kind)
    return out.getvalue()


def png_header(width: int, height: int) -> bytes:
    """Make the start of a PNG that claims a size."""

    def chunk(name: bytes, body: bytes) -> bytes:
        return struct.pack(">I", len(body)) + name + body + struct.pack(">I", zlib.crc32(name + body))

    body = struct.pack(">IIBBBBB", width, height, 8, 2, 0, 0, 0)
    return (
        b"\x89PNG\r\n\x1a\n"
        + chunk(b"IHDR", body)
        + chunk(b"IDAT", zlib.compress(b"\0" * 64))
        + chunk(b"IEND", b"")
    )


def jpeg_with_second_frame() -> bytes:
    """Make a JPEG whose first frame is small and whose second claims 60000 × 60000."""
    good = picture("JPEG")
    frame = b"\xff\xc0\x00\x0b\x08" + struct.pack(">HH", 60000, 60000) + b"\x01\x01\x11\x00"
    start_of_scan = good.index(b"\xff\xda")
    return good[:start_of_scan] + frame + good[start_of_scan:]
