"""The certificates of the enterprise: documents, states, and answers to announced measures."""

from django.http import FileResponse, Http404, HttpRequest, HttpResponseBase
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from brandcert.certificates.models import Certificate
from brandcert.certificates.services import answer_notice, path_of
from brandcert.core import policies
from brandcert.portal import queries
from brandcert.portal.forms import AnswerForm
from brandcert.portal.views.frame import done, person, portal_page, posted, show
from brandcert.portal.wording import ground_words


@require_safe
@portal_page
def overview(request: HttpRequest) -> HttpResponseBase:
    """List the certificates and what is announced against them."""
    user = person(request)
    context = {
        "certificates": queries.certificates_of(user),
        "notices": queries.waiting_notices(user),
        "today": timezone.localdate(),
    }
    return show(request, "portal/certificates.html", context)


def _mine(request: HttpRequest, pk: int) -> Certificate:
    found = next((row for row in queries.certificates_of(person(request)) if row.pk == pk), None)
    if found is None or not policies.allowed(request.user, "certificates.certificate.download", found):
        raise Http404
    return found


@require_safe
@portal_page
def pdf(request: HttpRequest, pk: int) -> HttpResponseBase:
    """Send the signed document of one certificate."""
    certificate = _mine(request, pk)
    place = path_of(certificate)
    if not place.is_file():
        raise Http404
    answer = FileResponse(
        place.open("rb"),
        as_attachment=True,
        filename=f"{certificate.number}.pdf",
        content_type="application/pdf",
    )
    answer["X-Content-Type-Options"] = "nosniff"
    return answer


@require_http_methods(["GET", "POST"])
@portal_page
def prior_notice(request: HttpRequest, pk: int, key: int) -> HttpResponseBase:
    """Show what is announced against a certificate, and take the holder's answer."""
    certificate = _mine(request, pk)
    notice = certificate.prior_notices.filter(pk=key).first()
    if notice is None:
        raise Http404
    form = AnswerForm(posted(request))
    if request.method == "POST" and form.is_valid():
        answer_notice(notice, answer=form.cleaned_data["answer"], by=request.user, now=timezone.now())
        return done(request, _("Your answer has been handed in."), "portal:certificates")
    context = {"certificate": certificate, "notice": notice, "form": form, "ground": ground_words(notice)}
    return show(request, "portal/prior_notice.html", context)
