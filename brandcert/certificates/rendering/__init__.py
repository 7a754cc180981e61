"""Print a certificate: a pure function from frozen facts to the bytes of a PDF/A-3a that is also PDF/UA-1."""

from __future__ import annotations

import zlib
from collections.abc import Callable
from datetime import datetime
from functools import cache
from typing import TYPE_CHECKING, Any

from brandcert.certificates.rendering import wording
from brandcert.certificates.rendering.art import background
from brandcert.certificates.rendering.facts import CATEGORIES, CertificateFacts, FaceOverflow, InvalidFacts
from brandcert.certificates.rendering.page import page_html
from brandcert.certificates.rendering.qr import qr_code
from brandcert.certificates.rendering.seal import SEAL_TEXT, sample_mark, seal
from brandcert.certificates.rendering.sheet import css
from brandcert.documents import printing
from brandcert.documents.printing import UnprintableCharacters
from brandcert.documents.signing import fill_signature, reserve_signature, room_for, sign_pdf

if TYPE_CHECKING:
    from brandcert.documents.signing import Signer

POINTS_PER_MM = 72 / 25.4
SEAL_CENTRE = (214.0, 171.0)
CODE_CORNER = (42.0, 159.5)
SAMPLE_CENTRE = (148.5, 108.0)


class FontPackChanged(ValueError):
    """The facts were made for other fonts than these, so the page would not be the same."""


class WrongKey(ValueError):
    """A demonstration key for a real certificate, or a real key for a sample."""


def printed_texts(facts: CertificateFacts) -> list[str]:
    """Return every text that is drawn on the face."""
    own = [text for name, text in facts.texts() if name not in {"category", "font_pack_hash"}]
    ours = [wording.lead_text(facts), SEAL_TEXT[facts.is_demo], wording.chinese_date(facts.issued_on)]
    return [*own, *ours, facts.title_en.upper(), *wording.english_text(facts)]


def missing_characters(facts: CertificateFacts) -> list[str]:
    """Return the characters of the face no pinned font draws; to be asked before a number is used."""
    return printing.missing_characters("".join(printed_texts(facts)))


def lint(facts: CertificateFacts) -> None:
    """Refuse facts that cannot be printed, before a number is used for them.

    Raises UnprintableCharacters, which carries the characters, FaceOverflow for texts too
    long for the face, FontPackChanged when the facts name other fonts than the installed ones.
    """
    if missing := missing_characters(facts):
        raise UnprintableCharacters(missing)
    if facts.font_pack_hash and facts.font_pack_hash != printing.font_pack_hash():
        raise FontPackChanged(facts.font_pack_hash)
    wording.check_single_lines(facts)
    wording.step_for(facts)


def _needs_fallbacks(facts: CertificateFacts) -> bool:
    """Say whether a text needs a face outside the standing pack."""
    kai = printing.code_points(printing.pack_faces()["kai"])
    return any(ord(c) not in kai for text in printed_texts(facts) for c in printing.printable(text))


@cache
def _form(content: bytes, bounds: tuple[float, float, float, float]) -> bytes:
    """Return a complete Form XObject (dictionary and deflated stream), compressed once per process."""
    packed = zlib.compress(content, 9)
    box = " ".join(f"{value:g}" for value in bounds)
    head = f"<</Type /XObject/Subtype /Form/BBox [{box}]/Resources <<>>/Filter /FlateDecode/Length {len(packed)}>>"
    return head.encode() + b"\nstream\n" + packed + b"\nendstream"


def _add_form(pdf: Any, content: bytes, bounds: tuple[float, float, float, float]) -> bytes:
    """Add a ready-made Form XObject to the file and return its reference."""
    import pydyf

    class Ready(pydyf.Stream):  # type: ignore[misc]  # pydyf has no type hints
        """A stream that is already serialised."""

        data = _form(content, bounds)

    form = Ready()
    pdf.add_object(form)
    reference: bytes = form.reference
    return reference


def _artifacts(
    facts: CertificateFacts,
) -> list[tuple[str, bytes, tuple[float, float], tuple[float, float, float, float]]]:
    """Return what lies under the text, bottom first: name, content, place of its origin, bounds (millimetres)."""
    layers = [("BcArt", background(facts.category), (0.0, 0.0), (0.0, 0.0, 297.0, 210.0))]
    if facts.is_demo:
        layers.append(("BcSample", sample_mark(), SAMPLE_CENTRE, (-150.0, -100.0, 150.0, 100.0)))
    layers.append(
        ("BcSeal", seal(facts.issuing_body, is_demo=facts.is_demo), SEAL_CENTRE, (-20.0, -20.0, 20.0, 20.0))
    )
    return layers


def code_operators(url: str) -> bytes:
    """Return the operators that draw the QR code of an address: whoever proofs a finished page looks for these."""
    return qr_code(url)


def seal_operators(facts: CertificateFacts) -> bytes:
    """Return the operators of the registered seal of a face."""
    return seal(facts.issuing_body, is_demo=facts.is_demo)


def _sheet(pdf: Any) -> Any:
    """Return the dictionary of the only page; a second one would be a defect of the layout."""
    (sheet,) = (item for item in pdf.objects if isinstance(item, dict) and item.get("Type") == "/Page")
    return sheet


def _decorate(facts: CertificateFacts, pdf: Any) -> None:
    """Put art, seal and QR code under the text as artifacts, and claim PDF/UA-1 in the metadata."""
    sheet = _sheet(pdf)
    contents = pdf.objects[int(sheet["Contents"].split()[0])]
    resources = pdf.objects[int(sheet["Resources"].split()[0])]
    operators = [
        f"/Artifact BMC q {POINTS_PER_MM:.6f} 0 0 {-POINTS_PER_MM:.6f} 0 {210 * POINTS_PER_MM:.4f} cm".encode()
    ]
    for name, content, (x, y), bounds in _artifacts(facts):
        resources["XObject"][name] = _add_form(pdf, content, bounds)
        operators.append(f"q 1 0 0 1 {x:g} {y:g} cm /{name} Do Q".encode())
    corner = f"q 1 0 0 1 {CODE_CORNER[0]:g} {CODE_CORNER[1]:g} cm".encode()
    operators += [corner, qr_code(facts.verify_url), b"Q", b"Q EMC"]
    contents.stream[:0] = operators
    pdf.catalog["AF"][:] = dict.fromkeys(pdf.catalog["AF"])  # weasyprint lists each attachment twice


def _serialise(pdf: Any) -> None:
    """Replace the objects of a finished file by their bytes, packed at level 6.

    The typesetter serialises every object twice, once for the hash that becomes the second half of the identifier, and
    packs each time at level 9, which costs three times as much for a hundredth of the size.
    """
    import pydyf

    class Done(pydyf.Object):  # type: ignore[misc]  # pydyf has no type hints
        """An object whose bytes are known."""

        data = b""
        compressible = False

    for place, item in enumerate(pdf.objects):
        if item.free == "f" or item is pdf.catalog or item is pdf.info:
            continue
        done = Done()
        done.number, done.generation = item.number, item.generation
        done.compressible = item.compressible
        done.data = _packed(item) if isinstance(item, pydyf.Stream) else item.data
        pdf.objects[place] = done


def _packed(stream: Any) -> bytes:
    """Return a stream object with its dictionary, deflated if it shall be; one that is ready already stays."""
    if not stream.compress:
        return bytes(stream.data)
    import pydyf

    content = b"\n".join(part if isinstance(part, bytes) else _bytes(part) for part in stream.stream)
    packed = zlib.compress(content, 6)
    extra = pydyf.Dictionary({**stream.extra, "Filter": "/FlateDecode", "Length": len(packed)})
    return bytes(extra.data) + b"\nstream\n" + packed + b"\nendstream"


def _bytes(part: Any) -> bytes:
    """Return one part of a content stream as it is written."""
    return bytes(part.data) if hasattr(part, "data") else str(part).encode("ascii")


def _print(facts: CertificateFacts, finish: Callable[[Any], None]) -> bytes:
    """Print the face, and let `finish` complete the file before it is written."""
    lint(facts)
    from weasyprint import Attachment

    issued_at = datetime.combine(facts.issued_on, datetime.min.time())
    credential = Attachment(
        string=facts.credential_json(),
        url_fetcher=printing.url_fetcher(),
        name="credential.json",
        description="Machine-readable certificate",
        relationship="Data",
        created=issued_at,
        modified=issued_at,
    )

    def finisher(_document: object, pdf: Any) -> None:
        _decorate(facts, pdf)
        finish(pdf)
        _serialise(pdf)

    return printing.print_pdf(
        page_html(facts),
        css=css(),
        identifier=facts.digest()[:32],
        with_fallbacks=_needs_fallbacks(facts),
        attachments=[credential],
        finisher=finisher,
        is_flat=True,
    )


def render(facts: CertificateFacts) -> bytes:
    """Return the unsigned certificate; the same facts give the same bytes on every machine with these fonts.

    Raises what `lint` raises, before anything is drawn.
    """
    return _print(facts, lambda _pdf: None)


def render_signed(facts: CertificateFacts, signer: Signer, *, signed_at: datetime) -> bytes:
    """Return the certificate with the certifying signature that allows no change at all, in one pass.

    With an RSA key the same facts, key and instant give the same bytes, so a retry is harmless.
    `signed_at` must carry a time zone. Raises what `lint` raises, and WrongKey when a sample would
    get a real signature or a certificate the one of the demonstration key.
    """
    if signer.is_demo is not facts.is_demo:
        raise WrongKey("demonstration key" if signer.is_demo else "real key")
    room = room_for(signer)
    unsigned = _print(facts, lambda pdf: reserve_signature(pdf, _sheet(pdf), room=room, signed_at=signed_at))
    return fill_signature(unsigned, signer)


def sign(pdf: bytes, signer: Signer, *, signed_at: datetime) -> bytes:
    """Return a certificate that was rendered before with the certifying signature, as an update of the file.

    Slower than `render_signed`, and never the same bytes twice.
    """
    return sign_pdf(pdf, signer, signed_at=signed_at)


__all__ = [
    "CATEGORIES",
    "CertificateFacts",
    "FaceOverflow",
    "FontPackChanged",
    "InvalidFacts",
    "UnprintableCharacters",
    "WrongKey",
    "code_operators",
    "lint",
    "missing_characters",
    "render",
    "render_signed",
    "seal_operators",
    "sign",
]
