"""Pictures of pages, so that evidence is looked at without leaving the page and without a plug-in."""

import ctypes
import hashlib
from collections.abc import Iterator, Sequence
from io import BytesIO
from pathlib import Path
from typing import Any, Final

from django.conf import settings
from django.utils.translation import gettext as _

from brandcert.core.errors import BusinessError
from brandcert.documents.models import Upload
from brandcert.documents.services.confinement import confined
from brandcert.documents.services.uploads import keep_bytes, open_upload

# A picture beside a form is small enough for a narrow line whatever it shows; a large one is asked for.
WIDTHS: Final = (1000, 800, 640, 480, 360)
LIGHT: Final = 150 * 1024
LARGE: Final = 1800
# A page may be a long strip; the picture stays small in any case.
TALLEST: Final = 2
COLOURS: Final = 128
_MARGIN: Final = 2


class PreviewFailed(BusinessError):
    """The page cannot be drawn; the original can still be downloaded."""


def page_preview(upload: Upload, *, page: int, hidden: Sequence[str] = (), is_large: bool = False) -> Path:
    """Return the PNG of one page (from 1), drawn at the first request and kept beside the uploads.

    A usual picture weighs at most LIGHT bytes; a large one is as clear as it gets. The texts in `hidden` are blacked
    out wherever the PDF holds them as text; nobody can find them in a scan. Raises PreviewFailed for a page that does
    not exist, a file that cannot be drawn or was lost.
    """
    if not 1 <= page <= upload.pages:
        raise PreviewFailed(_("The file has no such page."))
    texts = sorted({text for text in hidden if text.strip()})
    place = Path(settings.MEDIA_ROOT) / "previews" / upload.sha256[:2] / _name(upload, page, texts, is_large)
    if not place.exists():
        try:
            with open_upload(upload) as stored:
                data = stored.read()
            drawn = _drawn(data, upload.kind, page, texts, is_large=is_large)
        except Exception as error:  # a decoder may fail in any way on a hostile file
            raise PreviewFailed(_("This page cannot be shown. Download the original.")) from error
        keep_bytes(drawn, place)
    return place


def page_picture(pdf: bytes, *, wide: int = 900) -> bytes:
    """Return the first page of a document of our own as PNG."""
    return _coded(_draw_pdf(pdf, 1, (), wide))


def _name(upload: Upload, page: int, hidden: Sequence[str], is_large: bool) -> str:
    size = "large" if is_large else "light"
    veil = "-" + hashlib.sha256("\n".join(hidden).encode()).hexdigest()[:16] if hidden else ""
    return f"{upload.sha256}-{page}-{size}{veil}.png"


def _drawn(data: bytes, kind: str, page: int, hidden: Sequence[str], *, is_large: bool) -> bytes:
    """Draw in a child process: a page may unfold to anything, or end the decoder."""
    from PIL import Image, ImageDraw, JpegImagePlugin, PngImagePlugin  # noqa: F401 - loaded here once, so that no child has to

    width = LARGE if is_large else WIDTHS[0]
    if kind == Upload.Kind.PDF:
        import pypdfium2  # noqa: F401 - as above

        return confined(lambda: _png(_draw_pdf(data, page, hidden, width), is_large=is_large))
    return confined(lambda: _png(_draw_picture(data, width), is_large=is_large))


def _draw_pdf(data: bytes, page: int, hidden: Sequence[str], wide: int) -> Any:
    import pypdfium2
    from PIL import ImageDraw

    document = pypdfium2.PdfDocument(data)
    sheet = document[page - 1]
    width, height = sheet.get_size()
    picture = sheet.render(scale=min(wide / max(width, 1), TALLEST * wide / max(height, 1))).to_pil()
    pen = ImageDraw.Draw(picture)
    for box in _boxes(sheet, picture.size, hidden):
        pen.rectangle(box, fill="black")
    return picture.convert("RGB")


def _boxes(sheet: Any, size: tuple[int, int], hidden: Sequence[str]) -> Iterator[tuple[float, ...]]:
    """Yield, in pixels, where the page holds one of the texts."""
    if not hidden:
        return
    letters = sheet.get_textpage()
    for text in hidden:
        search = letters.search(text)
        while (found := search.get_next()) is not None:
            for number in range(letters.count_rects(*found)):
                left, bottom, right, top = letters.get_rect(number)
                yield _box(sheet, size, [(left, bottom), (right, top)])


def _box(sheet: Any, size: tuple[int, int], corners: Sequence[tuple[float, float]]) -> tuple[float, ...]:
    """Return a rectangle of the page as one of the picture, whichever way the page is turned."""
    import pypdfium2.raw as pdfium

    x, y = ctypes.c_int(), ctypes.c_int()
    across, down = [], []
    for corner in corners:
        pdfium.FPDF_PageToDevice(sheet.raw, 0, 0, *size, 0, *corner, ctypes.byref(x), ctypes.byref(y))
        across.append(x.value)
        down.append(y.value)
    return (min(across) - _MARGIN, min(down) - _MARGIN, max(across) + _MARGIN, max(down) + _MARGIN)


def _draw_picture(data: bytes, wide: int) -> Any:
    from PIL import Image, ImageOps

    with Image.open(BytesIO(data), formats=("JPEG", "PNG")) as picture:
        # JPEG is decoded near the size that is needed.
        picture.draft("RGB", (wide, TALLEST * wide))
        picture.thumbnail((wide, TALLEST * wide))
        return ImageOps.exif_transpose(picture).convert("RGB")


def _png(picture: Any, *, is_large: bool) -> bytes:
    """Return the picture without anything else the file said; a usual one as wide as its weight allows."""
    if is_large:
        return _coded(picture)
    drawn = b""
    for width in WIDTHS:
        if width != WIDTHS[0]:
            picture.thumbnail((width, TALLEST * width))
        drawn = _coded(picture)
        if len(drawn) <= LIGHT:
            break
    return drawn


def _coded(picture: Any) -> bytes:
    out = BytesIO()
    picture.quantize(COLOURS, dither=0).save(out, "PNG", optimize=False)
    return out.getvalue()
