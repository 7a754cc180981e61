"""Asking for a change of the face or for cancellation, seeing what became of it, taking it back."""

from typing import Any

from django.http import Http404, HttpRequest, HttpResponseBase
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from brandcert.certificates.enums import FACE_CHANGES, ChangeKind
from brandcert.certificates.models import Certificate, ChangeRequest
from brandcert.certificates.services import request_change, require_askable, withdraw_request
from brandcert.certificates.validity import add_months
from brandcert.core import policies
from brandcert.core.errors import BusinessError
from brandcert.core.throttling import limited
from brandcert.portal import queries
from brandcert.portal.asked import difference_of, may_withdraw, outcome_of, request_line
from brandcert.portal.forms import CancelCertificateForm, ChangeForm
from brandcert.portal.presentation import file_line
from brandcert.portal.views.certificates.pages import my_certificate
from brandcert.portal.views.files import LETTERS, stored
from brandcert.portal.views.frame import done, person, portal_page, posted, posted_files, show
from brandcert.portal.views.keeping import keep_for_later


@require_http_methods(["GET", "POST"])
@portal_page
@limited(LETTERS, keep=keep_for_later)
def change(request: HttpRequest, pk: int) -> HttpResponseBase:
    """Ask that the certificate be replaced because name, address, trademark or model have changed."""
    certificate = my_certificate(request, pk)
    policies.require(request.user, "certificates.certificate.request_change", certificate)
    form = ChangeForm(posted(request), posted_files(request), certificate=certificate)
    if request.method == "POST" and form.is_valid():
        asked = _asked(request, certificate, form)
        if asked is not None:
            return done(
                request, _("Your request has been handed in."), "portal:certificate_request", pk, asked.pk
            )
    context = {
        "certificate": certificate,
        "enterprise": certificate.enterprise,
        "form": form,
        "months": certificate.category.program.change_months,
        "earliest": add_months(timezone.localdate(), -certificate.category.program.change_months),
        **_hindrance(request, certificate, ChangeKind.NAME),
    }
    return show(request, "portal/certificate_change.html", context)


def _asked(request: HttpRequest, certificate: Certificate, form: ChangeForm) -> ChangeRequest | None:
    """File the request; what the business refuses is told in the form, and nothing typed is lost."""
    evidence = stored(request, form, "evidence")
    if evidence is None:
        return None
    try:
        return request_change(
            certificate,
            kind=form.kind(),
            values=form.values(),
            changed_on=form.cleaned_data["changed_on"],
            statement=form.cleaned_data["statement"],
            evidence=evidence,
            by=request.user,
            now=timezone.now(),
        )
    except BusinessError as refusal:
        form.add_error(None, str(refusal))
        return None


@require_http_methods(["GET", "POST"])
@portal_page
@limited(LETTERS, keep=keep_for_later)
def cancel(request: HttpRequest, pk: int) -> HttpResponseBase:
    """Ask that the certificate be cancelled, after a plain confirmation of what that means."""
    certificate = my_certificate(request, pk)
    policies.require(request.user, "certificates.certificate.request_cancel", certificate)
    form = CancelCertificateForm(posted(request))
    if request.method == "POST" and form.is_valid():
        try:
            asked = request_change(
                certificate,
                kind=ChangeKind.CANCEL,
                values={},
                statement=form.cleaned_data["statement"],
                by=request.user,
                now=timezone.now(),
            )
        except BusinessError as refusal:
            form.add_error(None, str(refusal))
        else:
            return done(
                request, _("Your request has been handed in."), "portal:certificate_request", pk, asked.pk
            )
    context = {
        "certificate": certificate,
        "enterprise": certificate.enterprise,
        "form": form,
        "is_renewing": ChangeKind.RENEWAL in {asked.kind for asked in _waiting(certificate)},
        **_hindrance(request, certificate, ChangeKind.CANCEL),
    }
    return show(request, "portal/certificate_cancel.html", context)


def _waiting(certificate: Certificate) -> list[ChangeRequest]:
    return [asked for asked in queries.requests_of(certificate) if asked.is_open]


def _hindrance(request: HttpRequest, certificate: Certificate, kind: ChangeKind) -> dict[str, Any]:
    """Return why nothing can be asked for now, and the open request it waits for, if that is why.

    What was sent all the same is refused by the business, in the form, so that nothing typed is lost.
    """
    if request.method == "POST":
        return {"fault": ""}
    kinds = FACE_CHANGES if kind in FACE_CHANGES else (kind,)
    try:
        require_askable(certificate, kind=kind, today=timezone.localdate(), by=request.user)
    except BusinessError as refusal:
        waiting = next((asked for asked in _waiting(certificate) if asked.kind in kinds), None)
        return {"fault": str(refusal), "waiting": waiting}
    return {"fault": ""}


def _mine(request: HttpRequest, pk: int, key: int) -> tuple[Certificate, ChangeRequest]:
    certificate = my_certificate(request, pk)
    found = next((row for row in queries.requests_of(certificate) if row.pk == key), None)
    if found is None:
        raise Http404
    return certificate, found


@require_safe
@portal_page
def request_page(request: HttpRequest, pk: int, key: int) -> HttpResponseBase:
    """Show a request as it was handed in, as a receipt, and what became of it."""
    certificate, asked = _mine(request, pk, key)
    context: dict[str, Any] = {
        "certificate": certificate,
        "enterprise": certificate.enterprise,
        "asked": asked,
        "line": request_line(asked),
        "difference": difference_of(asked),
        "files": [file_line(upload) for upload in asked.evidence.all()],
        "may_withdraw": may_withdraw(asked, person(request)),
        "told": outcome_of(asked),
    }
    return show(request, "portal/certificate_request.html", context)


@require_POST
@portal_page
def withdraw(request: HttpRequest, pk: int, key: int) -> HttpResponseBase:
    """Take a request back before it is decided."""
    _certificate, asked = _mine(request, pk, key)
    withdraw_request(asked, by=request.user, now=timezone.now())
    return done(request, _("The request has been withdrawn."), "portal:certificate_request", pk, key)
