"""Proposing and approving the issue of certificates: two persons, one list."""

import datetime
from collections.abc import Iterable, Sequence
from typing import Any, Final

from django.conf import settings
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from brandcert.certificates import queries, validity
from brandcert.certificates.guards import require_integrity
from brandcert.certificates.lints import Finding
from brandcert.certificates.models import Certificate, IssueBatch
from brandcert.core import events, policies, tasks
from brandcert.core.errors import BusinessError, GuardFailed
from brandcert.core.transitions import locked

LABEL: Final = "certificates.certificate"


class Unissuable(BusinessError):
    """Checks stand against issuing a certificate; carries what each found."""

    def __init__(self, findings: Sequence[Finding]) -> None:
        """Say what was found, in the user's language."""
        self.findings = tuple(findings)
        super().__init__(" ".join(finding.text for finding in findings))


class AlreadyInABatch(BusinessError):
    """The certificate is proposed or approved already."""


class BatchDecided(BusinessError):
    """The list was declined."""


def propose_issue(certificates: Iterable[Certificate], *, by: Any, today: datetime.date) -> IssueBatch:
    """Propose to issue the drafts; another person approves the list.

    Every check runs first. Raises Refused, AlreadyInABatch, or Unissuable for the first certificate
    that a check stands against: leave it out and propose again.
    """
    keys = sorted({certificate.pk for certificate in certificates})
    if not keys:
        raise GuardFailed(_("Choose at least one certificate."))
    with transaction.atomic():
        rows = list(Certificate.objects.select_for_update().filter(pk__in=keys).order_by("pk"))
        batch = IssueBatch.objects.create(proposed_by=by, proposed_at=timezone.now())
        for row in rows:
            _require_proposable(row, by=by, today=today)
            events.record("propose_issue", row, by=by, payload={"batch": batch.pk})
        batch.certificates.set(rows)
    return batch


def _require_proposable(row: Certificate, *, by: Any, today: datetime.date) -> None:
    policies.require(by, f"{LABEL}.propose_issue", row)
    if row.issue_batches.filter(declined_at=None).exists():
        raise AlreadyInABatch(_("%(certificate)s is in a list already.") % {"certificate": row})
    found = queries.check(row, batch=None, today=today)
    if found:
        raise Unissuable(found)


def approve_issue(batch: IssueBatch, *, by: Any, now: datetime.datetime) -> IssueBatch:
    """Approve the list in the name of the director and send its certificates to the workers.

    Approving twice, or by many at once, changes nothing after the first: the same list comes back.
    Raises Refused (the proposer may not approve), GuardFailed when a holder's integrity check is
    not clear and recent, BatchDecided when the list was declined.
    """
    with transaction.atomic():
        row = IssueBatch.objects.select_for_update().get(pk=batch.pk)
        certificates = list(row.certificates.select_for_update().order_by("pk"))
        for certificate in certificates:
            policies.require(by, f"{LABEL}.approve_issue", certificate)
        if row.declined_at:
            raise BatchDecided(_("This list was declined."))
        if row.approved_at:
            return row
        for certificate in certificates:
            require_integrity(certificate, today=validity.beijing_date(now))
            events.record("approve_issue", certificate, by=by, payload={"batch": row.pk})
        row.approved_by, row.approved_at = by, now
        row.save(update_fields=["approved_by", "approved_at"])
        send([certificate.pk for certificate in certificates], now=now)
    return row


def decline_issue(batch: IssueBatch, *, reason: str, by: Any, now: datetime.datetime) -> IssueBatch:
    """Decline the list with a reason; its certificates may be proposed again.

    Raises Refused, BatchDecided when it was decided already, GuardFailed without a reason.
    """
    if not reason.strip():
        raise GuardFailed(_("Please give a reason."))
    with transaction.atomic():
        row = IssueBatch.objects.select_for_update().get(pk=batch.pk)
        if row.approved_at or row.declined_at:
            raise BatchDecided(_("This list was decided already."))
        for certificate in row.certificates.order_by("pk"):
            policies.require(by, f"{LABEL}.decline_issue", certificate)
            events.record("decline_issue", certificate, by=by, payload={"batch": row.pk})
        row.declined_by, row.declined_at, row.reason = by, now, reason
        row.save(update_fields=["declined_by", "declined_at", "reason"])
    return row


def retry_issue(certificate: Certificate, *, by: Any, now: datetime.datetime) -> Certificate:
    """Let the workers try an approved certificate again after its fault was mended.

    Raises Refused, GuardFailed when it is not approved or no longer a draft.
    """
    with transaction.atomic():
        row = locked(certificate)
        policies.require(by, f"{LABEL}.retry_issue", row)
        if not Certificate.objects.approved().filter(pk=row.pk).exists():
            raise GuardFailed(_("Only an approved draft can be tried again."))
        row.attempts, row.lease_until, row.fault = 0, None, ""
        row.save(update_fields=["attempts", "lease_until", "fault"])
        events.record("retry_issue", row, by=by)
        send([row.pk], now=now)
    return row


def send(keys: Sequence[int], *, now: datetime.datetime) -> None:
    """Wake the workers once the transaction commits: one certificate by itself, several in chunks.

    A lost message delays only: the sweep sends again what nobody took.
    """
    Certificate.objects.filter(pk__in=keys).update(queued_at=now)
    if len(keys) == 1:
        tasks.wake("certificates.issue_one", keys[0])
        return
    for start in range(0, len(keys), settings.ISSUE_CHUNK):
        tasks.wake("certificates.issue_many", list(keys[start : start + settings.ISSUE_CHUNK]))
