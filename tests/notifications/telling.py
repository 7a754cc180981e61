"""What the tests of notices share: an event that happened, a dispatch that waits."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.core import mail
from django.db import transaction

from brandcert.applications.enums import Status
from brandcert.core import delivery, events
from brandcert.notifications.models import Dispatch

if TYPE_CHECKING:
    from brandcert.core.models import Event
    from tests.world import World


def happen(step: str, row: Any, by: Any, **payload: Any) -> Event:
    """Record that a step happened and deliver it."""
    with transaction.atomic():
        event = events.record(step, row, by=by, payload=payload)
    delivery.deliver(event.pk)
    return event


def queued(world: World, channel: str = "email", step: str = "accept") -> Dispatch:
    """Give one dispatch to the owner that nobody has tried yet."""
    event = happen(step, world.application(Status.ACCEPTED, due_on=world.today), world.clerk)
    row = Dispatch.objects.get(message__event=event, message__recipient=world.owner, channel=channel)
    Dispatch.objects.filter(pk=row.pk).update(sent_at=None, attempts=0)
    mail.outbox.clear()
    return Dispatch.objects.get(pk=row.pk)
