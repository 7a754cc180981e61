"""The trial of a list by workers: every face is printed with a number that is not used, and looked at; nothing is signed."""

import datetime
import logging
import time
from typing import Any, Final

from django.conf import settings
from django.db import transaction
from django.db.models import F
from django.utils import timezone
from django.utils.translation import gettext as _

from brandcert.certificates import proofing, queries, rendering, validity
from brandcert.certificates.enums import BatchStatus
from brandcert.certificates.lints import Finding
from brandcert.certificates.models import MAX_ATTEMPTS, Certificate, IssueBatch, IssueItem
from brandcert.certificates.numbering import Number
from brandcert.core import faults, policies, tasks
from brandcert.core.actors import SYSTEM
from brandcert.core.delivery import sweeper
from brandcert.core.transitions import locked, perform

logger = logging.getLogger(__name__)
BATCH: Final = "certificates.issuebatch"
# A message works this long, then sends the next one: no worker is held by one list.
SECONDS_OF_WORK: Final = 20.0


def try_batch(batch_id: int, *, seconds: float = SECONDS_OF_WORK) -> None:
    """Try the rows of a list that wait for it; nothing when somebody else does, or when that is over.

    What is found stands in the rows. A row that kills its process is given up after some attempts, as a finding.
    """
    now = timezone.now()
    until = now + datetime.timedelta(seconds=settings.LEASE_SECONDS)
    if not IssueBatch.objects.untried(now).filter(pk=batch_id).update(lease_until=until):
        return
    end = time.monotonic() + seconds
    waiting = IssueItem.objects.filter(batch=batch_id, tried_at=None, left_out_at=None)
    while time.monotonic() < end:
        item = waiting.select_related("certificate", "batch").order_by("attempts", "position").first()
        if item is None:
            _finish(batch_id)
            return
        _try_item(item, now=timezone.now())
        until = timezone.now() + datetime.timedelta(seconds=settings.LEASE_SECONDS)
        if not IssueBatch.objects.filter(pk=batch_id, status=BatchStatus.TRYING).update(lease_until=until):
            return
    IssueBatch.objects.filter(pk=batch_id).update(lease_until=None)
    with transaction.atomic():
        tasks.wake("certificates.try_batch", batch_id)


def _finish(batch_id: int) -> None:
    with transaction.atomic():
        row = locked(IssueBatch(pk=batch_id))
        if row.status == BatchStatus.TRYING:
            found = queries.counts(row)["objected"]
            perform(row.check_off, by=SYSTEM, payload={"objected": found, "frozen": row.frozen})


def _try_item(item: IssueItem, *, now: datetime.datetime) -> None:
    """Try one row and keep what was found; the attempt is counted first, so that one which kills its process counts."""
    IssueItem.objects.filter(pk=item.pk).update(attempts=F("attempts") + 1)
    faults.hit("before_trial")
    if item.attempts >= MAX_ATTEMPTS:
        found = [Finding("trial", _("The trial broke off several times; the operator has been told."))]
    else:
        found = _findings(item, now=now)
    faults.hit("after_trial")
    told = [{"code": finding.code, "text": finding.text} for finding in found]
    IssueItem.objects.filter(pk=item.pk).update(tried_at=now, findings=told)


def _findings(item: IssueItem, *, now: datetime.datetime) -> list[Finding]:
    """Return what the checks of the data find, and if they find nothing, what the printed page shows."""
    today = validity.beijing_date(now)
    row = item.certificate
    found = list(queries.check(row, batch=item.batch, today=today))
    if found:
        return found
    try:
        facts = trial_facts(row, today=today)
        return list(proofing.findings(proofing.Proof(rendering.render(facts), facts)))
    except Exception as failure:  # whatever keeps the page from being printed is told to the officer
        logger.exception("the trial of certificate %s failed", row.pk)
        return [Finding("print", f"{type(failure).__name__}: {failure}"[:300])]


def trial_facts(row: Certificate, *, today: datetime.date) -> rendering.CertificateFacts:
    """Return what would be printed today, with a number and a code of the usual length that nobody will ever get."""
    number = Number(row.category.letter, today.year, queries.TRIAL_PLACE)
    return queries.printable(queries.face(row, number, queries.TRIAL_CODE, issued_on=today))


def try_again(batch: IssueBatch, *, by: Any) -> IssueBatch:
    """Freeze a tried list anew as it stands now, after what was found was mended, and try all of it again. Raises Refused, SomeoneWasFaster."""
    with transaction.atomic():
        row = locked(batch)
        policies.require(by, f"{BATCH}.try_again", row)
        for item in row.items.filter(left_out_at=None).select_related("certificate"):
            item.frozen = queries.frozen_face(item.certificate)
            item.tried_at, item.attempts, item.findings = None, 0, []
            item.save(update_fields=["frozen", "tried_at", "attempts", "findings"])
        again: IssueBatch = perform(row.try_again, by=by, frozen=queries.frozen_list(row))
        tasks.wake("certificates.try_batch", again.pk)
    return again


@sweeper
def sweep_trials() -> None:
    """Go on with trials nobody works on: the broker lost the message, or the worker was killed."""
    for key in list(IssueBatch.objects.untried(timezone.now()).values_list("pk", flat=True)):
        try_batch(key)
