"""A finding as its enterprise reads it: how far it is, by when it is due and how that day was counted, its rounds."""

import datetime
from typing import Any

from django.urls import reverse
from django.utils.translation import gettext as _

from brandcert.applications.enums import Status
from brandcert.applications.models import Application
from brandcert.core.admin.clock import shown_lines
from brandcert.core.terms import calendar_days_left, workdays_left
from brandcert.core.workdays import add_workdays, workdays_between
from brandcert.inspections.models import Rectification
from brandcert.portal.presentation import file_line


def rectification_line(application: Application, row: Rectification) -> dict[str, Any]:
    """Return a finding as a task: what was found, how far it is, and its page while something is to be done."""
    is_open = application.status == Status.RECTIFICATION and row.verified_at is None
    states = (
        (row.verified_at, "done", _("Verified")),
        (row.answered_at, "doing", _("Answered, being verified")),
        (not is_open, "doing", _("With the inspectors")),
        (row.planned_at, "fix", _("Planned, to be answered")),
        (True, "fix", _("To be planned and answered")),
    )
    state, label = next((state, label) for is_so, state, label in states if is_so)
    last = list(row.rounds.all())[-1:] if row.verified_at is None else []
    return {
        "row": row,
        "title": row.finding.description,
        "clause": row.finding.clause,
        "url": reverse("portal:rectification", args=[application.pk, row.pk]),
        "state": state,
        "label": label,
        "due": _due_words(row) if is_open and row.answered_at is None else "",
        "rejected": last[0].reason if last else "",
    }


def _due_words(row: Rectification) -> str:
    words = {"plan": row.plan_due_on, "date": row.due_on.isoformat()}
    if row.plan_due_on and row.planned_at is None:
        return _("plan by %(plan)s, done by %(date)s") % words
    return _("to be done by %(date)s") % words


def rectification_parts(row: Rectification, *, today: datetime.date) -> dict[str, Any]:
    """Return what the page of a finding shows: terms, the files of this round, and the rounds that did not hold."""
    return {
        "terms": _terms(row, today),
        "files": [file_line(upload) for upload in row.files.all()],
        "before": [file_line(upload) for upload in row.before.all()],
        "rounds": [
            {
                "number": one.number,
                "answer": one.answer,
                "at": one.answered_at,
                "reason": one.reason,
                "decided_at": one.decided_at,
                "files": [file_line(upload) for upload in one.files.all()],
                "before": [file_line(upload) for upload in one.before.all()],
            }
            for one in row.rounds.all()
        ],
    }


def _terms(row: Rectification, today: datetime.date) -> list[dict[str, Any]]:
    """Return the two terms that run: of the plan in working days, of everything in calendar days."""
    if row.answered_at is not None or row.verified_at is not None:
        return []
    terms = []
    if row.plan_due_on and row.planned_at is None and row.ordered_on is not None:
        days = workdays_between(row.ordered_on, row.plan_due_on)
        lines = shown_lines(add_workdays(row.ordered_on, days).lines) if days else []
        terms.append(
            {
                "title": _("Plan"),
                "due": row.plan_due_on,
                "left": workdays_left(row.plan_due_on, today),
                "lines": lines,
                "is_late": row.plan_due_on < today,
                "is_provisional": row.is_plan_due_provisional,
            }
        )
    note = (
        _("%(days)d calendar days after %(date)s")
        % {"days": (row.due_on - row.ordered_on).days, "date": row.ordered_on.isoformat()}
        if row.ordered_on
        else ""
    )
    is_late = row.due_on < today
    late = _("overdue: the inspectors decide how the case goes on")
    terms.append(
        {
            "title": _("Everything done and shown"),
            "due": row.due_on,
            "left": late if is_late else calendar_days_left(row.due_on, today),
            "note": note,
            "is_late": is_late,
        }
    )
    return terms
