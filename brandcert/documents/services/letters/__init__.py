"""Letters: written with their number, made by a worker, delivered; and the templates of their words."""

from brandcert.documents.services.letters.delivering import note_delivery, note_opening
from brandcert.documents.services.letters.making import (
    make_letter,
    make_waiting,
    open_letter,
    retry_letter,
)
from brandcert.documents.services.letters.templates import (
    UnusableWords,
    check_words,
    put_in_force,
    sample_page,
    sample_pdf,
    write_template,
)
from brandcert.documents.services.letters.writing import draft_of, page_before, write_letter

__all__ = [
    "UnusableWords",
    "check_words",
    "draft_of",
    "make_letter",
    "make_waiting",
    "note_delivery",
    "note_opening",
    "open_letter",
    "page_before",
    "put_in_force",
    "retry_letter",
    "sample_page",
    "sample_pdf",
    "write_letter",
    "write_template",
]
