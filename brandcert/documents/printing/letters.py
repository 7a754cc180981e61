"""A letter on A4 as offices write it: head in red, title, number, addressee, four parts, signature, date, place of the seal."""

from __future__ import annotations

import datetime
import hashlib
import json
from collections.abc import Iterable, Mapping
from html import escape
from typing import Any, Final

from brandcert.documents.printing.faces import printable
from brandcert.documents.printing.pages import print_page

CSS: Final = """
@page{size:A4;margin:22mm 25mm 20mm 27mm;
 @bottom-left{content:string(foot);font:8pt 'Brandcert Kai';color:#51605a}
 @bottom-right{content:"第 " counter(page) " 页，共 " counter(pages) " 页";font:8pt 'Brandcert Kai';color:#51605a}}
html,body{margin:0;font-size:12.5pt;line-height:1.62;color:#000;font-weight:400}
.foot{string-set:foot content();font-size:1pt;line-height:1pt;color:#fff;margin:0}
.head{font-family:'Brandcert Song';color:#c8102e;font-size:25pt;line-height:1.25;letter-spacing:.06em;text-align:center;margin:0;padding:0 0 4mm;border-bottom:.7mm solid #c8102e;overflow-wrap:anywhere}
.number{text-align:right;font-size:12pt;margin:3mm 0 6mm}
h1{font-family:'Brandcert Song';font-size:20pt;line-height:1.35;font-weight:400;text-align:center;margin:0 0 6mm;overflow-wrap:anywhere}
h2{font-family:'Brandcert Song';font-size:12.5pt;font-weight:400;margin:2mm 0 0;text-indent:2em;break-after:avoid}
p{margin:0;text-align:justify;overflow-wrap:anywhere;orphans:2;widows:2}
p.line{text-indent:2em}
p.to{margin:0 0 1mm}
.sign{break-inside:avoid;margin:12mm 0 0 auto;width:78mm;text-align:center;position:relative}
.sign p{text-align:center}
.seal{position:absolute;left:19mm;top:-9mm;width:40mm;height:40mm;border:.25mm dashed #d9a0a8;border-radius:50%}
.seal p{color:#d9a0a8;font-size:9pt;margin-top:30mm;text-indent:0}
.query{break-inside:avoid;margin:19mm 0 0;padding:2mm 0 0;border-top:.2mm solid #777;font-size:9.5pt;line-height:1.5;color:#333}
.english{margin:6mm 0 0;padding:2mm 0 0;border-top:.2mm solid #777;font-size:9.5pt;line-height:1.5;color:#333}
.english h2{font-size:10.5pt;text-indent:0;margin:0 0 1mm}
.english p{margin:0 0 1mm;text-align:left}
.english p.note{font-size:8.5pt;color:#51605a}
.sample{position:fixed;top:105mm;left:-10mm;width:175mm;text-align:center;font-size:38pt;color:#e4e8e6;transform:rotate(-24deg);z-index:-1}
"""


def print_letter(page: Mapping[str, Any], *, sample: str = "") -> bytes:
    """Return the PDF of a frozen letter; `sample` stands across each page of one that is no letter yet.

    The same page gives the same bytes, and every text in it is printed literally. Raises UnprintableCharacters for a
    character no pinned font draws, PrintingFault, OSError or ImportError where this machine cannot print.
    """
    facts = json.dumps([page, sample], sort_keys=True, ensure_ascii=False, separators=(",", ":"))
    identifier = hashlib.sha256(facts.encode()).hexdigest()[:32]
    return print_page(_html(page, sample), css=CSS, identifier=identifier, is_strict=True)


def _html(page: Mapping[str, Any], sample: str) -> str:
    dated = datetime.date.fromisoformat(page["dated"])
    moment = f"{page['dated']}T00:00:00+08:00"
    return "".join(
        (
            f'<!DOCTYPE html><html lang="zh-Hans"><head><title>{_text(page["title"])} {_text(page["number"])}</title>',
            f'<meta name="author" content="{_text(page["issuer"])}">',
            f'<meta name="dcterms.created" content="{moment}"><meta name="dcterms.modified" content="{moment}">',
            f'</head><body><p class="foot">{_text(page["number"])}</p>',
            f'<div class="sample">{_text(sample)}</div>' if sample else "",
            f'<p class="head">{_text(page["issuer"])}</p><p class="number">{_text(page["number"])}</p>',
            f'<h1>{_text(page["title"])}</h1><p class="to">{_text(page["addressee"])}：</p>',
            _lines(page["opening"]),
            *(f"<h2>{_text(part['heading'])}</h2>{_lines(part['lines'])}" for part in page["parts"]),
            _lines(page["closing"]),
            f'<div class="sign"><div class="seal"><p>{_text(page["seal"])}</p></div><p>{_text(page["issuer"])}</p>',
            f"<p>{dated.year}年{dated.month}月{dated.day}日</p></div>",
            f'<p class="query">{_text(page["query"])}</p>',
            _english(page),
            "</body></html>",
        )
    )


def _english(page: Mapping[str, Any]) -> str:
    """Return the courtesy translation below the letter; letters written before there was one have none."""
    text = page.get("english")
    if not text:
        return ""
    lines = "".join(f"<p>{_text(line)}</p>" for line in text["lines"])
    title = f"{_text(text['title'])} {_text(page['number'])}"
    note = f'<p class="note">{_text(text["note"])}</p>'
    return f'<div class="english" lang="en"><h2>{title}</h2>{note}{lines}</div>'


def _lines(lines: Iterable[str]) -> str:
    return "".join(f'<p class="line">{_text(line)}</p>' for line in lines)


def _text(text: str) -> str:
    return escape(printable(" ".join(str(text).split())))
