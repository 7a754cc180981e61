"""Whose messages are whose, and what a person wants to be sent."""

from typing import Any

from django.db.models import QuerySet

from brandcert.accounts.models import User
from brandcert.notifications.enums import Channel
from brandcert.notifications.models import Message, Preference

EVERYTHING = frozenset({Channel.EMAIL, Channel.SMS})


def messages_of(user: User) -> QuerySet[Message]:
    """Return the person's messages, the latest first."""
    return Message.objects.filter(recipient=user).order_by("-id")


def inbox_of(user: User) -> QuerySet[Message]:
    """Return the person's messages without their texts, unread ones first, then the latest."""
    return Message.objects.filter(recipient=user).unread_first().defer("body")


def unread_count(user: Any) -> int:
    """Return how many messages the person has not opened."""
    if getattr(user, "pk", None) is None:
        return 0
    return Message.objects.filter(recipient=user, read_at=None).count()


def preference_of(user: User) -> Preference:
    """Return what the person wants; unsaved, with everything on, for one who has not chosen."""
    return Preference.objects.filter(user=user).first() or Preference(user=user)


def wishes_of(people: list[User]) -> dict[int, frozenset[Channel]]:
    """Return for each person the channels wanted beside the portal, in one query."""
    chosen = {row.user_id: wish_of(row) for row in Preference.objects.filter(user__in=people)}
    return {person.pk: chosen.get(person.pk, EVERYTHING) for person in people}


def wish_of(row: Preference) -> frozenset[Channel]:
    """Return the channels a row of wishes asks for."""
    pairs = ((Channel.EMAIL, row.by_email), (Channel.SMS, row.by_sms))
    return frozenset(channel for channel, is_on in pairs if is_on)
