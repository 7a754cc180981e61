"""Data Integrity proofs of the suite ecdsa-jcs-2019 over P-256: sign a document, and say whether a proof is good."""

from __future__ import annotations

import datetime
import hashlib
from collections.abc import Mapping
from typing import Any, Final

from brandcert.certificates.credentials.keys import MachineKey, is_signature
from brandcert.certificates.log.entries import spelled

SUITE: Final = "ecdsa-jcs-2019"
_ALPHABET: Final = "123456789ABCDEFGHJKLMNPQRSTUVWXYZabcdefghijkmnopqrstuvwxyz"
_LONGEST: Final = 200


def base58(data: bytes) -> str:
    """Return base58 in the alphabet of Bitcoin."""
    number, text = int.from_bytes(data, "big"), ""
    while number:
        number, rest = divmod(number, 58)
        text = _ALPHABET[rest] + text
    return "1" * (len(data) - len(data.lstrip(b"\x00"))) + text


def from_base58(text: str) -> bytes:
    """Return the bytes of base58; ValueError for other letters."""
    number = 0
    for letter in text[:_LONGEST]:
        number = number * 58 + _ALPHABET.index(letter)
    leading = len(text) - len(text.lstrip("1"))
    return b"\x00" * leading + number.to_bytes((number.bit_length() + 7) // 8, "big")


def instant(at: datetime.datetime) -> str:
    """Return an instant as credentials spell it, to the second."""
    return at.astimezone(datetime.UTC).strftime("%Y-%m-%dT%H:%M:%SZ")


def _message(document: Mapping[str, Any], options: Mapping[str, Any]) -> bytes:
    return hashlib.sha256(spelled(dict(options))).digest() + hashlib.sha256(spelled(dict(document))).digest()


def secure(
    document: Mapping[str, Any], key: MachineKey, *, issuer: str, created: datetime.datetime
) -> dict[str, Any]:
    """Return the document with a proof that the key of the issuer made it."""
    options = {
        "@context": document["@context"],
        "created": instant(created),
        "cryptosuite": SUITE,
        "proofPurpose": "assertionMethod",
        "type": "DataIntegrityProof",
        "verificationMethod": f"{issuer}#{key.kid}",
    }
    signature = key.sign(_message(document, options))
    return {**document, "proof": {**options, "proofValue": "z" + base58(signature)}}


def fault(secured: Mapping[str, Any], keys: Mapping[str, Mapping[str, Any]]) -> str:
    """Say what is wrong with the proof of a document, nothing when it is good; `keys` are public keys by their names."""
    document = {name: value for name, value in secured.items() if name != "proof"}
    options = secured.get("proof")
    if not isinstance(options, dict) or not isinstance(options.get("proofValue"), str):
        return "there is no proof"
    jwk = keys.get(str(options.get("verificationMethod")))
    expected = (SUITE, "DataIntegrityProof", "assertionMethod", document.get("@context"))
    found = tuple(options.get(name) for name in ("cryptosuite", "type", "proofPurpose", "@context"))
    if jwk is None or found != expected:
        return "the proof is of another kind or key"
    value = options["proofValue"]
    told = {name: each for name, each in options.items() if name != "proofValue"}
    try:
        signature = from_base58(value[1:])
    except ValueError:
        return "the proof is not spelled as it should be"
    is_good = value[:1] == "z" and is_signature(jwk, signature, _message(document, told))
    return "" if is_good else "the signature is wrong"
