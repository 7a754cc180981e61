"""The end of a job: its result file, kept with it."""

from __future__ import annotations

import datetime
import hashlib

from django.utils import timezone, translation
from django.utils.translation import gettext as _
from django.utils.translation import pgettext

from brandcert.core import events
from brandcert.core.actors import SYSTEM
from brandcert.enterprises.exporting import Value, xlsx_bytes
from brandcert.lists import queries
from brandcert.lists.enums import Outcome
from brandcert.lists.models import BulkJob


def finish(job: BulkJob, *, now: datetime.datetime) -> None:
    """End a locked job whose rows all have an outcome: write its result file and the end into the trail; once."""
    if job.finished_at is not None or job.rows.filter(outcome="").exists():
        return
    with translation.override(job.language or translation.get_language()):
        job.result = _file(job, now=now)
    job.result_sha256 = hashlib.sha256(job.result).hexdigest()
    job.finished_at, job.lease_until = now, None
    job.save()
    counts = queries.counts(job)
    payload = {name: counts[name] for name in Outcome.values}
    events.record("finish", job, by=SYSTEM, payload={**payload, "act": job.act, "sha256": job.result_sha256})


def _file(job: BulkJob, *, now: datetime.datetime) -> bytes:
    act = queries.act_of(job)
    titles = [
        pgettext("row of a table", "Line"),
        _("Number"),
        pgettext("row of a table", "Subject"),
        _("Outcome"),
        _("Reason"),
        _("At"),
    ]
    table: list[list[Value]] = [
        [
            line.row.position,
            line.number,
            line.title,
            str(Outcome(line.row.outcome).label),
            line.row.reason,
            _moment(line.row.ended_at),
        ]
        for line in queries.lines(act, job.rows.order_by("position"))
    ]
    counts = queries.counts(job)
    about = {
        _("Bulk job"): str(job),
        _("Act"): str(act.label),
        _("Begun by"): str(job.asked_by),
        _("Confirmed at"): _moment(job.confirmed_at),
        _("Finished at"): _moment(now),
        **{str(one.label): str(counts[one.value]) for one in Outcome},
    }
    return xlsx_bytes(titles, table, title=str(act.label), about=about)


def _moment(at: datetime.datetime | None) -> str:
    return f"{timezone.localtime(at):%Y-%m-%d %H:%M:%S}" if at else "–"
