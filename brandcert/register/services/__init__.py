"""The verbs of the public register."""

from brandcert.register.services.importing import take_titles
from brandcert.register.services.indexing import (
    index_certificates,
    index_missing,
    index_titles,
    line_of,
    line_of_title,
)

__all__ = [
    "index_certificates",
    "index_missing",
    "index_titles",
    "line_of",
    "line_of_title",
    "take_titles",
]
