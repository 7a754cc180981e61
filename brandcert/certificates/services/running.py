"""Numbering an approved list in its order, pausing it, counting it at its end and signing for it."""

import datetime
import hashlib
import logging
from typing import Any, Final

from django.conf import settings
from django.db import transaction
from django.db.models import F, Q
from django.utils import timezone
from django.utils.translation import gettext as _

from brandcert.certificates import queries
from brandcert.certificates.credentials.keys import UnusableMachineKey
from brandcert.certificates.enums import BatchStatus, CertificateStatus
from brandcert.certificates.models import MAX_ATTEMPTS, Certificate, IssueBatch
from brandcert.certificates.services import manifests, numbers, storing
from brandcert.certificates.services.halting import Halted
from brandcert.certificates.services.issuing import send
from brandcert.core import faults, tasks
from brandcert.core.actors import SYSTEM
from brandcert.core.delivery import sweeper
from brandcert.core.errors import BusinessError
from brandcert.core.transitions import locked, perform

logger = logging.getLogger(__name__)
BATCH: Final = "certificates.issuebatch"


def pause(batch: IssueBatch, *, by: Any) -> IssueBatch:
    """Begin no further certificate of the list; the one in hand is finished. Raises Refused, SomeoneWasFaster."""
    with transaction.atomic():
        row: IssueBatch = perform(locked(batch).pause, by=by)
    return row


def go_on(batch: IssueBatch, *, by: Any) -> IssueBatch:
    """Let the workers go on with a list that was paused, or that did not add up. Raises Refused, GuardFailed during a halt."""
    with transaction.atomic():
        row: IssueBatch = perform(locked(batch).resume, by=by)
        Certificate.objects.filter(pk__in=_waiting(row)).update(queued_at=None)
        tasks.wake("certificates.number_batch", row.pk)
    return row


def cancel_batch(batch: IssueBatch, *, reason: str, by: Any, now: datetime.datetime) -> IssueBatch:
    """Cancel a list of which no number was taken; its certificates may be proposed again.

    Raises Refused, GuardFailed once a number was taken or without a reason, SomeoneWasFaster.
    """
    with transaction.atomic():
        row: IssueBatch = perform(locked(batch).cancel, by=by, reason=reason, now=now)
    return row


def _waiting(batch: IssueBatch) -> list[int]:
    rows = queries.on_list(batch).filter(status=CertificateStatus.DRAFT)
    return list(rows.values_list("pk", flat=True))


def number_batch(batch_id: int) -> None:
    """Give the certificates of a running list their numbers in its order, and send them to the workers chunk by chunk.

    Each number is taken in a short transaction of its own. One that may not be issued gets none and does not stop the
    others. Whoever is killed is followed by the next; nothing happens while somebody else works on it, or when it is done.
    """
    now = timezone.now()
    free = Q(lease_until=None) | Q(lease_until__lt=now)
    mine = IssueBatch.objects.filter(free, pk=batch_id, status=BatchStatus.RUNNING)
    if not mine.update(lease_until=now + datetime.timedelta(seconds=settings.LEASE_SECONDS)):
        return
    batch = IssueBatch.objects.get(pk=batch_id)
    try:
        if batch.numbered_at is None and not _number_all(batch):
            return
        _send_unmade(batch)
    except Halted:
        logger.warning("list %s waits: all issuing is halted", batch_id)
    finally:
        IssueBatch.objects.filter(pk=batch_id).update(lease_until=None)
    close_batch(batch_id)


def _number_all(batch: IssueBatch) -> bool:
    """Take the numbers that are missing; return whether the list got through: a pause or a halt ends it before."""
    made: list[int] = []
    is_through = True
    for key in _unnumbered(batch):
        until = timezone.now() + datetime.timedelta(seconds=settings.LEASE_SECONDS)
        if not IssueBatch.objects.filter(pk=batch.pk, status=BatchStatus.RUNNING).update(lease_until=until):
            is_through = False
            break
        if _number_one(key):
            made.append(key)
        if len(made) == settings.ISSUE_CHUNK:
            _send(made)
            made = []
    _send(made)
    if is_through:
        IssueBatch.objects.filter(pk=batch.pk).update(numbered_at=timezone.now())
    return is_through


def _unnumbered(batch: IssueBatch) -> list[int]:
    """Return the drafts without number in the order of the list, without those somebody holds."""
    free = Q(lease_until=None) | Q(lease_until__lt=timezone.now())
    rows = queries.on_list(batch).filter(free, status=CertificateStatus.DRAFT, number="")
    return list(rows.filter(attempts__lt=MAX_ATTEMPTS).values_list("pk", flat=True))


def _number_one(key: int) -> bool:
    """Take one number; what stands against it is kept on the row for the officer."""
    Certificate.objects.filter(pk=key).update(attempts=F("attempts") + 1)
    try:
        numbered = numbers.take_number(key, now=timezone.now())
    except Halted:
        Certificate.objects.filter(pk=key).update(attempts=F("attempts") - 1)
        raise
    except Exception as failure:  # noqa: BLE001 - every failure is kept for the officer, the next certificate goes on
        numbers.record_fault(key, failure)
        return False
    return numbered is not None


def _send(keys: list[int]) -> None:
    if keys:
        with transaction.atomic():
            send(keys, now=timezone.now())


def _send_unmade(batch: IssueBatch) -> None:
    """Send again what has its number and nobody works on; after a pause or a halt that is most of it."""
    free = Q(lease_until=None) | Q(lease_until__lt=timezone.now())
    rows = queries.on_list(batch).filter(free, status=CertificateStatus.DRAFT, attempts__lt=MAX_ATTEMPTS)
    patience = timezone.now() - datetime.timedelta(seconds=settings.SWEEP_SECONDS)
    rows = rows.filter(Q(queued_at=None) | Q(queued_at__lt=patience))
    _send(list(rows.values_list("pk", flat=True)))


def close_batch(batch_id: int) -> None:
    """Count a list whose certificates are all made, void or left out: sign its manifest, or stop it and say what does not add up.

    The files are read before, outside every lock. Without a key to sign with it stays as it is, and the sweep comes back.
    """
    batch = IssueBatch.objects.unclosed().filter(pk=batch_id).first()
    if batch is None or queries.standing_halt() is not None:
        return
    faults.hit("before_count")
    damaged = _damaged(batch)
    with transaction.atomic():
        row = locked(batch)
        if not IssueBatch.objects.unclosed().filter(pk=row.pk).exists():
            return
        found = queries.discrepancies(row) + damaged
        if found:
            perform(row.stop, by=SYSTEM, fault="\n".join(found), payload={"faults": len(found)})
            return
        try:
            _complete(row, now=timezone.now())
        except UnusableMachineKey:
            logger.exception("the manifest of list %s cannot be signed", row.pk)
    faults.hit("after_close")


def _complete(row: IssueBatch, *, now: datetime.datetime) -> None:
    text = manifests.signed_manifest(row, now=now)
    faults.hit("manifest_signed")
    sha256 = hashlib.sha256(text.encode()).hexdigest()
    counted = queries.counts(row)
    payload = {"sha256": sha256, **{name: counted[name] for name in ("total", "issued", "void", "left_out")}}
    perform(row.complete, by=SYSTEM, manifest=text, sha256=sha256, now=now, payload=payload)
    faults.hit("after_complete")


def _damaged(batch: IssueBatch) -> list[str]:
    """Return each document of the list that is missing or is not the one whose hash the register keeps."""
    found = []
    for row in queries.on_list(batch).exclude(file="").iterator(chunk_size=200):
        path = storing.path_of(row)
        if not path.is_file():
            found.append(_("The document of %(number)s is missing.") % {"number": row.number})
        elif hashlib.sha256(path.read_bytes()).hexdigest() != row.sha256:
            found.append(
                _("The document of %(number)s is not the one that was signed.") % {"number": row.number}
            )
    return found


@sweeper
def sweep_batches() -> None:
    """Count the lists that are through and were not counted: the worker was killed, or there was no key."""
    for key in list(IssueBatch.objects.unclosed().values_list("pk", flat=True)):
        try:
            close_batch(key)
        except BusinessError:
            logger.exception("list %s could not be closed", key)
