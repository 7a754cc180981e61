"""The day of the visit: the enterprise confirms it or asks for another, the leader of the team decides."""

import datetime
from typing import Any

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from brandcert.applications.enums import Status
from brandcert.core import events, policies
from brandcert.core.errors import BusinessError, SomeoneWasFaster
from brandcert.core.transitions import locked
from brandcert.inspections.enums import Mode
from brandcert.inspections.models import DateAnswer, Inspection
from brandcert.inspections.queries import short_notice
from brandcert.inspections.services.plans import check_rule


class NoDateToAnswer(BusinessError):
    """No announced visit of the case waits for an answer."""


class BadWish(BusinessError):
    """The day asked for is no day the visit could be made on, or no reason is given."""


class WishDecided(SomeoneWasFaster):
    """The wish for another day has been decided already."""


def confirm_date(inspection: Inspection, *, by: Any, now: datetime.datetime) -> DateAnswer:
    """Confirm, for the enterprise, that the planned day suits; confirming again returns what is there.

    Raises NoDateToAnswer for a visit that is over, not announced or already moved on, Refused.
    """
    with transaction.atomic():
        row = _asked(inspection, "confirm_visit", by)
        given = row.date_answers.filter(proposed_on=row.planned_on, suits=True).first()
        if given is not None:
            return given
        _require_no_wish(row)
        answer = DateAnswer.objects.create(
            inspection=row, proposed_on=row.planned_on, suits=True, answered_by=by, answered_at=now
        )
        events.record("confirm_visit", row.application, by=by, payload={"inspection": row.pk})
    return answer


def _require_no_wish(row: Inspection) -> None:
    if row.date_answers.filter(suits=False, is_granted=None).exists():
        raise NoDateToAnswer(_("You have asked for another day already; the answer is on its way."))


def ask_other_date(
    inspection: Inspection, *, wished_on: datetime.date, reason: str, by: Any, now: datetime.datetime
) -> DateAnswer:
    """Ask, for the enterprise, for another day, with a reason; until the leader decides the planned day stands.

    Raises BadWish for a day that is past, the planned one or after the term of the inspection, NoDateToAnswer, Refused.
    """
    with transaction.atomic():
        row = _asked(inspection, "ask_other_visit", by)
        _require_no_wish(row)
        _check(row, wished_on, reason, today=timezone.localdate(now))
        answer = DateAnswer.objects.create(
            inspection=row,
            proposed_on=row.planned_on,
            suits=False,
            wished_on=wished_on,
            reason=reason.strip(),
            answered_by=by,
            answered_at=now,
        )
        events.record("ask_other_visit", row.application, by=by, payload={"inspection": row.pk})
    return answer


def decide_date(
    answer: DateAnswer, *, is_granted: bool, note: str = "", by: Any, now: datetime.datetime
) -> DateAnswer:
    """Grant, as leader of the team, the day the enterprise asked for, or keep the planned one with a reason.

    Raises WishDecided, BadWish without a reason or when the day has passed meanwhile, Refused.
    """
    with transaction.atomic():
        application = locked(answer.inspection.application)
        policies.require(by, "applications.application.decide_visit_date", application)
        inspection = Inspection.objects.select_for_update().get(pk=answer.inspection_id)
        row = DateAnswer.objects.select_for_update().get(pk=answer.pk)
        if row.suits or row.is_granted is not None:
            raise WishDecided(_("This wish has been decided already."))
        if not is_granted and not note.strip():
            raise BadWish(_("Tell the enterprise why the day stays."))
        _require_time(inspection, row, is_granted=is_granted)
        if is_granted and row.wished_on is not None:
            if row.wished_on < timezone.localdate(now):
                raise BadWish(_("The day asked for has passed; agree on another one."))
            check_rule(application, inspection.mode, row.wished_on, place=inspection.place, reason=row.reason)
            inspection.planned_on = row.wished_on
            inspection.save()
        row.is_granted, row.note, row.decided_by, row.decided_at = is_granted, note.strip(), by, now
        row.save()
        events.record(
            "decide_visit_date",
            application,
            by=by,
            payload={
                "inspection": inspection.pk,
                "granted": is_granted,
                "day": inspection.planned_on.isoformat(),
            },
        )
    return row


def _require_time(inspection: Inspection, wish: DateAnswer, *, is_granted: bool) -> None:
    """Refuse to keep a day whose notice became too short when the enterprise asks for one that leaves the time."""
    earliest = short_notice(inspection)
    if is_granted or earliest is None or wish.wished_on is None or wish.wished_on < earliest:
        return
    raise BadWish(
        _(
            "By the calendar announced since, the notice of this visit is too short: a wish for %(date)s or later cannot be declined."
        )
        % {"date": earliest.isoformat()}
    )


def _asked(inspection: Inspection, action: str, by: Any) -> Inspection:
    """Return the visit, locked with its case, if its day can be answered now."""
    application = locked(inspection.application)
    policies.require(by, f"applications.application.{action}", application)
    row = Inspection.objects.select_for_update().get(pk=inspection.pk)
    is_open = row.cancelled_at is None and row.locked_at is None
    if application.status != Status.INSPECTION or not is_open or row.mode == Mode.MYSTERY:
        raise NoDateToAnswer(_("No date of a visit waits for your answer."))
    return row


def _check(row: Inspection, wished_on: datetime.date, reason: str, *, today: datetime.date) -> None:
    if not reason.strip():
        raise BadWish(_("Give a reason."))
    if wished_on <= today or wished_on == row.planned_on:
        raise BadWish(_("Choose a day after today, other than the planned one."))
    last = row.application.due_on
    if last is not None and wished_on > last:
        raise BadWish(_("The inspection has to be finished by %(date)s.") % {"date": last.isoformat()})
