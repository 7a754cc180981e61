"""The minutes: drafted from the facts, edited, signed by each member, locked as PDF; corrected by addenda only."""

import datetime
import hashlib
from pathlib import Path
from typing import Any, Final

from django.conf import settings
from django.db import transaction
from django.template.loader import render_to_string
from django.utils.translation import gettext as _
from django.utils.translation import override

from brandcert.awards import queries
from brandcert.awards.enums import Presence
from brandcert.awards.models import Deliberation, MinutesAddendum, MinutesSignature
from brandcert.awards.services.paper import CSS, CannotPrint, keep
from brandcert.awards.services.voting import locked_meeting
from brandcert.core import events, policies, tasks
from brandcert.core.delivery import sweeper
from brandcert.core.errors import BusinessError
from brandcert.core.models import digest
from brandcert.documents import printing

FOLDER: Final = "minutes"


class MinutesFixed(BusinessError):
    """The minutes are closed: they are corrected by an addendum only."""


class NotReadyToSign(BusinessError):
    """The meeting is still open, or the person was not there."""


@transaction.atomic
def write_minutes(meeting: Deliberation, *, minutes: str, by: Any) -> Deliberation:
    """Keep the text of the minutes while the meeting is open. Raises MinutesFixed, Refused."""
    policies.require(by, "awards.deliberation.write_minutes", meeting)
    row = locked_meeting(meeting)
    if row.closed_at:
        raise MinutesFixed(_("The minutes are closed: add a correction instead."))
    row.minutes = minutes.strip().replace("\r\n", "\n")
    row.save(update_fields=["minutes"])
    return row


@transaction.atomic
def sign_minutes(meeting: Deliberation, *, by: Any, now: datetime.datetime) -> MinutesSignature:
    """Sign the closed minutes; with the last signature of those present they are locked. Raises NotReadyToSign, Refused."""
    policies.require(by, "awards.deliberation.sign_minutes", meeting)
    row = locked_meeting(meeting)
    was_there = row.attendances.filter(member=by, presence=Presence.PRESENT).exists()
    if row.closed_at is None or not was_there:
        raise NotReadyToSign(_("The minutes are signed after the meeting, by the members who were present."))
    signature, is_new = MinutesSignature.objects.get_or_create(
        deliberation=row, member=by, defaults={"sha256": queries.minutes_hash(row), "signed_at": now}
    )
    if is_new:
        events.record("sign_minutes", row, by=by, payload={"sha256": signature.sha256})
    missing = queries.unsigned(row)
    if row.locked_at is None and not missing:
        _lock(row, "", by=by, now=now)
    return signature


@transaction.atomic
def lock_minutes(meeting: Deliberation, *, reason: str, by: Any, now: datetime.datetime) -> Deliberation:
    """Lock minutes that somebody who was present does not sign, and say why; the chair and the quorum have signed.

    Raises NotReadyToSign, Refused.
    """
    policies.require(by, "awards.deliberation.lock_minutes", meeting)
    row = locked_meeting(meeting)
    if row.locked_at is not None:
        return row
    if not queries.is_signed(row):
        raise NotReadyToSign(_("The chair and as many members as the quorum have to sign first."))
    if not reason.strip():
        raise NotReadyToSign(_("Please give a reason."))
    return _lock(row, reason.strip(), by=by, now=now)


def _lock(row: Deliberation, note: str, *, by: Any, now: datetime.datetime) -> Deliberation:
    row.locked_at, row.lock_note = now, note[:500]
    row.save(update_fields=["locked_at", "lock_note"])
    act = "lock_minutes" if note else "seal_minutes"
    events.record(act, row, by=by, payload={"sha256": queries.minutes_hash(row)})
    tasks.wake("awards.print_minutes", row.pk)
    return row


@transaction.atomic
def add_addendum(meeting: Deliberation, *, text: str, by: Any, now: datetime.datetime) -> MinutesAddendum:
    """Add a correction to closed minutes; what was signed stays as it is. Raises MinutesFixed, Refused."""
    policies.require(by, "awards.deliberation.add_addendum", meeting)
    row = locked_meeting(meeting)
    if row.closed_at is None or not text.strip():
        raise MinutesFixed(_("Open minutes are edited; an addendum needs a text."))
    made = MinutesAddendum.objects.create(deliberation=row, text=text.strip(), written_by=by, written_at=now)
    events.record("add_addendum", row, by=by, payload={"addendum": made.pk})
    return made


def print_minutes(meeting_id: int) -> Deliberation:
    """Print locked minutes once and keep file and hash; printing again gives the same bytes. Raises CannotPrint."""
    row = Deliberation.objects.select_related("batch__program", "chair", "keeper").get(pk=meeting_id)
    if row.locked_at is None or row.minutes_sha256:
        return row
    with override("zh-hans"):
        page = render_to_string("awards/minutes.html", queries.minutes_context(row))
    try:
        printed = printing.print_page(page, css=CSS, identifier=digest(page)[:32])
    except (printing.PrintingFault, OSError, ImportError) as error:
        raise CannotPrint(_("The minutes cannot be printed on this machine.")) from error
    found = hashlib.sha256(printed).hexdigest()
    path = keep(printed, FOLDER, found)
    Deliberation.objects.filter(pk=row.pk, minutes_sha256="").update(minutes_file=path, minutes_sha256=found)
    return Deliberation.objects.get(pk=row.pk)


def read_minutes(meeting: Deliberation, *, by: Any) -> bytes:
    """Return the locked minutes as they were printed. Raises CannotPrint while there is no file, Refused."""
    policies.require(by, "awards.deliberation.view", meeting)
    row = print_minutes(meeting.pk)
    if not row.minutes_file:
        raise CannotPrint(_("The minutes are not locked yet."))
    return (Path(settings.MEDIA_ROOT) / row.minutes_file).read_bytes()


@sweeper
def sweep_minutes() -> None:
    """Print locked minutes whose message was lost."""
    for key in Deliberation.objects.filter(locked_at__isnull=False, minutes_sha256="").values_list(
        "pk", flat=True
    ):
        print_minutes(key)
