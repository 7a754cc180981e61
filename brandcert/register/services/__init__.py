"""The verbs of the public register."""

from brandcert.register.services.importing import take_titles
from brandcert.register.services.indexing import (
    index_certificates,
    index_missing,
    index_titles,
    line_of,
    line_of_title,
)
from brandcert.register.services.keys import KeyRefused, create_key, key_of_request, revoke_key

__all__ = [
    "KeyRefused",
    "create_key",
    "index_certificates",
    "index_missing",
    "index_titles",
    "key_of_request",
    "line_of",
    "line_of_title",
    "revoke_key",
    "take_titles",
]
