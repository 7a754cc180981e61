"""What the printed records of a meeting share: looks, and where their files are kept."""

from __future__ import annotations

from pathlib import Path
from typing import Final

from django.conf import settings

from brandcert.core.errors import BusinessError
from brandcert.documents.services import keep_bytes

CSS: Final = """
@page{size:A4;margin:18mm 17mm 20mm;
 @top-right{content:string(head);font:7.5pt 'Brandcert Kai';color:#51605a}
 @bottom-left{content:string(foot);font:7pt 'Brandcert Kai';color:#51605a}
 @bottom-right{content:counter(page) " / " counter(pages);font:7.5pt 'Brandcert Kai';color:#51605a}}
html,body{margin:0;font-size:10.5pt;line-height:1.55;color:#14211d;font-weight:400}
h1{font-family:'Brandcert Song';font-size:21pt;line-height:1.3;margin:0 0 3mm;font-weight:400;color:#074a3b;text-align:center}
h2{font-family:'Brandcert Song';font-size:14pt;margin:6mm 0 2mm;font-weight:400;color:#074a3b;break-after:avoid;
 border-bottom:.3mm solid #074a3b;padding-bottom:1mm}
h3{font-family:'Brandcert Song';font-size:11.5pt;margin:4mm 0 1mm;font-weight:400;color:#074a3b;break-after:avoid}
p{margin:0 0 2mm}
.front{break-after:page;padding-top:18mm}
.front .who{text-align:center;font-size:13pt;margin:0 0 2mm}
.head{string-set:head content();font-size:1pt;line-height:1pt;color:#fff;margin:0}
.foot{string-set:foot content();font-size:1pt;line-height:1pt;color:#fff;margin:0}
.toc{margin:6mm 0 0;padding:0;list-style:none}
.toc a{color:#14211d;text-decoration:none}
.toc a::after{content:leader('.') target-counter(attr(href),page)}
.muted{color:#51605a;font-size:8.5pt}
.pre{white-space:pre-line}
table{width:100%;border-collapse:collapse;margin:0 0 2mm}
th,td{font-weight:400;text-align:left;vertical-align:top;padding:1.1mm 1.6mm;border:.15mm solid #c9d3ce;overflow-wrap:break-word}
th{background:#f4f7f5;color:#51605a;font-size:9pt}
.hash{font-size:7pt;word-break:break-all}
.keep{white-space:nowrap}
.points{text-align:right;white-space:nowrap}
.spine{width:100%;margin:4mm 0}
.spine td{text-align:center;border:.15mm solid #c9d3ce;font-size:9pt}
.spine .done{background:#e3f1ec;color:#074a3b}
.photos{margin:0}
.photo{display:inline-block;width:82mm;margin:0 2mm 3mm 0;vertical-align:top;break-inside:avoid;font-size:8.5pt}
.photo img{max-width:82mm;max-height:60mm}
.sign td{height:11mm}
tr{break-inside:avoid}
"""


class CannotPrint(BusinessError):
    """The record cannot be printed on this machine, or is not made yet."""


def keep(data: bytes, folder: str, name: str) -> str:
    """Keep a printed record under the hash of its bytes and return its path in the store; the same bytes are kept once."""
    path = f"{folder}/{name}.pdf"
    place = Path(settings.MEDIA_ROOT) / path
    if not place.exists():
        keep_bytes(data, place)
    return path
