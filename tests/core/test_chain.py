"""The hash chain over the events finds every change."""

import pytest
from django.db import transaction

from brandcert.core import chain, events
from brandcert.core.actors import SYSTEM
from brandcert.core.models import Event
from tests.tampering import tampering
from tests.world import World

pytestmark = pytest.mark.both


@pytest.fixture
def sealed(world: World) -> World:
    for number in range(6):
        with transaction.atomic():
            events.record("create", world.enterprise, by=SYSTEM, payload={"n": number})
    assert chain.seal() == 6
    return world


def test_a_sealed_chain_verifies_and_reports_the_unsealed_tail(sealed: World) -> None:
    with transaction.atomic():
        events.record("create", sealed.enterprise, by=SYSTEM)
    assert chain.verify() == chain.Report(6, 1, ())


@pytest.mark.parametrize(
    "change",
    [
        {"payload": {"n": 99}},
        {"actor": "user:1"},
        {"name": "enterprises.enterprise.other"},
        {"subject_id": 4711},
        {"prev_hash": "f" * 64},
        {"hash": "f" * 64},
    ],
)
def test_r33_a_changed_event_is_found(sealed: World, change: dict[str, object]) -> None:
    with tampering():
        Event.objects.filter(seq=3).update(**change)
    assert chain.verify().faults


def test_r33_removed_swapped_and_cut_events_are_found(sealed: World) -> None:
    with tampering():
        Event.objects.filter(seq=3).update(seq=1000)
        Event.objects.filter(seq=4).update(seq=3)
        assert chain.verify().faults
        Event.objects.filter(seq=3).update(seq=4)
        Event.objects.filter(seq=1000).update(seq=3)
        assert not chain.verify().faults
        Event.objects.filter(seq=6).delete()
    assert chain.verify().faults
