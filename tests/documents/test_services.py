"""Receiving files: the good ones are kept byte for byte, each bad one is refused by its own name."""

from __future__ import annotations

import hashlib
from io import BytesIO
from pathlib import Path
from typing import TYPE_CHECKING

import pytest
from django.contrib.auth.models import AnonymousUser

from brandcert.accounts.models import User
from brandcert.core.errors import Refused
from brandcert.documents import services
from brandcert.documents.models import Upload
from tests.documents import files

if TYPE_CHECKING:
    from pytest_django.fixtures import Settings

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def media(settings: Settings, tmp_path: Path) -> Path:
    settings.MEDIA_ROOT = tmp_path
    return tmp_path


@pytest.fixture
def person() -> User:
    return User.objects.create_user("clerk@rice.example", "a plain word")


def store(data: bytes, name: str, by: User) -> Upload:
    return services.store_upload(file=BytesIO(data), name=name, by=by)


@pytest.mark.parametrize(
    ("data", "name", "kept_name", "kind", "pages"),
    [
        (files.pdf(3), "营业执照.pdf", "营业执照.pdf", "application/pdf", 3),
        (b"\xef\xbb\xbf\r\n" + files.pdf(), "with-bom.pdf", "with-bom.pdf", "application/pdf", 1),
        (files.picture("PNG"), "photo.PNG", "photo.png", "image/png", 1),
        (files.picture("JPEG"), "photo.jpeg", "photo.jpeg", "image/jpeg", 1),
        (files.pdf(), "report.exe", "report.exe.pdf", "application/pdf", 1),
        (files.pdf(), "../../etc/passwd", "passwd.pdf", "application/pdf", 1),
        (files.pdf(), "C:\\Users\\li\\检验报告.PDF", "检验报告.pdf", "application/pdf", 1),
        (files.pdf(), "invoice\u202efdp.exe", "invoicefdp.exe.pdf", "application/pdf", 1),
        (files.pdf(), "a\r\nSet-Cookie: x.pdf", "aSet-Cookie x.pdf", "application/pdf", 1),
        (files.pdf(), "证" * 300 + ".pdf", "证" * 120 + ".pdf", "application/pdf", 1),
        (files.pdf(), "…/", "file.pdf", "application/pdf", 1),
    ],
)
def test_a_good_file_is_kept_with_its_true_kind_and_a_harmless_name(
    person: User, data: bytes, name: str, kept_name: str, kind: str, pages: int
) -> None:
    upload = store(data, name, person)
    assert (upload.name, upload.kind, upload.pages, upload.size) == (kept_name, kind, pages, len(data))
    assert upload.sha256 == hashlib.sha256(data).hexdigest()
    with services.open_upload(upload) as stored:
        assert stored.read() == data


@pytest.mark.parametrize("printing", [False, True])
@pytest.mark.parametrize(
    ("data", "cause"),
    [
        (b"", services.EmptyFile),
        (b"x" * (20 * 1024 * 1024 + 1), services.FileTooLarge),
        (files.pdf(password="secret"), services.EncryptedFile),
        (b"%PDF-1.7\n" + b"rubbish " * 50, services.BrokenFile),
        (b"%PDF-1.7", services.BrokenFile),
        (b"<!doctype html><script>alert(1)</script>", services.WrongKind),
        (b"<svg xmlns='http://www.w3.org/2000/svg'/>", services.WrongKind),
        (b"PK\x03\x04" + b"\0" * 100, services.WrongKind),
        (b"MZ" + b"\0" * 100, services.WrongKind),
        (b"GIF89a" + b"\0" * 40, services.WrongKind),
        (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"\0" * 40, services.WrongKind),
        (b"%!PS-Adobe-3.0", services.WrongKind),
        (files.picture("PNG")[:60], services.BrokenFile),
        (files.picture("JPEG", (400, 300))[:-300], services.BrokenFile),
        (b"\xff\xd8\xff\xe0" + b"\0" * 20, services.BrokenFile),
        (b"\x89PNG\r\n\x1a\n", services.BrokenFile),
        (files.png_header(40, 30), services.BrokenFile),
        (files.png_header(0, 30), services.BrokenFile),
        (files.png_header(60000, 60000), services.PictureTooLarge),
        (files.jpeg_with_second_frame(), services.PictureTooLarge),
        (files.pdf(1001), services.PictureTooLarge),
    ],
)
def test_a_bad_file_is_refused_by_its_own_cause_and_leaves_nothing(
    person: User, media: Path, data: bytes, cause: type[services.UploadRefused], *, printing: bool
) -> None:
    if printing:
        import weasyprint.images  # noqa: F401 - loading it makes pictures lenient in the whole process
    with pytest.raises(services.UploadRefused) as refusal:
        store(data, "evidence.pdf", person)
    assert type(refusal.value) is cause
    assert str(refusal.value)
    assert Upload.objects.count() == 0
    assert [path for path in media.rglob("*") if path.is_file()] == []


def test_the_causes_are_told_apart_in_words(person: User) -> None:
    words = set()
    for data in (b"", b"x", files.pdf(password="secret"), b"%PDF-1.7", files.png_header(60000, 60000)):
        with pytest.raises(services.UploadRefused) as refusal:
            store(data, "evidence.pdf", person)
        words.add(str(refusal.value))
    assert len(words) == 5


def test_a_store_that_cannot_write_says_so_and_keeps_no_row(person: User, media: Path) -> None:
    (media / "uploads").write_text("a file where the folder should be")
    with pytest.raises(services.UploadFailed):
        store(files.pdf(), "evidence.pdf", person)
    assert Upload.objects.count() == 0


def test_nobody_unknown_hands_in_files() -> None:
    with pytest.raises(Refused):
        services.store_upload(file=BytesIO(files.pdf()), name="evidence.pdf", by=AnonymousUser())


def test_a_row_that_cannot_be_written_leaves_no_file(media: Path) -> None:
    with pytest.raises(ValueError, match="unsaved"):
        store(files.pdf(), "evidence.pdf", User(email="ghost@rice.example"))
    assert [path for path in media.rglob("*") if path.is_file()] == []
