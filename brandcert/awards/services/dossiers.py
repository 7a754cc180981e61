"""Dossiers: everything decided so far about each application of an agenda as one PDF, made in the background."""

import datetime
import hashlib
import logging
import re
from pathlib import Path
from typing import Any, Final

from django.conf import settings
from django.db import transaction
from django.db.models import F, Q
from django.template.loader import render_to_string
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import override

from brandcert.awards import queries
from brandcert.awards.models import AgendaItem, Deliberation, Dossier
from brandcert.awards.services.paper import CSS, CannotPrint, keep
from brandcert.core import events, policies, tasks
from brandcert.core.delivery import sweeper
from brandcert.core.models import digest
from brandcert.documents import printing
from brandcert.documents.models import Upload
from brandcert.documents.services import PreviewFailed, page_preview

logger = logging.getLogger(__name__)
FOLDER: Final = "dossiers"
MAX_ATTEMPTS: Final = 5
_PHOTO: Final = re.compile(r'<img src="photo:(?P<key>\d+):[0-9a-f]*" alt="(?P<alt>[^"]*)">')


@transaction.atomic
def order_dossiers(meeting: Deliberation, *, by: Any) -> int:
    """Ask for the dossiers of the whole agenda; a worker makes them, one after the other. Return how many were asked for.

    Raises Refused.
    """
    policies.require(by, "awards.deliberation.order_dossiers", meeting)
    waiting = set(
        Dossier.objects.filter(item__deliberation=meeting, made_at=None).values_list("item_id", flat=True)
    )
    items = [item for item in meeting.items.all() if item.pk not in waiting]
    Dossier.objects.bulk_create(Dossier(item=item) for item in items)
    events.record("order_dossiers", meeting, by=by, payload={"items": len(items)})
    tasks.wake("awards.make_dossiers", meeting.pk)
    return len(items)


def make_dossiers(meeting_id: int) -> int:
    """Make every dossier of the meeting that was asked for; a fault is written down and tried again by the sweep."""
    rows = Dossier.objects.filter(
        item__deliberation=meeting_id, made_at=None, attempts__lt=MAX_ATTEMPTS
    ).order_by("item__rank")
    return sum(make_dossier(key) for key in list(rows.values_list("pk", flat=True)))


def make_dossier(dossier_id: int) -> bool:
    """Print one dossier and keep file and hash; say whether it is there. Never raises for the faults of its own."""
    until = timezone.now() + datetime.timedelta(seconds=settings.LEASE_SECONDS)
    free = Q(lease_until=None) | Q(lease_until__lt=timezone.now())
    own = Dossier.objects.filter(free, pk=dossier_id, made_at=None)
    if not own.update(lease_until=until, attempts=F("attempts") + 1):
        return False
    row = Dossier.objects.select_related("item__deliberation").get(pk=dossier_id)
    try:
        printed, facts = print_dossier(row.item)
        found = hashlib.sha256(printed).hexdigest()
        path = keep(printed, FOLDER, found)
    except Exception as failure:
        logger.exception("dossier %s could not be made", dossier_id)
        text = str(failure) if isinstance(failure, CannotPrint) else type(failure).__name__
        Dossier.objects.filter(pk=dossier_id).update(fault=text[:500], lease_until=None)
        return False
    made = {"file": path, "sha256": found, "facts_sha256": facts, "size": len(printed), "fault": ""}
    return bool(Dossier.objects.filter(pk=row.pk, made_at=None).update(**made, made_at=timezone.now()))


def print_dossier(item: AgendaItem) -> tuple[bytes, str]:
    """Return the dossier as PDF and the hash of what it says; the same facts give the same bytes. Raises CannotPrint."""
    with override("zh-hans"):
        page = render_to_string("awards/dossier.html", queries.dossier_context(item))
    facts = digest(page)
    folder = Path(settings.MEDIA_ROOT) / "previews"
    try:
        return printing.print_page(
            _PHOTO.sub(_picture, page), css=CSS, identifier=facts[:32], asset_folders=(folder,)
        ), facts
    except (printing.PrintingFault, OSError, ImportError) as error:
        raise CannotPrint(_("The dossier cannot be printed on this machine.")) from error


def _picture(found: re.Match[str]) -> str:
    """Return the small picture of a photo; one that cannot be drawn is replaced by its words."""
    upload = Upload.objects.get(pk=int(found["key"]))
    try:
        place = page_preview(upload, page=1)
    except PreviewFailed:
        return "<i>" + _("The picture cannot be drawn.") + "</i>"
    return f'<img src="{place.resolve().as_uri()}" alt="{found["alt"]}">'


def read_dossier(dossier: Dossier, *, by: Any) -> bytes:
    """Return the stored file. Raises CannotPrint while it is being made, Refused for whoever may not read it."""
    policies.require(by, "awards.dossier.view", dossier)
    if not dossier.file:
        raise CannotPrint(_("The dossier is still being made."))
    return (Path(settings.MEDIA_ROOT) / dossier.file).read_bytes()


@sweeper
def sweep_dossiers() -> None:
    """Go on with dossiers whose message was lost or whose worker was killed."""
    rows = Dossier.objects.filter(made_at=None, attempts__lt=MAX_ATTEMPTS)
    for key in sorted(set(rows.values_list("item__deliberation", flat=True))):
        make_dossiers(key)
