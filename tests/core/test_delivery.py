"""Events reach their handlers exactly once, whatever fails in between."""

from collections.abc import Iterator

import pytest
from django.db import transaction
from django.utils import timezone

from brandcert.core import delivery, events, subscriptions
from brandcert.core.actors import SYSTEM
from brandcert.core.models import CalendarDay, Delivery, Event
from tests.world import World

NAME = "enterprises.enterprise.import"
pytestmark = pytest.mark.both


class Broken(Exception):
    """What the failing handler raises."""


class Handlers:
    """Two handlers, one of which fails as often as it is told to."""

    failures = 0
    calls = 0

    @classmethod
    def good(cls, event: Event) -> None:
        CalendarDay.objects.create(
            day=timezone.localdate().replace(year=1900 + event.pk % 90), is_workday=True
        )

    @classmethod
    def bad(cls, _event: Event) -> None:
        cls.calls += 1
        if cls.calls <= cls.failures:
            raise Broken


def good(event: Event) -> None:
    Handlers.good(event)


def bad(event: Event) -> None:
    Handlers.bad(event)


@pytest.fixture(autouse=True)
def handlers() -> Iterator[None]:
    Handlers.calls = Handlers.failures = 0
    subscriptions.subscribe(NAME)(good)
    subscriptions.subscribe(NAME)(bad)
    yield
    subscriptions._handlers.pop(NAME)


def event(world: World) -> Event:
    with transaction.atomic():
        return events.record("import", world.enterprise, by=SYSTEM)


def test_a_second_delivery_does_nothing(world: World) -> None:
    fact = event(world)
    before = CalendarDay.objects.count()
    delivery.deliver(fact.pk)
    delivery.deliver(fact.pk)
    assert CalendarDay.objects.count() == before + 1
    assert Handlers.calls == 1
    fact.refresh_from_db()
    assert fact.settled_at is not None


def test_a_failing_handler_stops_nobody_and_is_tried_again(world: World) -> None:
    Handlers.failures = 1
    fact = event(world)
    before = CalendarDay.objects.count()
    delivery.sweep()
    assert CalendarDay.objects.count() == before + 1
    failed = Delivery.objects.get(handler__endswith=".bad")
    assert (failed.attempts, failed.done_at, "Broken" in failed.error) == (1, None, True)
    delivery.sweep()
    assert Handlers.calls == 1, "the pause after a failure is kept"
    Delivery.objects.update(not_before=timezone.now())
    delivery.sweep()
    fact.refresh_from_db()
    assert fact.settled_at is not None
    assert CalendarDay.objects.count() == before + 1


def test_r19_a_handler_that_always_fails_is_parked_after_three_attempts(world: World) -> None:
    Handlers.failures = 99
    fact = event(world)
    for _attempt in range(5):
        delivery.sweep()
        Delivery.objects.update(not_before=timezone.now())
    row = Delivery.objects.get(handler__endswith=".bad")
    assert (row.attempts, row.parked_at is not None) == (3, True)
    fact.refresh_from_db()
    assert fact.settled_at is not None
