"""Check certifying signatures, more strictly than a viewer does."""

from __future__ import annotations

import hashlib
import io
import re
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from functools import partial
from typing import TYPE_CHECKING, Any

from brandcert.documents.signing.containers import container
from brandcert.documents.signing.keys import is_demo_certificate

if TYPE_CHECKING:
    from pyhanko.sign.validation.pdf_embedded import EmbeddedPdfSignature


class Verdict(StrEnum):
    """What a check of a file found; only GENUINE says that every byte is the signer's."""

    GENUINE = "genuine"
    UNREADABLE = "unreadable"
    UNSIGNED = "unsigned"
    ALTERED = "altered"
    UNTRUSTED = "untrusted"
    OUTDATED = "outdated"  # intact, but the signer's certificate did not hold at the instant of the check


@dataclass(frozen=True, slots=True)
class SignatureResult:
    """The outcome of a check, with the name in the signer's certificate and the time it claims."""

    verdict: Verdict
    signer: str = ""
    signed_at: datetime | None = None
    is_demo: bool = False
    certificate: bytes = b""  # of the key that made the first signature (DER)

    @property
    def is_genuine(self) -> bool:
        """Whether the whole file is exactly what a trusted key certified."""
        return self.verdict is Verdict.GENUINE


def verify_signature(pdf: bytes, trusted: Sequence[bytes], *, at: datetime) -> SignatureResult:
    """Check the certifying signature of a file against trusted certificates (DER) at an instant.

    Genuine means all of: exactly one signature, intact, trusted, covering the entire file,
    certifying with "no changes", and spelled byte for byte as this product writes it (the
    placeholder around a signature is not covered by its digest). Never raises for bad input:
    what cannot be read is UNREADABLE. Whether a genuine file was issued is for the register to say.
    """
    from pyhanko.pdf_utils.reader import PdfFileReader

    try:
        signatures = PdfFileReader(io.BytesIO(pdf), strict=True).embedded_signatures
        if not signatures:
            return SignatureResult(Verdict.UNSIGNED)
        if len(signatures) > 1:
            return SignatureResult(Verdict.ALTERED, certificate=signatures[0].signer_cert.dump())
        return _judge(signatures[0], pdf, trusted, at)
    except Exception:  # noqa: BLE001 - a stranger's file breaks parsers in any way; none of them is genuine
        return SignatureResult(Verdict.UNREADABLE)


def covers_whole_file(pdf: bytes, certificate: bytes) -> bool:
    """Say whether the last thing done to a file was a good signature over every byte of it by the key of a certificate (DER).

    Cheap, and only for a file this process has just signed: trust, validity and spelling are for `verify_signature`.
    """
    from asn1crypto import cms, x509
    from cryptography.exceptions import InvalidSignature
    from cryptography.hazmat.primitives.serialization import load_der_public_key

    ranges = re.search(rb"/ByteRange \[0 (\d{10}) (\d{10}) (\d{10})\]", pdf)
    if ranges is None:
        return False
    before, second, after = (int(value) for value in ranges.groups())
    if second + after != len(pdf) or not before < second:
        return False
    try:
        data = bytes.fromhex(pdf[before + 1 : second - 1].decode("ascii"))
        (information,) = cms.ContentInfo.load(data)["content"]["signer_infos"]
        attributes = information["signed_attrs"]
        told = {each["type"].native: each["values"].native for each in attributes}
        key = load_der_public_key(x509.Certificate.load(certificate).public_key.dump())
        digest = hashlib.sha256(pdf[:before] + pdf[second:]).digest()
        _require_signed(key, information["signature"].native, attributes.untag().dump())
    except (ValueError, KeyError, TypeError, InvalidSignature):
        return False
    return told.get("message_digest") == [digest]


def _require_signed(key: Any, signature: bytes, message: bytes) -> None:
    """Raise InvalidSignature unless the key signed the message; RSA or elliptic."""
    from cryptography.hazmat.primitives.asymmetric import ec, padding, rsa
    from cryptography.hazmat.primitives.hashes import SHA256

    if isinstance(key, rsa.RSAPublicKey):
        key.verify(signature, message, padding.PKCS1v15(), SHA256())
    else:
        key.verify(signature, message, ec.ECDSA(SHA256()))


def _is_ours(signature: EmbeddedPdfSignature, pdf: bytes) -> bool:
    """Say whether the signature stands in the file exactly as this product would have written it.

    The digest does not cover the container itself: unsigned fields of the CMS, the padding
    behind it and the case of the hexadecimal digits could change unseen.
    """
    first, before, second, after = (int(value) for value in signature.byte_range)
    if first != 0 or second + after != len(pdf):
        return False
    information = signature.signer_info
    chain = [signature.signer_cert, *signature.other_embedded_certs]
    mechanism = information["signature_algorithm"]["algorithm"].native
    expected = container(
        chain, mechanism, information["signed_attrs"].untag(), information["signature"].native
    )
    written = pdf[before:second]
    return written == b"<" + expected.hex().upper().encode().ljust(len(written) - 2, b"0") + b">"


def _judge(
    signature: EmbeddedPdfSignature, pdf: bytes, trusted: Sequence[bytes], at: datetime
) -> SignatureResult:
    """Return the outcome for the one signature of a file."""
    from asn1crypto import x509
    from pyhanko.sign.fields import MDPPerm
    from pyhanko.sign.validation import validate_pdf_signature
    from pyhanko.sign.validation.status import SignatureCoverageLevel
    from pyhanko_certvalidator import ValidationContext

    roots = [x509.Certificate.load(each) for each in trusted]
    context = ValidationContext(trust_roots=roots, allow_fetching=False, moment=at)
    status = validate_pdf_signature(signature, context)
    found = partial(
        SignatureResult,
        signer=str(status.signing_cert.subject.native.get("common_name", "")),
        signed_at=signature.self_reported_timestamp,
        is_demo=is_demo_certificate(status.signing_cert.dump()),
        certificate=status.signing_cert.dump(),
    )
    unchanged = (
        status.intact
        and status.valid
        and status.coverage == SignatureCoverageLevel.ENTIRE_FILE
        and status.docmdp_ok
        and signature.docmdp_level == MDPPerm.NO_CHANGES
        and _is_ours(signature, pdf)
    )
    if not unchanged:
        return found(Verdict.ALTERED)
    period = status.signing_cert["tbs_certificate"]["validity"]
    if not period["not_before"].native <= at <= period["not_after"].native:
        return found(Verdict.OUTDATED)
    if not (status.trusted and status.bottom_line):
        return found(Verdict.UNTRUSTED)
    return found(Verdict.GENUINE)
