"""Handing out certificates to those who may have them."""

from django.http import FileResponse, Http404, HttpRequest
from django.http.response import HttpResponseBase
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from brandcert.certificates import services
from brandcert.certificates.enums import PUBLIC
from brandcert.certificates.models import Certificate
from brandcert.core import policies


@require_safe
def document(request: HttpRequest, pk: int) -> HttpResponseBase:
    """Send the signed document to the holder and the staff concerned; to everyone else it does not exist."""
    certificate = Certificate.objects.filter(pk=pk, status__in=PUBLIC).first()
    if certificate is None or not policies.allowed(
        request.user, "certificates.certificate.download", certificate
    ):
        raise Http404
    try:
        stored = services.path_of(certificate).open("rb")
    except FileNotFoundError as error:
        raise Http404(_("The file is missing from the store.")) from error
    answer = FileResponse(
        stored, as_attachment=True, filename=f"{certificate.number}.pdf", content_type="application/pdf"
    )
    answer["Content-Security-Policy"] = "default-src 'none'; sandbox"
    answer["Cache-Control"] = "private, no-store"
    return answer
