"""What the sign-in pages leave to the site: too many requests are answered, not reported as a failure."""

from collections.abc import Callable

from allauth.core.exceptions import RateLimited
from django.http import HttpRequest, HttpResponse

from brandcert.core import throttling


class TooOftenMiddleware:
    """Answers 429 where a code was asked for too often; some pages of allauth raise instead of answering."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        """Keep the rest of the chain."""
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        """Pass the request on."""
        return self.get_response(request)

    def process_exception(self, request: HttpRequest, exception: Exception) -> HttpResponse | None:
        """Answer with the page of too many requests."""
        return throttling.too_many(request) if isinstance(exception, RateLimited) else None
