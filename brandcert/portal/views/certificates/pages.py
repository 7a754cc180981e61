"""The list of certificates and the page of each."""

from django.http import FileResponse, Http404, HttpRequest, HttpResponseBase
from django.utils import timezone
from django.views.decorators.http import require_safe

from brandcert.certificates.models import Certificate
from brandcert.certificates.services import path_of
from brandcert.certificates.validity import beijing_date
from brandcert.core import policies
from brandcert.documents.queries import letters_of
from brandcert.portal import queries
from brandcert.portal.asked import request_lines
from brandcert.portal.holdings import acts_of, card_of_certificate, history_of
from brandcert.portal.sanctions import notice_line
from brandcert.portal.standing import standing_of
from brandcert.portal.views.frame import person, portal_page, show


def my_certificate(request: HttpRequest, pk: int) -> Certificate:
    """Return an issued certificate of an enterprise the person acts for; anything else does not exist."""
    found = queries.certificate_of(person(request), pk)
    if found is None or not policies.allowed(request.user, "certificates.certificate.view", found):
        raise Http404
    return found


@require_safe
@portal_page
def overview(request: HttpRequest) -> HttpResponseBase:
    """List the certificates, what waits for an answer and what is announced against them."""
    user, now = person(request), timezone.now()
    cards = [card_of_certificate(row, now=now) for row in queries.certificates_of(user)]
    context = {
        "live": [card for card in cards if card["is_live"]],
        "ended": [card for card in cards if not card["is_live"]],
        "notices": queries.waiting_notices(user),
    }
    return show(request, "portal/certificates.html", context)


@require_safe
@portal_page
def page(request: HttpRequest, pk: int) -> HttpResponseBase:
    """Show one certificate: state, validity, document, mark, history, notices, requests, and what can be asked for."""
    certificate, now = my_certificate(request, pk), timezone.now()
    requests = queries.requests_of(certificate)
    card = card_of_certificate(certificate, now=now)
    context = {
        "certificate": certificate,
        "enterprise": certificate.enterprise,
        "card": card,
        "standing": standing_of(certificate, card=card, today=beijing_date(now)),
        "history": history_of(certificate),
        "notices": [notice_line(case) for case in queries.cases_of(certificate)],
        "mendings": certificate.mendings.all(),
        "requests": request_lines(requests),
        "letters": letters_of(certificate, request.user).made(),
        "acts": acts_of(certificate, requests, user=person(request), now=now),
    }
    return show(request, "portal/certificate.html", context)


@require_safe
@portal_page
def pdf(request: HttpRequest, pk: int) -> HttpResponseBase:
    """Send the signed document of one certificate."""
    certificate = my_certificate(request, pk)
    policies.require(request.user, "certificates.certificate.download", certificate)
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
