"""The report of a visit in the portal: the owner signs its sheet or refuses, and reads it once it is locked."""

from typing import Any

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import redirect
from django.utils import timezone
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from brandcert.core import policies
from brandcert.core.errors import BusinessError
from brandcert.core.throttling import limited
from brandcert.inspections import queries as inspections
from brandcert.inspections.models import Inspection
from brandcert.inspections.services import Given, report_pdf, sign_in_portal
from brandcert.portal.cases import report_of, sheet_to_sign
from brandcert.portal.forms import SignForm
from brandcert.portal.views.files import LETTERS
from brandcert.portal.views.frame import done, my_application, portal_page, show
from brandcert.portal.views.keeping import keep_for_later


@require_http_methods(["GET", "POST"])
@portal_page
@limited(LETTERS, keep=keep_for_later)
def sign_visit(request: HttpRequest, pk: int) -> HttpResponseBase:
    """Show the sheet the team has signed, and take the signature of the owner or the refusal."""
    application = my_application(request, pk)
    row = sheet_to_sign(application)
    if row is None:
        raise Http404
    form = SignForm(request.POST or None, initial={"shown": inspections.sheet_hash(row)})
    if request.method == "POST" and form.is_valid():
        data = form.cleaned_data
        given = Given(
            shown=data["shown"],
            duty=data["duty"],
            reason=data["reason"],
            is_refused=data["decision"] == "refused",
        )
        try:
            sign_in_portal(row, given, by=request.user, now=timezone.now())
        except BusinessError as refusal:
            form.add_error(None, str(refusal))
        else:
            return done(request, _("Your answer stands under the report."), "portal:application", pk)
    may_sign = policies.allowed(request.user, "applications.application.sign_visit", application)
    context = {"application": application, "form": form, "may_sign": may_sign, **_sheet(row)}
    return show(request, "portal/visit_sign.html", context)


def _sheet(row: Inspection) -> dict[str, Any]:
    is_chinese = (get_language() or "zh").startswith("zh")
    lines = [
        {"row": one, "title": "" if is_chinese else one.criterion.title_en}
        for one in row.checklist.select_related("criterion").order_by("criterion__code")
    ]
    return {
        "visit": row,
        "lines": lines,
        "total": inspections.site_scores(row)[0],
        "findings": row.findings.order_by("pk"),
        "photos": row.photos.select_related("upload", "finding").order_by("pk"),
        "samples": row.samples.order_by("pk"),
        "signatures": inspections.signature_lines(row),
        "sheet_hash": inspections.sheet_hash(row),
    }


@require_safe
@portal_page
def visit_report(request: HttpRequest, pk: int) -> HttpResponseBase:
    """Send the locked report of the visit to the enterprise it was made to."""
    application = my_application(request, pk)
    row = report_of(application)
    if row is None:
        raise Http404
    try:
        data = report_pdf(row, by=request.user)
    except BusinessError as error:
        messages.error(request, str(error))
        return redirect("portal:application", pk)
    answer = HttpResponse(data, content_type="application/pdf")
    answer["Content-Disposition"] = f'attachment; filename="{application.receipt_number or row.pk}.pdf"'
    answer["X-Content-Type-Options"] = "nosniff"
    answer["Cache-Control"] = "private, no-store"
    return answer
