"""Pictures of pages, so that evidence is looked at without leaving the page and without a plug-in."""

from io import BytesIO
from pathlib import Path
from typing import Any, Final

from django.conf import settings
from django.utils.translation import gettext as _

from brandcert.core.errors import BusinessError
from brandcert.documents.models import Upload
from brandcert.documents.services.confinement import confined
from brandcert.documents.services.uploads import keep_bytes, open_upload

WIDTH: Final = 1000
# A page may be a long strip; the picture stays small in any case.
HEIGHT: Final = 2000


class PreviewFailed(BusinessError):
    """The page cannot be drawn; the original can still be downloaded."""


def page_preview(upload: Upload, *, page: int) -> Path:
    """Return the PNG of one page (from 1), drawn at the first request and kept beside the uploads.

    Raises PreviewFailed for a page that does not exist, a file that cannot be drawn or was lost.
    """
    if not 1 <= page <= upload.pages:
        raise PreviewFailed(_("The file has no such page."))
    place = Path(settings.MEDIA_ROOT) / "previews" / upload.sha256[:2] / f"{upload.sha256}-{page}.png"
    if not place.exists():
        try:
            with open_upload(upload) as stored:
                data = stored.read()
            drawn = _drawn(data, upload.kind, page)
        except Exception as error:  # a decoder may fail in any way on a hostile file
            raise PreviewFailed(_("This page cannot be shown. Download the original.")) from error
        keep_bytes(drawn, place)
    return place


def _drawn(data: bytes, kind: str, page: int) -> bytes:
    """Draw in a child process: a page may unfold to anything, or end the decoder."""
    from PIL import Image, JpegImagePlugin, PngImagePlugin  # noqa: F401 - loaded here once, so that no child has to

    if kind == Upload.Kind.PDF:
        import pypdfium2  # noqa: F401 - as above

        return confined(lambda: _draw_pdf(data, page))
    return confined(lambda: _draw_picture(data))


def _draw_pdf(data: bytes, page: int) -> bytes:
    import pypdfium2

    document = pypdfium2.PdfDocument(data)
    sheet = document[page - 1]
    width, height = sheet.get_size()
    picture = sheet.render(scale=min(WIDTH / max(width, 1), HEIGHT / max(height, 1))).to_pil()
    return _png(picture)


def _draw_picture(data: bytes) -> bytes:
    from PIL import Image

    with Image.open(BytesIO(data), formats=("JPEG", "PNG")) as picture:
        # JPEG is decoded near the size that is needed.
        picture.draft("RGB", (WIDTH, HEIGHT))
        picture.thumbnail((WIDTH, HEIGHT))
        return _png(picture.convert("RGB"))


def _png(picture: Any) -> bytes:
    out = BytesIO()
    picture.save(out, "PNG", optimize=False)
    return out.getvalue()
