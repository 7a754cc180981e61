"""A request for deletion: asked, answered in time, carried out or refused with its reason."""

import datetime
from typing import Any

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from brandcert.accounts.models import User
from brandcert.core import events, pii, policies
from brandcert.core.errors import BusinessError, SomeoneWasFaster
from brandcert.core.workdays import Deadline, add_workdays
from brandcert.privacy.enums import Outcome, Wish
from brandcert.privacy.models import PersonalRequest
from brandcert.programs.models import Program

MODEL = "privacy.personalrequest"


class AlreadyAsked(BusinessError):
    """A request of the person waits for its answer."""


class AlreadyAnswered(SomeoneWasFaster):
    """The request was answered before."""


class StillNeeded(BusinessError):
    """The data is needed for something that is under way; the message says for what."""


def _require_free(person: User) -> None:
    reasons = pii.obstacles(person)
    if reasons:
        raise StillNeeded(" ".join(str(reason) for reason in reasons))


def ask_deletion(person: User, *, by: Any, now: datetime.datetime) -> PersonalRequest:
    """Ask for the deletion of what is held about oneself; due within the working days of the programme.

    Raises StillNeeded while something depends on the person, AlreadyAsked, Refused.
    """
    policies.require(by, f"{MODEL}.ask")
    if by.pk != person.pk:
        policies.require(by, f"{MODEL}.carry_out")
    _require_free(person)
    deadline = deletion_due(now)
    with transaction.atomic():
        User.objects.select_for_update().get(pk=person.pk)
        if PersonalRequest.objects.open().filter(person=person, wish=Wish.DELETION).exists():
            raise AlreadyAsked(_("You have asked for this already; the answer is on its way."))
        row = PersonalRequest.objects.create(
            person=person,
            wish=Wish.DELETION,
            asked_at=now,
            due_on=deadline.on,
            is_due_provisional=deadline.is_provisional,
        )
        events.record("ask", row, by=by, payload={"wish": Wish.DELETION})
    return row


def deletion_due(now: datetime.datetime) -> Deadline:
    """Return by when whoever asks now is answered."""
    program = Program.objects.order_by("id").first()
    days = program.privacy_days if program else Program._meta.get_field("privacy_days").get_default()
    return add_workdays(timezone.localdate(now), days)


def _locked(asked: PersonalRequest) -> PersonalRequest:
    row = PersonalRequest.objects.select_for_update().select_related("person").get(pk=asked.pk)
    if row.outcome:
        raise AlreadyAnswered(_("This request was answered before."))
    return row


@transaction.atomic
def carry_out(asked: PersonalRequest, *, by: Any, now: datetime.datetime) -> PersonalRequest:
    """Forget the person: every table with an eraser loses what tells who he was, the records stay.

    What the law keeps is named in the list of personal data. Raises StillNeeded, AlreadyAnswered, Refused.
    """
    row = _locked(asked)
    policies.require(by, f"{MODEL}.carry_out", row)
    _require_free(row.person)
    erased = {model: forget(row.person) for model, forget in pii.erasers().items()}
    row.erased = {model: count for model, count in erased.items() if count}
    row.outcome, row.decided_at, row.decided_by = Outcome.DONE, now, by
    row.save()
    events.record("carry_out", row, by=by, payload={"erased": row.erased})
    return row


@transaction.atomic
def refuse(asked: PersonalRequest, *, reason: str, by: Any, now: datetime.datetime) -> PersonalRequest:
    """Refuse a request; the person reads the reason. Raises AlreadyAnswered, Refused."""
    row = _locked(asked)
    policies.require(by, f"{MODEL}.refuse", row)
    row.reason, row.outcome, row.decided_at, row.decided_by = reason.strip(), Outcome.REFUSED, now, by
    row.save()
    events.record("refuse", row, by=by)
    return row
