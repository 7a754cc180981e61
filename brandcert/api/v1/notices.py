"""The public notices for machines: the notices with their first entries, and the entries of one page by page."""

from collections import defaultdict
from collections.abc import Sequence
from typing import Any, Final

from django.db.models import Count, F, Window
from django.db.models.functions import RowNumber
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from drf_spectacular.types import OpenApiTypes
from drf_spectacular.utils import OpenApiParameter, extend_schema
from rest_framework.exceptions import NotFound
from rest_framework.pagination import PageNumberPagination
from rest_framework.request import Request
from rest_framework.response import Response

from brandcert.api.v1.serializers import (
    EntryPageSerializer,
    NoticeEntrySerializer,
    NoticePageSerializer,
    NoticeSerializer,
)
from brandcert.api.v1.views import PROBLEMS, PublicView
from brandcert.awards import queries
from brandcert.awards.models import NoticeItem, PublicNotice

# So many entries stand in the list of notices itself; the rest is one address further.
FIRST: Final = 100
PAGE: Final = 20


class NoticeList(PublicView):
    """The public notices."""

    @extend_schema(
        operation_id="notices_list",
        summary=gettext_lazy("List the public notices, newest first"),
        description=gettext_lazy(
            "Return the notices, 20 a page, with their first 100 entries each: enterprises and products, never a natural person."
        ),
        parameters=[
            OpenApiParameter("page", OpenApiTypes.INT, description=gettext_lazy("Page, 20 notices each."))
        ],
        responses={200: NoticePageSerializer, **PROBLEMS},
    )
    def get(self, request: Request) -> Response:
        """Return the notices with their first entries: enterprises and products, never a natural person."""
        rows = queries.published(timezone.localdate()).annotate(entries_count=Count("items"))
        rows = rows.order_by("-published_on", "-id")
        pages = PageNumberPagination()
        pages.page_size = PAGE
        found = pages.paginate_queryset(rows, request, view=self) or []
        return pages.get_paginated_response(NoticeSerializer(_with_entries(found), many=True).data)


def _with_entries(notices: Sequence[PublicNotice]) -> Sequence[PublicNotice]:
    """Put the first entries and the address of all of them on each notice; one question for all."""
    ranked = queries.every_entry().filter(notice__in=notices)
    ranked = ranked.annotate(
        place=Window(RowNumber(), partition_by=F("notice"), order_by=("position", "pk"))
    ).filter(place__lte=FIRST)
    by_notice: dict[int, list[NoticeItem]] = defaultdict(list)
    for item in ranked.order_by("notice", "position", "pk"):
        by_notice[item.notice_id].append(item)
    for row in notices:
        told: Any = row
        told.entries = by_notice[row.pk]
        told.entries_url = reverse("api:notice-entries", args=[row.pk])
    return notices


class NoticeEntries(PublicView):
    """The entries of one notice."""

    @extend_schema(
        operation_id="notices_entries",
        summary=gettext_lazy("List the entries of a public notice"),
        description=gettext_lazy("Return enterprises and products by category, each with what became of it."),
        parameters=[
            OpenApiParameter(
                "id", OpenApiTypes.INT, location="path", description=gettext_lazy("The notice's id.")
            ),
            OpenApiParameter("page", OpenApiTypes.INT, description=gettext_lazy("Page, 100 entries each.")),
        ],
        responses={200: EntryPageSerializer, **PROBLEMS},
    )
    def get(self, request: Request, pk: int) -> Response:
        """Return enterprises and products by category, each with what became of it."""
        notice = queries.published(timezone.localdate()).filter(pk=pk).first()
        if notice is None:
            raise NotFound(_("There is no such notice."))
        pages = PageNumberPagination()
        found = pages.paginate_queryset(queries.entries(notice), request, view=self)
        return pages.get_paginated_response(NoticeEntrySerializer(found, many=True).data)
