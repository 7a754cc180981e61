"""A printed page whose signature is still to be made."""

from __future__ import annotations

from typing import TYPE_CHECKING

from brandcert.certificates import rendering
from brandcert.documents.signing import reserve_signature, room_for
from tests.bench.certificates.faces import SIGNED_AT, signer

if TYPE_CHECKING:
    from brandcert.certificates.rendering import CertificateFacts


def reserved(facts: CertificateFacts) -> bytes:
    """Print a page with room for its signature, as `render_signed` does before it signs."""
    return rendering._print(
        facts,
        lambda pdf: reserve_signature(
            pdf, rendering._sheet(pdf), room=room_for(signer()), signed_at=SIGNED_AT
        ),
    )
