"""Reading messages, and choosing by which channels they come."""

import datetime
from typing import Any

from django.db import IntegrityError, transaction
from django.utils import timezone

from brandcert.accounts.models import User
from brandcert.core import policies
from brandcert.notifications.models import Message, Preference


def mark_read(message: Message, *, by: Any) -> Message:
    """Note that the recipient opened the message; the first time counts."""
    policies.require(by, "notifications.message.view", message)
    if message.read_at is None:
        message.read_at = timezone.now()
        message.save(update_fields=["read_at"])
    return message


def mark_unread(message: Message, *, by: Any) -> Message:
    """Put the message back among the unread ones, for whoever wants to come back to it."""
    policies.require(by, "notifications.message.view", message)
    message.read_at = None
    message.save(update_fields=["read_at"])
    return message


def mark_all_read(user: User, *, now: datetime.datetime, up_to: int) -> int:
    """Mark the person's messages as read that were there when the page was drawn (keys up to `up_to`); return how many.

    What came meanwhile stays unread: nobody has seen it.
    """
    return Message.objects.filter(recipient=user, pk__lte=up_to).unread().update(read_at=now)


def choose_channels(user: User, *, by_email: bool, by_sms: bool, now: datetime.datetime) -> Preference:
    """Keep by which channels the person wants to be told; notices that the rules require go by all of theirs."""
    values = {"by_email": by_email, "by_sms": by_sms, "changed_at": now}
    try:
        with transaction.atomic():
            return Preference.objects.update_or_create(user=user, defaults=values)[0]
    except IntegrityError:  # the same person in a second window, at the same instant
        return Preference.objects.update_or_create(user=user, defaults=values)[0]
