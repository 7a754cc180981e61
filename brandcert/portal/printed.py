"""What was handed in as one version, as a PDF to keep: made from the frozen version alone, the same bytes every time."""

from typing import Any, Final

from django.template.loader import render_to_string
from django.utils import timezone
from django.utils.translation import get_language

from brandcert.applications.models import Application, ApplicationVersion
from brandcert.documents import printing
from brandcert.portal.forms import PledgeForm
from brandcert.portal.versions import version_files, version_rows

CSS: Final = """
@page{size:A4;margin:20mm 18mm 22mm;
 @bottom-left{content:string(foot);font:7.5pt 'Brandcert Kai';color:#51605a}
 @bottom-right{content:counter(page) " / " counter(pages);font:7.5pt 'Brandcert Kai';color:#51605a}}
html,body{margin:0;font-size:10pt;line-height:1.55;color:#14211d;font-weight:400}
h1,h2{font-family:'Brandcert Song'}
h1{font-size:20pt;line-height:1.3;margin:0 0 1mm;font-weight:400;color:#074a3b}
h2{font-size:13pt;line-height:1.3;margin:7mm 0 2mm;padding-bottom:1mm;font-weight:400;color:#074a3b;border-bottom:.3mm solid #0a6450;break-after:avoid}
p{margin:0 0 2mm}
.foot{string-set:foot content();font-size:1pt;line-height:1pt;color:#fff;margin:0}
.muted{color:#51605a;font-size:8.5pt}
table{width:100%;border-collapse:collapse;margin:0 0 2mm}
td br+.hash{display:block}
th,td{font-weight:400;text-align:left;vertical-align:top;padding:1.2mm 1.5mm;border-bottom:.15mm solid #d9e0dc;overflow-wrap:anywhere}
.pairs th{width:52mm;padding-left:0;color:#51605a}
.label{margin:2mm 0 0;color:#51605a;break-after:avoid}
.list{margin:1mm 0 2mm}
.list th{background:#f4f7f5;color:#51605a;font-size:8.5pt}
.list td{font-size:9pt}
.hash{font-family:'Brandcert Garamond';font-size:9pt;color:#51605a;overflow-wrap:anywhere}
tr{break-inside:avoid}
"""


def version_pdf(application: Application, version: ApplicationVersion) -> bytes:
    """Return the PDF of a version in the language of the reader; every answer, every file with its hash, the pledge.

    Set in the fonts of the certificates. A character none of them draws is given by its code point. Raises
    PrintingFault, and OSError or ImportError where this machine cannot print.
    """
    page = render_to_string("portal/printed.html", _context(application, version))
    return printing.print_page(page, css=CSS, identifier=version.sha256[:32])


def _context(application: Application, version: ApplicationVersion) -> dict[str, Any]:
    return {
        "application": application,
        "version": version,
        "stamp": timezone.localtime(version.handed_in_at).isoformat(timespec="seconds"),
        "language": "en" if (get_language() or "").startswith("en") else "zh-Hans",
        "enterprise": version.content.get("_enterprise", {}),
        "product": version.content.get("_product", {}),
        "frozen_class": version.content.get("_class"),
        "unit": version.content.get("_unit", {}),
        "files": version_files(application, version),
        "groups": version_rows(application, version),
        "pledge": PledgeForm.base_fields["pledge"].label,
    }
