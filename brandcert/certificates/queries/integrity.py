"""The register checked against itself, the files and the signatures: what `fsck` reports."""

import datetime
import hashlib
import itertools
from collections import Counter
from collections.abc import Iterator, Sequence
from pathlib import Path

from django.conf import settings

from brandcert.certificates import validity
from brandcert.certificates.enums import PUBLIC, CertificateStatus
from brandcert.certificates.models import Certificate, SigningKey
from brandcert.certificates.numbering import is_mistyped
from brandcert.certificates.queries.credential_check import credential_faults, place_faults
from brandcert.certificates.queries.status_list import credential_keys
from brandcert.core.models import Event, NumberSeries, digest
from brandcert.documents.signing import verify_signature

_ENDED = (
    CertificateStatus.REVOKED,
    CertificateStatus.CANCELLED,
    CertificateStatus.EXPIRED,
    CertificateStatus.SUPERSEDED,
)
FACES = {"number": "machine_number", "valid_from": "valid_from", "valid_to": "valid_to"}


def kept_keys() -> tuple[bytes, ...]:
    """Return the public certificates of every key that signed here and whose event says so."""
    kept = {key.pk: key for key in SigningKey.objects.all()}
    told = Event.objects.filter(name="certificates.signingkey.keep").values_list("subject_id", "payload")
    return tuple(
        certificate
        for pk, payload in told
        if pk in kept and payload.get("sha256") == digest({"certificates": kept[pk].certificates})
        for certificate in kept[pk].chain()
    )


def faults(*, trusted: Sequence[bytes]) -> Iterator[str]:
    """Yield every fault of the register, one line each; nothing for a register in order.

    A document is judged at the instant it was signed: the certificate of its key may have ended since.
    """
    yield from _series_faults()
    keys = credential_keys()
    rows = Certificate.objects.select_related("category").prefetch_related("intervals").order_by("pk")
    for row in rows.iterator(chunk_size=200):
        label = row.number or f"draft {row.pk}"
        for fault in itertools.chain(_faults_of(row, trusted), credential_faults(row, keys)):
            yield f"{label}: {fault}"
    yield from place_faults()
    yield from _stray_files()


def _series_faults() -> Iterator[str]:
    """Compare the numbers with their counters: each from 1 to the last exactly once."""
    taken: dict[str, list[int]] = {}
    numbered = Certificate.objects.exclude(number="").values_list(
        "category_id", "series_year", "series_number"
    )
    for category, year, place in numbered.exclude(series_number=None):
        taken.setdefault(f"certificates.{category}.{year}", []).append(place or 0)
    counters = dict(NumberSeries.objects.filter(key__startswith="certificates.").values_list("key", "last"))
    for key in sorted(taken.keys() | counters.keys()):
        places, last = Counter(taken.get(key, [])), counters.get(key, 0)
        for place in range(1, max([last, *places]) + 1):
            if places[place] == 0:
                yield f"series {key}: number {place} is missing"
            elif places[place] > 1:
                yield f"series {key}: number {place} was given {places[place]} times"
        if places and max(places) > last:
            yield f"series {key}: the counter says {last}, numbers go up to {max(places)}"


def _faults_of(row: Certificate, trusted: Sequence[bytes]) -> Iterator[str]:
    if row.number:
        yield from _number_faults(row)
    if row.status in PUBLIC:
        yield from _file_faults(row, trusted)
        yield from _interval_faults(row)
    elif row.intervals.all():
        yield f"{row.status} but it has dated states"


def _number_faults(row: Certificate) -> Iterator[str]:
    expected = f"JLJP-{row.category.letter}-{row.series_year:04d}-{row.series_number:04d}"
    if row.number != expected:
        yield f"the number should be {expected}"
    if not row.verification_code or is_mistyped(row.verification_code):
        yield "the verification code is not well formed"
    for name, printed in FACES.items():
        value = getattr(row, name)
        if str(row.facts.get(printed)) != str(value):
            yield f"{name} is {value}, the document says {row.facts.get(printed)}"
    if row.verification_code and not str(row.facts.get("verify_url", "")).endswith(
        f"/v/{row.verification_code}/"
    ):
        yield "the QR code leads to another address"
    events = Event.objects.about(row).filter(name="certificates.certificate.number").count()
    if events != 1:
        yield f"{events} events of its number instead of one"


def _file_faults(row: Certificate, trusted: Sequence[bytes]) -> Iterator[str]:
    path = Path(settings.MEDIA_ROOT) / row.file
    if not row.file or not path.is_file():
        yield "the document is missing"
        return
    pdf = path.read_bytes()
    if hashlib.sha256(pdf).hexdigest() != row.sha256:
        yield "the document is not the one whose hash is kept"
    if not row.facts.get("signed_at"):
        yield "the instant of its signature is lost"
        return
    result = verify_signature(pdf, trusted, at=datetime.datetime.fromisoformat(row.facts["signed_at"]))
    if not result.is_genuine:
        yield f"the signature is {result.verdict}"


def _interval_faults(row: Certificate) -> Iterator[str]:
    spans = sorted(row.intervals.all(), key=lambda span: (span.starts_at, span.pk))
    if not spans:
        yield "it has no dated states"
        return
    last = spans[-1]
    if last.ends_at is not None or last.status != row.status:
        yield f"its last dated state is {last.status}, the row says {row.status}"
    if spans[0].status != CertificateStatus.ACTIVE:
        yield "its first dated state is not active"
    for before, after in itertools.pairwise(spans):
        if before.ends_at != after.starts_at:
            yield f"a gap or overlap between {before.status} and {after.status}"
        if before.status in _ENDED:
            yield f"it went on after it was {before.status}"
    if row.status in validity.LIVE and validity.day_start(row.valid_to + validity.ONE_DAY) <= last.starts_at:
        yield f"it became {row.status} after its last day"


def _stray_files() -> Iterator[str]:
    folder = Path(settings.MEDIA_ROOT) / "certificates"
    known = set(Certificate.objects.exclude(file="").values_list("file", flat=True))
    for path in sorted(folder.rglob("*.pdf")) if folder.is_dir() else ():
        name = path.relative_to(settings.MEDIA_ROOT).as_posix()
        if name not in known and not _is_in_hand(path):
            yield f"{name}: a document the register does not know"


def _is_in_hand(path: Path) -> bool:
    """Say whether the document belongs to a draft whose last step is still to come."""
    number = path.stem.rpartition("-")[0]
    return Certificate.objects.filter(number=number, status=CertificateStatus.DRAFT).exists()
