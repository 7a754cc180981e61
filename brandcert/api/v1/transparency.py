"""The public log of certificates for machines: checkpoint, entries, proofs; none of it names a person."""

from typing import Any, Final

from django.http import HttpResponse
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from drf_spectacular.types import OpenApiTypes
from drf_spectacular.utils import OpenApiParameter, extend_schema
from rest_framework import serializers
from rest_framework.exceptions import NotFound, ValidationError
from rest_framework.request import Request
from rest_framework.response import Response

from brandcert.api.v1.views import PROBLEMS, PublicView
from brandcert.certificates import queries
from brandcert.certificates.log import merkle
from brandcert.certificates.models import Checkpoint
from brandcert.certificates.queries import log

_MOST: Final = 2**53


class LogSerializer(serializers.Serializer[Any]):
    """The public log: its name, its keys, how far it goes."""

    origin = serializers.CharField()
    size = serializers.IntegerField()
    root_hash = serializers.CharField()
    keys = serializers.ListField(child=serializers.CharField())
    checkpoint = serializers.URLField()


class LogEntrySerializer(serializers.Serializer[Any]):
    """An entry, to be hashed exactly as it is spelled."""

    index = serializers.IntegerField()
    entry = serializers.CharField()


class LogPageSerializer(serializers.Serializer[Any]):
    """Consecutive entries."""

    start = serializers.IntegerField()
    size = serializers.IntegerField()
    entries = LogEntrySerializer(many=True)


class InclusionSerializer(serializers.Serializer[Any]):
    """That an entry is in the log of `tree_size` entries (RFC 6962, 2.1.1); hashes in base64."""

    index = serializers.IntegerField()
    tree_size = serializers.IntegerField()
    entry = serializers.CharField()
    leaf_hash = serializers.CharField()
    hashes = serializers.ListField(child=serializers.CharField())


class ConsistencySerializer(serializers.Serializer[Any]):
    """That the log of `first` entries is the beginning of that of `second` (RFC 6962, 2.1.2); hashes in base64."""

    first = serializers.IntegerField()
    second = serializers.IntegerField()
    hashes = serializers.ListField(child=serializers.CharField())


class CertificateLogSerializer(serializers.Serializer[Any]):
    """What the log says of one certificate, each entry with its proof, and the checkpoint they lead to."""

    number = serializers.CharField()
    checkpoint = serializers.CharField()
    entries = InclusionSerializer(many=True)


def _whole(
    request: Request, name: str, *, usual: int | None = None, least: int = 0, most: int = _MOST
) -> int:
    """Return a whole number of the question. Raises ValidationError for anything else."""
    text = request.query_params.get(name, "")
    if not text and usual is not None:
        return usual
    if text.isascii() and text.isdigit() and len(text) <= len(str(_MOST)) and least <= int(text) <= most:
        return int(text)
    raise ValidationError(
        {name: [_("Give a whole number from %(least)s to %(most)s.") % {"least": least, "most": most}]}
    )


def _newest() -> Checkpoint:
    found = log.latest()
    if found is None:
        raise NotFound(_("The log has no signed checkpoint yet."))
    return found


def _integer(name: str, text: Any, *, required: bool) -> OpenApiParameter:
    return OpenApiParameter(name, OpenApiTypes.INT64, description=text, required=required)


class Log(PublicView):
    """The log itself."""

    @extend_schema(
        operation_id="log_retrieve",
        summary=gettext_lazy("The public log of certificates"),
        description=gettext_lazy(
            "Return name, keys and size of the log of everything public that happened to certificates."
        ),
        responses={200: LogSerializer, **PROBLEMS},
    )
    def get(self, request: Request) -> Response:
        """Return name, keys and size of the log of everything public that happened to certificates."""
        newest = _newest()
        told = {
            "origin": log.origin(),
            "size": newest.size,
            "root_hash": newest.root,
            "keys": log.verifier_keys(),
            "checkpoint": request.build_absolute_uri(reverse("api:log-checkpoint")),
        }
        return Response(LogSerializer(told).data)


class LogCheckpoint(PublicView):
    """The newest promise."""

    @extend_schema(
        operation_id="log_checkpoint",
        summary=gettext_lazy("Signed checkpoint of the log"),
        description=gettext_lazy("Return the newest checkpoint as a signed note (C2SP tlog-checkpoint)."),
        responses={(200, "text/plain"): OpenApiTypes.STR, **PROBLEMS},
    )
    def get(self, request: Request) -> HttpResponse:
        """Return the newest checkpoint as a signed note (C2SP tlog-checkpoint)."""
        return HttpResponse(_newest().note, content_type="text/plain; charset=utf-8")


class LogEntries(PublicView):
    """The entries."""

    @extend_schema(
        operation_id="log_entries",
        summary=gettext_lazy("Entries of the log"),
        description=gettext_lazy("Return up to 500 entries below the newest checkpoint."),
        parameters=[
            _integer("start", gettext_lazy("Place of the first entry, 0 without it."), required=False)
        ],
        responses={200: LogPageSerializer, **PROBLEMS},
    )
    def get(self, request: Request) -> Response:
        """Return up to 500 entries below the newest checkpoint."""
        start, newest = _whole(request, "start", usual=0), _newest()
        told = {"start": start, "size": newest.size, "entries": log.page(start, size=newest.size)}
        return Response(LogPageSerializer(told).data)


class LogInclusion(PublicView):
    """Proof that an entry is in the log."""

    @extend_schema(
        operation_id="log_inclusion",
        summary=gettext_lazy("Proof that an entry is in the log"),
        description=gettext_lazy("Return the entry and the hashes that lead from it to the root."),
        parameters=[
            _integer("index", gettext_lazy("Place of the entry."), required=True),
            _integer(
                "size", gettext_lazy("Size of the log; the newest checkpoint without it."), required=False
            ),
        ],
        responses={200: InclusionSerializer, **PROBLEMS},
    )
    def get(self, request: Request) -> Response:
        """Return the entry and the hashes that lead from it to the root."""
        newest = _newest().size
        size = _whole(request, "size", usual=newest, most=newest)
        index = _whole(request, "index", most=size - 1)
        found = log.page(index, size=size)
        if not found:
            raise NotFound(_("The log has no such entry."))
        return Response(InclusionSerializer(log.inclusion_proof(found[0], size)).data)


class LogConsistency(PublicView):
    """Proof that nothing was rewritten."""

    @extend_schema(
        operation_id="log_consistency",
        summary=gettext_lazy("Proof that an earlier log is the beginning of a later one"),
        description=gettext_lazy("Return the hashes that lead from the earlier root to the later one."),
        parameters=[
            _integer("first", gettext_lazy("Size of the earlier log."), required=True),
            _integer(
                "second",
                gettext_lazy("Size of the later log; the newest checkpoint without it."),
                required=False,
            ),
        ],
        responses={200: ConsistencySerializer, **PROBLEMS},
    )
    def get(self, request: Request) -> Response:
        """Return the hashes that lead from the earlier root to the later one."""
        newest = _newest().size
        second = _whole(request, "second", usual=newest, most=newest)
        first = _whole(request, "first", most=second)
        told = {"first": first, "second": second, "hashes": log.proof(merkle.consistency(first, second))}
        return Response(ConsistencySerializer(told).data)


class CertificateLog(PublicView):
    """What the log says of one certificate."""

    @extend_schema(
        operation_id="certificates_log",
        summary=gettext_lazy("What the public log says of a certificate"),
        description=gettext_lazy("Return its entries with their proofs and the checkpoint they lead to."),
        parameters=[
            OpenApiParameter("number", location="path", description=gettext_lazy("Number for machines."))
        ],
        responses={200: CertificateLogSerializer, **PROBLEMS},
    )
    def get(self, request: Request, number: str) -> Response:
        """Return its entries with their proofs and the checkpoint they lead to."""
        certificate, newest = queries.by_number(number), _newest()
        if certificate is None:
            raise NotFound(_("The register does not know it."))
        rows = log.of_certificate(certificate).filter(index__lt=newest.size)
        told = {
            "number": certificate.number,
            "checkpoint": newest.note,
            "entries": [log.inclusion_proof(row, newest.size) for row in rows],
        }
        return Response(CertificateLogSerializer(told).data)
