"""The plain ways: WeasyPrint with an SVG and the fonts of the system, one headless browser per document, SimpleSigner."""

from __future__ import annotations

import base64
import io
import subprocess
import tempfile
from html import escape
from pathlib import Path
from typing import Final

import segno

from brandcert.certificates.rendering import SAMPLE_CENTRE, SEAL_CENTRE, CertificateFacts
from brandcert.certificates.rendering.art import background
from brandcert.certificates.rendering.qr import MASK
from brandcert.certificates.rendering.seal import sample_mark, seal
from brandcert.certificates.rendering.sheet import css
from brandcert.certificates.rendering.wording import (
    STEPS,
    chinese_date,
    english_text,
    identity,
    lead_text,
    paired,
    rows,
    step_for,
)
from brandcert.documents.printing.faces import FONT_FOLDER
from tests.bench.certificates.faces import key_file
from tests.processes import find_program

# What the design's faces are cut from, as the system installs it; Garamond is in no package and comes from its file.
FAMILIES: Final = {"Brandcert Kai": "LXGW WenKai", "Brandcert Song": "Noto Serif CJK SC"}
PAINT: Final = {"f": "fill", "f*": "fill", "S": "stroke"}
LINE: Final = {
    "J": ("stroke-linecap", ("butt", "round", "square")),
    "j": ("stroke-linejoin", ("miter", "round", "bevel")),
}
PATH: Final = {"m": "M", "l": "L", "c": "C", "h": "Z"}


class Drawing:
    """Writes the product's own drawing operators as SVG, so that every arm shows the same picture."""

    def __init__(self) -> None:
        """Begin with black, a line of one unit and no shape."""
        self.parts: list[str] = []
        self.path: list[str] = []
        self.state = {"fill": "#000", "stroke": "#000", "stroke-width": "1"}
        self.kept: list[tuple[dict[str, str], int]] = []
        self.open = 0

    def take(self, operators: bytes) -> str:
        """Return the shapes of one content stream."""
        for line in operators.decode("ascii").splitlines():
            words: list[str] = []
            for word in line.split():
                if word[0].isalpha():
                    self._act(word, words)
                    words = []
                else:
                    words.append(word)
        return "".join(self.parts) + "</g>" * self.open

    def _act(self, verb: str, values: list[str]) -> None:
        if verb in PATH:
            self.path.append(PATH[verb] + " ".join(values))
        elif verb == "re":
            x, y, width, height = (float(value) for value in values)
            self.path.append(f"M{x} {y}h{width}v{height}h{-width}Z")
        elif verb in PAINT:
            self._paint(verb)
        elif verb in {"rg", "RG"}:
            color = "#" + "".join(f"{round(float(value) * 255):02x}" for value in values)
            self.state["fill" if verb == "rg" else "stroke"] = color
        elif verb == "w":
            self.state["stroke-width"] = values[0]
        else:
            self._nest(verb, values)

    def _paint(self, verb: str) -> None:
        if PAINT[verb] == "fill":
            rule = ' fill-rule="evenodd"' if verb == "f*" else ""
            look = f'fill="{self.state["fill"]}"{rule}'
        else:
            line = "".join(f' {name}="{value}"' for name, value in self.state.items() if name != "fill")
            look = f'fill="none"{line}'
        self.parts.append(f'<path d="{"".join(self.path)}" {look}/>')
        self.path = []

    def _nest(self, verb: str, values: list[str]) -> None:
        if verb == "q":
            self.kept.append((dict(self.state), self.open))
            self.open = 0
        elif verb == "Q":
            self.parts.append("</g>" * self.open)
            self.state, self.open = self.kept.pop()
        elif verb == "cm":
            self.parts.append(f'<g transform="matrix({" ".join(values)})">')
            self.open += 1
        elif verb in LINE:
            name, kinds = LINE[verb]
            self.state[name] = kinds[int(values[0])]
        else:
            raise ValueError(verb)


def picture(facts: CertificateFacts) -> str:
    """Return art, sample mark and seal as one SVG of the size of the page in millimetres."""
    placed = [
        (background(facts.category), (0.0, 0.0)),
        (sample_mark(), SAMPLE_CENTRE),
        (seal(facts.issuing_body, is_demo=facts.is_demo), SEAL_CENTRE),
    ]
    shapes = "".join(
        f'<g transform="translate({x} {y})">{Drawing().take(content)}</g>' for content, (x, y) in placed
    )
    return f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 297 210">{shapes}</svg>'


def code(facts: CertificateFacts) -> str:
    """Return the QR code as SVG."""
    drawn = io.BytesIO()
    segno.make(facts.verify_url, error="m", mask=MASK, micro=False, boost_error=False).save(
        drawn, kind="svg", border=0
    )
    return base64.b64encode(drawn.getvalue()).decode()


def labelled(label: str, english: str, value: str, span: int = 1) -> str:
    """Return two cells of a table: what it is, in two languages, and what it says."""
    head = f'<th>{label} <i class="en" lang="en">{english}</i></th>'
    return f'{head}<td colspan="{span}">{escape(value)}</td>'


def body(facts: CertificateFacts) -> str:
    """Return the words of the page as one would write them down: headings, paragraphs, two tables."""
    step, (before, name, after) = step_for(facts), english_text(facts)
    who = " 　".join(
        f'<span class="gold">{row.label} <i class="en" lang="en">{row.label_en}</i></span> {escape(row.value)}'
        for row in identity(facts)
    )
    grid = "".join(
        "<tr>"
        + "".join(labelled(row.label, row.label_en, row.value, 3 if row.wide else 1) for row in group)
        + "</tr>"
        for group in paired(rows(facts))
    )
    number = f"{facts.number}　{facts.machine_number}"
    valid = f"{facts.valid_from.isoformat()} — {facts.valid_to.isoformat()}"
    foot = "".join(
        f"<tr>{labelled(*line)}</tr>"
        for line in (
            ("证书编号", "No.", number),
            ("首次颁证", "First issued", facts.first_issued_on.isoformat()),
            ("本次颁证", "Issued", facts.issued_on.isoformat()),
            ("有效期", "Valid", valid),
            ("查验", "Verify", facts.verify_url),
        )
    )
    return f"""<h1 class="t">{escape(facts.title)}</h1>
<p class="te">{facts.title_en.upper()}</p>
<p class="c c-m">{facts.category_name} <span class="ce">{facts.category_name_en}</span></p>
<p class="x">样本 SAMPLE · 演示证书，无任何效力 Demonstration only, not valid</p>
<div class="words {step.name}"><p class="h">{escape(facts.holder)}</p><p class="k">{who}</p>
<p class="s">{lead_text(facts)}</p><p class="p">{escape(facts.product)}</p><table class="k">{grid}</table>
<p class="e" lang="en">{before}<i>{escape(name)}</i>{escape(after)}</p></div>
<div class="foot"><table>{foot}</table><p class="gold">本证书有效性以查询结果为准。</p></div>
<p class="a">{facts.issuing_body}</p><p class="a ae">{facts.issuing_body_en}</p>
<p class="a d">{chinese_date(facts.issued_on)}</p>"""


OWN: Final = """
p{position:static;margin:0 0 1.6mm}.t,.te,.c,.x,.a{position:absolute;margin:0}
img{position:absolute}.art{left:0;top:0;width:297mm;height:210mm}.qr{left:42mm;top:159.5mm;width:25mm;height:25mm}
.words{position:absolute;left:42mm;top:66mm;width:213mm}.gold,th{color:#8f6822;font-weight:400;text-align:left}
.en{font-family:'Brandcert Garamond';font-style:normal}table{border-collapse:collapse;width:100%;margin-bottom:1.6mm}
td,th{padding:0;vertical-align:top;line-height:1.4}.words th{width:37mm}.foot *{white-space:nowrap}
.foot{position:absolute;left:71mm;top:159mm;width:110mm;font-size:3.4mm}.foot th{width:29.5mm}
"""


def html(facts: CertificateFacts) -> str:
    """Return the page with its two pictures."""
    style = css()
    for ours, theirs in FAMILIES.items():
        style = style.replace(ours, theirs)
    garamond = "".join(
        f"@font-face{{font-family:'Brandcert Garamond';font-style:{name.lower()};"
        f"src:url({(FONT_FOLDER / f'BrandcertGaramond-{file}.ttf').as_uri()})}}"
        for name, file in (("Normal", "Regular"), ("Italic", "Italic"))
    )
    for step in STEPS:
        style += f".{step.name} .k{{font-size:{step.grid}mm}}"
    art = base64.b64encode(picture(facts).encode()).decode()
    return (
        f'<!DOCTYPE html><html lang="zh-Hans"><head><title>{escape(facts.title)}</title>'
        f"<style>{garamond}{style}{OWN}</style></head><body>"
        f'<img class="art" alt="" src="data:image/svg+xml;base64,{art}">'
        f'<img class="qr" alt="" src="data:image/svg+xml;base64,{code(facts)}">{body(facts)}</body></html>'
    )


def weasyprint(facts: CertificateFacts) -> bytes:
    """Print with WeasyPrint as its manual shows it."""
    from weasyprint import HTML, Attachment

    credential = Attachment(string=facts.credential_json(), name="credential.json", relationship="Data")
    printed: bytes = HTML(string=html(facts)).write_pdf(
        pdf_variant="pdf/a-3u", pdf_identifier=facts.digest()[:32].encode(), attachments=[credential]
    )
    return printed


def chromium(facts: CertificateFacts) -> bytes:
    """Start a headless browser that prints the page and ends."""
    with tempfile.TemporaryDirectory(prefix="brandcert-bench-") as name:
        folder = Path(name)
        page, made = folder / "page.html", folder / "page.pdf"
        page.write_text(html(facts), encoding="utf-8")
        flags = ["--headless", "--no-sandbox", "--disable-gpu", "--no-pdf-header-footer", "--no-first-run"]
        command = [find_program("chromium", "/usr/bin"), *flags, f"--user-data-dir={folder / 'profile'}"]
        subprocess.run(
            [*command, f"--print-to-pdf={made}", page.as_uri()], check=True, capture_output=True, timeout=120
        )
        return made.read_bytes()


def sign(pdf: bytes) -> bytes:
    """Certify as pyHanko's manual shows it: the key is read anew for each signature."""
    from pyhanko.pdf_utils.incremental_writer import IncrementalPdfFileWriter
    from pyhanko.sign import PdfSignatureMetadata, signers
    from pyhanko.sign.fields import MDPPerm, SigSeedSubFilter

    path = str(key_file())
    loaded = signers.SimpleSigner.load(path, path, key_passphrase=None)  # type: ignore[no-untyped-call] # pyHanko's own
    asked = PdfSignatureMetadata(
        field_name="Certification",
        certify=True,
        docmdp_permissions=MDPPerm.NO_CHANGES,
        subfilter=SigSeedSubFilter.PADES,
        md_algorithm="sha256",
    )
    made = signers.PdfSigner(asked, signer=loaded).sign_pdf(IncrementalPdfFileWriter(io.BytesIO(pdf)))
    return bytes(made.getvalue())
