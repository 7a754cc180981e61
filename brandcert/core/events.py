"""Writing events: the line of the audit trail that is at once the message to other stages."""

from collections.abc import Mapping
from typing import Any

from django.db import models, transaction
from django.utils import timezone

from brandcert.core import actors, tasks
from brandcert.core.models import Event
from brandcert.core.policies import label_of
from brandcert.core.subscriptions import handlers_of


def record(name: str, subject: models.Model, *, by: Any, payload: Mapping[str, Any] | None = None) -> Event:
    """Write the event `<app.model>.<name>` about the subject in the running transaction.

    After the commit its handlers are woken. The payload holds codes, keys and hashes, never personal
    data. Raises TransactionManagementError outside a transaction: change and event belong together.
    """
    if not transaction.get_connection().in_atomic_block:
        raise transaction.TransactionManagementError("an event is written with its change")
    full_name = f"{label_of(subject)}.{name}"
    facts = dict(payload or {})
    # Who acts as a deputy or by an emergency access leaves in whose place it was.
    borrowed = getattr(by, "borrowed", None)
    if borrowed is not None and (under := borrowed(full_name, subject)):
        facts["under"] = under
    event = Event.objects.create(
        name=full_name,
        subject_type=label_of(subject),
        subject_id=subject.pk,
        actor=actors.code_of(by),
        at=timezone.now(),
        payload=facts,
    )
    if handlers_of(full_name):
        tasks.wake("core.deliver_event", event.pk)
    else:
        Event.objects.filter(pk=event.pk).update(settled_at=event.at)
    return event
