"""A job from its beginning to its confirmation, and what its owner does with it afterwards."""

from __future__ import annotations

import datetime
from collections.abc import Mapping, Sequence
from typing import Any, Final

from django.db import transaction
from django.db.models import F
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from brandcert.core import events, factors, policies, tasks
from brandcert.core.errors import BusinessError, GuardFailed, Refused, SomeoneWasFaster
from brandcert.core.models import digest
from brandcert.lists import queries
from brandcert.lists.acts import BulkAct
from brandcert.lists.enums import Outcome
from brandcert.lists.models import MOST_ROWS, BulkJob, BulkRow
from brandcert.lists.services import finishing, trying

TASK: Final = "lists.work_on"


class NothingChosen(BusinessError):
    """No row was chosen."""


class TooManyRows(BusinessError):
    """More rows were chosen than one job takes."""


def begin(
    act: BulkAct, keys: Sequence[int], *, chosen_by: str = "", by: Any, now: datetime.datetime
) -> BulkJob:
    """Write the chosen rows down and try the act on each of them; nothing of it stays.

    A few rows are tried at once, more by a worker. An act that has to be described first is tried afterwards.
    Raises NothingChosen, TooManyRows, Refused.
    """
    policies.require(by, "lists.bulkjob.begin")
    if not act.offered(by):
        raise Refused
    unique = list(dict.fromkeys(keys))
    if not unique:
        raise NothingChosen(_("Choose at least one row, or all rows of the filter."))
    if len(unique) > MOST_ROWS:
        raise TooManyRows(
            _("One job takes up to %(most)s rows; %(count)s were chosen. Narrow the filter.")
            % {"most": MOST_ROWS, "count": len(unique)}
        )
    with transaction.atomic():
        job = BulkJob.objects.create(
            act=act.action,
            chosen_by=chosen_by[:2000],
            language=get_language() or "",
            is_described=act.form is None,
            asked_by=by,
            begun_at=now,
            total=len(unique),
        )
        BulkRow.objects.bulk_create(
            [BulkRow(job=job, position=place, subject_id=key) for place, key in enumerate(unique, 1)],
            batch_size=1000,
        )
        payload = {"act": act.action, "rows": len(unique), "chosen": digest(unique)}
        events.record("begin", job, by=by, payload=payload)
    return _tried(job) if job.is_described else job


def describe(job: BulkJob, *, values: Mapping[str, str], by: Any) -> BulkJob:
    """Take the answers that hold for all rows, and try the act with them; again, when they change before the confirmation.

    Raises GuardFailed for answers the act's form refuses, SomeoneWasFaster for a confirmed job, Refused.
    """
    policies.require(by, "lists.bulkjob.describe", job)
    act = queries.act_of(job)
    if act.form is None or not act.form(dict(values)).is_valid():
        raise GuardFailed(_("Answer what is asked before the rows are tried."))
    with transaction.atomic():
        row = _open(job)
        asked = act.form(dict(values)).fields
        row.details = {name: str(values.get(name, "")) for name in asked}
        row.is_described, row.tried_at = True, None
        row.save()
        row.rows.update(is_tried=False, objection="", seen="")
        events.record("describe", row, by=by, payload={"details": digest(row.details)})
    return _tried(row)


def _tried(job: BulkJob) -> BulkJob:
    """Try the first rows here; a worker tries the others."""
    trying.try_rows(job, most=trying.AT_ONCE)
    fresh = BulkJob.objects.get(pk=job.pk)
    if fresh.tried_at is None:
        tasks.wake(TASK, job.pk)
    return fresh


def _open(job: BulkJob) -> BulkJob:
    row = BulkJob.objects.select_for_update().get(pk=job.pk)
    if row.finished_at is not None:
        raise SomeoneWasFaster(_("This job is over."))
    if row.confirmed_at is not None:
        raise SomeoneWasFaster(_("This job has been confirmed already."))
    return row


def confirm(job: BulkJob, *, by: Any, now: datetime.datetime) -> BulkJob:
    """Have the act done for the rows nothing stood against; a worker does them one by one in the person's name.

    Rows that the trial refused stay refused. A grave act asks for a fresh second factor here, once for all rows.
    Raises GuardFailed before the trial is over or when it refused all rows, SomeoneWasFaster, Refused, StaleFactor.
    """
    policies.require(by, "lists.bulkjob.confirm", job)
    act = queries.act_of(job)
    if not act.offered(by):
        raise Refused
    if act.is_grave:
        factors.require_fresh(by)
    with transaction.atomic():
        row = _open(job)
        if row.tried_at is None:
            raise GuardFailed(_("The rows are still being tried."))
        if not row.rows.filter(objection="").exists():
            raise GuardFailed(_("Nothing can be done for any of these rows."))
        refused = row.rows.exclude(objection="").update(
            outcome=Outcome.REFUSED, reason=F("objection"), ended_at=now
        )
        row.confirmed_at = now
        row.save()
        kept = list(row.rows.filter(outcome="").values_list("subject_id", flat=True))
        payload = {"act": row.act, "rows": len(kept), "refused": refused, "keys": digest(kept)}
        events.record("confirm", row, by=by, payload=payload)
        tasks.wake(TASK, row.pk)
    return row


def _running(job: BulkJob) -> BulkJob:
    row = BulkJob.objects.select_for_update().get(pk=job.pk)
    if row.finished_at is not None or row.confirmed_at is None:
        raise SomeoneWasFaster(_("This job is not at work."))
    return row


def pause(job: BulkJob, *, by: Any, now: datetime.datetime) -> BulkJob:
    """Let no further row be done until the job is resumed; the row in hand is finished."""
    policies.require(by, "lists.bulkjob.pause", job)
    with transaction.atomic():
        row = _running(job)
        if row.paused_at is None:
            row.paused_at = now
            row.save(update_fields=["paused_at"])
            events.record("pause", row, by=by)
    return row


def resume(job: BulkJob, *, by: Any) -> BulkJob:
    """Go on with a paused job."""
    policies.require(by, "lists.bulkjob.resume", job)
    with transaction.atomic():
        row = _running(job)
        if row.paused_at is not None:
            row.paused_at, row.lease_until = None, None
            row.save(update_fields=["paused_at", "lease_until"])
            events.record("resume", row, by=by)
            tasks.wake(TASK, row.pk)
    return row


def cancel(job: BulkJob, *, by: Any, now: datetime.datetime) -> BulkJob:
    """End the job: what is done stays done, the row in hand is finished, all others are left out.

    Raises SomeoneWasFaster for a job that is over.
    """
    policies.require(by, "lists.bulkjob.cancel", job)
    with transaction.atomic():
        row = BulkJob.objects.select_for_update().get(pk=job.pk)
        if row.finished_at is not None:
            raise SomeoneWasFaster(_("This job is over."))
        row.cancelled_at = now
        row.save(update_fields=["cancelled_at"])
        events.record("cancel", row, by=by)
        # Waits for the row in hand and then finds it done.
        row.rows.filter(outcome="").update(outcome=Outcome.LEFT, ended_at=now)
        finishing.finish(row, now=now)
    return row
