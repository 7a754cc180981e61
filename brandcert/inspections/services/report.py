"""The report of a visit on paper: the same locked rows always give the same bytes."""

from __future__ import annotations

from typing import Any, Final

from django.template.loader import render_to_string
from django.utils.translation import gettext as _
from django.utils.translation import override

from brandcert.core import policies
from brandcert.core.errors import BusinessError
from brandcert.core.models import digest
from brandcert.documents import printing
from brandcert.inspections import queries
from brandcert.inspections.enums import SignSide
from brandcert.inspections.models import Inspection

CSS: Final = """
@page{size:A4;margin:18mm 17mm 20mm;
 @bottom-left{content:string(foot);font:7pt 'Brandcert Kai';color:#51605a}
 @bottom-right{content:counter(page) " / " counter(pages);font:7.5pt 'Brandcert Kai';color:#51605a}}
html,body{margin:0;font-size:10pt;line-height:1.5;color:#14211d;font-weight:400}
h1{font-family:'Brandcert Song';font-size:19pt;line-height:1.3;margin:0 0 3mm;font-weight:400;color:#074a3b;text-align:center}
h2{font-family:'Brandcert Song';font-size:12.5pt;margin:5mm 0 1.5mm;font-weight:400;color:#074a3b;break-after:avoid}
p{margin:0 0 2mm}
.foot{string-set:foot content();font-size:1pt;line-height:1pt;color:#fff;margin:0}
.muted{color:#51605a;font-size:8pt}
.draft{position:fixed;top:110mm;left:10mm;width:150mm;text-align:center;font-size:44pt;color:#e9eeeb;transform:rotate(-24deg)}
table{width:100%;border-collapse:collapse;margin:0 0 2mm}
th,td{font-weight:400;text-align:left;vertical-align:top;padding:1.1mm 1.6mm;border:.15mm solid #c9d3ce;overflow-wrap:break-word}
th{background:#f4f7f5;color:#51605a;font-size:8.5pt}
.hash{font-size:7pt;word-break:break-all}
.points{text-align:right;white-space:nowrap}
.sign{break-inside:avoid}
.sign td{height:14mm}
tr{break-inside:avoid}
"""


class CannotPrint(BusinessError):
    """The report cannot be printed on this machine."""


def print_report(inspection: Inspection, *, by: Any) -> bytes:
    """Return the report as PDF; before it is locked across every page stands that it is a draft.

    It is printed in Chinese, the language of the file of the case. Raises Refused, CannotPrint.
    """
    policies.require(by, "inspections.inspection.read_report", inspection)
    return printed_page(inspection)


def printed_page(inspection: Inspection) -> bytes:
    """Return the report as PDF. Raises CannotPrint."""
    with override("zh-hans"):
        page = render_to_string("inspections/report.html", _context(inspection))
    try:
        return printing.print_page(page, css=CSS, identifier=digest(page)[:32])
    except (printing.PrintingFault, OSError, ImportError) as error:
        raise CannotPrint(_("The report cannot be printed on this machine.")) from error


def _signatures(inspection: Inspection) -> dict[str, Any]:
    """Return team and enterprise with the newest valid signature of each, and apart from them what became void."""
    lines = queries.signature_lines(inspection)
    valid = [line["row"] for line in lines if line["is_valid"]]
    team = list(inspection.team.select_related("user").order_by("-is_leader", "pk"))
    rows = []
    for member in team:
        own = [row for row in valid if row.inspector_id == member.user_id]
        # By hand where there is one; of the leader also the act that locked the report.
        rows.append({"member": member, "signatures": own[-2:] if member.is_leader else own[-1:]})
    return {
        "team": rows,
        "enterprise": [row for row in valid if row.side == SignSide.ENTERPRISE][-1:],
        "void": [line["row"] for line in lines if not line["is_valid"]],
        "sheet_hash": queries.sheet_hash(inspection),
    }


def _context(inspection: Inspection) -> dict[str, Any]:
    lines = {row.criterion_id: row for row in inspection.checklist.all()}
    criteria = queries.criteria_of(inspection.application)
    total, _parts = queries.site_scores(inspection)
    return {
        "visit": inspection,
        "case": inspection.application,
        **_signatures(inspection),
        "lines": [{"criterion": row, "line": lines.get(row.pk)} for row in criteria],
        "total": total,
        "maximum": sum(row.maximum for row in criteria),
        "findings": inspection.findings.select_related("rectification").order_by("pk"),
        "samples": inspection.samples.order_by("pk"),
        "photos": inspection.photos.select_related("upload", "finding").order_by("pk"),
        "fingerprint": inspection.sha256 or digest(queries.content_of(inspection)),
    }
