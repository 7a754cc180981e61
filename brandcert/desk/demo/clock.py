"""The clock of the demonstration: lets a story that took months be told in a minute."""

import datetime
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from typing import Any

from django.apps import apps
from django.db import models
from django.utils import timezone

_real_now = timezone.now


class Clock:
    """The instant the demonstration is at."""

    def __init__(self) -> None:
        """Start now."""
        self.real_today = timezone.localdate()
        self.at = _real_now()

    def now(self) -> datetime.datetime:
        """Return the instant the story is at; every call a little later, as work takes time."""
        self.at += datetime.timedelta(seconds=37)
        return self.at

    @property
    def today(self) -> datetime.date:
        """Return the date of the story."""
        return timezone.localdate(self.at)

    def go_to(self, days_ago: int, hour: int = 9) -> None:
        """Go to a working hour so many days before the real today; never past the real now."""
        day = self.real_today - datetime.timedelta(days=days_ago)
        start = datetime.datetime.combine(day, datetime.time(hour), timezone.get_default_timezone())
        # An hour is kept back, so that what a story does on its last day still lies in the past.
        self.at = min(start, _real_now() - datetime.timedelta(hours=1))


@contextmanager
def story_time() -> Iterator[Clock]:
    """Let Django's clock follow the story inside this block, in this process only."""
    clock = Clock()
    timezone.now = clock.now  # undone below; nothing but the demonstration does this
    dated = [field for model in apps.get_models() for field in model._meta.local_fields if _is_dated(field)]
    _let(dated, lambda: clock.at)
    try:
        yield clock
    finally:
        timezone.now = _real_now
        _let(dated, _real_now)


def _is_dated(field: models.Field[Any, Any]) -> bool:
    """Say whether new rows get the present instant: such a default holds the function, not its name."""
    return getattr(field, "default", None) is _real_now


def _let(fields: Iterable[models.Field[Any, Any]], now: Callable[[], datetime.datetime]) -> None:
    for field in fields:
        field.default = now
        field.__dict__.pop("_get_default", None)  # Django keeps the function it found first
