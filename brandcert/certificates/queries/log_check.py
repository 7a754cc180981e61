"""The public log checked against the events it is made of and the promises that were signed."""

from collections.abc import Iterator

from brandcert.certificates.log import entries, merkle, notes
from brandcert.certificates.models import Certificate, Checkpoint, LogEntry
from brandcert.certificates.queries import log
from brandcert.core import chain
from brandcert.core.models import Event, NumberSeries

SEEN = "publiclog.seen"
CHUNK = 500


def _events(until: int) -> Iterator[Event]:
    found = Event.objects.filter(name__in=entries.ACTS, seq__lte=until).order_by("seq")
    return found.iterator(chunk_size=CHUNK)


def entry_faults() -> Iterator[str]:
    """Walk events and entries side by side: each public event has its entry, in order, word for word, and its hashes."""
    until = NumberSeries.objects.filter(key=SEEN).values_list("last", flat=True).first() or 0
    logged = LogEntry.objects.order_by("index").iterator(chunk_size=CHUNK)
    frontier: list[bytes] = []
    for count, event in enumerate(_events(until)):
        row = next(logged, None)
        if row is None:
            yield f"log: entry {count} is missing, event {event.seq} is not in the log"
            return
        if row.index != count or row.event_id != event.pk:
            yield f"log: entry {row.index} stands where event {event.seq} belongs"
            return
        yield from _faults_of(row, event, frontier)
    extra = next(logged, None)
    if extra is not None:
        yield f"log: entry {extra.index} stands for no event"


def _faults_of(row: LogEntry, event: Event, frontier: list[bytes]) -> Iterator[str]:
    certificate = Certificate.objects.filter(pk=event.subject_id).first()
    if certificate is None or row.entry != log.line(event, certificate) or row.number != certificate.number:
        yield f"log: entry {row.index} does not tell what event {event.seq} says"
    hashes = merkle.completed(frontier, row.index, merkle.leaf_hash(row.entry.encode()))
    if row.hashes != [each.hex() for each in hashes]:
        yield f"log: the hashes of entry {row.index} are not those of the log"


def signed_faults() -> Iterator[str]:
    """Check signature and root of every checkpoint, and that the newest covers the whole log."""
    newest = 0
    for row in Checkpoint.objects.order_by("size").iterator(chunk_size=CHUNK):
        newest = row.size
        told = notes.checkpoints(row.note)
        if len(told) != 1 or not log.is_signed(told[0]) or told[0].origin != log.origin():
            yield f"log: the checkpoint of {row.size} entries is not signed by a key of this log"
        elif (told[0].size, told[0].root.hex()) != (row.size, row.root) or _root(row.size) != told[0].root:
            yield f"log: the checkpoint of {row.size} entries promises another log"
    if newest > log.size():
        yield f"log: a checkpoint promises {newest} entries, the log has {log.size()}"


def _root(size: int) -> bytes | None:
    try:
        return log.root(size)
    except (KeyError, IndexError):
        return None


def kept_elsewhere(text: str) -> Iterator[str]:
    """Compare log and audit trail with checkpoints that were kept outside: nothing is missing, nothing was rewritten."""
    found = notes.checkpoints(text)
    if not found:
        yield "the file holds no checkpoint"
    for told in found:
        if not log.is_signed(told):
            yield f"the checkpoint {told.origin} {told.size} is not signed by a key of this log"
        elif told.origin == log.origin():
            if _root(told.size) != told.root:
                yield f"log: it is not the one of which {told.size} entries were promised"
        elif told.origin == log.origin("audit"):
            if chain.head_at(told.size) != told.root:
                yield f"audit trail: it is not the one of which {told.size} events were promised"
        else:
            yield f"the checkpoint is about another log, {told.origin}"
