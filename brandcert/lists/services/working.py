"""A worker does the rows of a job one by one, each in a transaction of its own that also says what came of it.

A lease on the job says that somebody works on it. Because the act and its outcome are written together, a row is done
once although the task runs twice or is killed: whoever comes next goes on with the first row that has no outcome.
"""

from __future__ import annotations

import datetime
import logging
import time
from typing import Any, Final

from django.conf import settings
from django.db import transaction
from django.db.models import F, Q
from django.utils import timezone, translation
from django.utils.translation import gettext as _

from brandcert.core import faults, tasks
from brandcert.core.admin.registry import call
from brandcert.core.delivery import sweeper
from brandcert.core.errors import BusinessError, Refused
from brandcert.lists import queries
from brandcert.lists.acts import BulkAct
from brandcert.lists.enums import Outcome
from brandcert.lists.models import MAX_ATTEMPTS, BulkJob, BulkRow
from brandcert.lists.services import finishing, trying

logger = logging.getLogger(__name__)
# A message works this long, then sends the next one: no worker is held by one job.
SECONDS_OF_WORK: Final = 20.0
TRIED_TOGETHER: Final = 20


def work_on(job_id: int, *, seconds: float = SECONDS_OF_WORK) -> None:
    """Try or do the rows of a job, as many as can be done in the time; nothing when that is in hand, paused or over."""
    now = timezone.now()
    free = Q(lease_until=None) | Q(lease_until__lt=now)
    mine = BulkJob.objects.waiting_for_a_worker().filter(free, pk=job_id)
    if not mine.update(lease_until=_lease()):
        return
    job = BulkJob.objects.select_related("asked_by").get(pk=job_id)
    end = time.monotonic() + seconds
    is_through = _try_all(job, end) if job.tried_at is None else _do_all(job, end)
    if is_through and job.confirmed_at is not None:
        with transaction.atomic():
            finishing.finish(BulkJob.objects.select_for_update().get(pk=job_id), now=timezone.now())
    BulkJob.objects.filter(pk=job_id).update(lease_until=None)
    if not is_through:
        with transaction.atomic():
            tasks.wake("lists.work_on", job_id)


def _lease() -> datetime.datetime:
    return timezone.now() + datetime.timedelta(seconds=settings.LEASE_SECONDS)


def _try_all(job: BulkJob, end: float) -> bool:
    while time.monotonic() < end:
        if not trying.try_rows(job, most=TRIED_TOGETHER):
            return True
        BulkJob.objects.filter(pk=job.pk).update(lease_until=_lease())
    return False


def _do_all(job: BulkJob, end: float) -> bool:
    """Do the rows that wait; return whether none is left. A paused or cancelled job ends the work after the row in hand."""
    act = queries.act_of(job)
    details = trying.answers(job, act)
    with translation.override(job.language or translation.get_language()):
        while time.monotonic() < end:
            if not BulkJob.objects.waiting_for_a_worker().filter(pk=job.pk).exists():
                return False
            row = job.rows.filter(outcome="").order_by("attempts", "position").first()
            if row is None:
                return True
            _do_row(act, row, by=job.asked_by, details=details)
            BulkJob.objects.filter(pk=job.pk).update(lease_until=_lease())
    return False


def _do_row(act: BulkAct, row: BulkRow, *, by: Any, details: dict[str, Any]) -> None:
    """Do one row and write down what came of it, both or neither."""
    # Counted in a transaction of its own, so that a row which kills its process counts.
    BulkRow.objects.filter(pk=row.pk, outcome="").update(attempts=F("attempts") + 1)
    faults.hit("before_row")
    try:
        with transaction.atomic():
            kept = BulkRow.objects.select_for_update().get(pk=row.pk)
            if kept.outcome:
                return
            kept.outcome, kept.reason = _outcome(act, kept, by=by, details=details)
            kept.ended_at = timezone.now()
            kept.save(update_fields=["outcome", "reason", "ended_at"])
            faults.hit("inside_row")
    except Exception:  # the other rows go on; after some attempts the row is given up
        logger.exception("%s failed for row %s of a job", act.action, row.subject_id)
    faults.hit("after_row")


def _outcome(act: BulkAct, row: BulkRow, *, by: Any, details: dict[str, Any]) -> tuple[str, str]:
    if row.attempts > MAX_ATTEMPTS:
        return Outcome.FAILED, _("A fault of the system; the operator has been told.")
    model: Any = queries.model_of(act)
    subject = model._base_manager.select_for_update().filter(pk=row.subject_id).first()
    if subject is None:
        return Outcome.REFUSED, _("This row no longer exists.")
    if act.seen(subject) != row.seen:
        return Outcome.REFUSED, _changed(subject)
    try:
        with transaction.atomic():
            call(act.run, subject, by=by, details=details)
    except (BusinessError, Refused) as refusal:
        return Outcome.REFUSED, trying.words_of(refusal)
    return Outcome.DONE, ""


def _changed(subject: Any) -> str:
    """Say that the row is no longer the one that was tried."""
    if hasattr(subject, "get_status_display"):
        return _("Changed since the trial: the state is now “%(state)s”.") % {
            "state": subject.get_status_display()
        }
    return _("Changed since the trial.")


@sweeper
def sweep_jobs() -> None:
    """Go on with jobs that nobody works on: the broker lost the message, or the worker was killed."""
    free = Q(lease_until=None) | Q(lease_until__lt=timezone.now())
    waiting = BulkJob.objects.waiting_for_a_worker().filter(free).order_by("pk")
    for key in list(waiting.values_list("pk", flat=True)):
        work_on(key)
