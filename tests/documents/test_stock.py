"""The store and its table: what no row knows goes after a day, what a row misses is told."""

from __future__ import annotations

import os
import time
from datetime import timedelta
from io import BytesIO
from typing import TYPE_CHECKING, Any

import pytest
from django.utils import timezone

from brandcert.accounts.models import User
from brandcert.applications import services as drafting
from brandcert.applications.queries import requirements_of
from brandcert.core.models import Event
from brandcert.documents import services
from brandcert.documents.models import Upload
from tests.applications import filling
from tests.documents import files

if TYPE_CHECKING:
    from pathlib import Path

    from pytest_django.fixtures import Settings

    from tests.world import World

pytestmark = pytest.mark.django_db


@pytest.fixture
def upload(settings: Settings, tmp_path: Path) -> Upload:
    settings.MEDIA_ROOT = tmp_path
    person = User.objects.create_user("clerk@rice.example", "a plain word")
    return services.store_upload(file=BytesIO(files.pdf()), name="evidence.pdf", by=person)


def stray(folder: Path, name: str, *, hours: float) -> Path:
    place = folder / "uploads" / name
    place.write_bytes(b"left behind")
    at = time.time() - hours * 3600
    os.utime(place, (at, at))
    return place


def test_only_old_files_without_a_row_are_removed(upload: Upload, tmp_path: Path) -> None:
    old, half = stray(tmp_path, "a" * 32, hours=25), stray(tmp_path, "b.c.part", hours=25)
    fresh = stray(tmp_path, "d" * 32, hours=23)
    known = tmp_path / upload.path
    os.utime(known, (0, 0))
    assert services.stock.remove_strays(now=timezone.now()) == [f"uploads/{'a' * 32}", "uploads/b.c.part"]
    assert [place.exists() for place in (old, half, fresh, known)] == [False, False, True, True]
    assert services.stock.remove_strays(now=timezone.now() + timedelta(hours=2)) == [f"uploads/{'d' * 32}"]


def test_a_row_without_its_bytes_is_told(upload: Upload, tmp_path: Path) -> None:
    assert list(services.stock.faults()) == []
    (tmp_path / upload.path).write_bytes(b"short")
    assert list(services.stock.faults()) == [f"file {upload.pk}: 5 bytes are stored instead of {upload.size}"]
    (tmp_path / upload.path).unlink()
    assert list(services.stock.faults()) == [f"file {upload.pk}: its bytes are missing from the store"]


def test_a_block_that_fails_leaves_neither_row_nor_file(upload: Upload, tmp_path: Path) -> None:
    def take_and_fail() -> None:
        with services.received(file=BytesIO(files.pdf(2)), name="two.pdf", by=upload.uploaded_by):
            raise RuntimeError("the place was taken")

    with pytest.raises(RuntimeError):
        take_and_fail()
    assert list(Upload.objects.all()) == [upload]
    assert [path.name for path in (tmp_path / "uploads").iterdir()] == [upload.path.partition("/")[2]]


def test_nothing_to_clear_before_the_first_upload(settings: Settings, tmp_path: Path) -> None:
    settings.MEDIA_ROOT = tmp_path
    assert services.stock.remove_strays(now=timezone.now()) == []


def test_what_no_case_names_any_more_is_removed_a_month_after(
    world: World, settings: Settings, tmp_path: Path, django_capture_on_commit_callbacks: Any
) -> None:
    settings.MEDIA_ROOT = tmp_path
    draft, other = filling.complete(world), world.application()
    asked = requirements_of(draft)
    shared, alone = Upload.objects.filter(materials__application=draft).order_by("pk")[:2]
    drafting.attach(other, requirement=asked[0], upload=shared, by=world.owner)
    drafting.discard(draft, by=world.owner)
    day, month = timedelta(days=1), timedelta(days=30)
    now = timezone.now() + 2 * day
    place = tmp_path / alone.path
    loose = set(services.unused.unused().values_list("pk", flat=True))
    assert alone.pk in loose
    assert shared.pk not in loose
    # First it is noted, a month later it goes; what was put to use again in between stays.
    again = Upload.objects.filter(pk__in=loose).exclude(pk=alone.pk)[0]
    assert services.unused.remove_unused(now=now) == 0
    drafting.attach(other, requirement=asked[0], upload=again, by=world.owner)
    assert services.unused.remove_unused(now=now + month - day) == 0
    with django_capture_on_commit_callbacks(execute=True):
        assert services.unused.remove_unused(now=now + month + day) == len(loose) - 1
    assert (place.exists(), (tmp_path / again.path).exists(), (tmp_path / shared.path).exists()) == (
        False,
        True,
        True,
    )
    assert set(Upload.objects.filter(pk__in=[*loose, shared.pk])) == {again, shared}
    assert Event.objects.filter(name="documents.upload.remove_unused").count() == len(loose) - 1
