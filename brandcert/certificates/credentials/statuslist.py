"""Bitstring status lists of the W3C: one bit per certificate, enough of them that a bit gives nothing away."""

from __future__ import annotations

import gzip
import zlib
from collections.abc import Iterable
from typing import Any, Final

from brandcert.certificates.credentials.keys import decode, encode

# The least the specification allows, so that whoever fetches the list does not tell whom he asks about.
SIZE: Final = 131_072
# No list is filled further: a free place is found by drawing lots.
USED_AT_MOST: Final = SIZE // 2
# Caches may keep a list this long; R-41 wants every answer to be right within a minute.
TTL_SECONDS: Final = 30
VALID_HOURS: Final = 24


def bits(places: Iterable[int]) -> bytes:
    """Return the string of bits with those at `places` set; the first bit is the highest of the first byte."""
    found = bytearray(SIZE // 8)
    for place in places:
        found[place >> 3] |= 0x80 >> (place & 7)
    return bytes(found)


def encoded(data: bytes) -> str:
    """Return the bits as lists carry them: gzip, multibase base64url; the same bits give the same text."""
    return "u" + encode(gzip.compress(data, mtime=0))


def decoded(text: str) -> bytes:
    """Return the bits of a list. Raises ValueError for anything that is none, also for one that swells."""
    if not text.startswith("u"):
        raise ValueError("no multibase base64url")
    try:
        found = zlib.decompressobj(wbits=31).decompress(decode(text[1:]), SIZE // 8 + 1)
    except zlib.error as error:
        raise ValueError(str(error)) from error
    if len(found) != SIZE // 8:
        raise ValueError("a list of another size")
    return found


def is_set(data: bytes, place: int) -> bool:
    """Say whether the bit at a place is set."""
    return bool(data[place >> 3] & (0x80 >> (place & 7)))


def document(
    *, url: str, purpose: str, issuer: str, places: Iterable[int], begins: str, ends: str
) -> dict[str, Any]:
    """Return the credential of a list, unsigned."""
    return {
        "@context": ["https://www.w3.org/ns/credentials/v2"],
        "id": url,
        "type": ["VerifiableCredential", "BitstringStatusListCredential"],
        "issuer": issuer,
        "validFrom": begins,
        "validUntil": ends,
        "credentialSubject": {
            "id": f"{url}#list",
            "type": "BitstringStatusList",
            "statusPurpose": purpose,
            "encodedList": encoded(bits(places)),
            "ttl": TTL_SECONDS * 1000,
        },
    }
