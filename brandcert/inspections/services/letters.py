"""The letters of the inspection: that it comes, what has to be put right, why the case ends."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from django.utils import timezone

from brandcert.applications import queries as cases
from brandcert.applications.models import Application
from brandcert.applications.services.official import application_by, rejection_before, write
from brandcert.core.models import Event
from brandcert.documents import catalogue
from brandcert.documents.models import Letter
from brandcert.inspections.enums import Mode, Severity
from brandcert.inspections.models import Finding, Inspection, Rectification

catalogue.enter(Path(__file__).parents[1] / "data" / "letters.yaml")
_MODES = {Mode.ON_SITE: "现场核查", Mode.VIDEO: "视频核查"}


def write_notice(event: Event) -> Letter | None:
    """Tell the enterprise of the visit; of a mystery visit nobody writes."""
    application = application_by(event.subject_id)
    visit = _visit(application)
    if visit is None or visit.mode == Mode.MYSTERY:
        return None
    values = cases.application_values(application) | {
        "inspection_day": cases.day_words(visit.planned_on),
        "inspection_mode": _MODES.get(Mode(visit.mode), ""),
        "inspection_place": visit.place,
    }
    return write(event, "inspection", application, values)


def write_order(event: Event) -> Letter:
    """Write the order to put right what was found, as of the day it was given."""
    application = application_by(event.subject_id)
    rows = Rectification.objects.filter(
        finding__inspection__application=application,
        ordered_on=timezone.localdate(event.at),
        verified_at=None,
    )
    rows = rows.select_related("finding").order_by("finding_id")
    due = max((row.due_on for row in rows), default=None)
    plan = min((row.plan_due_on for row in rows if row.plan_due_on), default=None)
    values = cases.application_values(application) | {
        "findings": [_finding(row.finding, application) for row in rows],
        "due": cases.day_words(due),
        "plan_due": cases.day_words(plan),
    }
    return write(event, "rectification", application, values)


def write_rejection(event: Event) -> Letter:
    """Write the decision not to award after a severe finding or a refused inspection."""
    application = application_by(event.subject_id)
    return write(
        event,
        "rejected_inspection",
        application,
        cases.refused_values(application, event) | _severe(application),
    )


def letter_before(application: Application, *, reason: str) -> dict[str, Any]:
    """Return the decision as it will read, before it is proposed. Raises Incomplete."""
    return rejection_before(application, "rejected_inspection", reason=reason, own=_severe(application))


def _severe(application: Application) -> cases.Values:
    visit = Inspection.objects.filter(application=application).first()
    rows = visit.findings.filter(severity=Severity.SEVERE).order_by("pk") if visit else ()
    return {"findings": [_finding(row, application) for row in rows]}


def _visit(application: Application) -> Inspection | None:
    return Inspection.objects.filter(application=application, cancelled_at=None).first()


def _finding(row: Finding, application: Application) -> str:
    return cases.without_names(f"{row.clause}：{row.description}", cases.expert_names(application))
