"""The store of files and the table of files, held together: what no row knows goes, what a row misses is told."""

import datetime
import os
from collections.abc import Iterator
from pathlib import Path
from typing import Final

from django.conf import settings
from django.utils import timezone

from brandcert.core.delivery import sweeper
from brandcert.documents.models import Upload
from brandcert.documents.services.uploads import FOLDER

# A file is written before its row is; nothing takes so long that a day would not be enough.
GRACE: Final = datetime.timedelta(hours=24)


@sweeper
def clear_stock() -> None:
    """Remove what uploads that were cut off left behind."""
    remove_strays(now=timezone.now())


def remove_strays(*, now: datetime.datetime) -> list[str]:
    """Delete stored files that no row knows and half-written ones, once they are older than the grace period.

    Returns their names. A file whose row is being written is younger than that and stays.
    """
    removed = []
    for place in _old_files(now - GRACE):
        name = f"{FOLDER}/{place.name}"
        if not Upload.objects.filter(path=name).exists():
            place.unlink(missing_ok=True)
            removed.append(name)
    return removed


def faults() -> Iterator[str]:
    """Yield one line for every row whose file is missing or has another size."""
    root = Path(settings.MEDIA_ROOT)
    for pk, path, size in Upload.objects.order_by("pk").values_list("pk", "path", "size").iterator():
        try:
            found = (root / path).stat().st_size
        except FileNotFoundError:
            yield f"file {pk}: its bytes are missing from the store"
            continue
        if found != size:
            yield f"file {pk}: {found} bytes are stored instead of {size}"


def _old_files(before: datetime.datetime) -> list[Path]:
    folder = Path(settings.MEDIA_ROOT) / FOLDER
    if not folder.is_dir():
        return []
    with os.scandir(folder) as entries:
        return sorted(
            Path(entry.path)
            for entry in entries
            if entry.is_file(follow_symlinks=False) and entry.stat().st_mtime < before.timestamp()
        )
