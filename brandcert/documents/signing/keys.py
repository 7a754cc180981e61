"""Keys that certify documents, behind one interface."""

from __future__ import annotations

import os
from dataclasses import dataclass
from datetime import datetime, timedelta
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING, Any, Protocol

if TYPE_CHECKING:
    from cryptography.hazmat.primitives.asymmetric.ec import EllipticCurvePrivateKey
    from cryptography.hazmat.primitives.asymmetric.rsa import RSAPrivateKey
    from cryptography.x509 import Certificate

DEMO_NAME = "演示 DEMO"
DEMO_KEY_FILE = "demo-signing-key.pem"


class UnusableKey(ValueError):
    """The key file cannot sign: unreadable, wrong passphrase, without certificate, or of another kind."""


class Signer(Protocol):
    """A key that certifies documents, wherever it lives: file, token or service."""

    @property
    def certificates(self) -> tuple[bytes, ...]:
        """The signer's certificate and its chain (DER), the signer's first."""

    @property
    def is_demo(self) -> bool:
        """Whether this is the demonstration key, which a production system must refuse."""

    @property
    def mechanism(self) -> str:
        """The signature algorithm: sha256_rsa or sha256_ecdsa."""

    def sign(self, message: bytes) -> bytes:
        """Return the raw signature over SHA-256 of `message`."""


@dataclass(frozen=True)
class FileSigner:
    """A key from a file, read once and kept: reading checks the key again, which costs more than signing."""

    key: RSAPrivateKey | EllipticCurvePrivateKey
    certificates: tuple[bytes, ...]

    @cached_property
    def is_demo(self) -> bool:
        """Whether the subject says it is the demonstration key."""
        return is_demo_certificate(self.certificates[0])

    @cached_property
    def mechanism(self) -> str:
        """The signature algorithm that suits the key."""
        return (
            "sha256_rsa"
            if hasattr(self.key, "private_numbers") and hasattr(self.key, "decrypt")
            else "sha256_ecdsa"
        )

    def sign(self, message: bytes) -> bytes:
        """Return the signature: PKCS#1 v1.5 (the same bytes each time) or ECDSA, over SHA-256."""
        from cryptography.hazmat.primitives.asymmetric import ec, padding, rsa
        from cryptography.hazmat.primitives.hashes import SHA256

        if isinstance(self.key, rsa.RSAPrivateKey):
            return self.key.sign(message, padding.PKCS1v15(), SHA256())
        return self.key.sign(message, ec.ECDSA(SHA256()))


def is_demo_certificate(certificate: bytes) -> bool:
    """Say whether a certificate (DER) belongs to a demonstration key."""
    from asn1crypto import x509

    return DEMO_NAME in x509.Certificate.load(certificate).subject.human_friendly


def load_file_signer(path: Path, passphrase: bytes | None = None) -> FileSigner:
    """Return the signer of a PKCS#12 file, or of a PEM file with the key and its certificates.

    Load once per process. Raises UnusableKey with the reason when the file cannot sign.
    """
    from cryptography.hazmat.primitives.asymmetric import ec, rsa
    from cryptography.hazmat.primitives.serialization import Encoding

    try:
        data = path.read_bytes()
        key, certificates = (_read_pem if b"-----BEGIN" in data else _read_pkcs12)(data, passphrase)
    except (OSError, ValueError, TypeError) as error:
        raise UnusableKey(f"{path.name}: {error}") from error
    if not isinstance(key, rsa.RSAPrivateKey | ec.EllipticCurvePrivateKey) or not certificates:
        raise UnusableKey(f"{path.name}: no RSA or EC key with its certificate")
    if certificates[0].public_key() != key.public_key():
        raise UnusableKey(f"{path.name}: the first certificate does not belong to the key")
    return FileSigner(key, tuple(certificate.public_bytes(Encoding.DER) for certificate in certificates))


def read_certificates(path: Path) -> tuple[bytes, ...]:
    """Return the public certificates (DER) of a PEM file; raises UnusableKey when there is none."""
    from cryptography.hazmat.primitives.serialization import Encoding
    from cryptography.x509 import load_pem_x509_certificates

    try:
        found = load_pem_x509_certificates(path.read_bytes())
    except (OSError, ValueError) as error:
        raise UnusableKey(f"{path.name}: {error}") from error
    return tuple(certificate.public_bytes(Encoding.DER) for certificate in found)


def _read_pem(data: bytes, passphrase: bytes | None) -> tuple[Any, list[Any]]:
    """Return key and certificates of a PEM file."""
    from cryptography.hazmat.primitives.serialization import load_pem_private_key
    from cryptography.x509 import load_pem_x509_certificates

    return load_pem_private_key(data, passphrase), load_pem_x509_certificates(data)


def _read_pkcs12(data: bytes, passphrase: bytes | None) -> tuple[Any, list[Any]]:
    """Return key and certificates of a PKCS#12 file."""
    from cryptography.hazmat.primitives.serialization.pkcs12 import load_key_and_certificates

    key, own, others = load_key_and_certificates(data, passphrase)
    return key, ([own] if own else []) + list(others)


def _demo_certificate(key: RSAPrivateKey, begin: datetime, end: datetime) -> Certificate:
    """Return a self-signed certificate for signing documents only."""
    from cryptography import x509
    from cryptography.hazmat.primitives.hashes import SHA256
    from cryptography.x509.oid import NameOID

    subject = x509.Name(
        [
            x509.NameAttribute(NameOID.COUNTRY_NAME, "CN"),
            x509.NameAttribute(NameOID.ORGANIZATION_NAME, f"{DEMO_NAME} brandcert"),
            x509.NameAttribute(NameOID.COMMON_NAME, f"{DEMO_NAME} 演示专用章"),
        ]
    )
    allowed = dict.fromkeys(("digital_signature", "content_commitment"), True)
    others = ("key_encipherment", "data_encipherment", "key_agreement", "key_cert_sign", "crl_sign")
    denied = dict.fromkeys((*others, "encipher_only", "decipher_only"), False)
    usage = x509.KeyUsage(**allowed, **denied)
    return (
        x509.CertificateBuilder()
        .subject_name(subject)
        .issuer_name(subject)
        .public_key(key.public_key())
        .serial_number(x509.random_serial_number())
        .not_valid_before(begin)
        .not_valid_after(end)
        .add_extension(x509.BasicConstraints(ca=False, path_length=None), critical=True)
        .add_extension(usage, critical=True)
        .add_extension(x509.SubjectKeyIdentifier.from_public_key(key.public_key()), critical=False)
        .sign(key, SHA256())
    )


def make_demo_key(directory: Path, *, now: datetime, days: int = 3650) -> Path:
    """Make an RSA-2048 key with a self-signed certificate whose subject says 演示 DEMO; return its PEM file.

    A file that exists is kept: certificates signed with it must stay verifiable. Readable by the owner only.
    """
    from cryptography.hazmat.primitives.asymmetric import rsa
    from cryptography.hazmat.primitives.serialization import Encoding, NoEncryption, PrivateFormat

    target = directory / DEMO_KEY_FILE
    if target.exists():
        return target
    key = rsa.generate_private_key(public_exponent=65537, key_size=2048)
    certificate = _demo_certificate(key, now - timedelta(days=1), now + timedelta(days=days))
    secret = key.private_bytes(Encoding.PEM, PrivateFormat.PKCS8, NoEncryption())
    directory.mkdir(parents=True, exist_ok=True)
    temporary = directory / f".{DEMO_KEY_FILE}.{os.getpid()}"
    with os.fdopen(os.open(temporary, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600), "wb") as stream:
        stream.write(secret + certificate.public_bytes(Encoding.PEM))
    temporary.replace(target)
    return target
