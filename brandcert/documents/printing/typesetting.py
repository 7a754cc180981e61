"""Typeset HTML with the pinned fonts, without network and without silent substitutes."""

from __future__ import annotations

import atexit
import contextlib
import logging
import os
import shutil
import tempfile
from collections.abc import Callable, Iterator, Mapping, Sequence
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final
from urllib.parse import unquote, urlsplit

from brandcert.documents.printing.faces import FONT_FOLDER, fallback_faces, is_pinned, manifest, pack_faces

if TYPE_CHECKING:
    from weasyprint import CSS, Attachment
    from weasyprint.text.fonts import FontConfiguration


class PrintingUnavailable(RuntimeError):
    """This machine cannot print documents that would look right: a library or a pinned font is missing."""


class PrintingFault(RuntimeError):
    """The typesetter complained while printing; its page must not be used."""


def font_problems() -> list[str]:
    """Return which pinned fonts are missing or altered; quick, loads no typesetter."""
    problems = [
        f"font {entry['file']} is missing or altered"
        for entry in manifest()["pack"]
        if not is_pinned(FONT_FOLDER / entry["file"], entry["sha256"])
    ]
    return problems + [
        f"font {file['path']} (package {entry['package']}) is missing or not the pinned version"
        for entry in manifest()["fallbacks"]
        for file in entry["files"]
        if not is_pinned(Path(file["path"]), file["sha256"])
    ]


def typesetter_problems() -> list[str]:
    """Return why the typesetter does not load or would crawl; loads it, which takes a second."""
    try:
        from weasyprint.text.ffi import harfbuzz_subset
    except (ImportError, OSError) as error:
        return [f"the typesetter does not load: {error}"]
    if not harfbuzz_subset:
        return ["libharfbuzz-subset0 is missing: one page would take ten seconds"]
    return []


def printing_problems() -> list[str]:
    """Return what keeps this machine from printing documents as designed; empty when all is well."""
    return font_problems() + typesetter_problems()


def require_printing() -> None:
    """Refuse to go on (PrintingUnavailable) on a machine whose documents would look wrong or take seconds."""
    if problems := printing_problems():
        raise PrintingUnavailable("; ".join(problems))


@cache
def url_fetcher(*folders: Path) -> Any:
    """Return the shared fetcher that reads files below `folders` and stops the print on anything else."""
    from weasyprint.urls import FatalURLFetchingError, URLFetcher

    allowed = tuple(folder.resolve() for folder in folders)

    class AllowListFetcher(URLFetcher):  # type: ignore[misc]  # weasyprint has no type hints
        """Opens template assets only: user text must never make the printer read or call anything."""

        def fetch(self, url: str, headers: Mapping[str, str] | None = None) -> Any:
            """Open one URL, or raise FatalURLFetchingError, which nothing in the typesetter swallows."""
            parts = urlsplit(url)
            target = Path(unquote(parts.path)).resolve()
            inside = any(target.is_relative_to(folder) for folder in allowed)
            if parts.scheme != "file" or parts.netloc or not inside or not target.is_file():
                raise FatalURLFetchingError(f"a printed document may not load {url}")
            return super().fetch(url, headers)

    return AllowListFetcher(allowed_protocols=("file",), allow_redirects=False, fail_on_errors=True)


@contextlib.contextmanager
def _fontconfig(folder: Path) -> Iterator[None]:
    """Let fontconfig see the fonts of one folder only, so that a page does not depend on the machine."""
    conf = folder / "fonts.conf"
    conf.write_text(
        '<?xml version="1.0"?><!DOCTYPE fontconfig SYSTEM "urn:fontconfig:fonts.dtd"><fontconfig>'
        f"<dir>{folder / 'fonts'}</dir><cachedir>{folder / 'cache'}</cachedir></fontconfig>",
        encoding="utf-8",
    )
    before = os.environ.get("FONTCONFIG_FILE")
    os.environ["FONTCONFIG_FILE"] = str(conf)
    try:
        yield
    finally:
        if before is None:
            del os.environ["FONTCONFIG_FILE"]
        else:
            os.environ["FONTCONFIG_FILE"] = before


def _remove(folder: Path, owner: int) -> None:
    """Delete a folder at the end of the process that made it, not at the end of its forked children."""
    if os.getpid() == owner:
        shutil.rmtree(folder, ignore_errors=True)


@cache
def font_configuration(*, with_fallbacks: bool) -> FontConfiguration:
    """Return the font configuration all documents of this process share (not for threads).

    The one without fallbacks knows the committed pack alone; only a document with rare
    characters pays for scanning the large system fonts.
    """
    from weasyprint.text.fonts import FontConfiguration

    folder = Path(tempfile.mkdtemp(prefix="brandcert-fonts-"))
    atexit.register(_remove, folder, os.getpid())  # not before: fonts are read lazily
    fonts = folder / "fonts"
    fonts.mkdir()
    faces = [*pack_faces().values(), *(fallback_faces() if with_fallbacks else ())]
    for path in {path for face in faces for path, _ in face.files}:
        (fonts / path.name).symlink_to(path)
    with _fontconfig(folder):
        return FontConfiguration()


class _Complaints(logging.Handler):
    """Turns any warning of the typesetter into a failure: .notdef boxes and dropped rules are defects."""

    def emit(self, record: logging.LogRecord) -> None:
        """Stop the print with the words of the typesetter."""
        raise PrintingFault(record.getMessage())


@contextlib.contextmanager
def _strict() -> Iterator[None]:
    """Raise PrintingFault on every warning weasyprint logs meanwhile."""
    logger = logging.getLogger("weasyprint")
    logging.getLogger("weasyprint.progress").setLevel(logging.WARNING)  # eight lines for every page
    handler = _Complaints(level=logging.WARNING)
    logger.addHandler(handler)
    try:
        yield
    finally:
        logger.removeHandler(handler)


@cache
def stylesheet(css: str) -> CSS:
    """Return the parsed style sheet, parsed once per process."""
    from weasyprint import CSS

    with _strict():
        return CSS(
            string=css, url_fetcher=url_fetcher(), font_config=font_configuration(with_fallbacks=False)
        )


# Says that a file keeps PDF/UA-1, and, as PDF/A asks of every name it does not know itself, what that word means.
UA_IDENTIFICATION: Final = b"""<rdf:Description rdf:about="" xmlns:pdfuaid="http://www.aiim.org/pdfua/ns/id/" pdfuaid:part="1" />\
<rdf:Description rdf:about="" xmlns:pdfaExtension="http://www.aiim.org/pdfa/ns/extension/" \
xmlns:pdfaSchema="http://www.aiim.org/pdfa/ns/schema#" xmlns:pdfaProperty="http://www.aiim.org/pdfa/ns/property#">\
<pdfaExtension:schemas><rdf:Bag><rdf:li rdf:parseType="Resource">\
<pdfaSchema:schema>PDF/UA Universal Accessibility Schema</pdfaSchema:schema>\
<pdfaSchema:namespaceURI>http://www.aiim.org/pdfua/ns/id/</pdfaSchema:namespaceURI>\
<pdfaSchema:prefix>pdfuaid</pdfaSchema:prefix><pdfaSchema:property><rdf:Seq><rdf:li rdf:parseType="Resource">\
<pdfaProperty:name>part</pdfaProperty:name><pdfaProperty:valueType>Integer</pdfaProperty:valueType>\
<pdfaProperty:category>internal</pdfaProperty:category>\
<pdfaProperty:description>Indicates, which part of ISO 14289 standard is followed</pdfaProperty:description>\
</rdf:li></rdf:Seq></pdfaSchema:property></rdf:li></rdf:Bag></pdfaExtension:schemas></rdf:Description></rdf:RDF>"""
FLAT: Final = "html,body,p,h1{display:block}head,title,meta,style{display:none}i{font-style:italic}"


@cache
def _flat_page() -> Any:
    """Return the class of pages whose own sheet says everything.

    The typesetter's rules for HTML (lists, tables, forms, notes) are matched against every element of every page; a page
    of absolutely placed paragraphs needs none of them, and is laid out in nine tenths of the time without.
    """
    from weasyprint import HTML

    class FlatPage(HTML):  # type: ignore[misc]  # weasyprint has no type hints
        """A page of paragraphs, headings and spans."""

        def _ua_stylesheets(self, forms: bool = False) -> list[CSS]:
            return [stylesheet(FLAT)]

        def _ua_counter_style(self) -> list[Any]:
            return []

    return FlatPage


def _claim_accessibility(pdf: Any) -> None:
    """Write into the file that it keeps PDF/UA-1 beside PDF/A-3a; the typesetter claims one of the two only."""
    metadata = pdf.objects[int(pdf.catalog["Metadata"].split()[0])]
    metadata.stream = [b"".join(metadata.stream).replace(b"</rdf:RDF>", UA_IDENTIFICATION, 1)]


def print_pdf(
    html: str,
    *,
    css: str,
    identifier: str,
    with_fallbacks: bool = False,
    attachments: Sequence[Attachment] = (),
    finisher: Callable[[Any, Any], None] | None = None,
    asset_folders: tuple[Path, ...] = (),
    is_flat: bool = False,
) -> bytes:
    """Return the file, PDF/A-3a and PDF/UA-1 at once, of an HTML page whose dates are fixed in its meta elements.

    A flat page has only absolutely placed paragraphs, headings and spans: see `_flat_page`. The same arguments give the
    same bytes. Raises FatalURLFetchingError for a URL outside `asset_folders` and PrintingFault for anything the
    typesetter would only warn about.
    """
    from weasyprint import HTML

    def finish(document: Any, pdf: Any) -> None:
        _claim_accessibility(pdf)
        if finisher:
            finisher(document, pdf)

    with _strict():
        page = (_flat_page() if is_flat else HTML)(
            string=html, base_url=FONT_FOLDER.as_uri() + "/", url_fetcher=url_fetcher(*asset_folders)
        )
        printed: bytes = page.write_pdf(
            stylesheets=[stylesheet(css)],
            font_config=font_configuration(with_fallbacks=with_fallbacks),
            pdf_variant="pdf/a-3a",
            pdf_identifier=identifier.encode("ascii"),
            attachments=list(attachments),
            finisher=finish,
        )
    return printed
