"""Looking at a received file before it is believed: kind, password, damage, weight, what it hides and would do."""

import hashlib
import json
import warnings
from contextlib import suppress
from dataclasses import dataclass
from io import BytesIO
from typing import Any, Final

from django.utils.translation import gettext as _

from brandcert.documents import sniffing
from brandcert.documents.names import safe_name
from brandcert.documents.services.confinement import OutOfBounds, WorkFailed, confined
from brandcert.documents.services.refusals import (
    ActiveContent,
    BrokenFile,
    EmptyFile,
    EncryptedFile,
    FileTooLarge,
    HiddenContent,
    PictureTooLarge,
    UploadRefused,
    VirusFound,
    WrongKind,
)

LARGEST: Final = 20 * 1024 * 1024
MOST_PAGES: Final = 1000
_CHUNK: Final = 256 * 1024
_MEGABYTE: Final = 1024 * 1024


@dataclass(frozen=True, slots=True)
class Examined:
    """A file that may be kept: its bytes, its true kind and its harmless name."""

    data: bytes
    name: str
    kind: str
    pages: int

    @property
    def sha256(self) -> str:
        """Return the hash that proves the bytes."""
        return hashlib.sha256(self.data).hexdigest()


def examine(*, file: Any, name: str, largest: int = LARGEST) -> Examined:
    """Return what may be kept of a received file, or raise the subclass of UploadRefused that names the cause.

    The kind is told from the content alone. Whatever decodes does so in a child process with limits of its own.
    """
    data = read_whole(file, largest)
    kind = sniffing.kind_of(data[:1024])
    if kind is None:
        raise _wrong_kind(data)
    if sniffing.carries_test_virus(data):
        raise VirusFound(_("A virus was found in the file. Check your computer and hand in a clean file."))
    if sniffing.hides_something(data, kind):
        raise HiddenContent(
            _(
                "The file contains a second, hidden file (an archive, a web page or a program). "
                "Print or scan it anew and hand in the result."
            )
        )
    pages = _pages(data) if kind == sniffing.PDF else _picture(data, kind)
    return Examined(data=data, name=safe_name(name, kind), kind=kind, pages=pages)


def read_whole(file: Any, largest: int) -> bytes:
    """Return the bytes of a file that is neither empty nor larger than allowed."""
    parts, size = [], 0
    with suppress(AttributeError, OSError):
        file.seek(0)
    while part := file.read(_CHUNK):
        size += len(part)
        if size > largest:
            raise FileTooLarge(
                _("The file is larger than %(limit)d MB. Reduce the resolution or split it.")
                % {"limit": largest // _MEGABYTE}
            )
        parts.append(part)
    if not size:
        raise EmptyFile(_("The file is empty. Check it on your computer and choose it again."))
    return b"".join(parts)


def _wrong_kind(data: bytes) -> WrongKind:
    advice = {
        sniffing.Stranger.HEIC: _(
            "This is a HEIC photo. Set the camera of the phone to “Most compatible” (JPEG) and take it again."
        ),
        sniffing.Stranger.OFD: _("This is an OFD file. Print or export it as PDF."),
        sniffing.Stranger.OFFICE: _("This is a Word, Excel or archive file. Save the document as PDF."),
    }
    stranger = sniffing.stranger_of(data)
    if stranger is not None:
        return WrongKind(advice[stranger])
    return WrongKind(_("This is not a PDF, JPEG or PNG file, whatever its name says. Save it as PDF."))


def _pages(data: bytes) -> int:
    import pikepdf  # noqa: F401 - loaded here once, so that no child has to
    import pypdfium2  # noqa: F401 - as above

    too_heavy = PictureTooLarge(
        _("The file unfolds to more than a computer can open. Print it as PDF anew, or scan it.")
    )
    try:
        found = json.loads(confined(lambda: json.dumps(_look_into(data)).encode()))
    except OutOfBounds as error:
        raise too_heavy from error
    except WorkFailed as error:
        raise BrokenFile(_("The PDF is damaged and cannot be opened. Create it again.")) from error
    if found["hazard"] == sniffing.Hazard.BOMB:
        raise too_heavy
    if found["hazard"]:
        raise _hazard(sniffing.Hazard(found["hazard"]))
    return _counted(found)


def _look_into(data: bytes) -> dict[str, Any]:
    """Open the PDF with both readers; runs in the child."""
    import pikepdf
    import pypdfium2
    from pypdfium2 import raw

    try:
        with pikepdf.open(BytesIO(data)) as document:
            hazard = sniffing.hazard_of(document)
    except pikepdf.PasswordError:
        return {"hazard": "", "password": True}
    if hazard:
        return {"hazard": hazard.value}
    try:
        shown = pypdfium2.PdfDocument(data)
    except pypdfium2.PdfiumError as error:
        if getattr(error, "err_code", None) == raw.FPDF_ERR_PASSWORD:
            return {"hazard": "", "password": True}
        raise
    return {"hazard": "", "pages": len(shown)}


def _counted(found: dict[str, Any]) -> int:
    if found.get("password"):
        raise EncryptedFile(_("The PDF is protected with a password. Save a copy without the password."))
    pages = int(found["pages"])
    if not pages:
        raise BrokenFile(_("The PDF has no pages. Create it again."))
    if pages > MOST_PAGES:
        raise PictureTooLarge(
            _("The PDF has more than %(limit)d pages. Hand in the part that is needed.")
            % {"limit": MOST_PAGES}
        )
    return pages


def _hazard(hazard: sniffing.Hazard) -> UploadRefused:
    what = {
        sniffing.Hazard.SCRIPT: _("a program (JavaScript)"),
        sniffing.Hazard.START: _("a command that starts another program"),
        sniffing.Hazard.ATTACHMENT: _("attached files"),
        sniffing.Hazard.FORM: _("a form that sends or loads data"),
        sniffing.Hazard.MEDIA: _("film, sound or 3D"),
        sniffing.Hazard.REMOTE: _("a link to a file or address that opens by itself"),
    }
    return ActiveContent(
        _("The PDF contains %(what)s. Print it as a new PDF, so that only its pages remain.")
        % {"what": what[hazard]}
    )


def _picture(data: bytes, kind: str) -> int:
    pixels = sniffing.pixels_of(data, kind)
    if not pixels:
        raise _damaged_picture()
    if pixels > sniffing.MOST_PIXELS:
        raise PictureTooLarge(
            _("The picture has more than %(limit)d million pixels. Save it in a lower resolution.")
            % {"limit": sniffing.MOST_PIXELS // 1_000_000}
        )
    from PIL import JpegImagePlugin, PngImagePlugin  # noqa: F401 - loaded here once, so that no child has to

    try:
        confined(lambda: _decode(data))
    except (OutOfBounds, WorkFailed) as error:
        raise _damaged_picture() from error
    return 1


def _damaged_picture() -> BrokenFile:
    return BrokenFile(_("The picture is damaged and cannot be opened. Save it again."))


def _decode(data: bytes) -> bytes:
    """Decode the picture once, so that a damaged one is found now and not by an expert; runs in the child."""
    from PIL import Image, ImageFile

    # The typesetter, where a process has loaded it, makes this library accept cut-off pictures.
    ImageFile.LOAD_TRUNCATED_IMAGES = False
    with warnings.catch_warnings(), Image.open(BytesIO(data), formats=("JPEG", "PNG")) as picture:
        warnings.simplefilter("error")
        # JPEG is decoded at an eighth of its size: enough to read every byte, little memory.
        picture.draft("RGB", (max(1, picture.width // 8), max(1, picture.height // 8)))
        picture.load()
    return b""
