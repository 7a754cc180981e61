"""Taking the number of one approved draft, with everything its document will say."""

import datetime
import logging
from typing import Final

from django.db import transaction

from brandcert.certificates import numbering, queries, validity
from brandcert.certificates.enums import BatchStatus, CertificateStatus
from brandcert.certificates.models import MAX_ATTEMPTS, Certificate, IssueBatch
from brandcert.certificates.numbering import Number
from brandcert.certificates.services import credentials, halting
from brandcert.certificates.services.issuing import LABEL, Unissuable
from brandcert.core import events, faults, policies, sequences
from brandcert.core.models import digest
from brandcert.core.transitions import locked
from brandcert.documents import printing

logger: Final = logging.getLogger(__name__)


def take_number(certificate_id: int, *, now: datetime.datetime) -> Certificate | None:
    """Return the locked-and-checked draft with number, code and frozen facts; None when it is no draft any more.

    A draft that has its number keeps it. Raises Refused, Unissuable or Halted before any number is used.
    """
    with transaction.atomic():
        # The list before the certificate, as everywhere: it may not be cancelled while one of its numbers is taken.
        batch = _approved_batch(certificate_id)
        row = locked(Certificate(pk=certificate_id))
        faults.hit("after_lock")
        if row.status != CertificateStatus.DRAFT or batch is None:
            return None
        if row.number:
            return row
        halting.require_issuing()
        policies.require(batch.approved_by, f"{LABEL}.number", row)
        today = validity.beijing_date(now)
        found = queries.check(row, batch=batch, today=today)
        if found:
            raise Unissuable(found)
        _number(row, today=today)
        _freeze(row, now=now)
        row.attempts, row.fault = 0, ""
        row.save()
        faults.hit("after_freeze")
        payload = {"number": row.number, "facts": digest(row.facts), "batch": batch.pk}
        events.record("number", row, by=batch.approved_by, payload=payload)
        faults.hit("after_event")
    return row


def _approved_batch(certificate_id: int) -> IssueBatch | None:
    """Return the list that lets the certificate be made, locked; None when it is paused, cancelled or left the certificate out."""
    item = queries.approved_item(Certificate(pk=certificate_id))
    if item is None:
        return None
    batch = locked(item.batch)
    return batch if batch.status == BatchStatus.RUNNING else None


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


def record_fault(certificate_id: int, failure: Exception) -> None:
    """Keep the fault for the officer; the lease stays, so that the next attempt waits for its end."""
    logger.error("certificate %s could not be made", certificate_id, exc_info=failure)
    text = str(failure) if isinstance(failure, Unissuable) else f"{type(failure).__name__}: {failure}"
    Certificate.objects.filter(pk=certificate_id).update(fault=text[:300])
    if Certificate.objects.filter(pk=certificate_id, attempts__gte=MAX_ATTEMPTS).exists():
        logger.error("certificate %s is parked after %s attempts", certificate_id, MAX_ATTEMPTS)
