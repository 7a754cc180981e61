"""What a request brings along: a body that ends too early was cut off and is never taken for a whole one."""

from collections.abc import Callable, Iterable
from typing import Any, Protocol

from django.core.exceptions import RequestDataTooBig, TooManyFilesSent
from django.http import HttpRequest, HttpResponse, HttpResponseBase, JsonResponse, UnreadablePostError
from django.http.multipartparser import MultiPartParserError
from django.shortcuts import render
from django.utils.translation import gettext as _

Application = Callable[[dict[str, Any], Any], Iterable[bytes]]


class Readable(Protocol):
    """What a web server gives to read the body from."""

    def read(self, size: int, /) -> bytes:
        """Return at most so many bytes, none at the end."""

    def readline(self, size: int, /) -> bytes:
        """Return at most so many bytes of one line, none at the end."""


class WholeBody:
    """The body of a request as long as its Content-Length says; an earlier end is an error, not the end.

    Without it a connection that broke in the middle of a file looks like a shorter file.
    """

    def __init__(self, body: Readable, length: int) -> None:
        """Keep where to read and how much is still to come."""
        self._body = body
        self._missing = length

    def read(self, size: int = -1, /) -> bytes:
        """Return as many bytes as asked for, fewer only at the true end; raises ConnectionResetError."""
        wanted = self._missing if size < 0 else min(size, self._missing)
        parts = []
        while wanted:
            part = self._counted(self._body.read(wanted))
            wanted -= len(part)
            parts.append(part)
        return b"".join(parts)

    def readline(self, size: int = -1, /) -> bytes:
        """Return one line; raises ConnectionResetError."""
        wanted = self._missing if size < 0 else min(size, self._missing)
        return self._counted(self._body.readline(wanted)) if wanted else b""

    def _counted(self, part: bytes) -> bytes:
        if not part:
            raise ConnectionResetError("the body ended before its Content-Length")
        self._missing -= len(part)
        return part


def whole_bodies(application: Application) -> Application:
    """Wrap a WSGI application so that it never takes a cut-off body for a whole one."""

    def wrapped(environ: dict[str, Any], start_response: Any) -> Iterable[bytes]:
        length = environ.get("CONTENT_LENGTH") or ""
        if length.isdecimal():
            environ["wsgi.input"] = WholeBody(environ["wsgi.input"], int(length))
        return application(environ, start_response)

    return wrapped


class WholeFormMiddleware:
    """Reads a form before anything acts on it: one that was cut off or brings too much reaches no view.

    Stands before the check of the token, which would take a form it cannot read for one without a token.
    """

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        """Keep the rest of the chain."""
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        """Pass the request on."""
        return self.get_response(request)

    def process_view(self, request: HttpRequest, *_view: object) -> HttpResponseBase | None:
        """Answer instead of the view when the form cannot be used."""
        if request.method != "POST":
            return None
        try:
            request.POST  # noqa: B018 - reading it is the point
        except UnreadablePostError:
            return _unusable(
                request,
                _(
                    "The connection broke before everything had arrived. Nothing was stored; please send it again."
                ),
            )
        except MultiPartParserError:
            return _unusable(
                request,
                _(
                    "The form is damaged, or the name of a file is far too long. Nothing was stored; rename the file."
                ),
            )
        except TooManyFilesSent:
            return _unusable(
                request, _("Too many files were sent at once. Nothing was stored; choose fewer."), status=413
            )
        except RequestDataTooBig:
            words = _(
                "The text of the form is too long. Nothing was stored; go back in your browser and shorten it."
            )
            return _unusable(request, words, status=413)
        return None


def _unusable(request: HttpRequest, words: str, *, status: int = 400) -> HttpResponse:
    """Say why; a script gets the words alone."""
    if "X-Requested-With" in request.headers:
        return JsonResponse({"words": words}, status=status)
    return render(request, "unusable.html", {"words": words}, status=status)
