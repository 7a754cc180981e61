"""The status of many certificates in one question, for other systems with a key."""

from typing import Any, Final

from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from drf_spectacular.utils import extend_schema
from rest_framework import serializers
from rest_framework.exceptions import AuthenticationFailed, PermissionDenied, Throttled
from rest_framework.parsers import JSONParser
from rest_framework.request import Request
from rest_framework.response import Response

from brandcert.api.v1.serializers import BulkQuestionSerializer, BulkStatusSerializer, ProblemSerializer
from brandcert.api.v1.views import PROBLEMS, PublicView
from brandcert.certificates import numbering, queries, validity
from brandcert.core import throttling
from brandcert.register.enums import Scope
from brandcert.register.services import key_of_request

MOST: Final = 200


class BulkStatus(PublicView):
    """The status of up to 200 certificates."""

    http_method_names = ["post", "options"]  # noqa: RUF012 - declared so by Django
    parser_classes = (JSONParser,)
    # A session says nothing here: only the key does.
    authentication_classes = ()

    def initial(self, request: Request, *args: Any, **kwargs: Any) -> None:
        """Let in who carries a key for this, as often as the key allows."""
        super().initial(request, *args, **kwargs)
        now = timezone.now()
        header = request.headers.get("Authorization", "")
        key = key_of_request(header, now=now)
        if key is None:
            raise AuthenticationFailed(_("This needs a key in force: Authorization: Bearer <key>."))
        if not key.opens(Scope.STATUS):
            raise PermissionDenied(_("The key does not open this."))
        limit = throttling.Limit("api-key", most=key.per_minute, per=60)
        if not throttling.allow(limit, str(key.pk), now=now):
            raise Throttled(wait=limit.left(now))

    def get_authenticate_header(self, request: Request) -> str:
        """Say how to prove who asks, so that a missing key is 401."""
        return "Bearer"

    @extend_schema(
        operation_id="certificates_status",
        summary=gettext_lazy("Status of up to 200 certificates by their numbers"),
        description=gettext_lazy(
            "Return number by number, in the order asked, what the register says on the date; an unknown number has no status and is not valid. Needs a key."
        ),
        request=BulkQuestionSerializer,
        responses={
            200: BulkStatusSerializer,
            401: ProblemSerializer,
            403: ProblemSerializer,
            415: ProblemSerializer,
            **PROBLEMS,
        },
    )
    def post(self, request: Request) -> Response:
        """Return number by number what the register says on the date."""
        asked = BulkQuestionSerializer(data=request.data)
        asked.is_valid(raise_exception=True)
        now = timezone.now()
        today = validity.beijing_date(now)
        on = asked.validated_data.get("on") or today
        if on > today:
            raise serializers.ValidationError({"on": [_("Nothing can be said about a day to come.")]})
        numbers = asked.validated_data["numbers"]
        machine = {text: found.machine for text in numbers if (found := numbering.parse(text))}
        rows = {row.number: row for row in queries.listed().filter(number__in=set(machine.values()))}
        results = [_line(text, rows.get(machine.get(text, "")), on, now) for text in numbers]
        return Response(BulkStatusSerializer({"on": on, "results": results}).data)


def _line(text: str, row: Any, on: Any, now: Any) -> dict[str, Any]:
    standing = None if row is None else queries.public_status(row, on, now=now)
    if row is None or standing is None:
        return {"asked": text, "number": None, "status": None, "valid": False, "valid_to": None}
    return {
        "asked": text,
        "number": row.number,
        "status": standing.status,
        "valid": standing.is_valid,
        "valid_to": row.valid_to,
    }
