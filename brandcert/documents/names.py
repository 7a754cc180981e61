"""Names of files as people give them, made harmless and readable."""

import unicodedata
from typing import Final

from brandcert.documents import sniffing

LONGEST: Final = 120
_ENDINGS: Final = {
    sniffing.PDF: (".pdf",),
    sniffing.JPEG: (".jpg", ".jpeg"),
    sniffing.PNG: (".png",),
}
_FORBIDDEN: Final = frozenset('<>:"|?*\\/')


def safe_name(name: str, kind: str) -> str:
    """Return the file's own name without folders, control and direction characters, ending as its content is.

    A name that says something else (`report.exe` holding a PDF) gets the true ending behind it.
    """
    last = name.replace("\\", "/").rpartition("/")[2]
    text = unicodedata.normalize("NFC", last)
    kept = "".join(one for one in text if not _is_dangerous(one)).strip(" .")
    ending = next((end for end in _ENDINGS[kind] if kept.lower().endswith(end)), "")
    stem = kept[: len(kept) - len(ending)].strip(" .") or "file"
    return stem[:LONGEST] + (ending.lower() or _ENDINGS[kind][0])


def _is_dangerous(one: str) -> bool:
    return one in _FORBIDDEN or unicodedata.category(one) in {"Cc", "Cf", "Cs", "Co", "Cn", "Zl", "Zp"}
