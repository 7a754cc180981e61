"""The public log and the proofs of a certificate in the words of the pages."""

import json
from typing import Any, Final

from django.urls import reverse
from django.utils.translation import pgettext

from brandcert.certificates.models import Certificate, LogEntry
from brandcert.certificates.queries import log
from brandcert.public import texts

_TONES: Final = {
    "issued": "green",
    "reinstated": "green",
    "quashed": "green",
    "suspended": "amber",
    "revoked": "red",
}


def act_text(act: str) -> str:
    """Return an act of the log in the visitor's language."""
    return {
        "issued": pgettext("log", "issued"),
        "suspended": pgettext("log", "suspended"),
        "reinstated": pgettext("log", "reinstated"),
        "revoked": pgettext("log", "revoked"),
        "cancelled": pgettext("log", "cancelled"),
        "expired": pgettext("log", "expired"),
        "superseded": pgettext("log", "replaced"),
        "quashed": pgettext("log", "revocation quashed"),
    }.get(act, act)


def line(row: LogEntry) -> dict[str, Any]:
    """Return an entry as the pages show it."""
    told = json.loads(row.entry)
    return {
        "index": row.index,
        "number": row.number,
        "at": told["at"][:19].replace("T", " "),
        "act": act_text(told["act"]),
        "tone": _TONES.get(told["act"], "grey"),
        "ground": texts.ground_text(told.get("ground", "")),
        "successor": told.get("successor", ""),
    }


def proofs_of(certificate: Certificate, code: str) -> dict[str, Any]:
    """Return what a visitor can check for himself: credential, code for checks without network, entries of the log."""
    newest = log.latest()
    rows = log.of_certificate(certificate).filter(index__lt=newest.size) if newest else ()
    return {
        "credential_url": (
            reverse("public:credential", args=[code])
            if "proof" in certificate.facts.get("credential", {})
            else ""
        ),
        "offline_qr": reverse("public:offline-qr", args=[code]) if certificate.facts.get("offline") else "",
        "offline_url": (
            reverse("public:offline-code", args=[certificate.facts["offline"]])
            if certificate.facts.get("offline")
            else ""
        ),
        "size": newest.size if newest else 0,
        "entries": [line(row) for row in rows],
        "log_url": reverse("api:certificate-log", args=[certificate.number]),
    }
