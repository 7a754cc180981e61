"""The letter of a unit with its list on paper and as workbook: made from what was frozen when it was signed, nothing else."""

from __future__ import annotations

import datetime
from typing import Any, Final

from django.template.loader import render_to_string
from django.utils.translation import gettext as _
from django.utils.translation import override

from brandcert.applications.models import RecommendationLetter
from brandcert.core import policies
from brandcert.core.errors import BusinessError
from brandcert.core.models import digest
from brandcert.documents import printing
from brandcert.enterprises.exporting import xlsx_bytes
from brandcert.programs.enums import CategoryKey

PDF: Final = "application/pdf"
XLSX: Final = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
# name of the file → its type
LETTER_KINDS: Final = {"letter.pdf": PDF, "summary.pdf": PDF, "summary.xlsx": XLSX}
_COMMON: Final = """
html,body{margin:0;line-height:1.55;color:#14211d;font-weight:400}
h1{font-family:'Brandcert Song';line-height:1.35;margin:0 0 2mm;font-weight:400;color:#074a3b;text-align:center}
.foot{string-set:foot content();font-size:1pt;line-height:1pt;color:#fff;margin:0}
.muted{color:#51605a}
.right{text-align:right}
.number{text-align:center;color:#51605a;margin:0 0 5mm}
table{width:100%;border-collapse:collapse;margin:2mm 0 3mm}
th,td{font-weight:400;text-align:left;vertical-align:top;padding:1.1mm 1.3mm;border:.15mm solid #c9d3ce}
th{background:#f4f7f5;color:#51605a}
thead{display:table-header-group}
tr{break-inside:avoid}
.n{text-align:right}
"""
_PAGE: Final = """
@page{size:%s;margin:%s;
 @bottom-left{content:string(foot);font:7pt 'Brandcert Kai';color:#51605a}
 @bottom-right{content:counter(page) " / " counter(pages);font:7.5pt 'Brandcert Kai';color:#51605a}}
"""
LETTER_CSS: Final = (
    _PAGE % ("A4", "24mm 25mm 22mm")
    + _COMMON
    + """
html,body{font-size:11.5pt}
h1{font-size:19pt;margin-top:4mm}
p{margin:0 0 2.5mm;text-indent:2em}
p.flat,p.number,p.right,p.foot{text-indent:0}
table{font-size:9.5pt}
.sign{break-inside:avoid;margin-top:10mm;text-align:right;line-height:1.9}
.sign p{text-indent:0;margin:0}
"""
)
SUMMARY_CSS: Final = (
    _PAGE % ("A4 landscape", "15mm 13mm 17mm")
    + _COMMON
    + """
html,body{font-size:9pt}
h1{font-size:16pt}
table{font-size:8.5pt}
.number{margin-bottom:2mm}
.sign{break-inside:avoid;margin-top:6mm}
"""
)
# The width of the page between its margins, and the padding of a cell, in em of the table.
LETTER_ROOM: Final = (160 / (9.5 * 0.3528), 2.9 / (9.5 * 0.3528))
SUMMARY_ROOM: Final = (271 / (8.5 * 0.3528), 2.9 / (8.5 * 0.3528))


class CannotPrint(BusinessError):
    """The letter cannot be printed on this machine."""


def made_letter(letter: RecommendationLetter, kind: str, *, by: Any) -> bytes:
    """Return one file of LETTER_KINDS of a signed letter, in Chinese, the language of the file of the case.

    The same signed version always gives the same page. Raises Refused, CannotPrint.
    """
    policies.require(by, "applications.unitlist.view", letter.unit_list)
    with override("zh-hans"):
        if kind == "summary.xlsx":
            return _workbook(letter)
        name, css = ("letter", LETTER_CSS) if kind == "letter.pdf" else ("summary", SUMMARY_CSS)
        page = render_to_string(f"applications/{name}.html", _context(letter))
        css += _letter_columns(letter) if kind == "letter.pdf" else _summary_columns(letter)
    try:
        return printing.print_page(page, css=css, identifier=digest(page)[:32])
    except (printing.PrintingFault, OSError, ImportError) as error:
        raise CannotPrint(_("The letter cannot be printed on this machine; take the workbook.")) from error


def _letter_columns(letter: RecommendationLetter) -> str:
    """Share the width of the list in the letter by what stands in it."""
    head = [_("Rank"), _("Receipt number"), _("Enterprise"), _("Product or service"), _("Category")]
    rows = [
        [
            line["rank"],
            line["receipt"],
            line["enterprise"],
            f"{line['product']} {line['scope']}",
            _category(line),
        ]
        for line in letter.facts["rows"]
    ]
    room, gap = LETTER_ROOM
    return printing.column_rules(head, rows, room=room, gap=gap)


def _summary_columns(letter: RecommendationLetter) -> str:
    """Share the width of the summary table; what stands in two lines of a cell is measured line by line."""
    head = [
        _("Rank"),
        _("Receipt number"),
        _("Enterprise and credit code"),
        _("Division"),
        _("Product or service"),
        _("Trademark"),
        _("Category"),
        _("Opinion of the county"),
        _("Opinion of the unit"),
    ]
    rows = [
        [
            line["rank"],
            line["receipt"],
            f"{line['enterprise']}\n{line['credit_code']}",
            line["division"],
            f"{line['product']}\n{line['scope']}",
            line["mark"],
            _category(line),
            "\n".join(_county(line).split(" ", 1)),
            f"{line['opinion']}\n{line['recommended_on']}",
        ]
        for line in letter.facts["rows"]
    ]
    room, gap = SUMMARY_ROOM
    return printing.column_rules(head, rows, room=room, gap=gap)


def _context(letter: RecommendationLetter) -> dict[str, Any]:
    facts = letter.facts
    signed = datetime.datetime.fromisoformat(facts["signed_at"])
    return {
        "facts": facts,
        "title": _title(facts),
        "lines": [{**line, "category": _category(line)} for line in facts["rows"]],
        "signed": signed,
        "time": facts["signed_at"],
        "replaces": facts["version"] - 1,
        "fingerprint": letter.sha256,
    }


def _title(facts: dict[str, Any]) -> str:
    return _("Summary table of recommendations: “%(program)s”, %(batch)s") % {
        "program": facts["program"],
        "batch": facts["batch"],
    }


def _category(line: dict[str, Any]) -> str:
    return str(CategoryKey(line["category"]).label)


def _county(line: dict[str, Any]) -> str:
    county = line["county"]
    if county is None:
        return ""
    words = _("in favour") if county["is_positive"] else _("against")
    return f"{county['office']} {county['on']} {words}"


def _workbook(letter: RecommendationLetter) -> bytes:
    """Return the list as a workbook; every text stays a text, whatever it begins with."""
    facts = letter.facts
    titles = [
        _("Rank"),
        _("Receipt number"),
        _("Enterprise"),
        _("Credit code"),
        _("Division"),
        _("Product or service"),
        _("Model or scope"),
        _("Trademark"),
        _("Category"),
        _("Opinion of the county"),
        _("Opinion of the unit"),
        _("Recommended on"),
    ]
    rows = [
        [
            line["rank"],
            line["receipt"],
            line["enterprise"],
            line["credit_code"],
            line["division"],
            line["product"],
            line["scope"],
            line["mark"],
            _category(line),
            _county(line),
            line["opinion"],
            line["recommended_on"],
        ]
        for line in facts["rows"]
    ]
    about = {
        _("Letter"): facts["number"],
        _("Version"): str(facts["version"]),
        _("Recommending unit"): facts["unit"],
        _("Batch"): facts["batch"],
        _("Quota"): _("none") if facts["quota"] is None else f"{facts['used']} / {facts['quota']}",
        _("Signed by"): facts["signed_by"],
        _("Signed at"): facts["signed_at"].replace("T", " "),
        "SHA-256": letter.sha256,
    }
    return xlsx_bytes(titles, rows, title=_("Summary table"), about=about, mark=f"{letter} {facts['unit']}")
