"""Files are served to those who may read them, as downloads that no browser runs."""

from __future__ import annotations

import hashlib
from io import BytesIO
from typing import TYPE_CHECKING

import pytest

from brandcert.accounts.models import User
from brandcert.documents import services
from tests.documents import files

if TYPE_CHECKING:
    from pathlib import Path

    from django.test import Client
    from pytest_django.fixtures import Settings

    from brandcert.documents.models import Upload

pytestmark = pytest.mark.django_db


@pytest.fixture
def person(settings: Settings, tmp_path: Path) -> User:
    settings.MEDIA_ROOT = tmp_path
    return User.objects.create_user("clerk@rice.example", "a plain word")


@pytest.fixture
def upload(person: User) -> Upload:
    return services.store_upload(file=BytesIO(files.pdf()), name="检验 报告.pdf", by=person)


def test_the_uploader_downloads_the_very_bytes(client: Client, person: User, upload: Upload) -> None:
    client.force_login(person)
    answer = client.get(f"/files/{upload.pk}/")
    assert answer.status_code == 200
    stored = b"".join(iter(answer))
    assert hashlib.sha256(stored).hexdigest() == upload.sha256
    assert answer.headers["Content-Type"] == "application/pdf"
    assert answer.headers["Content-Disposition"].startswith("attachment;")
    assert answer.headers["X-Content-Type-Options"] == "nosniff"
    assert answer.headers["Content-Security-Policy"] == "default-src 'none'; sandbox"
    assert answer.headers["Cache-Control"] == "private, no-store"


def test_a_stranger_is_told_that_there_is_nothing(client: Client, upload: Upload) -> None:
    client.force_login(User.objects.create_user("other@mill.example", "a plain word"))
    assert client.get(f"/files/{upload.pk}/").status_code == 404
    assert client.get(f"/files/{upload.pk + 1}/").status_code == 404


def test_a_visitor_is_sent_to_sign_in(client: Client, upload: Upload) -> None:
    answer = client.get(f"/files/{upload.pk}/")
    assert (answer.status_code, answer.headers["Location"].partition("?")[0]) == (302, "/accounts/login/")


def test_a_file_the_store_lost_is_not_found(
    client: Client, person: User, upload: Upload, tmp_path: Path
) -> None:
    (tmp_path / upload.path).unlink()
    client.force_login(person)
    assert client.get(f"/files/{upload.pk}/").status_code == 404


def test_only_reading_is_possible(client: Client, person: User, upload: Upload) -> None:
    client.force_login(person)
    assert client.post(f"/files/{upload.pk}/").status_code == 405
