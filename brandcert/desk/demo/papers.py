"""Sample documents the enterprises of the demonstration hand in, and a sample photo."""

import html
import io
from functools import cache
from typing import Final

_PAGE: Final = """<html lang="zh-Hans"><head><title>{title}</title><style>
@page {{ size: A4; margin: 24mm 20mm; @bottom-center {{ content: counter(page); font-size: 9pt }} }}
body {{ font: 11pt/1.7 "LXGW WenKai", "Noto Serif CJK SC", serif; color: #1c1c1c }}
h1 {{ text-align: center; font: 700 22pt "Noto Serif CJK SC", serif; letter-spacing: .3em; margin: 20mm 0 10mm }}
table {{ border-collapse: collapse; width: 100% }} td, th {{ border: .6pt solid #444; padding: 2mm 3mm; text-align: left }}
.note {{ margin-top: 14mm; color: #777; font-size: 9pt }}
</style></head><body><h1>{title}</h1><table>{rows}</table>
<p>{text}</p><p class="note">示例材料，仅用于演示环境，不具有任何效力。</p></body></html>"""


@cache
def document(title: str) -> bytes:
    """Return a one-page PDF with the document's title; the same bytes for everyone, so that it is made once."""
    import weasyprint

    rows = "".join(
        f"<tr><th>{html.escape(name)}</th><td>{html.escape(value)}</td></tr>"
        for name, value in (
            ("材料名称", title),
            ("单位名称", "示例企业"),
            ("编号", "DEMO-0001"),
            ("页数", "1"),
        )
    )
    text = f"本页代替申报单位提交的“{html.escape(title)}”，供演示审查、评分与核查时查阅。"
    page = weasyprint.HTML(string=_PAGE.format(title=html.escape(title), rows=rows, text=text))
    made: bytes = page.write_pdf()
    return made


@cache
def photo() -> bytes:
    """Return a small picture of a workshop that does not exist, as JPEG."""
    from PIL import Image, ImageDraw

    picture = Image.new("RGB", (960, 640), "#dfe8e4")
    pen = ImageDraw.Draw(picture)
    pen.rectangle((0, 430, 960, 640), fill="#9aa9a2")
    for place in range(6):
        left = 60 + place * 150
        pen.rectangle((left, 210, left + 110, 430), fill="#5f7f74", outline="#33524a", width=4)
        pen.rectangle((left + 18, 240, left + 92, 300), fill="#cfe3ea")
    buffer = io.BytesIO()
    picture.save(buffer, "JPEG", quality=80)
    return buffer.getvalue()
