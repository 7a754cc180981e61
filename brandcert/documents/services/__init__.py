"""Uploads received and kept."""

from brandcert.documents.services.previews import PreviewFailed, page_preview
from brandcert.documents.services.uploads import (
    BrokenFile,
    EmptyFile,
    EncryptedFile,
    FileTooLarge,
    PictureTooLarge,
    UploadFailed,
    UploadRefused,
    WrongKind,
    open_upload,
    store_upload,
)

__all__ = [
    "BrokenFile",
    "EmptyFile",
    "EncryptedFile",
    "FileTooLarge",
    "PictureTooLarge",
    "PreviewFailed",
    "UploadFailed",
    "UploadRefused",
    "WrongKind",
    "open_upload",
    "page_preview",
    "store_upload",
]
