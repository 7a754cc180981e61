"""Print a page of plain text and tables in the fonts of the certificates, whatever characters it holds."""

from __future__ import annotations

import threading
from pathlib import Path
from typing import Final

from brandcert.documents.printing.faces import (
    UnprintableCharacters,
    code_points,
    fallback_faces,
    missing_characters,
    pack_faces,
    printable,
)
from brandcert.documents.printing.typesetting import print_pdf

# The fonts of a process are shared and not made for several threads at a time.
_one_at_a_time: Final = threading.Lock()


def print_page(
    html: str,
    *,
    css: str,
    identifier: str,
    is_strict: bool = False,
    asset_folders: tuple[Path, ...] = (),
) -> bytes:
    """Return the PDF of a page; a character that no font draws is given by its code point, or refused if `is_strict`.

    Pictures are read from `asset_folders` alone. The same arguments give the same bytes. Raises PrintingFault, of a
    strict page UnprintableCharacters, and OSError or ImportError where this machine cannot print.
    """
    page = _drawable(html)
    if is_strict and (missing := missing_characters(printable(html))):
        raise UnprintableCharacters(missing)
    rare = _rare_families(page)
    families = ",".join(f"'{family}'" for family in ("Brandcert Kai", *rare))
    with _one_at_a_time:
        return print_pdf(
            page,
            css=f"{css}body{{font-family:{families}}}",
            identifier=identifier,
            with_fallbacks=bool(rare),
            asset_folders=asset_folders,
        )


def _drawable(text: str) -> str:
    """Return the page with the code point in place of each character that no font draws."""
    plain = printable(text.translate({9: " ", 13: "\n"}))
    missing = {ord(one): f"[U+{ord(one):04X}]" for one in missing_characters(plain)}
    return plain.translate(missing)


def _rare_families(text: str) -> tuple[str, ...]:
    """Return the further fonts a text with rare characters needs; scanning them takes its time."""
    known = code_points(pack_faces()["kai"])
    if all(ord(one) in known or one == "\n" for one in text):
        return ()
    return tuple(family for face in fallback_faces() for family in face.families)
