"""The Celery tasks of the kernel; the only module that publishes a message."""

import logging
import math
import time
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

import celery
from celery import shared_task
from django.conf import settings
from django.db import transaction
from kombu import pools

logger = logging.getLogger(__name__)
PAUSE_AFTER_FAILURE = 30.0


class _Breaker:
    """Remembers that the broker failed, so that the next requests do not wait for it again."""

    closed_until = 0.0
    failures = 0


def wake(task: str, *args: Any) -> None:
    """Publish a task once the transaction commits; the broker's failure is logged and counted, never raised.

    A message is only a wake-up call: what must be done is a row, and the sweep finds it.
    """
    transaction.on_commit(lambda: _publish(task, args))


@contextmanager
def unwoken() -> Iterator[None]:
    """Publish nothing inside: for work that leaves nothing to do, or nothing the sweep could not find."""
    before, _Breaker.closed_until = _Breaker.closed_until, math.inf
    try:
        yield
    finally:
        _Breaker.closed_until = before


def _publish(task: str, args: tuple[Any, ...]) -> None:
    """Publish on connections of our own: whoever publishes has a person waiting, unlike a worker that reads."""
    if time.monotonic() < _Breaker.closed_until:
        return
    app = celery.current_app
    try:
        connection = app.connection_for_write(transport_options=settings.PUBLISH_TRANSPORT_OPTIONS)
        with pools.producers[connection].acquire(block=True) as producer:
            app.tasks[task].apply_async(args=args, producer=producer, retry=False)
    except Exception:  # the broker may fail in any way; the business act stands
        _Breaker.failures += 1
        _Breaker.closed_until = time.monotonic() + PAUSE_AFTER_FAILURE
        logger.warning("could not publish %s; the sweep will find the work", task, exc_info=True)


@shared_task(name="core.deliver_event")
def deliver_event(event_id: int) -> None:
    """Deliver one event to its handlers."""
    from brandcert.core import delivery

    delivery.deliver(event_id)


@shared_task(name="core.sweep")
def sweep() -> None:
    """Do what was never done: undelivered events, expired leases, clocks."""
    from brandcert.core import delivery

    delivery.sweep()


@shared_task(name="core.seal")
def seal() -> None:
    """Chain the committed events that have no place in the hash chain yet."""
    from brandcert.core import chain

    chain.seal()
