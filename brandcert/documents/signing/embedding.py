"""Put a certifying signature into a PDF: in the same pass as printing, or as an update of a finished file."""

from __future__ import annotations

import hashlib
import io
from datetime import UTC, datetime
from typing import TYPE_CHECKING, Any

from brandcert.documents.signing.containers import cms_signature

if TYPE_CHECKING:
    from brandcert.documents.signing.keys import Signer

FIELD_NAME = "Certification"
OFFSETS = b"[0 0000000000 0000000000 0000000000]"


def room_for(signer: Signer) -> int:
    """Return the hexadecimal digits a signature of this key may need, with a margin."""
    return 2 * (3072 + sum(len(certificate) for certificate in signer.certificates))


def reserve_signature(pdf: Any, sheet: Any, *, room: int, signed_at: datetime) -> None:
    """Add an empty certifying signature to a file that is about to be written; `fill_signature` completes it.

    To be called from the finisher of a print, so that the file has one revision and, with an
    RSA key, the same bytes on every retry. `sheet` is the page dictionary that holds the invisible field.
    """
    import pydyf

    moment = signed_at.astimezone(UTC).strftime("D:%Y%m%d%H%M%SZ").encode()

    class Placeholder(pydyf.Object):  # type: ignore[misc]  # pydyf has no type hints
        """The signature dictionary, outside every object stream so that its bytes can be patched."""

        compressible = False
        data = (
            b"<</Type /Sig/Filter /Adobe.PPKLite/SubFilter /ETSI.CAdES.detached/M (" + moment + b")"
            b"/Reference [<</Type /SigRef/TransformMethod /DocMDP"
            b"/TransformParams <</Type /TransformParams/P 1/V /1.2>>>>]"
            b"/ByteRange " + OFFSETS + b"/Contents <" + b"0" * room + b">>>"
        )

    placeholder = Placeholder()
    pdf.add_object(placeholder)
    widget = pydyf.Dictionary(
        {
            "Type": "/Annot",
            "Subtype": "/Widget",
            "FT": "/Sig",
            "T": pydyf.String(FIELD_NAME),
            "Rect": pydyf.Array([0, 0, 0, 0]),
            "F": 132,
            "V": placeholder.reference,
        }
    )
    pdf.add_object(widget)
    sheet["Annots"] = pydyf.Array([widget.reference])
    pdf.catalog["AcroForm"] = pydyf.Dictionary({"Fields": pydyf.Array([widget.reference]), "SigFlags": 3})
    pdf.catalog["Perms"] = pydyf.Dictionary({"DocMDP": placeholder.reference})


def fill_signature(pdf: bytes, signer: Signer) -> bytes:
    """Return the file with its reserved signature made by `signer`; raise ValueError when none is reserved or it is too small."""
    offsets = pdf.index(b"/ByteRange " + OFFSETS) + len(b"/ByteRange ")
    start = pdf.index(b"/Contents <", offsets) + len(b"/Contents ")
    end = pdf.index(b">", start) + 1
    room = end - start - 2
    known = f"[0 {start:010} {end:010} {len(pdf) - end:010}]".encode()
    before, after = pdf[:offsets] + known + pdf[offsets + len(OFFSETS) : start], pdf[end:]
    digest = hashlib.sha256(before)
    digest.update(after)
    made = cms_signature(digest.digest(), signer).hex().upper().encode()
    if len(made) > room:
        raise ValueError(f"the signature needs {len(made)} digits, reserved are {room}")
    return before + b"<" + made.ljust(room, b"0") + b">" + after


def sign_pdf(pdf: bytes, signer: Signer, *, signed_at: datetime) -> bytes:
    """Return the PDF with a certifying signature added as its one incremental update.

    The signature allows no change (DocMDP 1). `signed_at` must carry a time zone.
    """
    from pyhanko.pdf_utils.incremental_writer import IncrementalPdfFileWriter
    from pyhanko.sign.fields import MDPPerm, SigFieldSpec, SigSeedSubFilter
    from pyhanko.sign.signers.cms_embedder import PdfCMSEmbedder, SigIOSetup, SigMDPSetup, SigObjSetup
    from pyhanko.sign.signers.pdf_byterange import SignatureObject

    # unknown xref forms are an error here: only files of our own printer are signed
    writer = IncrementalPdfFileWriter(io.BytesIO(pdf), strict=True)
    writing = PdfCMSEmbedder(new_field_spec=SigFieldSpec(FIELD_NAME)).write_cms(FIELD_NAME, writer)
    next(writing)
    placeholder = SignatureObject(
        timestamp=signed_at, subfilter=SigSeedSubFilter.PADES, bytes_reserved=room_for(signer)
    )
    restriction = SigMDPSetup(md_algorithm="sha256", certify=True, docmdp_perms=MDPPerm.NO_CHANGES)
    writing.send(SigObjSetup(sig_placeholder=placeholder, mdp_setup=restriction))
    prepared, output = writing.send(SigIOSetup(md_algorithm="sha256", in_place=False))
    writing.send(cms_signature(prepared.document_digest, signer))
    return bytes(output.getbuffer())
