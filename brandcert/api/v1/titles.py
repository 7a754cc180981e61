"""Titles of earlier years for machines."""

from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from drf_spectacular.types import OpenApiTypes
from drf_spectacular.utils import OpenApiParameter, extend_schema
from rest_framework.pagination import PageNumberPagination
from rest_framework.request import Request
from rest_framework.response import Response

from brandcert.api.v1.filters import asked_date
from brandcert.api.v1.serializers import LegacyTitlePageSerializer, LegacyTitleSerializer
from brandcert.api.v1.views import ON, PROBLEMS, PublicView, missed
from brandcert.certificates import validity
from brandcert.register import queries


class LegacyTitleList(PublicView):
    """The titles of earlier years."""

    @extend_schema(
        operation_id="legacy_titles_list",
        summary=gettext_lazy("List the titles of earlier years"),
        description=gettext_lazy(
            "Return what old lists say of earlier titles, in the order of their numbers; none of them is a signed certificate."
        ),
        parameters=[
            ON,
            OpenApiParameter("page", OpenApiTypes.INT, description=gettext_lazy("Page, 100 entries each.")),
        ],
        responses={200: LegacyTitlePageSerializer, **PROBLEMS},
    )
    def get(self, request: Request) -> Response:
        """Return what old lists say of earlier titles, in the order of their numbers."""
        on = asked_date(request, validity.beijing_date(timezone.now()))
        pages = PageNumberPagination()
        rows = queries.titles().filter(valid_from__lte=on)
        found = pages.paginate_queryset(rows, request, view=self) or []
        entries = [queries.title_entry(one, on) for one in found]
        return pages.get_paginated_response(LegacyTitleSerializer(entries, many=True).data)


class LegacyTitleDetail(PublicView):
    """One title of earlier years."""

    @extend_schema(
        operation_id="legacy_titles_retrieve",
        summary=gettext_lazy("One title of earlier years by its old number"),
        description=gettext_lazy(
            "Return what the old list says; separators and brackets of the number may be left out."
        ),
        parameters=[
            OpenApiParameter("number", location="path", description=gettext_lazy("Old number.")),
            ON,
        ],
        responses={200: LegacyTitleSerializer, **PROBLEMS},
    )
    def get(self, request: Request, number: str) -> Response:
        """Return what the old list says; separators and brackets of the number may be left out."""
        on = asked_date(request, validity.beijing_date(timezone.now()))
        title = queries.title_by_number(number)
        told = None if title is None else queries.title_entry(title, on)
        if told is None:
            raise missed(request, _("The register does not know it."))
        return Response(LegacyTitleSerializer(told).data)
