"""The road ahead of an application: each part that is still to come, by when at the latest, and how that is counted."""

import datetime
from collections.abc import Sequence
from typing import Any, Final

from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from brandcert.applications.enums import Status
from brandcert.applications.models import Application
from brandcert.core.workdays import chain
from brandcert.portal import wording

# The parts with a term of working days, in their order: the state that waits for each, and the column of its term.
TERMS: Final[Sequence[tuple[Status, str]]] = (
    (Status.SUBMITTED, "recommend_days"),
    (Status.RECOMMENDED, "accept_days"),
    (Status.ACCEPTED, "panel_days"),
    (Status.EXPERT_REVIEW, "review_days"),
    (Status.INSPECTION, "inspect_days"),
)
# From which part of the road a state looks ahead; those that are not here see its end only.
AHEAD: Final[dict[str, int]] = {
    Status.SUBMITTED: 1,
    Status.RECOMMENDED: 2,
    Status.ACCEPTED: 3,
    Status.EXPERT_REVIEW: 4,
    Status.REVIEW_DONE: 4,
}
BEFORE_NOTICE: Final = {
    *AHEAD,
    Status.CORRECTION,
    Status.INSPECTION,
    Status.RECTIFICATION,
    Status.DELIBERATION,
}
ON_NOTICE: Final = {Status.PUBLIC_NOTICE, Status.OBJECTION}


def road_of(application: Application) -> list[dict[str, Any]]:
    """Return what is still to come, the next first; what has no term of its own says what it follows.

    The dates are those at the latest: each part is counted from the end of the one before, as if every part before
    took its whole term.
    """
    status = application.status
    if status not in BEFORE_NOTICE | ON_NOTICE:
        return []
    return [*_dated(application), *_undated(application)]


def _dated(application: Application) -> list[dict[str, Any]]:
    """Return the parts up to the end of the inspection with their dates."""
    parts = _parts(application)
    if not parts:
        return []
    today = timezone.localdate()
    start = max(application.due_on or today, today)
    ends = chain(start, [days for _what, days in parts])
    since = [start, *(end.on for end in ends)]
    return [
        {
            "promised": end.on,
            "title": wording.AWAITED[what],
            "text": _counted(days, since[place], end.is_provisional),
        }
        for place, ((what, days), end) in enumerate(zip(parts, ends, strict=True))
    ]


def _parts(application: Application) -> list[tuple[Status, int]]:
    batch = application.batch
    first = AHEAD.get(application.status)
    if application.status == Status.CORRECTION:
        # The clock goes on with the days that were left; at the latest the whole term.
        first = 1 if application.held_from == Status.RECOMMENDED or not batch.needs_unit else 0
    if first is None:
        return []
    if application.status == Status.SUBMITTED and not batch.needs_unit:
        first = 2
    return [(what, getattr(batch, column)) for what, column in TERMS[first:]]


def _counted(days: int, since: datetime.date, is_provisional: bool) -> str:
    words = ngettext(
        "%(days)d working day, counted from %(since)s",
        "%(days)d working days, counted from %(since)s",
        days,
    ) % {"days": days, "since": since.isoformat()}
    return _("%(words)s (provisional)") % {"words": words} if is_provisional else words


def _undated(application: Application) -> list[dict[str, Any]]:
    """Return the parts after the inspection: the committee meets when all cases of the batch are ready for it."""
    batch, status = application.batch, application.status
    lines: list[dict[str, Any]] = []
    if status in BEFORE_NOTICE:
        if status != Status.DELIBERATION:
            lines.append(
                {
                    "later": _("after all inspections of the batch"),
                    "title": _("Deliberation of the committee"),
                    "text": _("It meets when the cases of the batch are ready; you are told the result."),
                }
            )
        lines.append(
            {
                "later": _("after the deliberation"),
                "title": _("Public notice"),
                "text": _days(batch.notice_days, _("from the day after its publication")),
            }
        )
    lines.append(
        {
            "later": _("after the public notice, without an open objection"),
            "title": _("Decision and certificate"),
            "text": _days(batch.program.issue_days, _("from the decision to the certificate")),
        }
    )
    return lines


def _days(days: int, what: str) -> str:
    return ngettext("%(days)d working day %(what)s", "%(days)d working days %(what)s", days) % {
        "days": days,
        "what": what,
    }
