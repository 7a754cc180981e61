"""What the public log says of a certificate: numbers, dates, codes and hashes, never a name."""

from __future__ import annotations

import datetime
import hashlib
import json
from collections.abc import Mapping
from typing import Any, Final
from zoneinfo import ZoneInfo

BEIJING: Final = ZoneInfo("Asia/Shanghai")
LABEL: Final = "certificates.certificate"
# Event → what the public reads. Whatever is not in here is no public act.
ACTS: Final = {
    f"{LABEL}.issue": "issued",
    f"{LABEL}.suspend": "suspended",
    f"{LABEL}.suspend_at_once": "suspended",
    f"{LABEL}.reinstate": "reinstated",
    f"{LABEL}.revoke": "revoked",
    f"{LABEL}.cancel": "cancelled",
    f"{LABEL}.expire": "expired",
    f"{LABEL}.supersede": "superseded",
    f"{LABEL}.quash": "quashed",
}
_PUBLIC: Final = ("ground", "sha256", "successor")


def spelled(value: Any) -> bytes:
    """Return the JSON spelling of RFC 8785 for what we write: keys in ASCII, no fractions."""
    return json.dumps(value, sort_keys=True, separators=(",", ":"), ensure_ascii=False).encode()


def credential_hash(credential: Mapping[str, Any]) -> str:
    """Return the SHA-256 of a machine-readable certificate in that spelling."""
    return hashlib.sha256(spelled(dict(credential))).hexdigest()


def entry(
    name: str, *, at: datetime.datetime, payload: Mapping[str, Any], number: str, facts: Mapping[str, Any]
) -> str:
    """Return the line of the log for an event: the same event gives the same line for ever."""
    told: dict[str, Any] = {"act": ACTS[name], "at": at.astimezone(BEIJING).isoformat(), "number": number}
    told |= {key: payload[key] for key in _PUBLIC if payload.get(key)}
    if ACTS[name] == "issued":
        told |= {"valid_from": facts["valid_from"], "valid_to": facts["valid_to"]}
        told["credential_sha256"] = credential_hash(facts.get("credential", {}))
    if ACTS[name] == "expired":
        told["valid_to"] = facts["valid_to"]
    return spelled(told).decode()
