"""The virus scanner: asked for every file, believed, and missed when it does not answer."""

from __future__ import annotations

from io import BytesIO
from typing import TYPE_CHECKING

import pytest

from brandcert.accounts.models import User
from brandcert.documents import services
from brandcert.documents.models import Upload
from tests.documents import files
from tests.documents.scanner import scanning
from tests.processes import free_port

if TYPE_CHECKING:
    from pathlib import Path

    from pytest_django.fixtures import Settings

pytestmark = pytest.mark.django_db


@pytest.fixture
def person(settings: Settings, tmp_path: Path) -> User:
    settings.MEDIA_ROOT = tmp_path / "media"
    return User.objects.create_user("clerk@rice.example", "a plain word")


def store(data: bytes, by: User) -> Upload:
    return services.store_upload(file=BytesIO(data), name="evidence.pdf", by=by)


@pytest.mark.parametrize("by_path", [False, True])
def test_a_clean_file_is_taken_and_an_infected_one_is_refused(
    person: User, settings: Settings, tmp_path: Path, *, by_path: bool
) -> None:
    clean = files.picture("PNG", (900, 900)) + b"\0" * 300_000
    with scanning(path=tmp_path / "clamd" if by_path else None) as (place, scanner):
        settings.CLAMAV = place
        store(clean, person)
        with pytest.raises(services.VirusFound):
            store(files.pdf() + b"% evil", person)
    assert scanner.received[0] == clean
    assert Upload.objects.count() == 1
    assert len([path for path in (tmp_path / "media").rglob("*") if path.is_file()]) == 1


@pytest.mark.parametrize(
    "answer",
    [b"INSTREAM size limit exceeded. ERROR\0", b"stream: Can't open file ERROR\0", b"\0", b"stream: OKAY\0"],
)
def test_what_is_no_clear_verdict_is_no_verdict(person: User, settings: Settings, answer: bytes) -> None:
    with scanning(answer=answer) as (place, _scanner):
        settings.CLAMAV = place
        with pytest.raises(services.ScannerSilent):
            store(files.pdf(), person)
    assert Upload.objects.count() == 0


@pytest.mark.parametrize("place", ["127.0.0.1:{port}", "/nowhere/clamd.ctl", "localhost", "localhost:clamd"])
def test_without_an_answer_nothing_is_taken(person: User, settings: Settings, place: str) -> None:
    settings.CLAMAV = place.format(port=free_port())
    with pytest.raises(services.ScannerSilent):
        store(files.pdf(), person)
    assert Upload.objects.count() == 0
