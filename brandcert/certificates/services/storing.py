"""Putting a finished document where it stays: whole or not at all."""

import hashlib
import os
from pathlib import Path
from typing import Final

from django.conf import settings

from brandcert.certificates.models import Certificate
from brandcert.core import faults

FOLDER: Final = "certificates"
_SHOWN: Final = 16


def store(certificate: Certificate, pdf: bytes) -> tuple[str, str]:
    """Write the document and return its place under MEDIA_ROOT and its SHA-256.

    Written beside its place, flushed to the disk and renamed, so that a name always stands for a
    whole file. The name contains the hash: the same bytes twice are one file, other bytes never
    overwrite it.
    """
    sha256 = hashlib.sha256(pdf).hexdigest()
    name = f"{FOLDER}/{certificate.series_year}/{certificate.number}-{sha256[:_SHOWN]}.pdf"
    target = Path(settings.MEDIA_ROOT) / name
    target.parent.mkdir(parents=True, exist_ok=True)
    temporary = target.with_suffix(f".{os.getpid()}.tmp")
    with temporary.open("wb") as stream:
        stream.write(pdf)
        stream.flush()
        os.fsync(stream.fileno())
    faults.hit("pdf_tmp_written")
    temporary.replace(target)
    folder = os.open(target.parent, os.O_RDONLY)
    try:
        os.fsync(folder)
    finally:
        os.close(folder)
    faults.hit("pdf_renamed")
    return name, sha256


def path_of(certificate: Certificate) -> Path:
    """Return where the document lies; the folder is never served directly."""
    return Path(settings.MEDIA_ROOT) / certificate.file
