"""Files in files: a second nature that another program would see in the same bytes."""

import re
import zipfile
from io import BytesIO
from typing import Final

from brandcert.documents.sniffing.headers import PDF

# What a browser, an interpreter or an XML reader would take for its own. Pictures hold none of it; a PDF may show
# such words as text, so there only its head and what follows its end are looked at.
_CODE: Final = re.compile(
    rb"<script[\s>/]|<\?php\s|<!doctype\s+html|<html[\s>]|<iframe[\s>]|<svg\s+[^>]{0,200}xmlns|<object\s+data",
    re.IGNORECASE,
)
_ENTITY: Final = re.compile(rb"<!ENTITY\s")
_PROGRAM: Final = re.compile(
    rb"\A\s*(?:MZ|\x7fELF|#!\s*/|\xca\xfe\xba\xbe)|This program cannot be run in DOS mode"
)
_PDF_HEADER: Final = re.compile(rb"%PDF-[12]\.")
_END_OF_PDF: Final = b"%%EOF"
_HEAD: Final = 1024
# The harmless pattern every virus scanner knows, cut in two so that no scanner takes offence at this file.
_TEST_VIRUS: Final = b"EICAR-STANDARD-" + b"ANTIVIRUS-TEST-FILE"


def carries_test_virus(data: bytes) -> bool:
    """Say whether the pattern is in the file by which an installation tries out its refusal of viruses."""
    return _TEST_VIRUS in data


def hides_something(data: bytes, kind: str) -> bool:
    """Say whether the bytes are at the same time an archive, a web page, a program or a second document."""
    if _ENTITY.search(data) or zipfile.is_zipfile(BytesIO(data)):
        return True
    headers = len(_PDF_HEADER.findall(data))
    if kind != PDF:
        return headers > 0 or bool(_CODE.search(data))
    end = data.rfind(_END_OF_PDF)
    after = data[end + len(_END_OF_PDF) :] if end >= 0 else b""
    looked_at = data[:_HEAD] + b"\n" + after
    return headers > 1 or bool(_CODE.search(looked_at)) or bool(_PROGRAM.search(after))
