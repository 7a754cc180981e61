"""Making the document of a letter: printed from the frozen facts, stored, its hash put on the row; any step may be cut off."""

from __future__ import annotations

import datetime
import hashlib
import logging
import time
from pathlib import Path
from typing import IO, Any, Final

from django.conf import settings
from django.db import transaction
from django.db.models import F, Q
from django.utils import timezone

from brandcert.core import events, faults, policies, tasks
from brandcert.core.actors import SYSTEM
from brandcert.core.delivery import sweeper
from brandcert.core.models import digest
from brandcert.documents import printing
from brandcert.documents.models import Letter
from brandcert.documents.models.letters import MAX_ATTEMPTS
from brandcert.documents.services.uploads import keep_bytes

logger = logging.getLogger(__name__)
FOLDER: Final = "letters"
SWEEP_LIMIT: Final = 200
SWEEP_SECONDS: Final = 10.0


class AlteredFacts(RuntimeError):
    """The frozen facts of a letter are not those its hash was made of."""


def make_letter(letter_id: int) -> None:
    """Print and store one letter; do nothing when that is done or in hand.

    A failure (a character no font draws, a missing font, a full disk) leaves no document: it is written on the row and
    in the log for the operator, and tried again when the lease is over, MAX_ATTEMPTS times. Never raises for the
    letter's own faults.
    """
    if not _claim(letter_id, now=timezone.now()):
        return
    letter = Letter.objects.get(pk=letter_id)
    try:
        faults.hit("letter_claimed")
        file, sha256 = _print(letter)
        faults.hit("letter_printed")
        _finish(letter_id, file, sha256)
    except Exception as failure:
        logger.exception("letter %s could not be made", letter.pk)
        text = f"{type(failure).__name__}: {failure}"[:300]
        Letter.objects.filter(pk=letter_id, made_at=None).update(fault=text)
        if letter.attempts >= MAX_ATTEMPTS:
            logger.exception("letter %s is parked after %s attempts", letter.pk, MAX_ATTEMPTS)


def _claim(letter_id: int, *, now: datetime.datetime) -> bool:
    """Take the lease and count the attempt, in a transaction of its own so that a crash counts too."""
    until = now + datetime.timedelta(seconds=settings.LEASE_SECONDS)
    is_free = Q(lease_until=None) | Q(lease_until__lt=now)
    rows = Letter.objects.filter(is_free, pk=letter_id, made_at=None, attempts__lt=MAX_ATTEMPTS)
    return rows.update(lease_until=until, attempts=F("attempts") + 1) == 1


def _print(letter: Letter) -> tuple[str, str]:
    if digest(letter.facts) != letter.facts_sha256:
        raise AlteredFacts(f"letter {letter.pk}")
    pdf = printing.print_letter(letter.facts["page"])
    sha256 = hashlib.sha256(pdf).hexdigest()
    # The name holds the hash: the same bytes twice are one file, other bytes never overwrite it.
    name = f"{FOLDER}/{letter.dated_on.year}/{letter.pk}-{sha256[:16]}.pdf"
    keep_bytes(pdf, Path(settings.MEDIA_ROOT) / name)
    return name, sha256


def _finish(letter_id: int, file: str, sha256: str) -> None:
    with transaction.atomic():
        letter = Letter.objects.select_for_update().get(pk=letter_id)
        if letter.made_at is not None:
            return
        letter.file, letter.sha256, letter.made_at = file, sha256, timezone.now()
        letter.lease_until, letter.fault = None, ""
        letter.save(update_fields=["file", "sha256", "made_at", "lease_until", "fault"])
        events.record("make", letter, by=SYSTEM, payload={"kind": letter.kind, "sha256": sha256})


def open_letter(letter: Letter) -> IO[bytes]:
    """Open the document for reading; raises FileNotFoundError when it is not made, lost, or not what its hash says."""
    if not letter.file:
        raise FileNotFoundError(letter.number)
    place = Path(settings.MEDIA_ROOT) / letter.file
    stream = place.open("rb")
    if hashlib.file_digest(stream, "sha256").hexdigest() != letter.sha256:
        stream.close()
        logger.error("letter %s: the stored file is not the one that was made", letter.pk)
        raise FileNotFoundError(letter.number)
    stream.seek(0)
    return stream


def retry_letter(letter: Letter, *, by: Any) -> Letter:
    """Give a letter that could not be made its attempts again. Raises Refused."""
    policies.require(by, "documents.letter.retry", letter)
    with transaction.atomic():
        row = Letter.objects.select_for_update().get(pk=letter.pk)
        if row.made_at is None:
            row.attempts, row.lease_until = 0, None
            row.save(update_fields=["attempts", "lease_until"])
            events.record("retry", row, by=by)
            tasks.wake("documents.make_letter", row.pk)
    return row


@sweeper
def make_waiting() -> None:
    """Make letters whose worker never came or was cut off; with the broker down this alone makes all of them."""
    now = timezone.now()
    limit = time.monotonic() + SWEEP_SECONDS
    for letter_id in list(Letter.objects.waiting(now).values_list("pk", flat=True)[:SWEEP_LIMIT]):
        if time.monotonic() > limit:
            break
        make_letter(letter_id)
