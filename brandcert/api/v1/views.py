"""Public reads of the register for machines; no key needed, nothing is cached."""

import hashlib
import json
from http import HTTPStatus
from typing import Any, Final

from django.core.serializers.json import DjangoJSONEncoder
from django.utils import timezone
from django.utils.cache import add_never_cache_headers
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from drf_spectacular.types import OpenApiTypes
from drf_spectacular.utils import OpenApiParameter, extend_schema
from rest_framework.exceptions import NotFound, Throttled
from rest_framework.pagination import PageNumberPagination
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.views import APIView

from brandcert.api.v1 import problems
from brandcert.api.v1.filters import asked_choice, asked_date
from brandcert.api.v1.serializers import (
    AnnouncementPageSerializer,
    AnnouncementSerializer,
    CertificatePageSerializer,
    CertificateSerializer,
    ProblemSerializer,
)
from brandcert.awards.models import Announcement
from brandcert.certificates import numbering, queries, validity
from brandcert.certificates.enums import PUBLIC
from brandcert.core import throttling
from brandcert.programs.enums import CategoryKey
from brandcert.register.queries import Asked, find

ON: Final = OpenApiParameter(
    "on",
    OpenApiTypes.DATE,
    description=gettext_lazy(
        "Answer for this date (Beijing time), today without it; valid means during the whole day."
    ),
)
PROBLEMS: Final = {
    400: ProblemSerializer,
    404: ProblemSerializer,
    429: ProblemSerializer,
    503: ProblemSerializer,
}


class PublicView(APIView):
    """A read everyone may do; answers are never cached and errors are Problem Details."""

    http_method_names = ["get", "head", "options"]  # noqa: RUF012 - declared so by Django

    def get_exception_handler(self) -> Any:
        """Answer errors as Problem Details."""
        return problems.handle

    def finalize_response(self, request: Any, response: Any, *args: Any, **kwargs: Any) -> Any:
        """Forbid caches to keep the answer, and let pages of other sites read it."""
        done = super().finalize_response(request, response, *args, **kwargs)
        add_never_cache_headers(done)
        _mark(request, done)
        done["Access-Control-Allow-Origin"] = "*"
        return done


def _mark(request: Any, answer: Any) -> None:
    """Give an answer its mark (ETag); who has it already is told so without the answer (304)."""
    data = getattr(answer, "data", None)
    if request.method not in {"GET", "HEAD"} or answer.status_code != HTTPStatus.OK or data is None:
        return
    told = json.dumps(data, cls=DjangoJSONEncoder, sort_keys=True, ensure_ascii=True)
    mark = f'"{hashlib.sha256(told.encode()).hexdigest()[:32]}"'
    answer["ETag"] = mark
    known = request.headers.get("If-None-Match", "")
    if mark in {one.strip().removeprefix("W/") for one in known.split(",")}:
        answer.status_code, answer.data = HTTPStatus.NOT_MODIFIED, None


class CertificateList(PublicView):
    """The register."""

    @extend_schema(
        operation_id="certificates_list",
        summary=gettext_lazy("List the register"),
        description=gettext_lazy(
            "Return the issued certificates in the order of their numbers; drafts and void numbers are not in it."
        ),
        parameters=[
            ON,
            OpenApiParameter("page", OpenApiTypes.INT, description=gettext_lazy("Page, 100 entries each.")),
            OpenApiParameter("category", enum=CategoryKey.values, description=gettext_lazy("Category.")),
            OpenApiParameter(
                "status", enum=[str(state) for state in PUBLIC], description=gettext_lazy("Status today.")
            ),
            OpenApiParameter("q", description=gettext_lazy("Holder, product, number or credit code.")),
        ],
        responses={200: CertificatePageSerializer, **PROBLEMS},
    )
    def get(self, request: Request) -> Response:
        """Return the issued certificates in the order of their numbers; drafts and void numbers are not in it."""
        now = timezone.now()
        on = asked_date(request, validity.beijing_date(now))
        rows = queries.listed()
        if category := asked_choice(request, "category"):
            rows = rows.filter(category__key=category)
        if status := asked_choice(request, "status"):
            rows = queries.with_status(rows, status, validity.beijing_date(now))
        if words := request.query_params.get("q", "").replace("\x00", "")[:100]:
            rows = rows.filter(register_line__in=find(Asked(on, words)).keys)
        rows = rows.filter(intervals__starts_at__lt=validity.day_start(on + validity.ONE_DAY)).distinct()
        pages = PageNumberPagination()
        found = pages.paginate_queryset(rows, request, view=self) or []
        entries = list(queries.entries(found, now=now, on=on))
        return pages.get_paginated_response(CertificateSerializer(entries, many=True).data)


class CertificateDetail(PublicView):
    """One entry of the register."""

    @extend_schema(
        operation_id="certificates_retrieve",
        summary=gettext_lazy("One certificate by its number"),
        description=gettext_lazy(
            "Return the entry; it says what the register knows, not that a document in hand is genuine."
        ),
        parameters=[
            OpenApiParameter("number", location="path", description=gettext_lazy("Number for machines.")),
            ON,
        ],
        responses={200: CertificateSerializer, **PROBLEMS},
    )
    def get(self, request: Request, number: str) -> Response:
        """Return the entry; it says what the register knows, not that a document in hand is genuine."""
        return _entry(request, queries.by_number(number))


class Verification(PublicView):
    """The answer to a verification code."""

    @extend_schema(
        operation_id="verify_retrieve",
        summary=gettext_lazy("The certificate a verification code or QR code belongs to"),
        description=gettext_lazy(
            "Return the entry of the document that carries the code; a mistyped code is told from an unknown one."
        ),
        parameters=[
            OpenApiParameter(
                "code",
                location="path",
                description=gettext_lazy("Verification code printed on the document."),
            ),
            ON,
        ],
        responses={200: CertificateSerializer, **PROBLEMS},
    )
    def get(self, request: Request, code: str) -> Response:
        """Return the entry of the document that carries the code; a mistyped code is told from an unknown one."""
        if numbering.is_mistyped(code):
            raise missed(request, _("The check character does not fit: the code is mistyped."))
        return _entry(request, queries.by_code(code))


def _entry(request: Request, certificate: Any) -> Response:
    now = timezone.now()
    on = asked_date(request, validity.beijing_date(now))
    told = None if certificate is None else queries.entry(certificate, on, now=now)
    if told is None:
        raise missed(request, _("The register does not know it."))
    return Response(CertificateSerializer(told).data)


def missed(request: Request, reason: str) -> NotFound | Throttled:
    """Count an answer that there is nothing; beyond the limit say when to come back instead."""
    now = timezone.now()
    if throttling.allow(throttling.MISSES, throttling.address(request._request), now=now):
        return NotFound(reason)
    return Throttled(wait=throttling.MISSES.left(now))


class AnnouncementList(PublicView):
    """The announcements of awards."""

    @extend_schema(
        operation_id="announcements_list",
        summary=gettext_lazy("List the announcements of awards, newest first"),
        description=gettext_lazy(
            "Return the announcements with their lists: enterprises and products, never a natural person."
        ),
        parameters=[
            OpenApiParameter(
                "page", OpenApiTypes.INT, description=gettext_lazy("Page, 100 announcements each.")
            )
        ],
        responses={200: AnnouncementPageSerializer, **PROBLEMS},
    )
    def get(self, request: Request) -> Response:
        """Return the announcements with their lists: enterprises and products, never a natural person."""
        rows = Announcement.objects.select_related("batch", "decision", "withdraws")
        pages = PageNumberPagination()
        found = pages.paginate_queryset(rows.prefetch_related("entries"), request, view=self)
        return pages.get_paginated_response(AnnouncementSerializer(found, many=True).data)
