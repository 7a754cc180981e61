"""What a certificate says on its face, frozen at the moment of issue."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping
from dataclasses import dataclass, fields
from datetime import date

CATEGORIES = ("MANUFACTURING", "AGRICULTURE", "SERVICES")


class InvalidFacts(ValueError):
    """The facts contradict each other or lack what every certificate must say."""


class FaceOverflow(ValueError):
    """The texts are too long for the face even in the smallest of the three sizes."""


@dataclass(frozen=True, slots=True, kw_only=True)
class CertificateFacts:
    """Everything a certificate prints; the page is a function of these values alone.

    Later changes of an enterprise, a programme or a clock cannot reach a page made from them.
    Raises InvalidFacts when a required text is empty or the dates run backwards.
    """

    title: str
    title_en: str
    number: str
    machine_number: str
    holder: str
    holder_en: str = ""
    credit_code: str
    address: str
    category: str
    category_name: str
    category_name_en: str
    brand: str
    trademark_number: str
    product: str
    product_en: str = ""
    model_or_scope: str
    is_service: bool = False
    place_of_production: str
    basis: str
    mode: str
    decision_number: str
    decided_on: date
    first_issued_on: date
    issued_on: date
    valid_from: date
    valid_to: date
    issuing_body: str
    issuing_body_en: str = ""
    verify_url: str
    is_demo: bool
    credential: Mapping[str, object]
    font_pack_hash: str = ""

    def __post_init__(self) -> None:
        """Refuse facts no certificate may be printed from."""
        optional = {
            "holder_en",
            "product_en",
            "issuing_body_en",
            "font_pack_hash",
            "trademark_number",
            "brand",
        }
        empty = [name for name, text in self.texts() if name not in optional and not text.strip()]
        if empty:
            raise InvalidFacts("empty: " + ", ".join(empty))
        if self.category not in CATEGORIES:
            raise InvalidFacts(f"unknown category {self.category}")
        if self.valid_to < self.valid_from:
            raise InvalidFacts("valid_to lies before valid_from")
        if self.issued_on < self.first_issued_on:
            raise InvalidFacts("issued_on lies before first_issued_on")

    def texts(self) -> list[tuple[str, str]]:
        """Return every text value with its field name."""
        pairs = ((field.name, getattr(self, field.name)) for field in fields(self))
        return [(name, value) for name, value in pairs if isinstance(value, str)]

    def credential_json(self) -> str:
        """Return the attached credential in one canonical spelling (sorted keys, no spaces)."""
        return json.dumps(dict(self.credential), ensure_ascii=False, sort_keys=True, separators=(",", ":"))

    def digest(self) -> str:
        """Return the SHA-256 of all facts; it becomes the identifier of the PDF file."""
        values = [
            (field.name, getattr(self, field.name)) for field in fields(self) if field.name != "credential"
        ]
        lines = [f"{name}={value!r}" for name, value in values] + [self.credential_json()]
        return hashlib.sha256("\n".join(lines).encode()).hexdigest()
