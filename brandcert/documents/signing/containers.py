"""The CMS container around a signature, built in the one spelling this product writes."""

from __future__ import annotations

from collections.abc import Sequence
from functools import cache
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from asn1crypto import cms, x509

    from brandcert.documents.signing.keys import Signer

DIGEST_MARK = b"the digest of a document, 32 B.."


def _signed_attributes(digest: bytes, certificate: x509.Certificate, mechanism: str) -> cms.CMSAttributes:
    """Return what is signed in place of the document: its digest and the identity of the certificate."""
    from asn1crypto import algos, cms
    from pyhanko.sign.general import as_signing_certificate_v2

    protection = cms.CMSAlgorithmProtection(
        {
            "digest_algorithm": algos.DigestAlgorithm({"algorithm": "sha256"}),
            "signature_algorithm": algos.SignedDigestAlgorithm({"algorithm": mechanism}),
        }
    )
    return cms.CMSAttributes(
        [
            cms.CMSAttribute({"type": "content_type", "values": ["data"]}),
            cms.CMSAttribute({"type": "message_digest", "values": [digest]}),
            cms.CMSAttribute(
                {"type": "signing_certificate_v2", "values": [as_signing_certificate_v2(certificate)]}
            ),
            cms.CMSAttribute({"type": "cms_algorithm_protection", "values": [protection]}),
        ]
    )


def container(
    chain: Sequence[x509.Certificate], mechanism: str, attributes: cms.CMSAttributes, raw: bytes
) -> bytes:
    """Return the CMS around a signature, in the one spelling this product writes."""
    from asn1crypto import algos, cms

    identity = cms.IssuerAndSerialNumber({"issuer": chain[0].issuer, "serial_number": chain[0].serial_number})
    information = cms.SignerInfo(
        {
            "version": "v1",
            "sid": cms.SignerIdentifier({"issuer_and_serial_number": identity}),
            "digest_algorithm": algos.DigestAlgorithm({"algorithm": "sha256"}),
            "signature_algorithm": algos.SignedDigestAlgorithm({"algorithm": mechanism}),
            "signed_attrs": attributes,
            "signature": raw,
        }
    )
    signed = cms.SignedData(
        {
            "version": "v1",
            "digest_algorithms": cms.DigestAlgorithms([algos.DigestAlgorithm({"algorithm": "sha256"})]),
            "encap_content_info": {"content_type": "data"},
            "certificates": [cms.CertificateChoices(name="certificate", value=each) for each in chain],
            "signer_infos": [information],
        }
    )
    encoded: bytes = cms.ContentInfo({"content_type": "signed_data", "content": signed}).dump()
    return encoded


@cache
def _rsa_template(certificates: tuple[bytes, ...]) -> tuple[bytes, bytes, bytes]:
    """Return signed attributes and container with marks for digest and signature, and the mark of the signature.

    Two thirds of the time of a signature go into spelling the same ASN.1 again.
    """
    from asn1crypto import x509

    chain = [x509.Certificate.load(each) for each in certificates]
    mark = (b"brandcert" * 512)[: chain[0].public_key.byte_size]
    attributes = _signed_attributes(DIGEST_MARK, chain[0], "sha256_rsa")
    return attributes.dump(), container(chain, "sha256_rsa", attributes, mark), mark


def cms_signature(digest: bytes, signer: Signer) -> bytes:
    """Return the detached CMS (PAdES B-B) over the SHA-256 digest of a document."""
    if signer.mechanism != "sha256_rsa":  # an elliptic signature has no fixed length
        return spelled_signature(digest, signer)
    attributes, whole, mark = _rsa_template(signer.certificates)
    raw = signer.sign(attributes.replace(DIGEST_MARK, digest, 1))
    return whole.replace(mark, raw, 1).replace(DIGEST_MARK, digest, 1)


def spelled_signature(digest: bytes, signer: Signer) -> bytes:
    """Return the same as `cms_signature`, built from its parts."""
    from asn1crypto import x509

    chain = [x509.Certificate.load(each) for each in signer.certificates]
    attributes = _signed_attributes(digest, chain[0], signer.mechanism)
    return container(chain, signer.mechanism, attributes, signer.sign(attributes.dump()))
