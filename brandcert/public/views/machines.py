"""What machines read beside the pages: the credential of a certificate, its vocabulary, and the public keys."""

from collections.abc import Mapping
from typing import Any, Final

from django.conf import settings
from django.http import Http404, HttpRequest, HttpResponse, JsonResponse
from django.utils import timezone
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from brandcert.certificates import queries
from brandcert.certificates.credentials import documents
from brandcert.certificates.models import PublishedKey
from brandcert.certificates.queries.keys import published_keys
from brandcert.certificates.queries.status_list import credential_keys
from brandcert.core import throttling
from brandcert.public.views.verify import or_unavailable

MINUTE: Final = "public, max-age=60"


def _json(told: Mapping[str, Any], kind: str, cache: str) -> HttpResponse:
    headers = {"Access-Control-Allow-Origin": "*", "Cache-Control": cache}
    return JsonResponse(
        dict(told), content_type=kind, headers=headers, json_dumps_params={"ensure_ascii": False}
    )


@require_safe
@never_cache
@or_unavailable
def credential(request: HttpRequest, code: str) -> HttpResponse:
    """Give the signed credential of the certificate with the code; whether it still counts is in the status lists."""
    now = timezone.now()
    certificate = queries.by_code(code)
    if certificate is None or "proof" not in certificate.facts.get("credential", {}):
        if not throttling.allow(throttling.MISSES, throttling.address(request), now=now):
            return throttling.too_many(request, seconds=throttling.MISSES.left(now))
        raise Http404
    return _json(certificate.facts["credential"], "application/vc", "no-store")


@require_safe
def context(_request: HttpRequest) -> HttpResponse:
    """Explain our own word in credentials."""
    return _json(documents.own_context(settings.BASE_URL), "application/ld+json", "public, max-age=86400")


@require_safe
@or_unavailable
def did(_request: HttpRequest) -> HttpResponse:
    """Give the did:web document with every key that ever signed a credential."""
    return _json(
        documents.did_document(credential_keys(), base_url=settings.BASE_URL), "application/did+json", MINUTE
    )


@require_safe
@or_unavailable
def jwks(_request: HttpRequest) -> HttpResponse:
    """Give all public keys of credentials and of the log as JSON Web Keys."""
    keys = [
        {**key.jwk, "kid": key.kid, "use": "sig", "alg": "ES256" if key.jwk["kty"] == "EC" else "EdDSA"}
        for use in PublishedKey.Use
        for key in published_keys(use)
    ]
    return _json({"keys": keys}, "application/jwk-set+json", MINUTE)
