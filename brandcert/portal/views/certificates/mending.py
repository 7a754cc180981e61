"""Showing, while a certificate is suspended, that the fault was put right."""

from typing import Any

from django.http import HttpRequest, HttpResponseBase
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from brandcert.certificates.models import Certificate, Mending
from brandcert.certificates.services import require_mendable, show_mending
from brandcert.core import policies
from brandcert.core.errors import BusinessError
from brandcert.core.throttling import limited
from brandcert.portal.forms import MendingForm
from brandcert.portal.presentation import file_line
from brandcert.portal.views.certificates.pages import my_certificate
from brandcert.portal.views.files import LETTERS, stored
from brandcert.portal.views.frame import done, portal_page, posted, posted_files, show
from brandcert.portal.views.keeping import keep_for_later


@require_http_methods(["GET", "POST"])
@portal_page
@limited(LETTERS, keep=keep_for_later)
def mending(request: HttpRequest, pk: int) -> HttpResponseBase:
    """Show why the certificate is suspended and until when, what was shown so far, and take another proof."""
    certificate = my_certificate(request, pk)
    policies.require(request.user, "certificates.certificate.show_mending", certificate)
    form = MendingForm(posted(request), posted_files(request))
    if request.method == "POST" and form.is_valid() and _shown(request, certificate, form):
        return done(
            request,
            _("Your proof has been handed in. You are told what comes of it."),
            "portal:certificate_mending",
            pk,
        )
    span = certificate.intervals.filter(ends_at=None).first()
    rows = certificate.mendings.select_related("handed_in_by").prefetch_related("evidence")
    context = {
        "certificate": certificate,
        "enterprise": certificate.enterprise,
        "form": form,
        "span": span,
        "fault": "" if form.is_bound else _hindrance(request, certificate),
        "shown": [_line(row) for row in rows],
    }
    return show(request, "portal/certificate_mending.html", context)


def _shown(request: HttpRequest, certificate: Certificate, form: MendingForm) -> bool:
    """Hand the proof in; what the business refuses is told in the form, and nothing typed is lost."""
    evidence = stored(request, form, "evidence")
    if evidence is None:
        return False
    try:
        show_mending(
            certificate,
            statement=form.cleaned_data["statement"],
            evidence=evidence,
            by=request.user,
            now=timezone.now(),
        )
    except BusinessError as refusal:
        form.add_error(None, str(refusal))
        return False
    return True


def _hindrance(request: HttpRequest, certificate: Certificate) -> str:
    try:
        require_mendable(certificate, by=request.user)
    except BusinessError as refusal:
        return str(refusal)
    return ""


def _line(row: Mending) -> dict[str, Any]:
    words, tone = _("Being examined"), "blue"
    if row.examined_at is not None:
        words, tone = (_("Holds"), "green") if row.holds else (_("Does not hold yet"), "amber")
    return {
        "row": row,
        "words": words,
        "tone": tone,
        "files": [file_line(upload) for upload in row.evidence.all()],
    }
