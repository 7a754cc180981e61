"""Proposing and approving the issue of certificates: one list, frozen and tried, two persons."""

import datetime
from collections.abc import Iterable, Sequence
from typing import Any, Final

from django.conf import settings
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from brandcert.certificates import queries, validity
from brandcert.certificates.enums import APPROVED_BATCHES, BatchStatus
from brandcert.certificates.guards import require_integrity
from brandcert.certificates.lints import Finding
from brandcert.certificates.models import Certificate, IssueBatch, IssueItem
from brandcert.certificates.services.halting import require_issuing
from brandcert.core import events, policies, tasks
from brandcert.core.errors import BusinessError, GuardFailed
from brandcert.core.transitions import locked, perform

LABEL: Final = "certificates.certificate"
BATCH: Final = "certificates.issuebatch"


class Unissuable(BusinessError):
    """Checks stand against issuing a certificate; carries what each found."""

    def __init__(self, findings: Sequence[Finding]) -> None:
        """Say what was found, in the user's language."""
        self.findings = tuple(findings)
        super().__init__(" ".join(finding.text for finding in findings))


class AlreadyInABatch(BusinessError):
    """The certificate is proposed or approved already."""


class BatchDecided(BusinessError):
    """The list was declined or cancelled."""


def propose_issue(certificates: Iterable[Certificate], *, by: Any, today: datetime.date) -> IssueBatch:
    """Propose to issue the drafts, in this order of their keys; workers try them, then another person approves.

    What every face will say is frozen here. Every check of the data runs first. Raises Refused, AlreadyInABatch, or
    Unissuable for the first certificate that a check stands against: leave it out and propose again.
    """
    keys = sorted({certificate.pk for certificate in certificates})
    if not keys:
        raise GuardFailed(_("Choose at least one certificate."))
    with transaction.atomic():
        rows = list(Certificate.objects.select_for_update().filter(pk__in=keys).order_by("pk"))
        batch = IssueBatch.objects.create(proposed_by=by, proposed_at=timezone.now(), total=len(rows))
        items = []
        for position, row in enumerate(rows, 1):
            _require_proposable(row, by=by, today=today)
            events.record("propose_issue", row, by=by, payload={"batch": batch.pk})
            frozen = queries.frozen_face(row)
            items.append(IssueItem(batch=batch, certificate=row, position=position, frozen=frozen))
        IssueItem.objects.bulk_create(items)
        batch.frozen = queries.frozen_list(batch)
        batch.save(update_fields=["frozen"])
        tasks.wake("certificates.try_batch", batch.pk)
    return batch


def _require_proposable(row: Certificate, *, by: Any, today: datetime.date) -> None:
    policies.require(by, f"{LABEL}.propose_issue", row)
    if Certificate.objects.proposed().filter(pk=row.pk).exists():
        raise AlreadyInABatch(_("%(certificate)s is in a list already.") % {"certificate": row})
    found = queries.check(row, batch=None, today=today)
    if found:
        raise Unissuable(found)


def approve_issue(batch: IssueBatch, *, by: Any, now: datetime.datetime) -> IssueBatch:
    """Approve the list in the name of the director and send its certificates to the workers.

    Approving twice, or by many at once, changes nothing after the first: the same list comes back.
    Raises Refused (the proposer may not approve), GuardFailed when the trial is not over or found something, when a
    face is no longer what was frozen, or a holder's integrity check is not clear and recent; BatchDecided when the list
    was declined or cancelled; Halted.
    """
    with transaction.atomic():
        row = locked(batch)
        certificates = list(queries.on_list(row).select_for_update(of=("self",)))
        for certificate in certificates:
            policies.require(by, f"{LABEL}.approve_issue", certificate)
        if row.status in (*APPROVED_BATCHES, BatchStatus.COMPLETED):
            return row
        if row.status in (BatchStatus.DECLINED, BatchStatus.CANCELLED):
            raise BatchDecided(_("This list was declined or cancelled."))
        require_issuing()
        for certificate in certificates:
            require_integrity(certificate, today=validity.beijing_date(now))
            events.record("approve_issue", certificate, by=by, payload={"batch": row.pk})
        payload = {"frozen": row.frozen, "count": len(certificates)}
        approved: IssueBatch = perform(row.approve, by=by, approved_by=by, now=now, payload=payload)
        Certificate.objects.filter(pk__in=[certificate.pk for certificate in certificates]).update(
            queued_at=now
        )
        tasks.wake("certificates.number_batch", row.pk)
    return approved


def decline_issue(batch: IssueBatch, *, reason: str, by: Any, now: datetime.datetime) -> IssueBatch:
    """Decline the list with a reason; its certificates may be proposed again.

    Raises Refused, BatchDecided when it was decided already, GuardFailed without a reason.
    """
    if not reason.strip():
        raise GuardFailed(_("Please give a reason."))
    with transaction.atomic():
        row = locked(batch)
        if row.status not in (BatchStatus.TRYING, BatchStatus.CHECKED):
            raise BatchDecided(_("This list was decided already."))
        for certificate in queries.on_list(row):
            policies.require(by, f"{LABEL}.decline_issue", certificate)
            events.record("decline_issue", certificate, by=by, payload={"batch": row.pk})
        declined: IssueBatch = perform(row.decline, by=by, reason=reason.strip(), declined_by=by, now=now)
    return declined


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


def leave_out(certificate: Certificate, *, reason: str, by: Any, now: datetime.datetime) -> Certificate:
    """Take a certificate without number out of its list, with a reason, so that the others go on; it may be proposed again.

    Raises Refused, GuardFailed without a reason, for one that has its number, or that stands in no open list.
    """
    if not reason.strip():
        raise GuardFailed(_("Please give a reason."))
    with transaction.atomic():
        item = queries.open_item(certificate)
        if item is None:
            raise GuardFailed(_("It stands in no list that is still open."))
        batch = locked(item.batch)
        row = locked(certificate)
        policies.require(by, f"{LABEL}.leave_out", row)
        if row.number:
            raise GuardFailed(_("It has its number: it is made, or its number is made void by two persons."))
        IssueItem.objects.filter(pk=item.pk).update(left_out_at=now, reason=reason.strip())
        Certificate.objects.filter(pk=row.pk).update(attempts=0, lease_until=None, fault="", queued_at=None)
        events.record("leave_out", row, by=by, payload={"batch": batch.pk, "position": item.position})
        if not queries.on_list(batch).exists():
            perform(batch.cancel, by=by, reason=reason.strip(), now=now)
        elif batch.status == BatchStatus.RUNNING:
            tasks.wake("certificates.close_batch", batch.pk)
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
