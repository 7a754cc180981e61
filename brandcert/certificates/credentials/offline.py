"""The code that is checked without network: COSE_Sign1 (RFC 9052) in base32, small enough for a QR code.

Base32 stays in the alphabet that QR codes pack densely and that an address needs no escapes for.
"""

from __future__ import annotations

import base64
import datetime
import re
from collections.abc import Iterable, Mapping
from typing import Any, Final

from brandcert.certificates.credentials.keys import MachineKey, decode, is_signature

VERSION: Final = 1
KEY_ID: Final = 8
_ORDER: Final = 0xFFFFFFFF00000000FFFFFFFFFFFFFFFFBCE6FAADA7179E84F3B9CAC2FC632551
_ES256: Final = -7
_SHORT: Final = 24
_BASE32: Final = re.compile(r"[A-Z2-7]{100,1600}")
_EPOCH: Final = datetime.date(1970, 1, 1)
_TEXTS: Final = ("machine_number", "holder", "product", "model_or_scope")
_DAYS: Final = ("issued_on", "valid_from", "valid_to")
NAMES: Final = (*_TEXTS, *_DAYS, "status_place")


def _head(major: int, value: int) -> bytes:
    """Return the head of an item: its kind, and its value or length in the shortest spelling."""
    if value < _SHORT:
        return bytes([major << 5 | value])
    size = next(size for size in (1, 2, 4, 8) if value < 1 << 8 * size)
    return bytes([major << 5 | _SHORT + (size.bit_length() - 1)]) + value.to_bytes(size, "big")


def cbor(value: Any) -> bytes:
    """Return the deterministic CBOR of whole numbers, texts, bytes, lists and maps."""
    if isinstance(value, int):
        return _head(0, value) if value >= 0 else _head(1, -1 - value)
    if isinstance(value, bytes):
        return _head(2, len(value)) + value
    if isinstance(value, str):
        return _head(3, len(value.encode())) + value.encode()
    if isinstance(value, list):
        return _head(4, len(value)) + b"".join(cbor(each) for each in value)
    return _head(5, len(value)) + b"".join(cbor(key) + cbor(each) for key, each in value.items())


def claims(face: Mapping[str, Any], *, place: int) -> list[Any]:
    """Return what the code says of a face: number, holder, product, dates as days since 1970, bit; no person."""
    days = [(datetime.date.fromisoformat(face[name]) - _EPOCH).days for name in _DAYS]
    return [VERSION, *(str(face[name]) for name in _TEXTS), *days, place]


def _parts(told: list[Any], key_id: bytes) -> tuple[bytes, bytes]:
    return cbor({1: _ES256, 4: key_id}), cbor(told)


def _signed(protected: bytes, payload: bytes) -> bytes:
    return cbor(["Signature1", protected, b"", payload])


def _whole(protected: bytes, payload: bytes, signature: bytes) -> str:
    sealed = b"\xd2\x84" + cbor(protected) + cbor({}) + cbor(payload) + cbor(signature)
    return base64.b32encode(sealed).rstrip(b"=").decode()


def sign(told: list[Any], key: MachineKey) -> str:
    """Return the signed code; of the two signatures that would do it carries the lower one, as verifiers insist."""
    protected, payload = _parts(told, decode(key.kid)[:KEY_ID])
    signature = key.sign(_signed(protected, payload))
    s = int.from_bytes(signature[32:], "big")
    return _whole(protected, payload, signature[:32] + min(s, _ORDER - s).to_bytes(32, "big"))


def matches(text: str, told: list[Any], keys: Iterable[Mapping[str, Any]], names: Iterable[str]) -> bool:
    """Say whether a code says exactly this and one of the keys, known by their identifiers, signed it.

    Nothing of the code is interpreted: it has to be, byte for byte, what these claims give.
    """
    if not _BASE32.fullmatch(text):
        return False
    found = base64.b32decode(text + "=" * (-len(text) % 8))
    signature = found[-64:]
    if int.from_bytes(signature[32:], "big") > _ORDER // 2:
        return False
    for jwk, name in zip(keys, names, strict=True):
        protected, payload = _parts(told, decode(name)[:KEY_ID])
        if _whole(protected, payload, signature) == text:
            return is_signature(jwk, signature, _signed(protected, payload))
    return False
