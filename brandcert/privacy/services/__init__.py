"""Answering what people ask about their own data."""

from brandcert.privacy.services import erasing  # noqa: F401 - registers how each table forgets a person
from brandcert.privacy.services.copying import copy_of
from brandcert.privacy.services.requests import (
    AlreadyAnswered,
    AlreadyAsked,
    StillNeeded,
    ask_deletion,
    carry_out,
    deletion_due,
    refuse,
)

__all__ = [
    "AlreadyAnswered",
    "AlreadyAsked",
    "StillNeeded",
    "ask_deletion",
    "carry_out",
    "copy_of",
    "deletion_due",
    "refuse",
]
