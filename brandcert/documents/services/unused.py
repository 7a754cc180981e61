"""Files that no case names any more, as those of a deleted draft: kept a while, then removed for good."""

import datetime
from pathlib import Path
from typing import Final

from django.conf import settings
from django.core.cache import cache
from django.db import models, transaction
from django.utils import timezone

from brandcert.core import events
from brandcert.core.actors import SYSTEM
from brandcert.core.delivery import sweeper
from brandcert.documents.models import Upload

# Said in the privacy notice: see `documents.pii`.
KEPT_UNUSED: Final = datetime.timedelta(days=30)
# Between the receipt of a file and its place in a case passes less than this.
GRACE: Final = datetime.timedelta(hours=24)
# Looking through everything once in a few hours is enough.
EVERY: Final = 6 * 60 * 60


@sweeper
def clear_unused() -> None:
    """Remove what no case has named for a month."""
    if cache.add("documents.unused", 1, EVERY):
        remove_unused(now=timezone.now())


def unused() -> models.QuerySet[Upload]:
    """Return the files that no row of any table names, by whatever relation."""
    rows = Upload.objects.all()
    for relation in Upload._meta.get_fields(include_hidden=True):
        if isinstance(relation, models.ManyToOneRel):
            named = relation.related_model._base_manager.filter(
                **{relation.field.name: models.OuterRef("pk")}
            )
            rows = rows.exclude(models.Exists(named))
    return rows


def remove_unused(*, now: datetime.datetime) -> int:
    """Note which files nothing names, forget it of those that were used again, and remove the old ones; return how many.

    Each in its own transaction, looked at again under a lock: a file put into a case at this moment stays.
    """
    loose = unused()
    Upload.objects.exclude(unused_since=None).exclude(pk__in=loose.values("pk")).update(unused_since=None)
    loose.filter(unused_since=None, uploaded_at__lt=now - GRACE).update(unused_since=now)
    return sum(
        _remove(pk) for pk in loose.filter(unused_since__lt=now - KEPT_UNUSED).values_list("pk", flat=True)
    )


def _remove(pk: int) -> bool:
    with transaction.atomic():
        Upload.objects.select_for_update(of=("self",)).filter(pk=pk).first()
        row = unused().filter(pk=pk).first()
        if row is None:
            return False
        events.record("remove_unused", row, by=SYSTEM, payload={"sha256": row.sha256})
        place, sha256 = Path(settings.MEDIA_ROOT) / row.path, row.sha256
        row.delete()
        is_last = not Upload.objects.filter(sha256=sha256).exists()
        transaction.on_commit(lambda: _forget(place, sha256 if is_last else ""))
    return True


def _forget(place: Path, sha256: str) -> None:
    """Delete the bytes, and the pictures of the pages unless another upload has the same content."""
    place.unlink(missing_ok=True)
    if sha256:
        folder = Path(settings.MEDIA_ROOT) / "previews" / sha256[:2]
        for picture in folder.glob(f"{sha256}-*.png"):
            picture.unlink(missing_ok=True)
