"""What an expert typed when his sheet could take nothing any more: given back apart from what is stored."""

from __future__ import annotations

from decimal import Decimal
from typing import Any, Final

from django.utils import timezone
from django.utils.translation import gettext as _

from brandcert.applications.enums import Status
from brandcert.reviews.enums import AssignmentStatus
from brandcert.reviews.forms import ScoreForm, name_of
from brandcert.reviews.models import Assignment, Score

BEFORE_REVIEW: Final = (Status.ACCEPTED,)


def unsaved(form: ScoreForm, stored: ScoreForm) -> list[dict[str, str]]:
    """Return what was typed and differs from what is stored, criterion by criterion, as {label, words}."""
    found = []
    for row in form.criteria:
        typed = {part: _typed(form, f"{part}-{row.code}") for part in ("points", "reason", "cite")}
        if any(text and not _is_same(text, stored, f"{part}-{row.code}") for part, text in typed.items()):
            found.append({"label": f"{row.code} {name_of(row)}", "words": _in_words(typed)})
    comment = _typed(form, "comment")
    if comment and not _is_same(comment, stored, "comment"):
        found.append({"label": str(form.fields["comment"].label), "words": comment})
    return found


def _typed(form: ScoreForm, name: str) -> str:
    return str(form.data.get(name, "")).strip()


def _is_same(text: str, stored: ScoreForm, name: str) -> bool:
    value: Any = stored[name].value()
    if isinstance(value, Decimal):
        try:
            return Decimal(text) == value
        except ArithmeticError:
            return False
    shown = stored.fields[name].prepare_value(value)
    return text.split() == str(shown or "").split()


def _in_words(typed: dict[str, str]) -> str:
    said = {
        "points": _("Points: %(text)s"),
        "reason": _("Reason: %(text)s"),
        "cite": _("Evidence: %(text)s"),
    }
    return "\n".join(said[part] % {"text": text} for part, text in typed.items() if text)


def why_closed(task: Assignment, score: Score | None) -> str:
    """Say in a sentence why the sheet takes no entries."""
    if task.status == AssignmentStatus.LOCKED:
        # Signing is the last that a sheet is ever written.
        at = timezone.localtime(score.saved_at).strftime("%Y-%m-%d %H:%M") if score else "–"
        return _("This sheet was signed at %(at)s and is locked.") % {"at": at}
    if task.status == AssignmentStatus.VOID:
        return _("This sheet is void: it stays as it was signed and counts for nothing.")
    if task.status != AssignmentStatus.AGREED:
        return _("This task has ended: %(state)s.") % {"state": task.get_status_display()}
    case = task.panel.application
    if case.status in BEFORE_REVIEW:
        return _("Scoring opens once the panel is appointed; the evidence can be read already.")
    return _("The review of this application is over: %(state)s. An unsigned sheet stays as it is.") % {
        "state": case.get_status_display()
    }
