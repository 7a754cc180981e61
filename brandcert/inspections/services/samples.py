"""Samples taken during a visit, what the laboratory says of them, and an enterprise that refuses the inspection."""

from __future__ import annotations

import datetime
from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _

from brandcert.applications.enums import Status
from brandcert.core import events
from brandcert.core.errors import GuardFailed
from brandcert.documents.models import Upload
from brandcert.inspections.enums import Outcome
from brandcert.inspections.models import Inspection, Sample
from brandcert.inspections.services.visits import open_visit, require_declared


def take_sample(
    inspection: Inspection,
    *,
    name: str,
    lot: str,
    quantity: str,
    seal: str,
    place: str,
    laboratory: str,
    taken_on: datetime.date,
    by: Any,
) -> Sample:
    """Write down, as an inspector of the team, what was taken, from which lot, under which seal and for whom to test.

    Raises GuardFailed when something is missing, LockedReport, Refused.
    """
    facts = {
        "name": name,
        "lot": lot,
        "quantity": quantity,
        "seal": seal,
        "place": place,
        "laboratory": laboratory,
    }
    given = {key: text.strip() for key, text in facts.items()}
    with transaction.atomic():
        row = open_visit(inspection, by, "inspect")
        require_declared(row, by)
        if not all(given.values()):
            raise GuardFailed(_("A sample needs name, lot, quantity, seal, place and laboratory."))
        sample = Sample.objects.create(inspection=row, taken_on=taken_on, taken_by=by, **given)
        events.record("inspect", row.application, by=by, payload={"inspection": row.pk, "sample": sample.pk})
    return sample


def settle_sample(sample: Sample, *, outcome: str, report_number: str, report: Upload, by: Any) -> Sample:
    """Enter what the laboratory reported, with its report; also while findings are being rectified.

    Raises GuardFailed without number, outcome or a PDF of one's own, or when it was entered already; LockedReport,
    Refused.
    """
    with transaction.atomic():
        row = open_visit(sample.inspection, by, "inspect", during=(Status.INSPECTION, Status.RECTIFICATION))
        require_declared(row, by)
        mine = Sample.objects.select_for_update().get(pk=sample.pk)
        if mine.outcome:
            raise GuardFailed(_("The outcome of this sample has been entered already."))
        if outcome not in Outcome.values or not report_number.strip():
            raise GuardFailed(_("Give the outcome and the number of the test report."))
        if report.uploaded_by_id != by.pk:
            raise GuardFailed(_("Please choose a file you uploaded yourself."))
        mine.outcome, mine.report_number, mine.report = outcome, report_number.strip()[:60], report
        mine.save()
        events.record(
            "inspect",
            row.application,
            by=by,
            payload={"inspection": row.pk, "sample": mine.pk, "outcome": outcome, "sha256": report.sha256},
        )
    return mine


def note_refusal(inspection: Inspection, *, account: str, by: Any, now: datetime.datetime) -> Inspection:
    """Write down, as leader of the team, that and how the enterprise refused the inspection (拒绝核查).

    The application can then only be rejected (T15). Raises GuardFailed without an account of it, LockedReport, Refused.
    """
    with transaction.atomic():
        row = open_visit(inspection, by, "score_checklist")
        require_declared(row, by)
        if not account.strip():
            raise GuardFailed(_("Describe who refused what, when and before whom."))
        if row.refused_at is not None:
            raise GuardFailed(_("The refusal has been noted already."))
        row.refusal, row.refused_at, row.refusal_noted_by = account.strip(), now, by
        row.save()
        events.record("inspect", row.application, by=by, payload={"inspection": row.pk, "refused": True})
    return row
