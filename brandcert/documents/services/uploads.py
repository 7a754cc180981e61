"""Receiving a file: looked at before it is believed, stored once, never changed."""

import hashlib
import os
import threading
import uuid
import warnings
from contextlib import suppress
from pathlib import Path
from typing import IO, Any, Final

from django.conf import settings
from django.db import transaction
from django.utils.translation import gettext as _

from brandcert.core import policies
from brandcert.core.errors import BusinessError
from brandcert.documents import sniffing
from brandcert.documents.models import Upload
from brandcert.documents.names import safe_name

LARGEST: Final = 20 * 1024 * 1024
MOST_PIXELS: Final = 50_000_000
MOST_PAGES: Final = 1000
_CHUNK: Final = 256 * 1024
_MEGABYTE: Final = 1024 * 1024
# PDFium keeps state of its own and must not be entered by two threads of one process.
PDFIUM: Final = threading.Lock()


class UploadRefused(BusinessError):
    """The file cannot be taken; the message names the cause and what to do."""


class EmptyFile(UploadRefused):
    """There is nothing in the file."""


class FileTooLarge(UploadRefused):
    """The file is larger than allowed."""


class WrongKind(UploadRefused):
    """The content is none of the kinds that are taken, whatever the name says."""


class EncryptedFile(UploadRefused):
    """The file opens with a password only."""


class BrokenFile(UploadRefused):
    """The file is damaged or cut off."""


class PictureTooLarge(UploadRefused):
    """The file is small but would unfold to a picture or a book nobody can open."""


class UploadFailed(UploadRefused):
    """The file is good but could not be kept; trying again helps."""


def store_upload(*, file: Any, name: str, by: Any) -> Upload:
    """Check a received file, keep its bytes under a random name and return its row.

    The kind is told from the content alone; size, password, damage and pixel count are looked at before
    anything is decoded. `file` is anything that can be read in binary. Raises a subclass of UploadRefused for
    each cause; then nothing is kept.
    """
    policies.require(by, "documents.upload.create")
    data = _read(file)
    kind = _kind(data)
    pages = _pages(data) if kind == sniffing.PDF else _picture(data, kind)
    path = f"uploads/{uuid.uuid4().hex}"
    place = Path(settings.MEDIA_ROOT) / path
    _keep(data, place)
    try:
        with transaction.atomic():
            return Upload.objects.create(
                name=safe_name(name, kind),
                kind=kind,
                size=len(data),
                sha256=hashlib.sha256(data).hexdigest(),
                path=path,
                pages=pages,
                uploaded_by=by,
            )
    except Exception:
        place.unlink(missing_ok=True)
        raise


def open_upload(upload: Upload) -> IO[bytes]:
    """Open the stored bytes for reading; raises FileNotFoundError when the store has lost them."""
    return (Path(settings.MEDIA_ROOT) / upload.path).open("rb")


def _read(file: Any) -> bytes:
    parts, size = [], 0
    with suppress(AttributeError, OSError):
        file.seek(0)
    while part := file.read(_CHUNK):
        size += len(part)
        if size > LARGEST:
            raise FileTooLarge(
                _("The file is larger than %(limit)d MB. Reduce the resolution or split it.")
                % {"limit": LARGEST // _MEGABYTE}
            )
        parts.append(part)
    if not size:
        raise EmptyFile(_("The file is empty. Check it on your computer and choose it again."))
    return b"".join(parts)


def _kind(data: bytes) -> str:
    kind = sniffing.kind_of(data[:1024])
    if kind is None:
        raise WrongKind(_("This is not a PDF, JPEG or PNG file, whatever its name says. Save it as PDF."))
    return kind


def _pages(data: bytes) -> int:
    with PDFIUM:
        pages = _count_pages(data)
    if not pages:
        raise BrokenFile(_("The PDF has no pages. Create it again."))
    if pages > MOST_PAGES:
        raise PictureTooLarge(
            _("The PDF has more than %(limit)d pages. Hand in the part that is needed.")
            % {"limit": MOST_PAGES}
        )
    return pages


def _count_pages(data: bytes) -> int:
    import pypdfium2  # slow to load, needed for uploads only
    from pypdfium2 import raw

    try:
        document = pypdfium2.PdfDocument(data)
    except pypdfium2.PdfiumError as error:
        if getattr(error, "err_code", None) == raw.FPDF_ERR_PASSWORD:
            raise EncryptedFile(
                _("The PDF is protected with a password. Save a copy without the password.")
            ) from error
        raise BrokenFile(_("The PDF is damaged and cannot be opened. Create it again.")) from error
    try:
        return len(document)
    finally:
        document.close()


def _picture(data: bytes, kind: str) -> int:
    pixels = sniffing.pixels_of(data, kind)
    if not pixels:
        raise BrokenFile(_("The picture is damaged and cannot be opened. Save it again."))
    if pixels > MOST_PIXELS:
        raise PictureTooLarge(
            _("The picture has more than %(limit)d million pixels. Save it in a lower resolution.")
            % {"limit": MOST_PIXELS // 1_000_000}
        )
    _decode(data)
    return 1


def _decode(data: bytes) -> None:
    """Decode the picture once, so that a cut-off or damaged one is found now and not by an expert."""
    from io import BytesIO

    from PIL import Image, ImageFile

    # The typesetter, where a process has loaded it, makes this library accept cut-off pictures.
    lenient, ImageFile.LOAD_TRUNCATED_IMAGES = ImageFile.LOAD_TRUNCATED_IMAGES, False
    try:
        with warnings.catch_warnings(), Image.open(BytesIO(data), formats=("JPEG", "PNG")) as picture:
            warnings.simplefilter("error")
            # JPEG is decoded at an eighth of its size: enough to read every byte, little memory.
            picture.draft("RGB", (max(1, picture.width // 8), max(1, picture.height // 8)))
            picture.load()
    except Exception as error:  # a decoder may fail in any way on a hostile file
        raise BrokenFile(_("The picture is damaged and cannot be opened. Save it again.")) from error
    finally:
        ImageFile.LOAD_TRUNCATED_IMAGES = lenient


def _keep(data: bytes, place: Path) -> None:
    """Write the bytes so that the final name only ever names a complete file."""
    half = place.with_suffix(".part")
    try:
        place.parent.mkdir(parents=True, exist_ok=True)
        with half.open("xb") as out:
            out.write(data)
            out.flush()
            os.fsync(out.fileno())
        half.replace(place)
        folder = os.open(place.parent, os.O_RDONLY)
        try:
            os.fsync(folder)
        finally:
            os.close(folder)
    except OSError as error:
        with suppress(OSError):
            half.unlink(missing_ok=True)
        raise UploadFailed(_("The file could not be stored. Please try again.")) from error
