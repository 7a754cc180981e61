"""Uploads received and kept."""

from brandcert.documents.services import letters, stock, unused  # noqa: F401 - registers the clock of unused files
from brandcert.documents.services.examining import LARGEST, Examined, examine
from brandcert.documents.services.previews import PreviewFailed, page_preview
from brandcert.documents.services.refusals import (
    ActiveContent,
    BrokenFile,
    EmptyFile,
    EncryptedFile,
    FileTooLarge,
    HiddenContent,
    PictureTooLarge,
    ScannerSilent,
    UploadFailed,
    UploadRefused,
    VirusFound,
    WrongKind,
)
from brandcert.documents.services.uploads import (
    keep_bytes,
    open_upload,
    receive_upload,
    received,
    store_upload,
)

__all__ = [
    "LARGEST",
    "ActiveContent",
    "BrokenFile",
    "EmptyFile",
    "EncryptedFile",
    "Examined",
    "FileTooLarge",
    "HiddenContent",
    "PictureTooLarge",
    "PreviewFailed",
    "ScannerSilent",
    "UploadFailed",
    "UploadRefused",
    "VirusFound",
    "WrongKind",
    "examine",
    "keep_bytes",
    "letters",
    "open_upload",
    "page_preview",
    "receive_upload",
    "received",
    "stock",
    "store_upload",
]
