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

from brandcert.certificates import proofing, queries, rendering, validity
from brandcert.certificates.enums import BatchStatus, CertificateStatus, ChangeKind
from brandcert.certificates.models import MAX_ATTEMPTS, Certificate, IssueBatch, IssueItem
from brandcert.certificates.services import halting, intervals, keys, numbers, running, storing
from brandcert.certificates.services.issuing import Unissuable, send
from brandcert.core import faults
from brandcert.core.actors import SYSTEM
from brandcert.core.delivery import sweeper
from brandcert.core.errors import SomeoneWasFaster
from brandcert.core.transitions import locked, perform

logger = logging.getLogger(__name__)
SWEEP_LIMIT: Final = 1000
SWEEP_SECONDS_OF_WORK: Final = 20.0


def issue_many(certificate_ids: Sequence[int]) -> None:
    """Issue several approved certificates; one that fails does not stop the others, a halt does."""
    try:
        for certificate_id in certificate_ids:
            _issue(certificate_id)
    except halting.Halted:
        logger.warning("nothing is made: all issuing is halted")
    _close(certificate_ids)


def issue_one(certificate_id: int) -> None:
    """Number, print, sign, store and issue one approved draft; see `_issue`."""
    issue_many([certificate_id])


def _issue(certificate_id: int) -> None:
    """Number, print, sign, store and issue one approved draft; do nothing when that is done or in hand.

    A failure is written on the row for the officer and tried again when the lease is over; after
    MAX_ATTEMPTS the row is parked. Never raises for the certificate's own faults; Halted while a halt stands.
    """
    if not _is_in_turn(certificate_id) or not _claim(certificate_id, now=timezone.now()):
        return
    try:
        faults.hit("before_lock")
        numbered = numbers.take_number(certificate_id, now=timezone.now())
        if numbered is None:
            _give_back(certificate_id)
            return
        faults.hit("after_commit")
        _finish(numbered, *_make(numbered))
    except SomeoneWasFaster:
        logger.info("certificate %s was issued by another worker", certificate_id)
    except halting.Halted:
        _give_back(certificate_id)
        raise
    except Exception as failure:  # noqa: BLE001 - every failure is kept for the officer, the next certificate goes on
        numbers.record_fault(certificate_id, failure)


def _give_back(certificate_id: int) -> None:
    """A halt or a pause is no attempt, and holds no lease."""
    draft = Certificate.objects.filter(pk=certificate_id, status=CertificateStatus.DRAFT)
    draft.update(lease_until=None, attempts=F("attempts") - 1)


def _is_in_turn(certificate_id: int) -> bool:
    """Say whether the certificate may be made now; a list nobody has numbered yet is numbered first, in its order."""
    item = queries.open_item(Certificate(pk=certificate_id))
    if item is None or item.batch.status != BatchStatus.RUNNING or item.batch.numbered_at is not None:
        return True
    running.number_batch(item.batch_id)
    return Certificate.objects.filter(pk=certificate_id).exclude(number="").exists()


def _close(certificate_ids: Sequence[int]) -> None:
    """Count the lists of these certificates if they are through."""
    rows = IssueItem.objects.filter(certificate__in=certificate_ids, left_out_at=None)
    for batch_id in (
        rows.filter(batch__in=IssueBatch.objects.unclosed()).values_list("batch", flat=True).distinct()
    ):
        running.close_batch(batch_id)


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


def _make(row: Certificate) -> tuple[str, str]:
    """Print, sign and store the document of the frozen facts; return its place and hash."""
    facts = queries.printable(row.facts)
    signed_at = datetime.datetime.fromisoformat(row.facts["signed_at"])
    signer = keys.signer()
    keys.remember(signer)
    # As close to the signature as it can be asked: printing and signing are one pass.
    halting.require_issuing()
    pdf = rendering.render_signed(facts, signer, signed_at=signed_at)
    faults.hit("pdf_rendered")
    found = proofing.findings(proofing.Proof(pdf, facts, signer.certificates[0]))
    if found:
        raise Unissuable(found)
    return storing.store(row, pdf)


def _finish(seen: Certificate, file: str, sha256: str) -> None:
    """Make the certificate valid, and in the same transaction end the one it replaces."""
    with transaction.atomic():
        old = locked(seen.replaces) if seen.replaces else None
        faults.hit("pdf_marked")
        halting.require_issuing()
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


@sweeper
def resume() -> None:
    """Find approved certificates nobody works on: send them again, then make some of them right here.

    Because of the second half certificates are issued without any broker, by the sweep alone.
    """
    if queries.standing_halt() is not None:
        return
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
