"""Keys that never leave their hardware: a token or security module spoken to by PKCS#11."""

from __future__ import annotations

import hashlib
import os
from dataclasses import dataclass, field
from functools import cached_property
from typing import TYPE_CHECKING, Any
from urllib.parse import parse_qs, unquote

from brandcert.documents.signing.keys import UnusableKey, is_demo_certificate

if TYPE_CHECKING:
    from asn1crypto import x509

SCHEME = "pkcs11:"


@dataclass(frozen=True)
class Place:
    """Where a key lies: the maker's library, the token's name and the name of the key on it."""

    module: str
    token: str
    name: str


def read_place(uri: str) -> Place:
    """Read an address after RFC 7512, `pkcs11:token=T;object=K?module-path=/usr/lib/…so`; raises UnusableKey."""
    path, _, query = uri.removeprefix(SCHEME).partition("?")
    told = {name: unquote(value) for name, _, value in (part.partition("=") for part in path.split(";"))}
    module = parse_qs(query).get("module-path", [""])[0]
    absent = [
        name
        for name, value in (
            ("token", told.get("token")),
            ("object", told.get("object")),
            ("module-path", module),
        )
        if not value
    ]
    if absent:
        raise UnusableKey(f"the address of the key lacks {', '.join(absent)}")
    return Place(module, told["token"], told["object"])


@dataclass
class TokenSigner:
    """A key on a token. The session belongs to one process: a forked worker opens its own."""

    place: Place
    pin: str = field(repr=False)
    certificates: tuple[bytes, ...] = ()
    _process: int = 0
    _key: Any = None

    @cached_property
    def is_demo(self) -> bool:
        """Whether the subject says it is the demonstration key."""
        return is_demo_certificate(self.certificates[0])

    @cached_property
    def mechanism(self) -> str:
        """The signature algorithm that suits the key."""
        from asn1crypto import x509

        algorithm = x509.Certificate.load(self.certificates[0]).public_key.algorithm
        return {"rsa": "sha256_rsa", "ec": "sha256_ecdsa"}[algorithm]

    def sign(self, message: bytes) -> bytes:
        """Return the signature over SHA-256 of `message`, made on the token.

        A session that broke (token taken out, server restarted) is opened once more. Raises UnusableKey when the token
        does not sign then either: whoever asked goes without a signature.
        """
        import pkcs11

        try:
            return self._signed(message)
        except (pkcs11.PKCS11Error, UnusableKey):
            self._process = 0
        try:
            return self._signed(message)
        except pkcs11.PKCS11Error as error:
            raise UnusableKey(f"token {self.place.token} does not sign: {type(error).__name__}") from error

    def _signed(self, message: bytes) -> bytes:
        from pkcs11 import KeyType, Mechanism
        from pkcs11.util.ec import encode_ecdsa_signature

        if self._process != os.getpid():
            self._key = open_key(self.place, self.pin)[0]
            self._process = os.getpid()
        if self._key.key_type == KeyType.RSA:
            return bytes(self._key.sign(message, mechanism=Mechanism.SHA256_RSA_PKCS))
        # Not every token hashes for an elliptic key.
        raw = self._key.sign(hashlib.sha256(message).digest(), mechanism=Mechanism.ECDSA)
        return bytes(encode_ecdsa_signature(raw))


def open_key(place: Place, pin: str) -> tuple[Any, Any]:
    """Return the private key and its session, signed in; raises UnusableKey with the reason, which never holds the PIN."""
    import pkcs11

    try:
        library = pkcs11.lib(place.module)
        # What a parent process opened is of no use in a forked one.
        library.reinitialize()
        session = library.get_token(token_label=place.token).open(user_pin=pin)
        return session.get_key(object_class=pkcs11.ObjectClass.PRIVATE_KEY, label=place.name), session
    except (pkcs11.PKCS11Error, RuntimeError, OSError) as error:
        reason = str(error) or type(error).__name__
        raise UnusableKey(f"token {place.token}, key {place.name}: {reason}") from error


def load_token_signer(uri: str, pin: str) -> TokenSigner:
    """Return the signer of a key on a token, with its certificate and those above it as they lie there.

    Raises UnusableKey when library, token, PIN, key or certificate are missing or do not fit.
    """
    import pkcs11
    from asn1crypto import x509

    place = read_place(uri)
    key, session = open_key(place, pin)
    stored = [
        x509.Certificate.load(found[pkcs11.Attribute.VALUE])
        for found in session.get_objects({pkcs11.Attribute.CLASS: pkcs11.ObjectClass.CERTIFICATE})
    ]
    if key.key_type not in {pkcs11.KeyType.RSA, pkcs11.KeyType.EC}:
        raise UnusableKey(f"token {place.token}, key {place.name}: neither RSA nor EC")
    signer = TokenSigner(place, pin, _process=os.getpid(), _key=key)
    own = next((each for each in stored if _fits(signer, each)), None)
    if own is None:
        raise UnusableKey(f"token {place.token}: no certificate belongs to the key {place.name}")
    signer.certificates = tuple(each.dump() for each in _chain(own, stored))
    return signer


def _fits(signer: TokenSigner, certificate: x509.Certificate) -> bool:
    """Say whether the certificate belongs to the key, which a signature shows: names and identifiers may be wrong."""
    from cryptography.exceptions import InvalidSignature
    from cryptography.hazmat.primitives.asymmetric import ec, padding, rsa
    from cryptography.hazmat.primitives.hashes import SHA256
    from cryptography.x509 import load_der_x509_certificate

    message = b"does this certificate belong to the key?"
    public = load_der_x509_certificate(certificate.dump()).public_key()
    try:
        signature = signer.sign(message)
        if isinstance(public, rsa.RSAPublicKey):
            public.verify(signature, message, padding.PKCS1v15(), SHA256())
        elif isinstance(public, ec.EllipticCurvePublicKey):
            public.verify(signature, message, ec.ECDSA(SHA256()))
        else:
            return False
    except InvalidSignature:
        return False
    return True


def _chain(own: x509.Certificate, stored: list[x509.Certificate]) -> list[x509.Certificate]:
    """Return the certificate and those above it, each once."""
    chain = [own]
    while True:
        above = next(
            (each for each in stored if each.subject == chain[-1].issuer and each not in chain), None
        )
        if above is None:
            return chain
        chain.append(above)
