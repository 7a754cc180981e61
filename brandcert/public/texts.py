"""The words in which the public pages tell states, grounds and dates."""

import datetime
from collections.abc import Callable, Mapping, Sequence
from typing import Any, Final

from django.urls import reverse
from django.utils.functional import Promise
from django.utils.translation import get_language, gettext_lazy
from django.utils.translation import gettext as _

from brandcert.certificates import validity
from brandcert.certificates.enums import (
    CancelGround,
    CertificateStatus,
    ChangeKind,
    RevocationGround,
    SuspensionGround,
)
from brandcert.certificates.models import Certificate
from brandcert.certificates.queries import Answer, Finding, Received, spans, successor_of
from brandcert.certificates.validity import Span
from brandcert.core.templatetags.looks import TONES
from brandcert.programs.enums import CategoryKey

_GROUNDS: Final = (SuspensionGround, RevocationGround, CancelGround, ChangeKind)


# Open data: what everybody may do with a list taken from here.
LICENCE: Final = gettext_lazy("Open data: free to use and to pass on, if the source and the day are named.")
_ENTRIES: Final = {
    "held": (gettext_lazy("Objection being examined"), "amber"),
    "withdrawn": (gettext_lazy("withdrawn"), "grey"),
    "ended": (gettext_lazy("no longer proposed"), "grey"),
    "removed": (gettext_lazy("taken off the list"), "red"),
    "corrected": (gettext_lazy("corrected"), "amber"),
}


def entry_state(state: str) -> dict[str, str] | None:
    """Return what became of an entry of a published list in words and tint, nothing while it is proposed."""
    if not state:
        return None
    words, tint = _ENTRIES[state]
    return {"words": str(words), "tone": tint}


def ground_text(code: str) -> str:
    """Return a ground in the visitor's language; nothing for an empty or unknown code."""
    return next((str(choices(code).label) for choices in _GROUNDS if code in choices.values), "")


def status_text(status: str) -> str:
    """Return a status in the visitor's language."""
    return str(CertificateStatus(status).label)


def tone(status: str) -> str:
    """Return the tint of a status."""
    return TONES.get(status, "grey")


def history_lines(certificate: Certificate) -> list[dict[str, Any]]:
    """Return the dated states as sentences, oldest first."""
    found = spans(certificate)
    lines = [
        {"at": validity.beijing_date(span.starts_at), "text": _line(span, found[:place])}
        for place, span in enumerate(found)
    ]
    shown = validity.shown_status(
        certificate.status, certificate.valid_to, datetime.datetime.now(validity.BEIJING).date()
    )
    if shown == CertificateStatus.EXPIRED and certificate.status != CertificateStatus.EXPIRED:
        lines.append(
            {"at": certificate.valid_to + validity.ONE_DAY, "text": status_text(CertificateStatus.EXPIRED)}
        )
    return lines


def _line(span: Span, before: Sequence[Span]) -> str:
    if span.status == CertificateStatus.ACTIVE:
        return _("reinstated") if before else _("valid from this day")
    ground = ground_text(span.ground)
    return f"{status_text(span.status)} ({ground})" if ground else status_text(span.status)


def facts(certificate: Certificate, *, by_code: bool) -> list[dict[str, Any]]:
    """Return what the register tells about a certificate; the document's own details only to who holds its code."""
    face = certificate.facts
    told = [
        (_("Certificate number"), certificate.display_number, False),
        (_("Number for machines"), certificate.number, False),
        (_("Brand"), face["brand"], False),
        (_("Category"), str(CategoryKey(certificate.category.key).label), False),
        (_("Unified social credit code"), face["credit_code"], False),
        (_("Decision"), f"{certificate.decision_number} · {certificate.decided_on:%Y-%m-%d}", False),
        (_("First issued on"), certificate.first_issued_on, False),
        (_("Issued on"), certificate.issued_on, False),
        (_("Validity"), f"{certificate.valid_from:%Y-%m-%d} – {certificate.valid_to:%Y-%m-%d}", False),
        (_("Issuing body"), _with_english(face, "issuing_body"), True),
        (_("Model, or scope of the service"), face["model_or_scope"], True),
    ]
    if by_code:
        told += [
            (_("Place of production"), face["place_of_production"], True),
            (_("Basis"), face["basis"], True),
            (_("SHA-256 of the document"), certificate.sha256, True),
        ]
    return [
        {
            "label": label,
            "value": f"{value:%Y-%m-%d}" if isinstance(value, datetime.date) else value,
            "wide": wide,
        }
        for label, value, wide in told
        if value
    ]


def verdict_context(answer: Answer, *, now: datetime.datetime) -> dict[str, Any]:
    """Return what the verdict of a query shows."""
    context: dict[str, Any] = {"verdict": str(answer.verdict), "checked_at": now, "typo": answer.is_mistyped}
    certificate, standing = answer.certificate, answer.standing
    if certificate is None or standing is None:
        return context
    successor = successor_of(certificate)
    return context | {
        "certificate": {
            "title": certificate.facts["product"],
            "holder": certificate.facts["holder"],
            "in_english": _english_names(certificate.facts),
            "number": certificate.display_number,
            "facts": facts(certificate, by_code=answer.by_code),
        },
        "history": history_lines(certificate),
        "document_genuine": True if answer.by_code and standing.is_valid else None,
        "is_entry_only": not answer.by_code,
        "replaced_by": successor and {"number": successor.display_number, "url": entry_url(successor)},
        **_since(certificate, standing.status, standing.ground),
    }


_GRAVE: Final = {Finding.ALTERED, Finding.UNISSUED, Finding.FOREIGN}
_FILES: Final = {
    Finding.ALTERED: (
        gettext_lazy("This file was changed after it was signed"),
        gettext_lazy(
            "It began as a document of the register, and something in it was changed since. Do not rely on anything in "
            "it; ask the holder for the original file, and report it."
        ),
    ),
    Finding.UNISSUED: (
        gettext_lazy("Signed here, but never issued"),
        gettext_lazy(
            "The signature is ours, yet the register has no such certificate. Do not rely on it, and report it."
        ),
    ),
    Finding.FOREIGN: (
        gettext_lazy("Signed by somebody else"),
        gettext_lazy(
            "The signature in this file is not ours: it does not come from the register. Please report it."
        ),
    ),
    Finding.UNSIGNED: (
        gettext_lazy("A copy without signature"),
        gettext_lazy(
            "A file that was printed, scanned or saved anew proves nothing, whatever it shows. Ask the holder for the "
            "original file, or scan the QR code."
        ),
    ),
    Finding.UNREADABLE: (
        gettext_lazy("Not a document of the register"),
        gettext_lazy(
            "No certificate was issued as this file, and it cannot be read as a PDF. Verify by the QR code or the number "
            "printed in it, and ask the holder for the original file."
        ),
    ),
}


def file_context(received: Received | None) -> dict[str, Any]:
    """Return what the page says of a file that is no issued document, and whose number it carries."""
    if received is None or received.finding is Finding.ISSUED:
        return {}
    title, advice = _FILES[received.finding]
    named = received.named
    return {
        "file_finding": {"title": title, "advice": advice, "is_grave": received.finding in _GRAVE},
        "file_named": named and {"number": named.display_number, "url": entry_url(named)},
    }


def _is_english() -> bool:
    return (get_language() or "").startswith("en")


def _with_english(face: Mapping[str, Any], name: str) -> str:
    """Return a fact as printed, for English readers under its English name first."""
    english = face.get(f"{name}_en")
    return f"{english} ({face[name]})" if _is_english() and english else str(face[name])


def _english_names(face: Mapping[str, Any]) -> str:
    """Return the English names of product and holder for English readers, as far as the certificate has them."""
    names = (face.get("product_en"), face.get("holder_en")) if _is_english() else ()
    return " – ".join(name for name in names if name)


def _since(certificate: Certificate, status: str, ground: str) -> dict[str, Any]:
    if status == CertificateStatus.ACTIVE:
        return {}
    if status == CertificateStatus.EXPIRED:
        return {"since": certificate.valid_to + validity.ONE_DAY}
    last = max(certificate.intervals.all(), key=lambda row: row.starts_at)
    shown = {"since": validity.beijing_date(last.starts_at), "ground": ground_text(ground)}
    return shown | ({"until": last.expected_end} if status == CertificateStatus.SUSPENDED else {})


def entry_url(certificate: Certificate) -> str:
    """Return the address of the register's entry, which tells nothing the number alone does not entitle to."""
    return f"{reverse('public:verify')}?q={certificate.number}"


def register_headings() -> list[str]:
    """Return the headings of the exported register in the language of the page."""
    return [str(title) for title, _value in _REGISTER]


def register_line(entry: Mapping[str, Any]) -> list[str]:
    """Return an entry of the register in words, in the order of the headings."""
    return [value(entry) for _title, value in _REGISTER]


def _told(name: str) -> Callable[[Mapping[str, Any]], str]:
    return lambda entry: "" if entry[name] is None else str(entry[name])


_REGISTER: Final[tuple[tuple[Promise, Callable[[Mapping[str, Any]], str]], ...]] = (
    (gettext_lazy("Certificate number"), _told("number")),
    (gettext_lazy("Status"), lambda entry: status_text(entry["status"])),
    (gettext_lazy("Valid today"), lambda entry: _("yes") if entry["valid"] else _("no")),
    (gettext_lazy("Holder"), _told("holder")),
    (gettext_lazy("Unified social credit code"), _told("credit_code")),
    (
        gettext_lazy("Category"),
        lambda entry: str(CategoryKey(entry["category"]).label) if entry["category"] else "",
    ),
    (gettext_lazy("Product or service"), _told("product")),
    (gettext_lazy("Model, or scope of the service"), _told("scope")),
    (gettext_lazy("Valid from"), _told("valid_from")),
    (gettext_lazy("Valid to"), _told("valid_to")),
    (gettext_lazy("Decision number"), _told("decision_number")),
    (gettext_lazy("Issued on"), _told("issued_on")),
    (gettext_lazy("Replaced by"), _told("replaced_by")),
    (gettext_lazy("SHA-256 of the document"), _told("sha256")),
)
