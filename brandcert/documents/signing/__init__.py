"""Sign PDFs so that no later change stays unseen (PAdES, certification, DocMDP level 1), and check such signatures."""

from brandcert.documents.signing.containers import cms_signature
from brandcert.documents.signing.embedding import fill_signature, reserve_signature, room_for, sign_pdf
from brandcert.documents.signing.keys import (
    FileSigner,
    Signer,
    UnusableKey,
    is_demo_certificate,
    load_file_signer,
    make_demo_key,
    read_certificates,
)
from brandcert.documents.signing.tokens import SCHEME, TokenSigner, load_token_signer, read_place
from brandcert.documents.signing.verification import (
    SignatureResult,
    Verdict,
    covers_whole_file,
    verify_signature,
)

__all__ = [
    "SCHEME",
    "FileSigner",
    "SignatureResult",
    "Signer",
    "TokenSigner",
    "UnusableKey",
    "Verdict",
    "cms_signature",
    "covers_whole_file",
    "fill_signature",
    "is_demo_certificate",
    "load_file_signer",
    "load_token_signer",
    "make_demo_key",
    "read_certificates",
    "read_place",
    "reserve_signature",
    "room_for",
    "sign_pdf",
    "verify_signature",
]
