"""Making certificates in the workers: number, document, issue; any step may be repeated or cut off.

1. A lease on the row says that somebody works on it. 2. One short transaction takes the number and
freezes what will be printed. 3. The document is printed, signed and stored outside every lock. 4. One
short transaction puts its hash on the row and makes the certificate valid. Whoever finds the work
cut off between two of these goes on where it stopped: the frozen facts give the same document.
"""

import datetime
import logging
import time
from collections.abc import Sequence
from typing import Final

from django.conf import settings
from django.db import transaction
from django.db.models import F, Q
from django.utils import timezone

from brandcert.certificates import numbering, queries, rendering, validity
from brandcert.certificates.enums import CertificateStatus, ChangeKind
from brandcert.certificates.models import MAX_ATTEMPTS, Certificate, IssueBatch
from brandcert.certificates.numbering import Number
from brandcert.certificates.services import credentials, intervals, keys, storing
from brandcert.certificates.services.issuing import LABEL, Unissuable, send
from brandcert.core import events, faults, policies, sequences
from brandcert.core.actors import SYSTEM
from brandcert.core.delivery import sweeper
from brandcert.core.errors import SomeoneWasFaster
from brandcert.core.models import digest
from brandcert.core.transitions import locked, perform
from brandcert.documents import printing

logger = logging.getLogger(__name__)
SWEEP_LIMIT: Final = 1000
SWEEP_SECONDS_OF_WORK: Final = 20.0


def issue_many(certificate_ids: Sequence[int]) -> None:
    """Issue several approved certificates; one that fails does not stop the others."""
    for certificate_id in certificate_ids:
        issue_one(certificate_id)


def issue_one(certificate_id: int) -> None:
    """Number, print, sign, store and issue one approved draft; do nothing when that is done or in hand.

    A failure is written on the row for the officer and tried again when the lease is over; after
    MAX_ATTEMPTS the row is parked. Never raises for the certificate's own faults.
    """
    if not _claim(certificate_id, now=timezone.now()):
        return
    try:
        faults.hit("before_lock")
        numbered = _take_number(certificate_id, now=timezone.now())
        if numbered is None:
            return
        faults.hit("after_commit")
        _finish(numbered, *_make(numbered))
    except SomeoneWasFaster:
        logger.info("certificate %s was issued by another worker", certificate_id)
    except Exception as failure:  # noqa: BLE001 - every failure is kept for the officer, the next certificate goes on
        _record_fault(certificate_id, failure)


def _claim(certificate_id: int, *, now: datetime.datetime) -> bool:
    """Take the lease and count the attempt, in a transaction of its own so that a crash counts too."""
    is_approved = Certificate.objects.approved().filter(pk=certificate_id).exists()
    is_free = Q(lease_until=None) | Q(lease_until__lt=now)
    # Only columns of the row itself: PostgreSQL then checks them again after waiting for its lock.
    own = Certificate.objects.filter(
        is_free, pk=certificate_id, attempts__lt=MAX_ATTEMPTS, status=CertificateStatus.DRAFT
    )
    until = now + datetime.timedelta(seconds=settings.LEASE_SECONDS)
    return is_approved and own.update(lease_until=until, attempts=F("attempts") + 1) == 1


def _take_number(certificate_id: int, *, now: datetime.datetime) -> Certificate | None:
    """Return the locked-and-checked draft with number, code and frozen facts; None when it is no draft any more.

    A draft that has its number keeps it. Raises Refused or Unissuable before any number is used.
    """
    with transaction.atomic():
        row = locked(Certificate(pk=certificate_id))
        faults.hit("after_lock")
        if row.status != CertificateStatus.DRAFT:
            return None
        if row.number:
            return row
        batch = _approved_batch(row)
        policies.require(batch.approved_by, f"{LABEL}.number", row)
        today = validity.beijing_date(now)
        found = queries.check(row, batch=batch, today=today)
        if found:
            raise Unissuable(found)
        _number(row, today=today)
        _freeze(row, now=now)
        row.save()
        faults.hit("after_freeze")
        payload = {"number": row.number, "facts": digest(row.facts), "batch": batch.pk}
        events.record("number", row, by=batch.approved_by, payload=payload)
        faults.hit("after_event")
    return row


def _approved_batch(row: Certificate) -> IssueBatch:
    return row.issue_batches.select_related("approved_by").filter(approved_at__isnull=False).latest("id")


def _number(row: Certificate, *, today: datetime.date) -> None:
    letter = row.category.letter
    row.series_year = today.year
    row.series_number = sequences.next_number(f"certificates.{row.category_id}.{today.year}")
    faults.hit("after_number")
    number = Number(letter, row.series_year, row.series_number)
    row.number, row.display_number = number.machine, number.printed(row.category.character)
    row.verification_code = numbering.new_code()


def _freeze(row: Certificate, *, now: datetime.datetime) -> None:
    today = validity.beijing_date(now)
    row.issued_on = today
    row.first_issued_on = row.first_issued_on or today
    number = Number(row.category.letter, row.series_year or 0, row.series_number or 0)
    face = queries.face(row, number, row.verification_code or "", issued_on=today)
    row.status_place = credentials.take_place()
    face["credential"] = credentials.credential_of(face, place=row.status_place, now=now)
    face["offline"] = credentials.offline_code(face, place=row.status_place)
    face["font_pack_hash"] = printing.font_pack_hash()
    face["signed_at"] = now.isoformat()
    row.freeze(face)


def _make(row: Certificate) -> tuple[str, str]:
    """Print, sign and store the document of the frozen facts; return its place and hash."""
    facts = queries.printable(row.facts)
    signed_at = datetime.datetime.fromisoformat(row.facts["signed_at"])
    signer = keys.signer()
    keys.remember(signer)
    pdf = rendering.render_signed(facts, signer, signed_at=signed_at)
    faults.hit("pdf_rendered")
    return storing.store(row, pdf)


def _finish(seen: Certificate, file: str, sha256: str) -> None:
    """Make the certificate valid, and in the same transaction end the one it replaces."""
    with transaction.atomic():
        old = locked(seen.replaces) if seen.replaces else None
        faults.hit("pdf_marked")
        row = perform(
            seen.issue,
            by=SYSTEM,
            file=file,
            sha256=sha256,
            font_pack=seen.facts["font_pack_hash"],
            payload={"sha256": sha256},
        )
        now = timezone.now()
        starts_at = validity.day_start(row.valid_from) if old is None else now
        intervals.begin(row, at=starts_at)
        if old is not None and validity.is_valid(
            old.status, old.valid_from, old.valid_to, validity.beijing_date(now)
        ):
            ended = perform(old.supersede, by=SYSTEM, successor=row.number, payload={"successor": row.number})
            intervals.begin(ended, at=now, ground=row.change_kind or ChangeKind.RENEWAL)
        faults.hit("after_state")
    faults.hit("pdf_committed")


def _record_fault(certificate_id: int, failure: Exception) -> None:
    """Keep the fault for the officer; the lease stays, so that the next attempt waits for its end."""
    logger.error("certificate %s could not be made", certificate_id, exc_info=failure)
    text = str(failure) if isinstance(failure, Unissuable) else f"{type(failure).__name__}: {failure}"
    Certificate.objects.filter(pk=certificate_id).update(fault=text[:300])
    if Certificate.objects.filter(pk=certificate_id, attempts__gte=MAX_ATTEMPTS).exists():
        logger.error("certificate %s is parked after %s attempts", certificate_id, MAX_ATTEMPTS)


@sweeper
def resume() -> None:
    """Find approved certificates nobody works on: send them again, then make some of them right here.

    Because of the second half certificates are issued without any broker, by the sweep alone.
    """
    now = timezone.now()
    patience = datetime.timedelta(seconds=settings.SWEEP_SECONDS)
    waiting = list(Certificate.objects.abandoned(now, patience).values_list("pk", flat=True)[:SWEEP_LIMIT])
    if not waiting:
        return
    send(waiting, now=now)
    limit = time.monotonic() + SWEEP_SECONDS_OF_WORK
    for certificate_id in waiting:
        if time.monotonic() > limit:
            break
        issue_one(certificate_id)
