"""Rectification: ordering it, answering it, verifying the answer."""

from __future__ import annotations

import datetime
from collections.abc import Collection, Sequence
from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _

from brandcert.applications.enums import Status
from brandcert.applications.models import Application
from brandcert.core import events, policies
from brandcert.core.errors import GuardFailed, SomeoneWasFaster, require_unchanged
from brandcert.core.transitions import locked, perform
from brandcert.core.workdays import add_workdays
from brandcert.documents.models import Upload
from brandcert.inspections import queries
from brandcert.inspections.models import Rectification, RectificationRound


def order_rectification(application: Application, *, by: Any, today: datetime.date) -> Application:
    """T12 限期整改: give the enterprise until a date to close each finding that can be closed, and to plan how.

    A finding whose last answer did not hold is asked again, in a new round. Raises GuardFailed, Refused.
    """
    with transaction.atomic():
        case = locked(application)
        due_on = today + datetime.timedelta(days=case.batch.rectification_days)
        plan_due = add_workdays(today, case.batch.rectification_plan_days)
        ordered: Application = perform(application.order_rectification, by=by, due_on=due_on)
        for finding in queries.unclosed(ordered):
            Rectification.objects.update_or_create(
                finding=finding,
                defaults={
                    "ordered_on": today,
                    "due_on": due_on,
                    "plan_due_on": plan_due.on,
                    "is_plan_due_provisional": plan_due.is_provisional,
                    "answered_at": None,
                },
            )
    return ordered


def plan_rectification(
    rectification: Rectification, *, plan: str, by: Any, now: datetime.datetime, seen: str | None = None
) -> Rectification:
    """Say, for the enterprise, what will be done about a finding and by when; the inspectors read it.

    May be repeated until the finding is answered; `seen` is the `plan_stamp` of the page: raises FactsChanged for
    another plan than that. Raises GuardFailed for an empty plan or a finding that does not
    wait for one, Refused.
    """
    with transaction.atomic():
        application = locked(rectification.finding.inspection.application)
        policies.require(by, "applications.application.plan_rectification", application)
        row = Rectification.objects.select_for_update().get(pk=rectification.pk)
        if application.status != Status.RECTIFICATION or row.answered_at is not None:
            raise GuardFailed(_("This finding is not waiting for a plan."))
        require_unchanged(seen, row.plan_stamp)
        if not plan.strip():
            raise GuardFailed(_("Describe what will be done, by whom and by when."))
        row.plan, row.planned_at = plan.strip(), now
        row.save()
        events.record("plan_rectification", application, by=by, payload={"rectification": row.pk})
    return row


def answer_rectification(
    rectification: Rectification,
    *,
    answer: str,
    evidence: Upload | None,
    files: Sequence[Upload] = (),
    before: Sequence[Upload] = (),
    seen: str | None = None,
    by: Any,
    now: datetime.datetime,
) -> Rectification:
    """Answer, as owner of the enterprise, what was done about a finding, with the files that show it.

    `evidence` is the first of them, `before` shows the state as it was found; files of an earlier answer of this
    round stay. May be repeated until the inspectors verify. `seen` is the `answer_stamp` of the page that was
    sent: nothing is overwritten that they did not see. Raises SomeoneWasFaster then, GuardFailed without answer or
    evidence, or outside the rectification; Refused.
    """
    with transaction.atomic():
        application = locked(rectification.finding.inspection.application)
        policies.require(by, "applications.application.answer_rectification", application)
        row = Rectification.objects.select_for_update().get(pk=rectification.pk)
        if application.status != Status.RECTIFICATION or row.verified_at is not None:
            raise GuardFailed(_("This finding is not waiting for an answer."))
        if seen is not None and seen != row.answer_stamp:
            raise SomeoneWasFaster(
                _(
                    "This finding was answered meanwhile. Nothing was overwritten: compare, then hand in again."
                )
            )
        file = evidence or row.evidence
        if not answer.strip() or file is None:
            raise GuardFailed(_("Please describe what was done and add a file that shows it."))
        given = [*before, *files, *([evidence] if evidence else [])]
        if any(upload.uploaded_by_id != by.pk for upload in given):
            raise GuardFailed(_("Please choose a file you uploaded yourself."))
        row.answer, row.evidence, row.answered_at = answer.strip(), file, now
        row.save()
        row.files.add(file, *files)
        row.before.add(*before)
        events.record("answer_rectification", application, by=by, payload={"rectification": row.pk})
    return row


def verify_rectification(
    application: Application,
    *,
    by: Any,
    now: datetime.datetime,
    rejected: Collection[int] = (),
    reason: str = "",
) -> Application:
    """T13 整改验证: confirm the answers and go on with the inspection.

    `rejected` names the rectifications whose evidence does not hold, `reason` tells the enterprise why: that round
    is kept, the finding stays open, so the inspection cannot finish before it is ordered again. What was not answered
    by its day does not hold either. Raises GuardFailed while something may still be answered, or without the reason.
    """
    failed = set(rejected)
    if failed and not reason.strip():
        raise GuardFailed(_("Tell the enterprise what is still missing."))
    with transaction.atomic():
        late = {
            finding.rectification.pk
            for finding in queries.unclosed(application)
            if hasattr(finding, "rectification") and finding.rectification.answered_at is None
        }
        verified: Application = perform(
            application.verify_rectification, by=by, payload={"rejected": sorted(failed | late)}
        )
        for finding in queries.unclosed(verified):
            row = finding.rectification
            if row.pk in failed | late:
                _close_round(row, reason=reason if row.pk in failed else "", by=by, now=now)
            else:
                row.verified_at, row.verified_by = now, by
                row.save()
    return verified


def _close_round(row: Rectification, *, reason: str, by: Any, now: datetime.datetime) -> None:
    """Keep what was handed in and why it does not hold, and begin anew; the plan stays as a start for the next one."""
    closed = RectificationRound.objects.create(
        rectification=row,
        number=row.rounds.count() + 1,
        due_on=row.due_on,
        plan=row.plan,
        answer=row.answer,
        answered_at=row.answered_at,
        reason=reason.strip() or _("Nothing was handed in by the deadline."),
        decided_by=by,
        decided_at=now,
    )
    closed.files.set(row.files.all())
    closed.before.set(row.before.all())
    row.answer, row.evidence, row.answered_at, row.planned_at = "", None, None, None
    row.save()
    row.files.clear()
    row.before.clear()
