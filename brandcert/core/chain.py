"""The hash chain over the events: sealing committed rows in order, and verifying the whole."""

import logging
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from typing import Final

from django.db import transaction

from brandcert.core.models import Event, NumberSeries

GENESIS: Final = "0" * 64
CHUNK: Final = 1000
_HEAD: Final = "core.chain"
logger = logging.getLogger(__name__)
Follower = Callable[[], None]
Auditor = Callable[[Sequence[str]], Iterator[str]]
_followers: Final[list[Follower]] = []
_auditors: Final[list[Auditor]] = []


@dataclass(frozen=True, slots=True)
class Report:
    """What `audit verify` found: how many events are sealed, how many wait, and what is wrong."""

    sealed: int
    unsealed: int
    faults: tuple[str, ...]


def follower(function: Follower) -> Follower:
    """Register a function that is called after each sealing: it carries sealed events on, in their order."""
    _followers.append(function)
    return function


def auditor(function: Auditor) -> Auditor:
    """Register a function that `audit verify` asks for faults; it is given the texts of checkpoints kept elsewhere."""
    _auditors.append(function)
    return function


def audits(checkpoints: Sequence[str] = ()) -> Iterator[str]:
    """Yield what the registered auditors find."""
    for function in _auditors:
        yield from function(checkpoints)


def seal() -> int:
    """Chain the committed events that are not chained yet, oldest first; return how many.

    One sealer at a time: it holds the lock of the chain's head until its transaction ends. What follows the chain is
    told afterwards; its failure breaks no seal and is made up for at the next one.
    """
    count = _seal()
    for function in _followers:
        try:
            function()
        except Exception:  # the seal stands; the log tells the operator
            logger.exception("what follows the audit trail failed: %r", function)
    # Following may leave events of its own, such as the first use of a key.
    return count + _seal()


def head_at(seq: int) -> bytes | None:
    """Return the hash of the sealed event at a place, None where there is none."""
    found = Event.objects.filter(seq=seq).values_list("hash", flat=True).first()
    return bytes.fromhex(found) if found else None


def sealed_count() -> int:
    """Return the place of the last sealed event."""
    return Event.objects.exclude(seq=None).order_by("-seq").values_list("seq", flat=True).first() or 0


def _seal() -> int:
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
