"""Print HTML to PDF with pinned fonts, no network and no silent substitutes; pure, without models or clock."""

from brandcert.documents.printing.columns import column_rules
from brandcert.documents.printing.faces import (
    FONT_FOLDER,
    Face,
    UnprintableCharacters,
    code_points,
    face_for,
    fallback_faces,
    font_pack_hash,
    is_pinned,
    manifest,
    missing_characters,
    pack_faces,
    printable,
)
from brandcert.documents.printing.letters import print_letter
from brandcert.documents.printing.pages import print_page
from brandcert.documents.printing.typesetting import (
    PrintingFault,
    PrintingUnavailable,
    font_problems,
    print_pdf,
    printing_problems,
    require_printing,
    typesetter_problems,
    url_fetcher,
)

__all__ = [
    "FONT_FOLDER",
    "Face",
    "PrintingFault",
    "PrintingUnavailable",
    "UnprintableCharacters",
    "code_points",
    "column_rules",
    "face_for",
    "fallback_faces",
    "font_pack_hash",
    "font_problems",
    "is_pinned",
    "manifest",
    "missing_characters",
    "pack_faces",
    "print_letter",
    "print_page",
    "print_pdf",
    "printable",
    "printing_problems",
    "require_printing",
    "typesetter_problems",
    "url_fetcher",
]
