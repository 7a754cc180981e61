"""What the sign-in pages leave to the site: answers instead of reported failures."""

from collections.abc import Callable

from allauth.core.exceptions import RateLimited
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from requests import RequestException

from brandcert.core import throttling

ISSUER_PAGES = ("openid_connect_login", "openid_connect_callback")


class SignInMiddleware:
    """Answers 429 where a code was asked for too often, and 503 where the issuer of unified sign-in is out of reach.

    In both cases some pages of allauth raise instead of answering.
    """

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        """Keep the rest of the chain."""
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        """Pass the request on."""
        return self.get_response(request)

    def process_exception(self, request: HttpRequest, exception: Exception) -> HttpResponse | None:
        """Answer with a page in words; everything else is a failure as before."""
        if isinstance(exception, RateLimited):
            return throttling.too_many(request)
        page = request.resolver_match
        if isinstance(exception, RequestException) and page is not None and page.url_name in ISSUER_PAGES:
            return render(request, "socialaccount/authentication_error.html", status=503)
        return None
