"""Keys that sign for machines: EC P-256 for credentials, Ed25519 for the public log."""

from __future__ import annotations

import base64
import hashlib
import os
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final

if TYPE_CHECKING:
    from cryptography.hazmat.primitives.asymmetric.ec import EllipticCurvePrivateKey
    from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

DEMO_MARK: Final = b"# DEMO - this key proves nothing\n"
_HALF: Final = 32


class UnusableMachineKey(ValueError):
    """The file holds no key that may sign here."""


@dataclass(frozen=True)
class MachineKey:
    """A private key read from a file and kept; its identifier is the thumbprint of RFC 7638."""

    key: EllipticCurvePrivateKey | Ed25519PrivateKey
    is_demo: bool

    @cached_property
    def jwk(self) -> dict[str, str]:
        """Return the public key as a JSON Web Key without identifier."""
        from cryptography.hazmat.primitives.asymmetric import ec

        if isinstance(self.key, ec.EllipticCurvePrivateKey):
            numbers = self.key.public_key().public_numbers()
            return {
                "crv": "P-256",
                "kty": "EC",
                "x": encode(numbers.x.to_bytes(_HALF, "big")),
                "y": encode(numbers.y.to_bytes(_HALF, "big")),
            }
        return {"crv": "Ed25519", "kty": "OKP", "x": encode(self.key.public_key().public_bytes_raw())}

    @cached_property
    def kid(self) -> str:
        """Return the thumbprint that names the key."""
        return thumbprint(self.jwk)

    def sign(self, message: bytes) -> bytes:
        """Return the 64 bytes of the signature: ECDSA over SHA-256 as r and s, or Ed25519."""
        from cryptography.hazmat.primitives.asymmetric import ec
        from cryptography.hazmat.primitives.asymmetric.utils import decode_dss_signature
        from cryptography.hazmat.primitives.hashes import SHA256

        if isinstance(self.key, ec.EllipticCurvePrivateKey):
            r, s = decode_dss_signature(self.key.sign(message, ec.ECDSA(SHA256())))
            return r.to_bytes(_HALF, "big") + s.to_bytes(_HALF, "big")
        return self.key.sign(message)


def encode(data: bytes) -> str:
    """Return base64url without padding."""
    return base64.urlsafe_b64encode(data).rstrip(b"=").decode()


def decode(text: str) -> bytes:
    """Return what was encoded so."""
    return base64.urlsafe_b64decode(text + "=" * (-len(text) % 4))


def thumbprint(jwk: Mapping[str, Any]) -> str:
    """Return the RFC 7638 thumbprint of a public key."""
    names = ("crv", "kty", "x", "y") if jwk["kty"] == "EC" else ("crv", "kty", "x")
    told = "{" + ",".join(f'"{name}":"{jwk[name]}"' for name in names) + "}"
    return encode(hashlib.sha256(told.encode()).digest())


def raw_public(jwk: Mapping[str, Any]) -> bytes:
    """Return the bare public key: the point uncompressed, or the 32 bytes of Ed25519."""
    if jwk["kty"] == "EC":
        return b"\x04" + decode(jwk["x"]) + decode(jwk["y"])
    return decode(jwk["x"])


def is_signature(jwk: Mapping[str, Any], signature: bytes, message: bytes) -> bool:
    """Say whether a P-256 key made the 64 bytes over the message."""
    from cryptography.exceptions import InvalidSignature
    from cryptography.hazmat.primitives.asymmetric import ec
    from cryptography.hazmat.primitives.asymmetric.utils import encode_dss_signature
    from cryptography.hazmat.primitives.hashes import SHA256

    if len(signature) != 2 * _HALF or jwk.get("crv") != "P-256":
        return False
    public = ec.EllipticCurvePublicKey.from_encoded_point(ec.SECP256R1(), raw_public(jwk))
    r, s = (int.from_bytes(signature[start : start + _HALF], "big") for start in (0, _HALF))
    try:
        public.verify(encode_dss_signature(r, s), message, ec.ECDSA(SHA256()))
    except InvalidSignature:
        return False
    return True


def load(path: Path, *, password: str, is_log: bool) -> MachineKey:
    """Return the key of a PEM file. Raises UnusableMachineKey for any other file or kind of key."""
    from cryptography.hazmat.primitives.asymmetric import ec, ed25519
    from cryptography.hazmat.primitives.serialization import load_pem_private_key

    try:
        data = path.read_bytes()
        key = load_pem_private_key(data, password.encode() or None)
    except (OSError, ValueError, TypeError) as error:
        raise UnusableMachineKey(f"{path.name}: {error}") from error
    is_demo = data.startswith(DEMO_MARK)
    if is_log and isinstance(key, ed25519.Ed25519PrivateKey):
        return MachineKey(key, is_demo)
    if not is_log and isinstance(key, ec.EllipticCurvePrivateKey) and key.curve.name == "secp256r1":
        return MachineKey(key, is_demo)
    raise UnusableMachineKey(f"{path.name}: {'Ed25519' if is_log else 'EC P-256'} is needed")


def make_demo(path: Path, *, is_log: bool) -> Path:
    """Make a key marked as one of a demonstration, readable by its owner only; one that exists is kept."""
    from cryptography.hazmat.primitives.asymmetric import ec, ed25519
    from cryptography.hazmat.primitives.serialization import Encoding, NoEncryption, PrivateFormat

    if path.exists():
        return path
    key = ed25519.Ed25519PrivateKey.generate() if is_log else ec.generate_private_key(ec.SECP256R1())
    secret = key.private_bytes(Encoding.PEM, PrivateFormat.PKCS8, NoEncryption())
    temporary = path.with_name(f".{path.name}.{os.getpid()}")
    with os.fdopen(os.open(temporary, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600), "wb") as stream:
        stream.write(DEMO_MARK + secret)
    temporary.replace(path)
    return path


def compressed(jwk: Mapping[str, Any]) -> bytes:
    """Return a P-256 key as one byte for the sign of y, and x."""
    return bytes([2 + (decode(jwk["y"])[-1] & 1)]) + decode(jwk["x"])
