"""Reads of certificates: what is printed, what stands against an issue, what the public is told."""

from brandcert.certificates.queries.cases import case_of, check
from brandcert.certificates.queries.facts import CHANGEABLE, face, printable, verify_url
from brandcert.certificates.queries.register import (
    Answer,
    Verdict,
    by_code,
    by_number,
    entry,
    history,
    public_status,
    spans,
    successor_of,
    verify,
    verify_code,
)

__all__ = [
    "CHANGEABLE",
    "Answer",
    "Verdict",
    "by_code",
    "by_number",
    "case_of",
    "check",
    "entry",
    "face",
    "history",
    "printable",
    "public_status",
    "spans",
    "successor_of",
    "verify",
    "verify_code",
    "verify_url",
]
