"""Reads of letters and of their templates."""

from brandcert.documents.queries.letters import (
    delivered_on,
    delivered_on_paper,
    difference,
    history_of,
    last_version,
    letters_of,
    words_in_force,
)

__all__ = [
    "delivered_on",
    "delivered_on_paper",
    "difference",
    "history_of",
    "last_version",
    "letters_of",
    "words_in_force",
]
