"""The mark of a certificate: its files for packages and web pages, and the rules of its use."""

from django.http import Http404, HttpRequest, HttpResponse, HttpResponseBase
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from brandcert.certificates.models import Certificate
from brandcert.certificates.queries import mark_facts, mark_fault
from brandcert.certificates.rendering import mark as drawing
from brandcert.core import policies
from brandcert.core.errors import GuardFailed
from brandcert.portal.views.certificates.pages import my_certificate
from brandcert.portal.views.frame import portal_page, show


@require_safe
@portal_page
def mark(request: HttpRequest, pk: int) -> HttpResponseBase:
    """Show the mark in all its forms with the files, the snippet for web pages and the rules of use."""
    certificate = my_certificate(request, pk)
    policies.require(request.user, "certificates.certificate.use_mark", certificate)
    fault = mark_fault(certificate, now=timezone.now())
    context = {
        "certificate": certificate,
        "enterprise": certificate.enterprise,
        "fault": fault,
        "variants": [] if fault else _variants(certificate),
        "snippet": "" if fault else _snippet(certificate),
    }
    return show(request, "portal/certificate_mark.html", context)


def _variants(certificate: Certificate) -> list[dict[str, object]]:
    names = {
        ("label", "light"): _("Label on a light ground"),
        ("label", "dark"): _("Label on a dark ground"),
        ("strip", "light"): _("Strip on a light ground"),
        ("strip", "dark"): _("Strip on a dark ground"),
    }
    return [
        {
            "title": title,
            "form": form,
            "tone": tone,
            "width": drawing.FORMS[form][0],
            "height": drawing.FORMS[form][1],
            "svg": reverse("portal:mark_svg", args=[certificate.pk, form, tone]),
            "png": [
                {
                    "pixels": pixels,
                    "url": reverse("portal:mark_png", args=[certificate.pk, form, tone, pixels]),
                }
                for pixels in drawing.SIZES[form]
            ],
        }
        for (form, tone), title in names.items()
    ]


def _snippet(certificate: Certificate) -> str:
    """Return HTML for the holder's own page: the link is the proof, the picture is the holder's own copy."""
    facts = mark_facts(certificate)
    return (
        f'<a href="{facts.verify_url}" rel="noopener">\n'
        f'  <img src="{certificate.number}-strip-light.svg" width="640" height="180"\n'
        f'       alt="{facts.name} {facts.category_name} {facts.number}">\n'
        "</a>"
    )


def _usable(request: HttpRequest, pk: int, form: str, tone: str) -> Certificate:
    certificate = my_certificate(request, pk)
    policies.require(request.user, "certificates.certificate.use_mark", certificate)
    if form not in drawing.FORMS or tone not in drawing.TONES:
        raise Http404
    fault = mark_fault(certificate, now=timezone.now())
    if fault:
        raise GuardFailed(fault)
    return certificate


def _file(content: bytes, kind: str, name: str, request: HttpRequest) -> HttpResponse:
    answer = HttpResponse(content, content_type=kind)
    place = "inline" if "preview" in request.GET else "attachment"
    answer["Content-Disposition"] = f'{place}; filename="{name}"'
    answer["Content-Security-Policy"] = "default-src 'none'; sandbox"
    answer["X-Content-Type-Options"] = "nosniff"
    return answer


@require_safe
@portal_page
def mark_svg(request: HttpRequest, pk: int, form: str, tone: str) -> HttpResponseBase:
    """Send the mark as SVG; refused with the reason while the certificate is not valid."""
    certificate = _usable(request, pk, form, tone)
    content = drawing.mark_svg(mark_facts(certificate), form=form, tone=tone)
    return _file(content, "image/svg+xml", f"{certificate.number}-{form}-{tone}.svg", request)


@require_safe
@portal_page
def mark_png(request: HttpRequest, pk: int, form: str, tone: str, pixels: int) -> HttpResponseBase:
    """Send the mark as PNG in one of its sizes; refused with the reason while the certificate is not valid."""
    certificate = _usable(request, pk, form, tone)
    if pixels not in drawing.SIZES[form]:
        raise Http404
    content = drawing.mark_png(mark_facts(certificate), form=form, tone=tone, pixels=pixels)
    return _file(content, "image/png", f"{certificate.number}-{form}-{tone}-{pixels}.png", request)
