"""Asking for a rating, taking it, and looking into bad ones."""

import datetime
from collections.abc import Iterable
from typing import Any

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from brandcert.applications.models import Application
from brandcert.core import events, policies
from brandcert.core.actors import SYSTEM
from brandcert.core.delivery import sweeper
from brandcert.core.errors import BusinessError, SomeoneWasFaster
from brandcert.core.models import Event
from brandcert.core.workdays import add_workdays
from brandcert.feedback.enums import Level, Occasion, Outcome, Reason
from brandcert.feedback.models import FollowUp, Rating

MODEL = "feedback.followup"
MOST_CHARACTERS = 2000


class AlreadyRated(SomeoneWasFaster):
    """The stage was rated before: one link, one rating."""


class RatingOver(BusinessError):
    """The time to rate is over."""


class UnusableRating(BusinessError):
    """The rating is none of the five, or names a reason that is not on the list."""


class IncompleteFollowUp(BusinessError):
    """Something has to be written down first; the message says what."""


class AlreadyClosed(SomeoneWasFaster):
    """The follow-up was closed before."""


@transaction.atomic
def invite(application: Application, *, occasion: Occasion, now: datetime.datetime) -> Rating:
    """Ask the enterprise about a finished stage, once; the people are told by the event.

    A case that was opened again and ended again is not asked about a second time.
    """
    days = application.batch.program.rating_open_days
    rating, is_new = Rating.objects.get_or_create(
        application=application,
        occasion=occasion,
        defaults={
            "invited_at": now,
            "open_until": timezone.localdate(now) + datetime.timedelta(days=days),
        },
    )
    if is_new:
        events.record("invite", rating, by=SYSTEM, payload={"occasion": occasion})
    return rating


@transaction.atomic
def give(
    rating: Rating, *, level: int, now: datetime.datetime, reasons: Iterable[str] = (), comment: str = ""
) -> Rating:
    """Take the one rating of a stage from whoever holds its link; a bad one opens a follow-up with a deadline.

    The trail names the system as the actor, so that nobody finds out there who rated. Raises AlreadyRated,
    RatingOver, UnusableRating.
    """
    row = Rating.objects.select_for_update(of=("self",)).select_related("application__batch__program")
    found = row.get(pk=rating.pk)
    if found.given_at is not None:
        raise AlreadyRated(_("This stage has been rated already. Thank you."))
    if timezone.localdate(now) > found.open_until:
        raise RatingOver(_("The time to rate this stage is over."))
    named = list(dict.fromkeys(reasons))
    if level not in Level.values or not set(named) <= set(Reason.values):
        raise UnusableRating(_("Choose one of the five ratings."))
    found.level, found.reasons, found.given_at = level, named, now
    found.comment = comment.strip()[:MOST_CHARACTERS]
    found.save()
    events.record("give", found, by=SYSTEM, payload={"level": level, "reasons": named})
    if found.is_bad:
        _open(found, now=now)
    return found


def _open(rating: Rating, *, now: datetime.datetime) -> FollowUp:
    """Open the follow-up of a bad rating, due within the working days of the programme."""
    deadline = add_workdays(timezone.localdate(now), rating.application.batch.program.rating_days)
    row = FollowUp.objects.create(
        rating=rating, opened_at=now, due_on=deadline.on, is_due_provisional=deadline.is_provisional
    )
    events.record("open", row, by=SYSTEM, payload={"due": deadline.on.isoformat()})
    return row


def _locked(row: FollowUp) -> FollowUp:
    found = (
        FollowUp.objects.select_for_update(of=("self",)).select_related("rating__application").get(pk=row.pk)
    )
    if found.closed_at is not None:
        raise AlreadyClosed(_("This follow-up was closed before."))
    return found


@transaction.atomic
def call(row: FollowUp, *, is_reached: bool, said: str, by: Any, now: datetime.datetime) -> FollowUp:
    """Record a call back: whether somebody was reached and what they said; a later call adds to it.

    Raises IncompleteFollowUp without a word about it, AlreadyClosed, Refused.
    """
    found = _locked(row)
    policies.require(by, f"{MODEL}.call", found)
    if not said.strip():
        raise IncompleteFollowUp(_("Write down what was said, or how you tried to reach somebody."))
    line = f"{timezone.localtime(now):%Y-%m-%d %H:%M} {said.strip()}"
    found.said = f"{found.said}\n{line}".strip()
    found.is_reached = found.is_reached or is_reached
    found.called_at, found.called_by = now, by
    found.save()
    events.record("call", found, by=by, payload={"reached": is_reached})
    return found


@transaction.atomic
def close(row: FollowUp, *, outcome: Outcome, answer: str, by: Any, now: datetime.datetime) -> FollowUp:
    """Close the follow-up with its outcome; the enterprise reads the answer.

    Nobody closes what nobody called about. Raises IncompleteFollowUp, AlreadyClosed, Refused.
    """
    found = _locked(row)
    policies.require(by, f"{MODEL}.close", found)
    if found.called_at is None:
        raise IncompleteFollowUp(_("Call back first and record the call."))
    if found.is_reached == (outcome == Outcome.NOT_REACHED):
        raise IncompleteFollowUp(_("The outcome contradicts the recorded calls."))
    if not answer.strip():
        raise IncompleteFollowUp(_("Write the answer to the enterprise."))
    found.outcome, found.answer = outcome, answer.strip()
    found.closed_at, found.closed_by = now, by
    found.save()
    events.record("close", found, by=by, payload={"outcome": outcome})
    return found


def flag_late(*, today: datetime.date) -> int:
    """Record, once for each deadline, that a bad rating was not looked into in time; return how many."""
    flagged = 0
    for row in FollowUp.objects.open().filter(due_on__lt=today).order_by("id"):
        due = row.due_on.isoformat()
        with transaction.atomic():
            FollowUp.objects.select_for_update(of=("self",)).get(pk=row.pk)
            told = Event.objects.about(row).filter(name=f"{MODEL}.flag_late", payload__due=due)
            if not told.exists():
                events.record("flag_late", row, by=SYSTEM, payload={"due": due})
                flagged += 1
    return flagged


@sweeper
def watch_follow_ups() -> None:
    """The clock of follow-ups."""
    flag_late(today=timezone.localdate())


@transaction.atomic
def reveal_contact(row: FollowUp, *, by: Any) -> Event:
    """Show the contact data of the enterprise to the person for half an hour, to call back; it is recorded. Raises Refused."""
    policies.require(by, f"{MODEL}.reveal_contact", row)
    return events.record("reveal_contact", row, by=by, payload={"ground": "service"})
