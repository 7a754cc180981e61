"""Writing the public log: sealed events in their order, each exactly once, and a signed checkpoint after them."""

import logging

from django.db import transaction

from brandcert.certificates.credentials.keys import UnusableMachineKey, raw_public
from brandcert.certificates.log import entries, merkle, notes
from brandcert.certificates.models import Certificate, Checkpoint, LogEntry, PublishedKey
from brandcert.certificates.queries import log, log_check
from brandcert.certificates.services.machine_keys import machine_key
from brandcert.core import chain
from brandcert.core.models import Event, NumberSeries

logger = logging.getLogger(__name__)
CHUNK = 1000


@chain.follower
def publish() -> None:
    """Bring log and checkpoint up to the last sealed event."""
    while append() == CHUNK:
        pass
    promise()


def append() -> int:
    """Append the entries of sealed public events that have none yet, in the order of their seals; return how many.

    One writer at a time: it holds the lock of the log until its transaction ends.
    """
    with transaction.atomic():
        NumberSeries.objects.get_or_create(key=log_check.SEEN)
        seen = NumberSeries.objects.select_for_update().get(key=log_check.SEEN)
        sealed = Event.objects.exclude(seq=None).order_by("-seq").values_list("seq", flat=True).first() or 0
        if sealed <= seen.last:
            return 0
        fresh = Event.objects.filter(name__in=entries.ACTS, seq__gt=seen.last, seq__lte=sealed).order_by(
            "seq"
        )
        found = list(fresh[:CHUNK])
        LogEntry.objects.bulk_create(_rows(found))
        seen.last = (found[-1].seq or 0) if len(found) == CHUNK else sealed
        seen.save(update_fields=["last"])
    return len(found)


def _rows(found: list[Event]) -> list[LogEntry]:
    about = Certificate.objects.in_bulk([event.subject_id for event in found])
    start = log.size()
    blocks = merkle.blocks(0, start)
    known = log.read(blocks)
    frontier = [known[block] for block in blocks]
    rows = []
    for index, event in enumerate(found, start):
        certificate = about[event.subject_id]
        line = log.line(event, certificate)
        hashes = merkle.completed(frontier, index, merkle.leaf_hash(line.encode()))
        rows.append(
            LogEntry(
                index=index,
                event=event,
                number=certificate.number,
                entry=line,
                hashes=[each.hex() for each in hashes],
            )
        )
    return rows


def promise() -> Checkpoint | None:
    """Sign a checkpoint of the whole log unless there is one; None for an empty log, and without a key to sign with."""
    size = log.size()
    existing = Checkpoint.objects.filter(size=size).first()
    if existing is not None or not size:
        return existing
    try:
        key = machine_key(PublishedKey.Use.LOG)
    except UnusableMachineKey:
        logger.exception("the public log cannot be signed")
        return None
    root = log.root(size)
    note = notes.sign(log.origin(), size, root, public=raw_public(key.jwk), signed=key.sign)
    made, _is_new = Checkpoint.objects.get_or_create(size=size, defaults={"root": root.hex(), "note": note})
    return made


def audit_note() -> str | None:
    """Return the signed end of the internal audit trail for places outside; None without seal or key."""
    event = Event.objects.exclude(seq=None).order_by("-seq").first()
    if event is None:
        return None
    key = machine_key(PublishedKey.Use.LOG)
    return notes.sign(
        log.origin("audit"),
        event.seq or 0,
        bytes.fromhex(event.hash),
        public=raw_public(key.jwk),
        signed=key.sign,
    )


# `audit verify` and `fsck` look at the log too.
chain.auditor(log.log_faults)
