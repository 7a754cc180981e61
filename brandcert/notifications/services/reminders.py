"""The clocks of reminders about what people have to do; each is an event, recorded once, and told like any other."""

import datetime
from collections.abc import Iterable, Sequence
from typing import Any, Final

from django.db import models
from django.db.models import Min
from django.utils import timezone

from brandcert.applications.enums import Status
from brandcert.applications.models import Application
from brandcert.awards.models import Appeal, Consultation, Deliberation, Objection
from brandcert.core.delivery import sweeper
from brandcert.core.models import Approval
from brandcert.core.reminders import remind_once, reminded, threshold_at
from brandcert.core.workdays import workdays_left
from brandcert.feedback.models import FollowUp
from brandcert.inspections.models import Rectification
from brandcert.reviews.enums import AssignmentStatus
from brandcert.reviews.models import Assignment
from brandcert.supervision.models import SanctionCase

# Working days before the deadline; of the window of a batch and of an appeal, which also end on a holiday, days.
CORRECTION: Final = (5, 1)
RECTIFICATION: Final = (5, 1)
PLAN: Final = (1,)
STATEMENT: Final = (2, 1)
OBJECTION: Final = (3, 1)
SCORE: Final = (2, 0)
INVITATION: Final = (1,)
ANSWER: Final = (3, 1)
APPROVAL: Final = (1,)
FOLLOW_UP: Final = (2, 0)
SUBMIT: Final = (7, 1)
APPEAL: Final = (7, 2)
LONGEST_WAIT: Final = datetime.timedelta(days=60)

Due = tuple[models.Model, datetime.date]


def remind(*, now: datetime.datetime) -> int:
    """Record every reminder that is due and was not recorded yet; return how many.

    Never "today is so many days before": what was missed while the machine slept is said afterwards, once, and only
    the most urgent of it; nothing is said of a deadline that has passed.
    """
    today = timezone.localdate(now)
    return (
        _remind(_corrections(today), "remind_correction", CORRECTION, today=today)
        + _remind(_rectifications(today), "remind_rectification", RECTIFICATION, today=today)
        + _remind(_plans(today), "remind_plan", PLAN, today=today)
        + _remind(_statements(today), "remind_statement", STATEMENT, today=today)
        + _remind(_objections(today), "remind_objection", OBJECTION, today=today)
        + _remind(_scores(today), "remind_score", SCORE, today=today)
        + _remind(_invitations(today), "remind_invitation", INVITATION, today=today)
        + _remind(_answers(today), "remind_answer", ANSWER, today=today)
        + _remind(_approvals(now), "remind_approval", APPROVAL, today=today)
        + _remind(_follow_ups(today), "remind_follow_up", FOLLOW_UP, today=today)
        + _remind(_appeals(today), "remind_appeal", APPEAL, today=today, workdays=False)
        + _remind_by_batch(
            _consultations(today), "remind_consultation", "consultation_reminder_days", today=today
        )
        + _remind_by_batch(_meetings(today), "remind_meeting", "meeting_reminder_days", today=today)
        + _remind(_drafts(now), "remind_submit", SUBMIT, today=today, workdays=False)
    )


def _remind(
    dues: Sequence[Due], act: str, thresholds: tuple[int, ...], *, today: datetime.date, workdays: bool = True
) -> int:
    if not dues:
        return 0
    left = workdays_left(today, [due for _row, due in dues]) if workdays else {}
    model = type(dues[0][0])
    known = reminded(model, act, [row.pk for row, _due in dues])
    count = 0
    for row, due in dues:
        days = left[due] if workdays else (due - today).days
        threshold = threshold_at(days, thresholds) if due >= today else None
        if threshold is None or known.get((row.pk, due.isoformat()), threshold + 1) <= threshold:
            continue
        made = remind_once(
            row, act, due=due, left=days, thresholds=thresholds, payload={"workdays": workdays}
        )
        count += made is not None
    return count


def _remind_by_batch(dues: Sequence[Due], act: str, field: str, *, today: datetime.date) -> int:
    """Remind of what each batch itself says how many working days before."""
    found: dict[int, list[Due]] = {}
    for row, due in dues:
        batch: Any = getattr(row, "batch")  # noqa: B009 - every row given here has one
        found.setdefault(getattr(batch, field), []).append((row, due))
    return sum(_remind(group, act, (days,), today=today) for days, group in sorted(found.items()))


def _soon(field: str, today: datetime.date) -> dict[str, Any]:
    """Return the filter for deadlines that are neither over nor so far away that no threshold can be reached."""
    return {f"{field}__gte": today, f"{field}__lte": today + LONGEST_WAIT}


def _pairs(rows: Iterable[Any], field: str) -> list[Due]:
    return [(row, getattr(row, field)) for row in rows]


def _corrections(today: datetime.date) -> list[Due]:
    rows = Application.objects.filter(status=Status.CORRECTION, **_soon("due_on", today))
    return _pairs(rows.order_by("id"), "due_on")


def _rectifications(today: datetime.date) -> list[Due]:
    """Return each application with the first deadline of a finding that has no answer yet."""
    return _firsts("due_on", today)


def _plans(today: datetime.date) -> list[Due]:
    """Return each application with the first deadline of a plan that was not handed in, for a finding without answer."""
    return _firsts("plan_due_on", today, planned_at=None)


def _firsts(field: str, today: datetime.date, **more: Any) -> list[Due]:
    waiting = Rectification.objects.filter(answered_at=None, verified_at=None, **_soon(field, today), **more)
    firsts = dict(
        waiting.filter(finding__inspection__application__status=Status.RECTIFICATION)
        .values("finding__inspection__application")
        .annotate(first=Min(field))
        .values_list("finding__inspection__application", "first")
    )
    rows = Application.objects.in_bulk(firsts)
    return [(rows[key], due) for key, due in sorted(firsts.items())]


def _statements(today: datetime.date) -> list[Due]:
    """Return the admitted objections to which the enterprise has said nothing yet."""
    rows = Objection.objects.filter(
        admitted_at__isnull=False, outcome="", statements=None, **_soon("statement_due_on", today)
    )
    return _pairs(rows.order_by("id"), "statement_due_on")


def _appeals(today: datetime.date) -> list[Due]:
    return _pairs(Appeal.objects.filter(outcome="", **_soon("due_on", today)).order_by("id"), "due_on")


def _objections(today: datetime.date) -> list[Due]:
    """Return the objections that wait for their admission or their decision."""
    return _pairs(Objection.objects.filter(outcome="", **_soon("due_on", today)).order_by("id"), "due_on")


def _invitations(today: datetime.date) -> list[Due]:
    """Return the invitations to review that nobody has answered."""
    rows = Assignment.objects.filter(status=AssignmentStatus.INVITED, **_soon("answer_by", today))
    return _pairs(rows.order_by("id"), "answer_by")


def _scores(today: datetime.date) -> list[Due]:
    return _pairs(Assignment.objects.open().filter(**_soon("due_on", today)).order_by("id"), "due_on")


def _answers(today: datetime.date) -> list[Due]:
    rows = SanctionCase.objects.unanswered().filter(**_soon("answer_by", today))
    return _pairs(rows.order_by("id"), "answer_by")


def _consultations(today: datetime.date) -> list[Due]:
    """Return the requests to departments with an enterprise they have said nothing about yet."""
    rows = Consultation.objects.filter(closed_at=None, answers__stance="", **_soon("due_on", today))
    return _pairs(rows.select_related("batch").distinct().order_by("id"), "due_on")


def _meetings(today: datetime.date) -> list[Due]:
    rows = Deliberation.objects.filter(closed_at=None, **_soon("held_on", today))
    return _pairs(rows.select_related("batch").order_by("id"), "held_on")


def _follow_ups(today: datetime.date) -> list[Due]:
    return _pairs(FollowUp.objects.open().filter(**_soon("due_on", today)).order_by("id"), "due_on")


def _approvals(now: datetime.datetime) -> list[Due]:
    rows = Approval.objects.filter(outcome="", expires_at__gt=now).order_by("id")
    return [(row, timezone.localdate(row.expires_at)) for row in rows]


def _drafts(now: datetime.datetime) -> list[Due]:
    """Return the drafts of batches that are open and about to close."""
    rows = Application.objects.filter(
        status=Status.DRAFT,
        batch__opens_at__lte=now,
        batch__closes_at__gt=now,
        batch__closes_at__lte=now + LONGEST_WAIT,
    )
    return [
        (row, timezone.localdate(row.batch.closes_at)) for row in rows.select_related("batch").order_by("id")
    ]


@sweeper
def watch_reminders() -> None:
    """The clock of reminders."""
    remind(now=timezone.now())
