"""Refusals that the framework leaves blank get a page in words, with a way back."""

from collections.abc import Callable
from http import HTTPStatus
from typing import Final

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

# Machines read the number alone.
FOR_MACHINES: Final = ("/api/", "/healthz", "/readyz")


class BlankAnswerMiddleware:
    """Draws a page for whoever opens an address that only takes what a form sends."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        """Keep the rest of the chain."""
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        """Pass the request on; a blank 405 comes back with words, for a person only."""
        answer = self.get_response(request)
        is_blank = (
            answer.status_code == HTTPStatus.METHOD_NOT_ALLOWED
            and not answer.streaming
            and not answer.content
        )
        is_for_machine = request.path.startswith(FOR_MACHINES) or "X-Requested-With" in request.headers
        if not is_blank or is_for_machine or request.method == "HEAD":
            return answer
        page = render(request, "405.html", {"place": _place(request.path)}, status=answer.status_code)
        page["Allow"] = answer["Allow"]
        page["Cache-Control"] = "no-store"
        return page


def _place(path: str) -> str:
    """Return which part of the site the address belongs to: its first page is the way back."""
    return next((part for part in ("portal", "manage", "accounts") if path.startswith(f"/{part}/")), "")
