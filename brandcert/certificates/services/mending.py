"""The holder of a suspended certificate shows what was put right; supervision examines it."""

import datetime
from collections.abc import Sequence
from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _

from brandcert.certificates import guards
from brandcert.certificates.enums import CertificateStatus
from brandcert.certificates.models import Certificate, Mending, StatusInterval
from brandcert.core import events, policies
from brandcert.core.errors import GuardFailed, SomeoneWasFaster
from brandcert.core.transitions import locked
from brandcert.documents.models import Upload

LABEL = "certificates.certificate"


class MendingExamined(SomeoneWasFaster):
    """The proof was examined before, or the suspension has ended."""


def show_mending(
    certificate: Certificate, *, statement: str, evidence: Sequence[Upload], by: Any, now: datetime.datetime
) -> Mending:
    """Hand in what was put right, with files; supervision is told. Another one may follow: nothing is replaced.

    Raises Refused, GuardFailed for a certificate that is not suspended, a suspension that is over, or nothing shown.
    """
    if not statement.strip():
        raise GuardFailed(_("Please write what was put right."))
    if not evidence:
        raise GuardFailed(_("Add at least one file that shows it."))
    with transaction.atomic():
        row = locked(certificate)
        policies.require(by, f"{LABEL}.show_mending", row)
        require_mendable(row, by=by)
        for upload in evidence:
            policies.require(by, "documents.upload.view", upload)
        interval = StatusInterval.objects.get(certificate=row, ends_at=None)
        mending = Mending.objects.create(
            certificate=row, interval=interval, statement=statement.strip(), handed_in_by=by, handed_in_at=now
        )
        mending.evidence.set(evidence)
        events.record("show_mending", row, by=by, payload={"mending": mending.pk})
    return mending


def require_mendable(certificate: Certificate, *, by: Any) -> None:
    """Raise GuardFailed unless a suspension runs that can still be lifted."""
    if certificate.status != CertificateStatus.SUSPENDED:
        raise GuardFailed(_("The certificate is not suspended."))
    guards.is_in_time(certificate, by, {})


def return_mending(
    certificate: Certificate, *, reason: str, by: Any, now: datetime.datetime
) -> list[Mending]:
    """Say that what was shown so far does not hold, and what is still missing; the holder is told.

    Raises Refused, GuardFailed without words, MendingExamined when nothing waits.
    """
    if not reason.strip():
        raise GuardFailed(_("Please give a reason."))
    with transaction.atomic():
        row = locked(certificate)
        policies.require(by, f"{LABEL}.return_mending", row)
        waiting = list(Mending.objects.waiting().filter(certificate=row).order_by("id"))
        if not waiting:
            raise MendingExamined(_("No proof of mending waits to be examined."))
        for mending in waiting:
            mending.examined_by, mending.examined_at, mending.missing = by, now, reason.strip()
            mending.save(update_fields=["examined_by", "examined_at", "missing"])
        events.record("return_mending", row, by=by, payload={"mending": waiting[-1].pk})
    return waiting


def accept_mendings(keys: Sequence[int], *, by: Any, now: datetime.datetime) -> None:
    """Note, in the transaction that lifts the suspension, that the cited proofs hold."""
    Mending.objects.filter(pk__in=keys, examined_at=None).update(examined_by=by, examined_at=now, holds=True)
