"""The status lists of credentials: whether what was issued still counts, without telling whom one asks about."""

from typing import Any

from django.conf import settings
from django.http import JsonResponse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from drf_spectacular.types import OpenApiTypes
from drf_spectacular.utils import OpenApiParameter, extend_schema
from rest_framework import serializers
from rest_framework.exceptions import APIException, NotFound
from rest_framework.request import Request
from rest_framework.response import Response

from brandcert.api.v1.views import PROBLEMS, PublicView
from brandcert.certificates import services
from brandcert.certificates.credentials import documents, statuslist
from brandcert.certificates.credentials.keys import UnusableMachineKey
from brandcert.certificates.queries import status_list


class NoKey(APIException):
    """Nothing can be signed at the moment, so nothing is said about any certificate."""

    status_code = 503


class StatusListEntrySerializer(serializers.Serializer[Any]):
    """One status list and where it is."""

    purpose = serializers.ChoiceField(choices=documents.PURPOSES)
    url = serializers.URLField()


class StatusListsSerializer(serializers.Serializer[Any]):
    """The status lists in use, and how long they may be kept."""

    ttl = serializers.IntegerField()
    lists = StatusListEntrySerializer(many=True)


class StatusLists(PublicView):
    """Which lists there are."""

    @extend_schema(
        operation_id="status_lists",
        summary=gettext_lazy("The status lists of machine-readable certificates"),
        description=gettext_lazy(
            "Return the lists in use (W3C Bitstring Status List) and how long they may be kept."
        ),
        responses={200: StatusListsSerializer, **PROBLEMS},
    )
    def get(self, request: Request) -> Response:
        """Return the lists in use (W3C Bitstring Status List) and how long they may be kept."""
        lists = [
            {"purpose": purpose, "url": documents.status_list_url(settings.BASE_URL, purpose, number)}
            for number in status_list.list_numbers()
            for purpose in documents.PURPOSES
        ]
        return Response(StatusListsSerializer({"ttl": statuslist.TTL_SECONDS * 1000, "lists": lists}).data)


class StatusList(PublicView):
    """One list."""

    @extend_schema(
        operation_id="status_list",
        summary=gettext_lazy("One status list"),
        description=gettext_lazy(
            "Return the signed list as it stands now; a set bit means revoked for ever, or suspended for the time being."
        ),
        parameters=[
            OpenApiParameter(
                "purpose",
                location="path",
                enum=list(documents.PURPOSES),
                description=gettext_lazy("What a set bit means."),
            ),
            OpenApiParameter(
                "number", OpenApiTypes.INT, location="path", description=gettext_lazy("Number of the list.")
            ),
        ],
        responses={(200, "application/vc"): OpenApiTypes.OBJECT, **PROBLEMS},
    )
    def get(self, request: Request, purpose: str, number: int) -> JsonResponse:
        """Return the signed list as it stands now; a set bit means revoked for ever, or suspended for the time being."""
        if purpose not in documents.PURPOSES or number not in status_list.list_numbers():
            raise NotFound(_("There is no such list."))
        try:
            told = services.signed_status_list(purpose, number, now=timezone.now())
        except UnusableMachineKey as error:
            raise NoKey from error
        return JsonResponse(told, content_type="application/vc")

    def finalize_response(self, request: Any, response: Any, *args: Any, **kwargs: Any) -> Any:
        """Let caches keep a list as long as it says itself, and never an error."""
        done = super().finalize_response(request, response, *args, **kwargs)
        if done.status_code == 200:  # noqa: PLR2004 - the code for success
            done["Cache-Control"] = f"public, max-age={statuslist.TTL_SECONDS}"
            del done["Expires"]
        return done
