"""Signing codes: by his code an inspector is known on the phone of a colleague, where he signs without network."""

from __future__ import annotations

from typing import Final

from django.utils.crypto import constant_time_compare, salted_hmac

SALT: Final = "brandcert.inspections.codes"
DIGITS: Final = 6
CHECK: Final = 97


def code_of(visit: int, person: int) -> str:
    """Return the code of a person for one visit: six digits and two by which a phone notices a slip of the finger.

    The two follow from the six (ISO 7064, MOD 97-10); the six follow from a secret of the server alone.
    """
    mark = salted_hmac(SALT, f"{visit}:{person}", algorithm="sha256").digest()
    number = int.from_bytes(mark[:8]) % 10**DIGITS
    return f"{number:0{DIGITS}d}{CHECK + 1 - number * 100 % CHECK:02d}"


def is_code(given: str, *, visit: int, person: int) -> bool:
    """Say whether it is the code of the person for the visit, however its digits are grouped."""
    return constant_time_compare("".join(given.split()), code_of(visit, person))
