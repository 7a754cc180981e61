"""From the rows of a certificate to what is printed on it, and back from the frozen facts."""

import datetime
from collections.abc import Mapping
from dataclasses import fields
from typing import Any, Final

from django.conf import settings
from django.utils.translation import gettext_lazy as _

from brandcert.applications.content import place_of_production, standard_applied
from brandcert.awards.queries import rubric_of
from brandcert.certificates.credentials import documents
from brandcert.certificates.models import Certificate
from brandcert.certificates.numbering import CODE_LENGTH, Number
from brandcert.certificates.rendering import CertificateFacts
from brandcert.core.models import digest
from brandcert.programs.enums import CategoryKey

# Stand for a number and a code of the usual length when the face is tried out before they exist.
TRIAL_PLACE: Final = 9999
TRIAL_CODE: Final = "0" * CODE_LENGTH
# What is printed does not wait for a catalogue of translations.
CATEGORY_NAMES: Final = {
    CategoryKey.MANUFACTURING: ("吉林制造", "Jilin Manufacturing"),
    CategoryKey.AGRICULTURE: ("吉林农特", "Jilin Agricultural Specialities"),
    CategoryKey.SERVICES: ("吉林服务", "Jilin Services"),
}
MODE: Final = "专家评审+现场核查"
CHANGEABLE: Final = (
    "holder",
    "holder_en",
    "address",
    "brand",
    "trademark_number",
    "product",
    "product_en",
    "model_or_scope",
    "place_of_production",
)
# What the facts that may change are called.
WORDS: Final = {
    "holder": _("Holder"),
    "holder_en": _("Holder in English"),
    "address": _("Address"),
    "brand": _("Brand"),
    "trademark_number": _("Trademark number"),
    "product": _("Product or service"),
    "product_en": _("Product or service in English"),
    "model_or_scope": _("Model, or scope of the service"),
    "place_of_production": _("Place of production"),
}
# What a face says only because of the day, the number and the code it will get.
_LATER: Final = ("number", "machine_number", "issued_on", "first_issued_on", "verify_url", "credential")
_DATES: Final = ("decided_on", "first_issued_on", "issued_on", "valid_from", "valid_to")


def verify_url(code: str) -> str:
    """Return the address in the QR code."""
    return f"{settings.BASE_URL}/v/{code}/"


def offline_url(certificate: Certificate) -> str:
    """Return the address in the code that is checked without network, in capitals, which QR codes pack best."""
    code = certificate.facts.get("offline")
    return f"{settings.BASE_URL.upper()}/Q/{code}" if code else ""


def face(certificate: Certificate, number: Number, code: str, *, issued_on: datetime.date) -> dict[str, Any]:
    """Return what the certificate will say, as plain JSON values; the caller freezes it."""
    values: dict[str, Any] = {**_holder(certificate), **_product(certificate), **_programme(certificate)}
    values.update(certificate.changes)
    printed = number.printed(certificate.category.character)
    values |= {
        "number": printed,
        "machine_number": number.machine,
        "category": certificate.category.key,
        "category_name": CATEGORY_NAMES[CategoryKey(certificate.category.key)][0],
        "category_name_en": CATEGORY_NAMES[CategoryKey(certificate.category.key)][1],
        "is_service": certificate.category.key == CategoryKey.SERVICES,
        "basis": _basis(certificate),
        "mode": MODE,
        "decision_number": certificate.decision_number,
        "decided_on": certificate.decided_on.isoformat(),
        "first_issued_on": (certificate.first_issued_on or issued_on).isoformat(),
        "issued_on": issued_on.isoformat(),
        "valid_from": certificate.valid_from.isoformat(),
        "valid_to": certificate.valid_to.isoformat(),
        "verify_url": verify_url(code),
        "is_demo": bool(settings.DEMO),
    }
    # What stands in its place until the number is taken and the credential signed is as long as the real one.
    values["credential"] = documents.document(values, base_url=settings.BASE_URL, place=0)
    return values


def frozen_face(certificate: Certificate) -> str:
    """Return the hash of what the face will say whatever number it gets on whatever day."""
    number = Number(certificate.category.letter, certificate.decided_on.year, TRIAL_PLACE)
    values = face(certificate, number, TRIAL_CODE, issued_on=certificate.decided_on)
    told = {name: value for name, value in values.items() if name not in _LATER}
    told["first_issued_on"] = certificate.first_issued_on.isoformat() if certificate.first_issued_on else ""
    return digest(told)


def differences(certificate: Certificate, values: Mapping[str, str]) -> list[tuple[str, str, str]]:
    """Return by fact what the certificate says and what it, or its successor, shall say."""
    said = certificate.facts
    return [
        (str(WORDS.get(name, name)), str(said.get(name, "") or "–"), value) for name, value in values.items()
    ]


def printable(frozen: Mapping[str, Any]) -> CertificateFacts:
    """Return the frozen facts as the renderer takes them; raises InvalidFacts when they contradict each other."""
    known = {field.name for field in fields(CertificateFacts)}
    values = {name: value for name, value in frozen.items() if name in known}
    values |= {name: datetime.date.fromisoformat(values[name]) for name in _DATES}
    return CertificateFacts(**values)


def _holder(certificate: Certificate) -> dict[str, str]:
    enterprise = certificate.enterprise
    address = enterprise.address or enterprise.division.name
    return {
        "holder": enterprise.name,
        "holder_en": enterprise.name_en,
        "credit_code": enterprise.credit_code or "",
        "address": address,
        "place_of_production": place_of_production(certificate.application.content) or address,
    }


def _product(certificate: Certificate) -> dict[str, str]:
    product = certificate.application.product
    if product is None:
        return dict.fromkeys(("product", "product_en", "model_or_scope", "brand", "trademark_number"), "")
    mark = product.trademark
    return {
        "product": product.name,
        "product_en": product.name_en,
        "model_or_scope": product.model_or_scope or product.name,
        "brand": mark.name if mark else "",
        "trademark_number": mark.number if mark else "",
    }


def _programme(certificate: Certificate) -> dict[str, str]:
    program = certificate.category.program
    return {
        "title": program.title,
        "title_en": program.title_en,
        "issuing_body": program.issuing_body,
        "issuing_body_en": program.issuing_body_en,
    }


def _basis(certificate: Certificate) -> str:
    standard = standard_applied(certificate.application.content)
    rubric = rubric_of(certificate.application)
    version = rubric.version if rubric else 1
    rules = f"吉林精品评价细则（{certificate.category.character}）第{version}版"
    return f"{standard}；{rules}" if standard else rules
