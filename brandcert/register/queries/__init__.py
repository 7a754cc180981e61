"""Reads of the public register."""

from brandcert.register.queries.search import MOST_COUNTED, MOST_FOUND, Asked, Found, Way, counts, find
from brandcert.register.queries.titles import title_by_number, title_entry, titles

__all__ = [
    "MOST_COUNTED",
    "MOST_FOUND",
    "Asked",
    "Found",
    "Way",
    "counts",
    "find",
    "title_by_number",
    "title_entry",
    "titles",
]
