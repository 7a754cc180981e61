"""Plants the faults that TEST_PLANTED names; loaded like the tasks of any app."""

import os
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

from celery import current_app
from django.conf import settings
from django.db import transaction

from brandcert.certificates.models import Certificate
from brandcert.certificates.services import making
from brandcert.core import delivery, tasks
from brandcert.documents.printing import typesetting


def no_sweep() -> None:
    """Nobody looks for certificates that were sent to the workers and lost on the way."""
    delivery._sweepers.remove(making.resume)


def bare_delay() -> None:
    """Messages are published as the tutorials do it, and their loss is an error of the page."""

    def wake(task: str, *args: Any) -> None:
        transaction.on_commit(lambda: current_app.tasks[task].delay(*args))

    tasks.wake = wake


def patient() -> None:
    """Publishing waits as long as a worker does."""
    settings.PUBLISH_TRANSPORT_OPTIONS = {}


def no_fonts() -> None:
    """The fonts of the certificates are not on this machine."""
    vars(typesetting).update(FONT_FOLDER=Path("nowhere"))


def own_counters() -> None:
    """Every process counts for itself, which is what Django does when nobody tells it otherwise."""
    settings.CACHES["default"] = {"BACKEND": "django.core.cache.backends.locmem.LocMemCache"}


def slow() -> None:
    """A document takes a moment, so that what shall happen in the middle of a list does happen there."""
    make = making._make

    def slowly(row: Certificate) -> tuple[str, str]:
        time.sleep(0.2)
        return make(row)

    making._make = slowly


FAULTS: dict[str, Callable[[], None]] = {
    fault.__name__: fault for fault in (no_sweep, bare_delay, patient, no_fonts, own_counters, slow)
}
for name in os.environ["TEST_PLANTED"].split(","):
    FAULTS[name]()
