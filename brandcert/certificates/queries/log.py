"""Reads of the public log: entries, proofs, checkpoints, and whether it tells what happened."""

import base64
from collections.abc import Iterator, Sequence
from typing import Any, Final
from urllib.parse import urlsplit

from django.conf import settings
from django.db.models import QuerySet

from brandcert.certificates.credentials.keys import raw_public
from brandcert.certificates.log import entries, merkle, notes
from brandcert.certificates.models import Certificate, Checkpoint, LogEntry, PublishedKey
from brandcert.certificates.queries.keys import published_keys

PAGE: Final = 500


def origin(what: str = "certificates") -> str:
    """Return the name of the log, and with another word that of the internal audit trail."""
    return f"{urlsplit(settings.BASE_URL).netloc}/{what}"


def size() -> int:
    """Return how many entries the log has."""
    last = LogEntry.objects.order_by("-index").values_list("index", flat=True).first()
    return 0 if last is None else last + 1


def latest() -> Checkpoint | None:
    """Return the newest signed checkpoint."""
    return Checkpoint.objects.order_by("-size").first()


def page(start: int, *, size: int) -> list[LogEntry]:
    """Return the entries from `start` on, below the size of a checkpoint, one page at most."""
    return list(
        LogEntry.objects.filter(index__gte=start, index__lt=min(size, start + PAGE)).order_by("index")
    )


def of_certificate(certificate: Certificate) -> QuerySet[LogEntry]:
    """Return what the log says of a certificate, oldest first."""
    return (
        LogEntry.objects.filter(number=certificate.number).order_by("index")
        if certificate.number
        else LogEntry.objects.none()
    )


def read(wanted: Sequence[merkle.Node]) -> dict[merkle.Node, bytes]:
    """Return the hashes of complete subtrees; KeyError for one the log does not have."""
    places = {node: merkle.place(node) for node in wanted}
    rows = dict(
        LogEntry.objects.filter(index__in={index for index, _height in places.values()}).values_list(
            "index", "hashes"
        )
    )
    return {node: bytes.fromhex(rows[index][height]) for node, (index, height) in places.items()}


def root(size: int) -> bytes:
    """Return the root of the first `size` entries; KeyError when there are fewer."""
    return next(merkle.roots([(0, size)], read))


def proof(ranges: Sequence[merkle.Range]) -> list[str]:
    """Return the hashes of a proof as base64."""
    return [base64.b64encode(each).decode() for each in merkle.roots(ranges, read)]


def inclusion_proof(entry: LogEntry, size: int) -> dict[str, Any]:
    """Return the entry with what proves that it is in the log of `size` entries."""
    return {
        "index": entry.index,
        "tree_size": size,
        "entry": entry.entry,
        "leaf_hash": base64.b64encode(bytes.fromhex(entry.hashes[0])).decode(),
        "hashes": proof(merkle.inclusion(entry.index, size)),
    }


def verifier_keys(what: str = "certificates") -> list[str]:
    """Return every key the log was ever signed with, newest first, as verifiers of notes take them."""
    kept = published_keys(PublishedKey.Use.LOG)
    return [notes.verifier_key(origin(what), raw_public(key.jwk)) for key in reversed(kept)]


def is_signed(told: notes.Checkpoint) -> bool:
    """Say whether one of our keys signed the checkpoint."""
    return any(notes.is_signed(told, raw_public(key.jwk)) for key in published_keys(PublishedKey.Use.LOG))


def line(event: Any, certificate: Certificate) -> str:
    """Return the entry that stands for an event about a certificate."""
    return entries.entry(
        event.name, at=event.at, payload=event.payload, number=certificate.number, facts=certificate.facts
    )


def log_faults(checkpoints: Sequence[str] = ()) -> Iterator[str]:
    """Yield every fault of the log: against the events, in its hashes, its checkpoints, and those kept elsewhere."""
    from brandcert.certificates.queries.log_check import entry_faults, kept_elsewhere, signed_faults

    yield from entry_faults()
    yield from signed_faults()
    for text in checkpoints:
        yield from kept_elsewhere(text)
