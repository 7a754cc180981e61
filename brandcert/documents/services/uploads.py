"""Receiving a file: looked at before it is believed, stored once, never changed."""

import os
import uuid
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import IO, Any, Final

from django.conf import settings
from django.db import transaction
from django.utils.translation import gettext as _

from brandcert.core import policies
from brandcert.documents.models import Upload
from brandcert.documents.services.examining import LARGEST, Examined, examine
from brandcert.documents.services.refusals import UploadFailed
from brandcert.documents.services.scanning import scan

FOLDER: Final = "uploads"


def store_upload(*, file: Any, name: str, by: Any) -> Upload:
    """Check a received file, keep its bytes under a random name and return its row.

    The kind is told from the content alone; size, password, damage, weight, what it hides and would do are looked
    at first, then the virus scanner. `file` is anything that can be read in binary. Raises a subclass of
    UploadRefused for each cause; then nothing is kept.
    """
    with received(file=file, name=name, by=by) as upload:
        return upload


def receive_upload(*, file: Any, name: str) -> Upload:
    """Do the same for somebody who did not sign in: the row names nobody, and `name` is the house's own, neutral one."""
    policies.require(None, "documents.upload.receive")
    with _kept(file=file, name=name, by=None, largest=LARGEST) as upload:
        return upload


@contextmanager
def received(*, file: Any, name: str, by: Any, largest: int = LARGEST) -> Iterator[Upload]:
    """Keep a file for as long as the block succeeds: its row, and what the block writes, stand or fall together.

    The file is examined before the transaction begins. When the block or the commit fails, the bytes are removed
    as well. Raises what `store_upload` raises.
    """
    policies.require(by, "documents.upload.create")
    with _kept(file=file, name=name, by=by, largest=largest) as upload:
        yield upload


@contextmanager
def _kept(*, file: Any, name: str, by: Any, largest: int) -> Iterator[Upload]:
    good = examine(file=file, name=name, largest=largest)
    scan(good.data)
    path = f"{FOLDER}/{uuid.uuid4().hex}"
    place = Path(settings.MEDIA_ROOT) / path
    keep_bytes(good.data, place)
    try:
        with transaction.atomic():
            yield _row(good, path, by)
    except BaseException:
        place.unlink(missing_ok=True)
        raise


def open_upload(upload: Upload) -> IO[bytes]:
    """Open the stored bytes for reading; raises FileNotFoundError when the store has lost them."""
    return (Path(settings.MEDIA_ROOT) / upload.path).open("rb")


def _row(good: Examined, path: str, by: Any) -> Upload:
    return Upload.objects.create(
        name=good.name,
        kind=good.kind,
        size=len(good.data),
        sha256=good.sha256,
        path=path,
        pages=good.pages,
        uploaded_by=by,
    )


def keep_bytes(data: bytes, place: Path) -> None:
    """Write the bytes so that the final name only ever names a complete file; raises UploadFailed."""
    half = place.with_name(f"{place.name}.{uuid.uuid4().hex}.part")
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
