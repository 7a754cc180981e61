"""Delivery of events to handlers: exactly once for database work, at least once for the outside."""

import datetime
import logging
from collections.abc import Callable
from typing import Final

from django.db import transaction
from django.db.models import F
from django.utils import timezone

from brandcert.core.models import Delivery, Event
from brandcert.core.subscriptions import Handler, handlers_of

logger = logging.getLogger(__name__)
MAX_ATTEMPTS: Final = 3
FIRST_PAUSE: Final = datetime.timedelta(seconds=5)
_sweepers: Final[list[Callable[[], None]]] = []


def sweeper(function: Callable[[], None]) -> Callable[[], None]:
    """Register a function the sweep calls each time: a clock, or a search for abandoned work."""
    _sweepers.append(function)
    return function


def deliver(event_id: int) -> None:
    """Run each handler of the event that has not succeeded yet; a failing one does not stop the others.

    A handler that failed MAX_ATTEMPTS times is parked and logged as an error for the operator.
    Running it again after success does nothing.
    """
    event = Event.objects.get(pk=event_id)
    handlers = handlers_of(event.name)
    outcomes = [_deliver_to(event, name, handler) for name, handler in handlers.items()]
    if all(outcomes):
        Event.objects.filter(pk=event.pk, settled_at=None).update(settled_at=timezone.now())


def _deliver_to(event: Event, name: str, handler: Handler) -> bool:
    """Run one handler once; return whether nothing more is to be done for it."""
    Delivery.objects.get_or_create(event=event, handler=name, defaults={"not_before": timezone.now()})
    # The attempt is counted in its own transaction, so that a handler which kills its process counts.
    claimed = Delivery.objects.filter(
        event=event, handler=name, done_at=None, parked_at=None, not_before__lte=timezone.now()
    ).update(attempts=F("attempts") + 1)
    if not claimed:
        return Delivery.objects.get(event=event, handler=name).not_before <= timezone.now()
    try:
        with transaction.atomic():
            row = Delivery.objects.select_for_update().get(event=event, handler=name)
            if row.done_at is None:
                handler(event)
                row.done_at = timezone.now()
                row.error = ""
                row.save(update_fields=["done_at", "error"])
    except Exception as failure:  # any failure of a handler is recorded and retried
        logger.exception("handler %s failed for event %s", name, event.pk)
        return _record_failure(event, name, failure)
    return True


def _record_failure(event: Event, name: str, failure: Exception) -> bool:
    """Write the failure down; return True when the handler is parked now."""
    row = Delivery.objects.get(event=event, handler=name)
    row.error = f"{type(failure).__name__}: {failure}"[:2000]
    row.not_before = timezone.now() + FIRST_PAUSE * 2 ** (row.attempts - 1)
    if row.attempts >= MAX_ATTEMPTS:
        row.parked_at = timezone.now()
        logger.error("handler %s is parked for event %s after %s attempts", name, event.pk, row.attempts)
    row.save(update_fields=["error", "not_before", "parked_at"])
    return row.parked_at is not None


def sweep() -> None:
    """Deliver every event that is still unsettled, then call every registered sweeper.

    One failure does not stop the rest. Needs no broker: with Redis down this alone does all work.
    """
    for event_id in list(Event.objects.unsettled().values_list("pk", flat=True)[:5000]):
        _guarded(lambda pk=event_id: deliver(pk))  # type: ignore[misc] # default argument binds the key
    for function in _sweepers:
        _guarded(function)


def _guarded(call: Callable[[], None]) -> None:
    try:
        call()
    except Exception:  # the sweep goes on; the log tells the operator
        logger.exception("sweep: %r failed", call)
