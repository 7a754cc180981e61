"""Errors as Problem Details (RFC 9457)."""

import logging
from typing import Any, Final

from django.core.exceptions import PermissionDenied
from django.db import DatabaseError
from django.http import Http404, HttpRequest, JsonResponse
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from rest_framework import exceptions, status
from rest_framework.response import Response
from rest_framework.views import exception_handler as drf_handler

logger = logging.getLogger(__name__)
MEDIA_TYPE: Final = "application/problem+json"


def problem(code: int, title: str, detail: str = "", **more: Any) -> Response:
    """Return an error answer: status, what it is, what to do about it."""
    body = {
        "type": "about:blank",
        "title": title,
        "status": code,
        **({"detail": detail} if detail else {}),
        **more,
    }
    return Response(body, status=code, content_type=MEDIA_TYPE)


def handle(error: Exception, context: dict[str, Any]) -> Response | None:
    """Turn what a view raised into Problem Details; a failing database is "cannot verify now", never an answer."""
    if isinstance(error, DatabaseError):
        logger.error("the register could not be read", exc_info=error)
        answer = problem(503, _("Cannot be verified right now"), _("Please try again in a few minutes."))
        answer["Retry-After"] = "60"
        return answer
    plain = drf_handler(error, context)
    if plain is None:
        return None
    headers = {name: plain[name] for name in ("Allow", "Retry-After", "WWW-Authenticate") if name in plain}
    told = problem(plain.status_code, _title(error), _detail(error), **_fields(error))
    for name, value in headers.items():
        told[name] = value
    return told


def _title(error: Exception) -> str:
    if isinstance(error, Http404 | exceptions.NotFound):
        return _("Not found")
    if isinstance(error, PermissionDenied | exceptions.PermissionDenied):
        return _("Not allowed")
    if isinstance(error, exceptions.ValidationError):
        return _("The request is not valid")
    if isinstance(error, exceptions.MethodNotAllowed):
        return _("Method not allowed")
    if isinstance(error, exceptions.Throttled):
        return _("Too many requests")
    return str(getattr(error, "default_detail", _("The request failed")))


def _detail(error: Exception) -> str:
    detail = getattr(error, "detail", None)
    if isinstance(detail, str):
        return str(detail)
    return str(error) if isinstance(error, Http404) and str(error) else ""


def _fields(error: Exception) -> dict[str, Any]:
    if isinstance(error, exceptions.ValidationError) and isinstance(error.detail, dict):
        return {
            "invalid_params": {name: [str(line) for line in lines] for name, lines in error.detail.items()}
        }
    return {}


@never_cache
def not_found(_request: HttpRequest, _rest: str = "") -> JsonResponse:
    """Answer an address below /api/ that does not exist."""
    body = {
        "type": "about:blank",
        "title": _("Not found"),
        "status": status.HTTP_404_NOT_FOUND,
        "detail": _("There is no such address; /api/docs/ lists what there is."),
    }
    return JsonResponse(
        body,
        status=status.HTTP_404_NOT_FOUND,
        content_type=MEDIA_TYPE,
        json_dumps_params={"ensure_ascii": False},
    )
