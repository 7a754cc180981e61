"""The hash chain over the events: sealing committed rows in order, and verifying the whole."""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Final

from django.db import transaction

from brandcert.core.models import Event, NumberSeries

GENESIS: Final = "0" * 64
CHUNK: Final = 1000
_HEAD: Final = "core.chain"


@dataclass(frozen=True, slots=True)
class Report:
    """What `audit verify` found: how many events are sealed, how many wait, and what is wrong."""

    sealed: int
    unsealed: int
    faults: tuple[str, ...]


def seal() -> int:
    """Chain the committed events that are not chained yet, oldest first; return how many.

    One sealer at a time: it holds the lock of the chain's head until its transaction ends.
    """
    with transaction.atomic():
        NumberSeries.objects.get_or_create(key=_HEAD)
        head = NumberSeries.objects.select_for_update().get(key=_HEAD)
        last = Event.objects.exclude(seq=None).order_by("-seq").first()
        prev_hash = last.hash if last else GENESIS
        count = 0
        for event in Event.objects.unsealed()[:CHUNK]:
            head.last += 1
            event.seq, event.prev_hash = head.last, prev_hash
            event.hash = prev_hash = event.sealed_as(head.last, event.prev_hash)
            event.save(update_fields=["seq", "prev_hash", "hash"])
            count += 1
        head.save(update_fields=["last"])
    return count


def verify() -> Report:
    """Recompute the whole chain and name every fault: changed, missing, swapped or cut rows."""
    expected, prev_hash, faults = 0, GENESIS, []
    for event in _sealed():
        expected += 1
        if event.seq != expected:
            faults.append(f"sequence {expected} is missing, found {event.seq}")
            expected = event.seq or expected
        elif event.prev_hash != prev_hash:
            faults.append(f"sequence {event.seq} does not follow the one before it")
        if event.hash != event.sealed_as(event.seq or 0, event.prev_hash):
            faults.append(f"sequence {event.seq} was changed")
        prev_hash = event.hash
    head = NumberSeries.objects.filter(key=_HEAD).values_list("last", flat=True).first() or 0
    if head != expected:
        faults.append(f"the chain ends at {expected}, its head says {head}")
    return Report(expected, Event.objects.unsealed().count(), tuple(faults))


def _sealed() -> Iterator[Event]:
    return Event.objects.exclude(seq=None).order_by("seq").iterator(chunk_size=CHUNK)
