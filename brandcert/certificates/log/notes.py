"""Signed notes and checkpoints of the C2SP kind: text that anybody can read, mail, print and check."""

from __future__ import annotations

import base64
import binascii
import hashlib
import re
from collections.abc import Callable
from dataclasses import dataclass
from typing import Final

ED25519: Final = b"\x01"
_ID_LENGTH: Final = 4
_NOTE: Final = re.compile(r"^(\S+\n\d{1,18}\n[A-Za-z0-9+/]{43}=\n)\n((?:— \S+ \S+\n?)+)", re.MULTILINE)


@dataclass(frozen=True, slots=True)
class Checkpoint:
    """What was signed: which log, how many entries, which root; and the signatures as they stand."""

    origin: str
    size: int
    root: bytes
    body: str
    signatures: tuple[tuple[str, bytes], ...]


def verifier_key(name: str, public: bytes) -> str:
    """Return the public key as verifiers of notes take it: name, short identifier, key."""
    return f"{name}+{_key_id(name, public).hex()}+{base64.b64encode(ED25519 + public).decode()}"


def sign(origin: str, size: int, root: bytes, *, public: bytes, signed: Callable[[bytes], bytes]) -> str:
    """Return the checkpoint as a note that the key `origin` has signed."""
    body = f"{origin}\n{size}\n{base64.b64encode(root).decode()}\n"
    signature = base64.b64encode(_key_id(origin, public) + signed(body.encode())).decode()
    return f"{body}\n— {origin} {signature}\n"


def checkpoints(text: str) -> list[Checkpoint]:
    """Return every checkpoint found in a text, such as a file or a mail; nothing is checked yet."""
    found = []
    for body, lines in _NOTE.findall(text.replace("\r\n", "\n")):
        origin, size, root = body.splitlines()
        signatures = []
        for line in lines.splitlines():
            _dash, name, signature = line.split(" ")
            try:
                signatures.append((name, base64.b64decode(signature, validate=True)))
            except binascii.Error:
                continue
        found.append(Checkpoint(origin, int(size), base64.b64decode(root), body, tuple(signatures)))
    return found


def is_signed(told: Checkpoint, public: bytes) -> bool:
    """Say whether the checkpoint carries a good signature of the key."""
    from cryptography.exceptions import InvalidSignature
    from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PublicKey

    expected = _key_id(told.origin, public)
    for name, signature in told.signatures:
        if name != told.origin or signature[:_ID_LENGTH] != expected:
            continue
        try:
            Ed25519PublicKey.from_public_bytes(public).verify(signature[_ID_LENGTH:], told.body.encode())
        except InvalidSignature:
            continue
        return True
    return False


def _key_id(name: str, public: bytes) -> bytes:
    return hashlib.sha256(name.encode() + b"\n" + ED25519 + public).digest()[:_ID_LENGTH]
