"""The machine-readable certificate: a Verifiable Credential 2.0 in the shape of an Open Badge 3.0."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, Final
from urllib.parse import urlsplit

from brandcert.certificates.credentials.keys import compressed
from brandcert.certificates.credentials.proofs import base58
from brandcert.certificates.credentials.statuslist import SIZE

CONTEXTS: Final = (
    "https://www.w3.org/ns/credentials/v2",
    "https://purl.imsglobal.org/spec/ob/v3p0/context-3.0.3.json",
)
OWN_CONTEXT: Final = "/credentials/context/v1.json"
_P256: Final = bytes((0x80, 0x24))
PURPOSES: Final = ("revocation", "suspension")
# The face in its own words; no address, no person.
FACE: Final = (
    "number",
    "machine_number",
    "title",
    "holder",
    "credit_code",
    "category",
    "brand",
    "product",
    "model_or_scope",
    "decision_number",
    "decided_on",
    "first_issued_on",
    "issued_on",
    "valid_from",
    "valid_to",
    "issuing_body",
    "verify_url",
)


def issuer_of(base_url: str) -> str:
    """Return the did:web name of the site."""
    return "did:web:" + urlsplit(base_url).netloc.replace(":", "%3A")


def contexts(base_url: str) -> list[str]:
    """Return the vocabularies a credential speaks."""
    return [*CONTEXTS, base_url + OWN_CONTEXT]


def own_context(base_url: str) -> dict[str, Any]:
    """Return our own word: the face of the certificate as it stands, kept together."""
    at = f"{base_url}{OWN_CONTEXT}#certificate"
    return {"@context": {"@version": 1.1, "certificate": {"@id": at, "@type": "@json"}}}


def status_list_url(base_url: str, purpose: str, number: int) -> str:
    """Return where a status list is served."""
    return f"{base_url}/api/v1/status-list/{purpose}/{number}/"


def document(values: Mapping[str, Any], *, base_url: str, place: int) -> dict[str, Any]:
    """Return the credential of a face, unsigned; `place` is its bit in the status lists."""
    number, index = divmod(place, SIZE)
    subject = {
        "type": ["AchievementSubject"],
        "identifier": [
            _identity("ext:unifiedSocialCreditCode", values["credit_code"]),
            _identity("name", values["holder"]),
        ],
        "achievement": {
            "id": f"{base_url}/guide/{str(values['category']).lower()}/",
            "type": ["Achievement"],
            "achievementType": "Certification",
            "name": f"{values['title']} {values['product']}",
            "description": f"{values['category_name']} · {values['model_or_scope']}",
            "criteria": {"narrative": f"{values['basis']}；{values['mode']}"},
        },
        "certificate": {name: values[name] for name in FACE},
    }
    return {
        "@context": contexts(base_url),
        "id": f"{values['verify_url']}credential.json",
        "type": ["VerifiableCredential", "OpenBadgeCredential"],
        "name": f"{values['title']} {values['number']}",
        "issuer": {
            "id": issuer_of(base_url),
            "type": ["Profile"],
            "name": values["issuing_body"],
            "url": f"{base_url}/",
        },
        "validFrom": f"{values['valid_from']}T00:00:00+08:00",
        "validUntil": f"{values['valid_to']}T23:59:59+08:00",
        "credentialSubject": subject,
        "credentialStatus": [_status(base_url, purpose, number, index) for purpose in PURPOSES],
    }


def _identity(kind: str, value: str) -> dict[str, Any]:
    return {"type": "IdentityObject", "hashed": False, "identityType": kind, "identityHash": value}


def _status(base_url: str, purpose: str, number: int, index: int) -> dict[str, Any]:
    url = status_list_url(base_url, purpose, number)
    return {
        "id": f"{url}#{index}",
        "type": "BitstringStatusListEntry",
        "statusPurpose": purpose,
        "statusListIndex": str(index),
        "statusListCredential": url,
    }


def did_document(keys: Mapping[str, Mapping[str, Any]], *, base_url: str) -> dict[str, Any]:
    """Return the did:web document: every key that ever signed credentials, by the name proofs call it."""
    issuer = issuer_of(base_url)
    return {
        "@context": ["https://www.w3.org/ns/did/v1", "https://w3id.org/security/multikey/v1"],
        "id": issuer,
        "verificationMethod": [
            {
                "id": name,
                "type": "Multikey",
                "controller": issuer,
                "publicKeyMultibase": "z" + base58(_P256 + compressed(jwk)),
            }
            for name, jwk in keys.items()
        ],
        "assertionMethod": list(keys),
    }
