"""Print HTML to PDF with pinned fonts, no network and no silent substitutes; pure, without models or clock."""

from brandcert.documents.printing.faces import (
    FONT_FOLDER,
    Face,
    UnprintableCharacters,
    code_points,
    face_for,
    font_pack_hash,
    is_pinned,
    manifest,
    missing_characters,
    pack_faces,
    printable,
)
from brandcert.documents.printing.typesetting import (
    PrintingFault,
    PrintingUnavailable,
    print_pdf,
    printing_problems,
    require_printing,
    url_fetcher,
)

__all__ = [
    "FONT_FOLDER",
    "Face",
    "PrintingFault",
    "PrintingUnavailable",
    "UnprintableCharacters",
    "code_points",
    "face_for",
    "font_pack_hash",
    "is_pinned",
    "manifest",
    "missing_characters",
    "pack_faces",
    "print_pdf",
    "printable",
    "printing_problems",
    "require_printing",
    "url_fetcher",
]
