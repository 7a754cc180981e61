"""The cheapest possible drawing of the same page: its words shaped and placed by hand, written by a few lines of our own.

It knows this one design, breaks lines greedily, tags nothing and checks nothing: a floor for what a page may cost.
"""

from __future__ import annotations

import datetime
import zlib
from functools import cache
from typing import TYPE_CHECKING, Any, Final

import uharfbuzz as harfbuzz

from brandcert.certificates.rendering import CODE_CORNER, SAMPLE_CENTRE, SEAL_CENTRE, CertificateFacts
from brandcert.certificates.rendering.art import background
from brandcert.certificates.rendering.qr import qr_code
from brandcert.certificates.rendering.seal import sample_mark, seal
from brandcert.certificates.rendering.wording import (
    BODY_TOP,
    BODY_WIDTH,
    HALF_WIDTH,
    LABEL_WIDTH,
    LINE,
    chinese_date,
    english_text,
    identity,
    lead_text,
    paired,
    rows,
    step_for,
)
from brandcert.documents.printing.faces import pack_faces
from brandcert.documents.signing import fill_signature, room_for
from tests.bench.certificates.faces import SIGNED_AT, signer

if TYPE_CHECKING:
    from collections.abc import Iterator

MM: Final = 72 / 25.4
BLACK, GOLD, RED, BLUE, BROWN, PINK = (
    "0.122 0.102 0.09",
    "0.561 0.408 0.133",
    "0.69 0.071 0.11",
    "0.106 0.286 0.463",
    "0.29 0.247 0.2",
    "0.784 0.086 0.118",
)


@cache
def font(role: str) -> tuple[Any, Any]:
    """Open a face of the pack once."""
    face = harfbuzz.Face(pack_faces()[role].files[0][0].read_bytes())
    return face, harfbuzz.Font(face)


class Page:
    """Collects the words of one page and which glyphs they need."""

    def __init__(self) -> None:
        """Begin empty."""
        self.operators: list[str] = []
        self.used: dict[str, dict[int, tuple[str, int]]] = {}

    def shape(self, text: str, role: str) -> list[tuple[int, float, str]]:
        """Return glyph, advance in em and character of each letter, in the order they stand in."""
        face, drawn = font(role)
        buffer = harfbuzz.Buffer()
        buffer.add_str(text)
        buffer.guess_segment_properties()
        harfbuzz.shape(drawn, buffer, {"liga": False})
        found, known = [], self.used.setdefault(role, {})
        for info, place in zip(buffer.glyph_infos, buffer.glyph_positions, strict=True):
            letter = text[info.cluster]
            known[info.codepoint] = letter, place.x_advance
            found.append((info.codepoint, place.x_advance / face.upem, letter))
        return found

    def put(
        self,
        text: str,
        role: str,
        size: float,
        color: str,
        x: float,
        top: float,
        *,
        width: float = 0,
        line: float = 1.3,
        is_centred: bool = False,
    ) -> float:
        """Draw a text, in lines when it is wider than its room; return where it ends, in millimetres."""
        for letters in lines(self.shape(text, role), width / size if width else 0):
            taken = sum(advance for _glyph, advance, _letter in letters) * size
            left = x + (width - taken) / 2 if is_centred else x
            base = top + size * (line / 2 + 0.36)
            codes = "".join(f"{glyph:04x}" for glyph, _advance, _letter in letters)
            self.operators.append(
                f"{color} rg /{role} {size * MM:.3f} Tf 1 0 0 1 {left * MM:.3f} {(210 - base) * MM:.3f} Tm <{codes}> Tj"
            )
            top += size * line
        return top


def lines(letters: list[tuple[int, float, str]], room: float) -> Iterator[list[tuple[int, float, str]]]:
    """Break greedily: Chinese anywhere, other words at their spaces."""
    if not room:
        yield letters
        return
    current: list[tuple[int, float, str]] = []
    taken = 0.0
    for letter in letters:
        current.append(letter)
        taken += letter[1]
        if taken > room:
            cut = next(
                (
                    n
                    for n in range(len(current) - 1, 0, -1)
                    if current[n - 1][2] == " " or current[n][2] > "\u2e80"
                ),
                len(current) - 1,
            )
            yield current[:cut]
            current = current[cut:]
            taken = sum(advance for _glyph, advance, _letter in current)
    yield current


def words(facts: CertificateFacts) -> Page:
    """Place every text of the face."""
    page, step = Page(), step_for(facts)
    middle: dict[str, Any] = {"x": 0, "width": 297, "is_centred": True}
    page.put(facts.title, "song", 14.5, RED, top=25, line=1.1, **middle)
    page.put(facts.title_en.upper(), "latin", 5.9, GOLD, top=42.4, line=1.2, **middle)
    page.put(f"{facts.category_name} ", "song", 5.6, BLUE, 118, 55, line=1.2)
    page.put(facts.category_name_en, "latin", 4.8, BLUE, 143, 55.4, line=1.2)
    page.put(
        "样本 SAMPLE · 演示证书，无任何效力 Demonstration only, not valid",
        "kai",
        3,
        PINK,
        top=20,
        line=1.2,
        **middle,
    )
    top = page.put(facts.holder, "kai", step.holder, BLACK, 42, BODY_TOP + 2, width=BODY_WIDTH) + step.gap
    who = "　".join(f"{row.label} {row.label_en} {row.value}" for row in identity(facts))
    top = page.put(who, "kai", step.grid, BLACK, 42, top, width=BODY_WIDTH, line=1.4) + step.gap
    top = page.put("　　" + lead_text(facts), "kai", step.lead, BLACK, 42, top, width=BODY_WIDTH) + step.gap
    top = (
        page.put(facts.product, "song", step.product, RED, 42, top, width=BODY_WIDTH, is_centred=True)
        + step.gap
    )
    for group in paired(rows(facts)):
        below = top
        for column, row in enumerate(group):
            left = 42 + column * (BODY_WIDTH - HALF_WIDTH)
            page.put(f"{row.label} ", "kai", step.grid, GOLD, left, top, line=LINE["grid"])
            page.put(
                row.label_en, "latin", step.grid, GOLD, left + len(row.label) * step.grid + 1, top, line=1.4
            )
            room = (BODY_WIDTH if row.wide else HALF_WIDTH) - LABEL_WIDTH
            end = page.put(
                row.value, "kai", step.grid, BLACK, left + LABEL_WIDTH, top, width=room, line=LINE["grid"]
            )
            below = max(below, end)
        top = below
    before, name, after = english_text(facts)
    page.put(before + name + after, "latin", step.english, BROWN, 42, top + step.gap, width=BODY_WIDTH)
    foot(page, facts)
    return page


def foot(page: Page, facts: CertificateFacts) -> None:
    """Place number block, authority and date."""
    valid = f"{facts.valid_from.isoformat()} — {facts.valid_to.isoformat()}"
    listed = (
        ("证书编号", "No.", f"{facts.number}　{facts.machine_number}", "kai"),
        ("首次颁证", "First issued", facts.first_issued_on.isoformat(), "kai"),
        ("本次颁证", "Issued", facts.issued_on.isoformat(), "kai"),
        ("有效期", "Valid", valid, "kai"),
        ("查验", "Verify", facts.verify_url, "latin"),
    )
    for place, (label, english, value, role) in enumerate(listed):
        top = 159.4 + place * 4.9
        page.put(label, "kai", 3.4, GOLD, 71, top)
        page.put(english, "latin", 3.4, GOLD, 71 + len(label) * 3.4 + 1, top)
        page.put(value, role, 3.4, BLACK, 101.5, top)
    page.put("本证书有效性以查询结果为准。", "kai", 3.4, GOLD, 71, 184)
    right: dict[str, Any] = {"x": 168, "width": 92, "is_centred": True}
    page.put(facts.issuing_body, "kai", 5, BLACK, top=162.4, **right)
    page.put(facts.issuing_body_en, "latin", 3.3, BLACK, top=169.2, **right)
    page.put(chinese_date(facts.issued_on), "kai", 4.5, BLACK, top=173.4, **right)


@cache
def form(content: bytes, bounds: str) -> bytes:
    """Pack a picture once."""
    packed = zlib.compress(content, 9)
    head = (
        f"<</Type/XObject/Subtype/Form/BBox[{bounds}]/Resources<<>>/Filter/FlateDecode/Length {len(packed)}>>"
    )
    return head.encode() + b"stream\n" + packed + b"\nendstream"


class Writer:
    """Numbers objects and writes the file."""

    def __init__(self) -> None:
        """Begin with no object."""
        self.objects: list[bytes] = []

    def add(self, content: bytes | str) -> int:
        """Add one object and return its number."""
        self.objects.append(content if isinstance(content, bytes) else content.encode())
        return len(self.objects)

    def stream(self, content: bytes, extra: str = "") -> int:
        """Add a packed stream."""
        packed = zlib.compress(content, 6)
        return self.add(
            f"<<{extra}/Filter/FlateDecode/Length {len(packed)}>>stream\n".encode() + packed + b"\nendstream"
        )

    def file(self, root: int, identifier: str) -> bytes:
        """Return the bytes of the whole."""
        out, places = bytearray(b"%PDF-1.7\n%\xe2\xe3\xcf\xd3\n"), []
        for number, content in enumerate(self.objects, 1):
            places.append(len(out))
            out += f"{number} 0 obj\n".encode() + content + b"\nendobj\n"
        start = len(out)
        table = "".join(f"{place:010} 00000 n \n" for place in places)
        out += f"xref\n0 {len(places) + 1}\n0000000000 65535 f \n{table}".encode()
        out += (
            f"trailer<</Size {len(places) + 1}/Root {root} 0 R/ID[<{identifier}><{identifier}>]>>\n"
            f"startxref\n{start}\n%%EOF\n"
        ).encode()
        return bytes(out)


def embed(writer: Writer, role: str, used: dict[int, tuple[str, int]]) -> int:
    """Cut a face down to the glyphs of the page and add it as a composite font."""
    face, _drawn = font(role)
    asked = harfbuzz.SubsetInput()
    asked.sets(harfbuzz.SubsetInputSets.GLYPH_INDEX).update(used)
    asked.flags = harfbuzz.SubsetFlags.RETAIN_GIDS | harfbuzz.SubsetFlags.NO_HINTING
    cut = bytes(harfbuzz.subset(face, asked).blob.data)
    file = writer.stream(cut, f"/Length1 {len(cut)}")
    name = f"BRNDCT+{role}"
    described = writer.add(
        f"<</Type/FontDescriptor/FontName/{name}/Flags 4/FontBBox[0 -300 1000 1000]/ItalicAngle 0/Ascent 900"
        f"/Descent -200/CapHeight 700/StemV 80/FontFile2 {file} 0 R>>"
    )
    widths = "".join(
        f"{glyph}[{advance * 1000 // face.upem}]" for glyph, (_letter, advance) in sorted(used.items())
    )
    below = writer.add(
        f"<</Type/Font/Subtype/CIDFontType2/BaseFont/{name}/CIDSystemInfo<</Registry(Adobe)/Ordering(Identity)"
        f"/Supplement 0>>/CIDToGIDMap/Identity/FontDescriptor {described} 0 R/W[{widths}]>>"
    )
    pairs = "\n".join(
        f"<{glyph:04x}> <{letter.encode('utf-16-be').hex()}>" for glyph, (letter, _advance) in used.items()
    )
    spoken = writer.stream(
        (
            "/CIDInit /ProcSet findresource begin 12 dict begin begincmap /CMapName /X def /CMapType 2 def\n"
            f"1 begincodespacerange <0000> <ffff> endcodespacerange\n{len(used)} beginbfchar\n{pairs}\nendbfchar\n"
            "endcmap end end"
        ).encode()
    )
    return writer.add(
        f"<</Type/Font/Subtype/Type0/BaseFont/{name}/Encoding/Identity-H/DescendantFonts[{below} 0 R]"
        f"/ToUnicode {spoken} 0 R>>"
    )


def draw(facts: CertificateFacts, *, is_signed: bool) -> bytes:
    """Return the page, certified like the product's when it shall be."""
    page, writer = words(facts), Writer()
    fonts = "".join(f"/{role} {embed(writer, role, used)} 0 R" for role, used in page.used.items())
    layers = (
        (background(facts.category), (0.0, 0.0), "0 0 297 210"),
        (sample_mark(), SAMPLE_CENTRE, "-150 -100 150 100"),
        (seal(facts.issuing_body, is_demo=facts.is_demo), SEAL_CENTRE, "-20 -20 20 20"),
    )
    shown, pictures = [f"q {MM:.6f} 0 0 {-MM:.6f} 0 {210 * MM:.4f} cm".encode()], ""
    for number, (drawn, (x, y), bounds) in enumerate(layers):
        pictures += f"/P{number} {writer.add(form(drawn, bounds))} 0 R"
        shown.append(f"q 1 0 0 1 {x:g} {y:g} cm /P{number} Do Q".encode())
    corner = f"q 1 0 0 1 {CODE_CORNER[0]:g} {CODE_CORNER[1]:g} cm".encode()
    text = "BT\n" + "\n".join(page.operators) + "\nET"
    shown += [corner, qr_code(facts.verify_url), b"Q Q", text.encode()]
    content = writer.stream(b"\n".join(shown))
    credential = facts.credential_json().encode()
    attached = writer.stream(credential, f"/Type/EmbeddedFile/Params<</Size {len(credential)}>>")
    named = writer.add(
        f"<</Type/Filespec/F(credential.json)/UF(credential.json)/AFRelationship/Data/EF<</F {attached} 0 R>>>>"
    )
    return finished(writer, content, fonts, pictures, named, facts, is_signed=is_signed)


def finished(
    writer: Writer,
    content: int,
    fonts: str,
    pictures: str,
    named: int,
    facts: CertificateFacts,
    *,
    is_signed: bool,
) -> bytes:
    """Add page, catalogue and signature, and write the file."""
    first = len(writer.objects)
    tree, sheet, widget, mark = first + 1, first + 2, first + 3, first + 4
    writer.add(f"<</Type/Pages/Kids[{sheet} 0 R]/Count 1>>")
    annotations = f"/Annots[{widget} 0 R]" if is_signed else ""
    writer.add(
        f"<</Type/Page/Parent {tree} 0 R/MediaBox[0 0 {297 * MM:.3f} {210 * MM:.3f}]/Contents {content} 0 R"
        f"/Resources<</Font<<{fonts}>>/XObject<<{pictures}>>>>{annotations}>>"
    )
    form_fields = ""
    if is_signed:
        writer.add(
            f"<</Type/Annot/Subtype/Widget/FT/Sig/T(Certification)/Rect[0 0 0 0]/F 132/V {mark} 0 R/P {sheet} 0 R>>"
        )
        moment = SIGNED_AT.astimezone(datetime.UTC).strftime("D:%Y%m%d%H%M%SZ")
        writer.add(
            f"<</Type /Sig/Filter /Adobe.PPKLite/SubFilter /ETSI.CAdES.detached/M ({moment})"
            "/Reference [<</Type /SigRef/TransformMethod /DocMDP/TransformParams <</Type /TransformParams/P 1/V /1.2>>>>]"
            f"/ByteRange [0 0000000000 0000000000 0000000000]/Contents <{'0' * room_for(signer())}>>>"
        )
        form_fields = f"/AcroForm<</Fields[{widget} 0 R]/SigFlags 3>>/Perms<</DocMDP {mark} 0 R>>"
    root = writer.add(
        f"<</Type/Catalog/Pages {tree} 0 R/Lang(zh-Hans)/AF[{named} 0 R]"
        f"/Names<</EmbeddedFiles<</Names[(credential.json) {named} 0 R]>>>>{form_fields}>>"
    )
    made = writer.file(root, facts.digest()[:32])
    return fill_signature(made, signer()) if is_signed else made
