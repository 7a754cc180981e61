"""Reads of certificates: what is printed, what stands against an issue, what the public is told."""

from brandcert.certificates.queries.cases import case_of, check
from brandcert.certificates.queries.directory import COLUMNS, entries, listed, named, with_status
from brandcert.certificates.queries.facts import (
    CHANGEABLE,
    WORDS,
    differences,
    face,
    offline_url,
    printable,
    verify_url,
)
from brandcert.certificates.queries.marks import mark_facts, mark_fault
from brandcert.certificates.queries.mending import has_waiting_mending, waiting_mendings
from brandcert.certificates.queries.received import Finding, Received, issued_file, other_file
from brandcert.certificates.queries.register import (
    Answer,
    Verdict,
    by_code,
    by_number,
    entry,
    history,
    public_status,
    spans,
    successor_draft_of,
    successor_of,
    verify,
    verify_code,
    verify_file,
)
from brandcert.certificates.queries.reminders import THRESHOLDS, Reminder, expiry_reminders
from brandcert.certificates.queries.requests import (
    Copied,
    copied_items,
    renewal_of,
    renewal_window,
    unconfirmed,
)

__all__ = [
    "CHANGEABLE",
    "COLUMNS",
    "THRESHOLDS",
    "WORDS",
    "Answer",
    "Copied",
    "Finding",
    "Received",
    "Reminder",
    "Verdict",
    "by_code",
    "by_number",
    "case_of",
    "check",
    "copied_items",
    "differences",
    "entries",
    "entry",
    "expiry_reminders",
    "face",
    "has_waiting_mending",
    "history",
    "issued_file",
    "listed",
    "mark_facts",
    "mark_fault",
    "named",
    "offline_url",
    "other_file",
    "printable",
    "public_status",
    "renewal_of",
    "renewal_window",
    "spans",
    "successor_draft_of",
    "successor_of",
    "unconfirmed",
    "verify",
    "verify_code",
    "verify_file",
    "verify_url",
    "waiting_mendings",
    "with_status",
]
