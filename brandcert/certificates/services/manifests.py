"""The signed manifest of a list: what was issued together, each with the hash of its document."""

import datetime
import json
from typing import Any, Final

from django.conf import settings

from brandcert.certificates import queries
from brandcert.certificates.credentials import documents, proofs
from brandcert.certificates.enums import CertificateStatus
from brandcert.certificates.models import IssueBatch, PublishedKey
from brandcert.certificates.services.machine_keys import machine_key

CONTEXT: Final = ["https://www.w3.org/ns/credentials/v2"]
KIND: Final = "IssueManifest"


def signed_manifest(batch: IssueBatch, *, now: datetime.datetime) -> str:
    """Return the manifest as JSON with a proof by the key that signs credentials, published under `/.well-known/`.

    It names no person and no enterprise: places, numbers, hashes, counts. Raises UnusableMachineKey.
    """
    key = machine_key(PublishedKey.Use.CREDENTIALS)
    issuer = documents.issuer_of(settings.BASE_URL)
    secured = proofs.secure(_content(batch, issuer, now=now), key, issuer=issuer, created=now)
    return json.dumps(secured, ensure_ascii=False, indent=1, sort_keys=True) + "\n"


def _content(batch: IssueBatch, issuer: str, *, now: datetime.datetime) -> dict[str, Any]:
    counted = queries.counts(batch)
    return {
        "@context": CONTEXT,
        "type": KIND,
        "issuer": issuer,
        "list": batch.pk,
        "frozen": batch.frozen,
        "proposed": proofs.instant(batch.proposed_at),
        "approved": proofs.instant(batch.approved_at or now),
        "completed": proofs.instant(now),
        "counts": {name: counted[name] for name in ("total", "issued", "void", "left_out")},
        "series": queries.series_of(batch),
        "certificates": [_line(item) for item in _items(batch)],
    }


def _items(batch: IssueBatch) -> Any:
    return batch.items.select_related("certificate").order_by("position", "pk")


def _line(item: Any) -> dict[str, Any]:
    row = item.certificate
    if item.left_out_at is not None:
        return {"position": item.position, "status": "left out"}
    if row.status == CertificateStatus.VOID:
        return {"position": item.position, "status": "void", "number": row.number}
    return {
        "position": item.position,
        "status": "issued",
        "number": row.number,
        "issued": row.issued_on.isoformat(),
        "sha256": row.sha256,
    }
