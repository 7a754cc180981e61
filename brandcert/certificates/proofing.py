"""What must hold of a printed certificate before it counts: one small check each, over the finished file. Pure.

The data were checked before; these find what only the page shows: a text that was not drawn, a code that leads
elsewhere, a seal that is missing. The trial of a list asks them of an unsigned page, the making of every signed one.
"""

from __future__ import annotations

import hashlib
import io
import json
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING, Any, Final

from django.utils.translation import gettext as _

from brandcert.certificates import rendering
from brandcert.certificates.lints import Finding
from brandcert.certificates.rendering import CertificateFacts
from brandcert.documents import printing
from brandcert.documents.signing import covers_whole_file
from brandcert.documents.sniffing.actions import Hazard, hazard_of

if TYPE_CHECKING:
    import pikepdf


@dataclass(frozen=True)
class Proof:
    """A finished file and what it has to say; `signer` is the certificate (DER) that must have signed it, None for a trial."""

    pdf: bytes
    facts: CertificateFacts
    signer: bytes | None = None

    @cached_property
    def file(self) -> pikepdf.Pdf:
        """The file, opened once for all checks."""
        import pikepdf  # slow: only a process that prints pays for it

        return pikepdf.open(io.BytesIO(self.pdf))

    @cached_property
    def text(self) -> str:
        """What a reader copies from the page, without white space."""
        import pypdfium2  # slow, as above

        document = pypdfium2.PdfDocument(self.pdf)
        try:
            told = document[0].get_textpage().get_text_bounded()
        finally:
            document.close()
        return squeezed(told)


Check = Callable[[Proof], str]
_checks: Final[dict[str, Check]] = {}


def _check(function: Check) -> Check:
    _checks[function.__name__.removeprefix("_")] = function
    return function


def checks() -> Mapping[str, Check]:
    """Return every check by its code; each returns what is wrong, or nothing."""
    return dict(_checks)


def findings(proof: Proof) -> tuple[Finding, ...]:
    """Return every check the file fails, in the order of the list."""
    told = ((code, check(proof)) for code, check in _checks.items())
    return tuple(Finding(code, text) for code, text in told if text)


def squeezed(text: str) -> str:
    """Return a text without white space, in the spelling of the page."""
    return "".join(text.split())


@_check
def _one_page(proof: Proof) -> str:
    count = len(proof.file.pages)
    return "" if count == 1 else _("It has %(count)s pages.") % {"count": count}


@_check
def _text_layer(proof: Proof) -> str:
    facts = proof.facts
    wanted = (
        facts.number,
        facts.machine_number,
        facts.holder,
        facts.credit_code,
        facts.product,
        facts.decision_number,
        facts.issuing_body,
        facts.valid_from.isoformat(),
        facts.valid_to.isoformat(),
        facts.verify_url,
    )
    missing = [text for text in wanted if squeezed(printing.printable(text)) not in proof.text]
    return _("Not readable on the page: %(texts)s.") % {"texts": "、".join(missing)} if missing else ""


@_check
def _code(proof: Proof) -> str:
    drawn = rendering.code_operators(proof.facts.verify_url)
    content = proof.file.pages[0].Contents.read_bytes()
    is_there = squeezed_bytes(drawn) in squeezed_bytes(content)
    return "" if is_there else _("The QR code does not lead to the address of this certificate.")


def squeezed_bytes(content: bytes) -> bytes:
    """Return a content stream with single spaces."""
    return b" ".join(content.split())


def _drawn(proof: Proof) -> Any:
    """Return the pictures of the page by their names."""
    resources: Any = proof.file.pages[0].Resources
    return resources.get("/XObject", {})


@_check
def _seal(proof: Proof) -> str:
    drawn = _drawn(proof).get("/BcSeal")
    registered = hashlib.sha256(rendering.seal_operators(proof.facts)).digest()
    is_ours = drawn is not None and hashlib.sha256(drawn.read_bytes()).digest() == registered
    return "" if is_ours else _("The seal is missing, or is not the registered one.")


@_check
def _sample(proof: Proof) -> str:
    has_mark = "/BcSample" in _drawn(proof)
    return (
        ""
        if has_mark is proof.facts.is_demo
        else _("It is marked as a sample although it is none, or the reverse.")
    )


@_check
def _nothing_remote(proof: Proof) -> str:
    found = hazard_of(proof.file, but=(Hazard.ATTACHMENT,))
    return (
        _("It would do something when opened, or fetch something: %(what)s.") % {"what": found.value}
        if found
        else ""
    )


@_check
def _credential(proof: Proof) -> str:
    attached = [
        spec.get_file().read_bytes()
        for name, spec in proof.file.attachments.items()
        if name == "credential.json"
    ]
    expected = json.loads(proof.facts.credential_json())
    is_ours = len(attached) == 1 and json.loads(attached[0]) == expected
    return "" if is_ours else _("The machine-readable certificate in it is not the one of these facts.")


@_check
def _signature(proof: Proof) -> str:
    if proof.signer is None:
        return ""
    is_good = covers_whole_file(proof.pdf, proof.signer)
    return "" if is_good else _("Its signature does not verify over the whole file.")
