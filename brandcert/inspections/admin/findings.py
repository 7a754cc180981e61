"""The findings of a visit as its page shows them: what is planned, what was done, with files, round by round."""

from __future__ import annotations

import datetime
from collections.abc import Iterable
from typing import Any

from django.urls import reverse
from django.utils.translation import gettext as _

from brandcert.documents.models import Upload
from brandcert.inspections.models import Finding, Inspection, Rectification, RectificationRound

PREFETCH = (
    "rectification__files",
    "rectification__before",
    "rectification__rounds__files",
    "rectification__rounds__before",
)


def finding_lines(visit: Inspection, *, today: datetime.date) -> list[dict[str, Any]]:
    """Return each finding with its state, plan, answer and the rounds that did not hold."""
    rows = visit.findings.select_related("rectification").prefetch_related(*PREFETCH).order_by("pk")
    return [_line(row, getattr(row, "rectification", None), today) for row in rows]


def _line(row: Finding, fix: Rectification | None, today: datetime.date) -> dict[str, Any]:
    if fix is None:
        return {"row": row}
    word, tone = _state(fix, today)
    rounds = [_round(one) for one in fix.rounds.all()]
    return {"row": row, "tag": {"word": word, "tone": tone}, "parts": [*rounds, *_current(fix, today)]}


def _state(fix: Rectification, today: datetime.date) -> tuple[str, str]:
    if fix.verified_at is not None:
        return _("rectified"), "green"
    if fix.answered_at is not None:
        return _("answered"), "blue"
    is_late = fix.due_on < today
    until = _("to be rectified by %(date)s") % {"date": fix.due_on.isoformat()}
    return (_("overdue"), "red") if is_late else (until, "amber")


def _current(fix: Rectification, today: datetime.date) -> list[dict[str, Any]]:
    parts = [_plan(fix, today)] if fix.plan or fix.plan_due_on else []
    if fix.answered_at is not None:
        parts.append(
            {
                "title": _("What was done"),
                "at": fix.answered_at,
                "text": fix.answer,
                "before": file_lines(fix.before.all()),
                "files": file_lines(fix.files.all()),
            }
        )
    return parts


def _plan(fix: Rectification, today: datetime.date) -> dict[str, Any]:
    """Return the plan, or until when it is awaited."""
    if fix.planned_at is not None:
        return {"title": _("Plan"), "at": fix.planned_at, "text": fix.plan}
    until = fix.plan_due_on
    if until is None or fix.answered_at is not None:
        return {"title": _("Plan"), "text": fix.plan or "–"}
    words = _("awaited until %(date)s") if until >= today else _("was due on %(date)s and has not come")
    return {"title": _("Plan"), "note": words % {"date": until.isoformat()}}


def _round(row: RectificationRound) -> dict[str, Any]:
    return {
        "title": _("Round %(number)d") % {"number": row.number},
        "at": row.answered_at,
        "text": row.answer,
        "note": _("Does not hold: %(reason)s") % {"reason": row.reason},
        "before": file_lines(row.before.all()),
        "files": file_lines(row.files.all()),
    }


def file_lines(uploads: Iterable[Upload]) -> list[dict[str, Any]]:
    """Return files as the file list draws them."""
    return [
        {
            "title": upload.name,
            "url": reverse("documents:download", args=[upload.pk]),
            "kind": "pdf" if upload.kind == Upload.Kind.PDF else "image",
        }
        for upload in uploads
    ]
