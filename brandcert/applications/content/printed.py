"""What of the answers a certificate prints."""

from collections.abc import Mapping
from typing import Any


def standard_applied(content: Mapping[str, Any]) -> str:
    """Return number and name of the first standard the applicant follows, as a certificate names its basis."""
    first = next(iter(content.get("evidence", {}).get("standards") or ()), None)
    if first is not None:
        return " ".join(part for part in (first.get("number"), first.get("name")) if part)
    return str(content.get("standards", {}).get("standard") or "")


def place_of_production(content: Mapping[str, Any]) -> str:
    """Return where the product is made, as the applicant says; empty for a service."""
    return str(content.get("product", {}).get("place_of_production") or "")
