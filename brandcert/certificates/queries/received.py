"""What a file is that somebody received: the one that was issued, a changed one, a copy, or a stranger's."""

import datetime
import hashlib
import json
from collections.abc import Sequence
from dataclasses import dataclass
from enum import StrEnum
from typing import Any

from brandcert.certificates.models import Certificate
from brandcert.certificates.queries.integrity import kept_keys
from brandcert.certificates.queries.register import Answer, Verdict, by_number, verify_file
from brandcert.documents import signing
from brandcert.documents.services.confinement import OutOfBounds, WorkFailed, confined


class Finding(StrEnum):
    """What the bytes of a file say about it."""

    ISSUED = "issued"
    ALTERED = "altered"  # signed by this house, and changed afterwards
    UNISSUED = "unissued"  # signed by this house, unchanged, and not in the register
    FOREIGN = "foreign"  # signed by somebody else
    UNSIGNED = "unsigned"
    UNREADABLE = "unreadable"


@dataclass(frozen=True, slots=True)
class Received:
    """The answer about a file; `named` is the certificate whose number an unknown file carries."""

    finding: Finding
    answer: Answer
    named: Certificate | None = None


def issued_file(pdf: bytes, *, now: datetime.datetime) -> Received | None:
    """Return the answer about an issued document: the register has its hash, and its signature holds as well.

    None for any other file. A hash that came into the register by another way than by issuing makes nothing genuine.
    """
    answer = verify_file(hashlib.sha256(pdf).hexdigest(), now=now)
    if answer.certificate is None:
        return None
    signed_at = answer.certificate.facts.get("signed_at")
    if not signed_at:
        return None
    at = datetime.datetime.fromisoformat(signed_at)
    if not signing.verify_signature(pdf, kept_keys(), at=at).is_genuine:
        return None
    return Received(Finding.ISSUED, answer)


def other_file(pdf: bytes, *, now: datetime.datetime) -> Received:
    """Return what a file is that was not issued; it is a stranger's, so a confined process of its own reads it."""
    finding, title = _looked_into(pdf, kept_keys(), now=now)
    return Received(finding, Answer(Verdict.UNKNOWN), _named(title))


def _named(title: str) -> Certificate | None:
    """Return the certificate whose number stands in the title of a file, if there is one."""
    return next((row for word in title.split()[:20] if (row := by_number(word))), None)


def _looked_into(pdf: bytes, trusted: Sequence[bytes], *, now: datetime.datetime) -> tuple[Finding, str]:
    """Return what the signature says and the title; a file that breaks its reader is unreadable."""
    try:
        told: dict[str, Any] = json.loads(confined(lambda: _told(pdf, trusted, now)))
    except (OutOfBounds, WorkFailed):
        return Finding.UNREADABLE, ""
    return Finding(told["finding"]), told["title"]


def _told(pdf: bytes, trusted: Sequence[bytes], now: datetime.datetime) -> bytes:
    result = signing.verify_signature(pdf, trusted, at=now)
    is_ours = result.certificate in trusted
    finding = {
        signing.Verdict.UNREADABLE: Finding.UNREADABLE,
        signing.Verdict.UNSIGNED: Finding.UNSIGNED,
        signing.Verdict.ALTERED: Finding.ALTERED if is_ours else Finding.FOREIGN,
        signing.Verdict.UNTRUSTED: Finding.FOREIGN,
        signing.Verdict.OUTDATED: Finding.UNISSUED if is_ours else Finding.FOREIGN,
        signing.Verdict.GENUINE: Finding.UNISSUED,
    }[result.verdict]
    return json.dumps({"finding": finding, "title": _title(pdf)}).encode()


def _title(pdf: bytes) -> str:
    """Return the title a file gives itself, nothing for one that cannot be opened."""
    import io

    import pikepdf

    try:
        with pikepdf.open(io.BytesIO(pdf)) as opened:
            return str(opened.docinfo.get("/Title", ""))[:400]
    except (pikepdf.PdfError, ValueError, UnicodeError):
        return ""
