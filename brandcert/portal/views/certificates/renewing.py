"""Renewing from last time: what is copied, beginning the draft, confirming what was copied."""

from typing import Any

from django.http import HttpRequest, HttpResponseBase
from django.shortcuts import redirect
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import pgettext
from django.views.decorators.http import require_http_methods

from brandcert.applications.enums import DEAD_ENDS
from brandcert.certificates.models import Certificate, ChangeRequest
from brandcert.certificates.queries import copied_items, renewal_of, renewal_window, unconfirmed
from brandcert.certificates.services import begin_renewal, confirm_copied, require_renewable
from brandcert.core import policies
from brandcert.core.errors import BusinessError
from brandcert.portal import queries
from brandcert.portal.holdings import copied_rows
from brandcert.portal.views.certificates.pages import my_certificate
from brandcert.portal.views.frame import done, portal_page, show


@require_http_methods(["GET", "POST"])
@portal_page
def renew(request: HttpRequest, pk: int) -> HttpResponseBase:
    """Explain and begin a renewal; once begun, ask to confirm what was copied."""
    certificate = my_certificate(request, pk)
    policies.require(request.user, "certificates.certificate.renew", certificate)
    asked = renewal_of(certificate)
    if asked is not None and asked.application is not None and asked.application.status not in DEAD_ENDS:
        return _confirm(request, certificate, asked)
    return _begin(request, certificate)


def _begin(request: HttpRequest, certificate: Certificate) -> HttpResponseBase:
    now = timezone.now()
    program = certificate.category.program_id
    batches = [batch for batch in queries.open_batches(now) if batch.program_id == program]
    fault = _fault(request, certificate)
    if request.method == "POST" and batches:
        chosen = next((batch for batch in batches if str(batch.pk) == request.POST.get("batch")), batches[0])
        begin_renewal(certificate, batch=chosen, by=request.user, now=now)
        words = _("A draft was begun with the answers and files of your last application.")
        return done(request, words, "portal:certificate_renew", certificate.pk)
    opens, closes = renewal_window(certificate)
    context = {
        "certificate": certificate,
        "enterprise": certificate.enterprise,
        "batches": batches,
        "fault": fault,
        "opens": opens,
        "closes": closes,
    }
    return show(request, "portal/certificate_renew.html", context)


def _fault(request: HttpRequest, certificate: Certificate) -> str:
    try:
        require_renewable(certificate, today=timezone.localdate(), by=request.user)
    except BusinessError as refusal:
        return str(refusal)
    return ""


def _confirm(request: HttpRequest, certificate: Certificate, asked: ChangeRequest) -> HttpResponseBase:
    application: Any = asked.application
    if request.method == "POST":
        confirm_copied(asked, names=request.POST.getlist("confirmed"), by=request.user)
        asked.refresh_from_db()
        if not unconfirmed(asked):
            return redirect("portal:application", application.pk)
        return redirect("portal:certificate_renew", certificate.pk)
    items = copied_items(asked)
    context = {
        "certificate": certificate,
        "enterprise": certificate.enterprise,
        "application": application,
        "groups": [
            {
                "title": title,
                "rows": copied_rows(application, [item for item in items if item.kind == kind]),
            }
            for kind, title in (
                ("section", pgettext("of an application", "Answers")),
                ("file", _("Documents")),
            )
        ],
        "closes": renewal_window(certificate)[1],
        "left": len(unconfirmed(asked)),
        "is_draft": application.status == "draft",
    }
    return show(request, "portal/certificate_renewal.html", context)
