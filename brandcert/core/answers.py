"""Refusals that the framework leaves blank get a page in words; numbers no row can have lead to no row."""

from collections.abc import Callable
from http import HTTPStatus
from typing import Any, Final

from django.db.models import BigIntegerField
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render

# Machines read the number alone.
FOR_MACHINES: Final = ("/api/", "/healthz", "/readyz")

# Django's admin takes the key of a row as text.
ADMIN_KEY: Final = "object_id"
LARGEST_KEY: Final = BigIntegerField.MAX_BIGINT
# So many digits are always below the largest key.
MOST_DIGITS: Final = 18


def sent_key(text: Any, otherwise: int = 0) -> int:
    """Return the key or number that somebody sent in a form: ASCII digits, no more than a key can have.

    Anything else is `otherwise`; no row has the key 0.
    """
    sent = str(text)
    return int(sent) if sent.isascii() and sent.isdecimal() and len(sent) <= MOST_DIGITS else otherwise


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


class EndlessNumberMiddleware:
    """Answers 404 to whoever asks for a row by a number that no database can hold as a key.

    SQLite raises on such a number wherever it is not a plain comparison; PostgreSQL finds nothing.
    """

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        """Keep the rest of the chain."""
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        """Pass the request on."""
        return self.get_response(request)

    def process_view(
        self, _request: HttpRequest, _view: Any, _args: tuple[Any, ...], kwargs: dict[str, Any]
    ) -> None:
        """Raise Http404 for an address with such a number; the page behind it does not run."""
        if any(is_endless(name, value) for name, value in kwargs.items()):
            raise Http404

    def process_exception(self, _request: HttpRequest, exception: Exception) -> None:
        """Raise Http404 where the number stood in a filter or a forged choice instead."""
        if isinstance(exception, OverflowError) and "SQLite" in str(exception):
            raise Http404 from exception


def is_endless(name: str, value: Any) -> bool:
    """Say whether a part of an address is a number beyond every key; codes and tokens may consist of any digits."""
    if isinstance(value, int):
        return value > LARGEST_KEY
    if name != ADMIN_KEY or not value.isdigit():
        return False
    return (
        not value.isdecimal()
        or len(value.lstrip("0")) > len(str(LARGEST_KEY))
        or int(value.lstrip("0") or 0) > LARGEST_KEY
    )
