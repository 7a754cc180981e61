"""The style sheet of the face: absolute places, solid colours, three sizes."""

from __future__ import annotations

from brandcert.certificates.rendering.wording import BODY_WIDTH, HALF_WIDTH, LABEL_WIDTH, LINE, STEPS

FOOT_ROWS = 5
BASE_CSS = """
@page{size:297mm 210mm;margin:0}
html,body{margin:0;font-family:'Brandcert Kai';color:#1f1a17;font-kerning:normal}
p,h1{position:absolute;margin:0;font-weight:400;bookmark-level:none}
h1.t{left:0;width:297mm;top:25mm;text-align:center;font-family:'Brandcert Song';font-size:14.5mm;line-height:1.1;
 color:#b0121c;letter-spacing:1.2mm}
.te{left:0;width:297mm;top:42.4mm;text-align:center;font-family:'Brandcert Garamond';font-size:5.9mm;line-height:1.2;
 color:#8f6822;letter-spacing:.25mm}
.c{left:0;width:297mm;top:55mm;text-align:center;font-family:'Brandcert Song';font-size:5.6mm;line-height:1.2;
 letter-spacing:.3mm}
.ce{font-family:'Brandcert Garamond';font-size:4.8mm;letter-spacing:0}
.c-m{color:#1b4976}.c-a{color:#3e682a}.c-s{color:#106c76}
.q{margin-left:-.45em}.z{margin-right:-.38em}
.x{left:0;width:297mm;top:20mm;text-align:center;color:#c8161e;font-size:3mm;line-height:1.2}
.b{left:42mm;width:213mm;box-sizing:border-box}
.s{text-indent:2em}
.p{font-family:'Brandcert Song';color:#b0121c;text-align:center}
.e{font-family:'Brandcert Garamond';color:#4a3f33}
.l{color:#8f6822;font-family:'Brandcert Garamond','Brandcert Kai';width:37mm;white-space:nowrap}
.n{left:71mm;width:110mm;font-size:3.4mm;line-height:1.3;white-space:nowrap}
.v{left:101.5mm}
.u{font-family:'Brandcert Garamond';font-size:3mm}
.w{top:184mm;color:#8f6822}
.a{left:168mm;width:92mm;text-align:center;font-size:5mm;line-height:1.3;top:162.4mm}
.ae{font-family:'Brandcert Garamond';font-size:3.3mm;top:169.2mm}
.d{top:173.4mm;font-size:4.5mm}
"""


def css() -> str:
    """Return the style sheet: absolute places, solid colours, three sizes."""
    sizes = "".join(
        f".{s.name} .h{{font-size:{s.holder}mm;line-height:{LINE['holder']}}}"
        f".{s.name} .s{{font-size:{s.lead}mm;line-height:{LINE['lead']}}}"
        f".{s.name} .p{{font-size:{s.product}mm;line-height:{LINE['product']}}}"
        f".{s.name} .k{{font-size:{s.grid}mm;line-height:{LINE['identity']}}}"
        f".{s.name} .g{{font-size:{s.grid}mm;line-height:{LINE['grid']}}}"
        f".{s.name} .e{{font-size:{s.english}mm;line-height:{LINE['english']}}}"
        for s in STEPS
    )
    columns = "".join(
        f".g{column}{{left:{left}mm}}.g{column}v{{left:{left + LABEL_WIDTH}mm;width:{HALF_WIDTH - LABEL_WIDTH}mm}}"
        for column, left in enumerate((42.0, 42.0 + BODY_WIDTH - HALF_WIDTH))
    )
    wide = f".gw{{left:{42 + LABEL_WIDTH}mm;width:{BODY_WIDTH - LABEL_WIDTH}mm}}"
    foot = "".join(f".r{row}{{top:{159.4 + row * 4.9:.1f}mm}}" for row in range(FOOT_ROWS))
    return BASE_CSS + sizes + columns + wide + foot
