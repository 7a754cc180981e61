"""Drawings of experts: announced before, and to be checked by everybody afterwards; nobody is named."""

import json
from pathlib import Path
from typing import Any, Final

from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import pgettext
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from brandcert.reviews.drawing import verifier as program
from brandcert.reviews.models import BatchDraw
from brandcert.reviews.queries.pool import Freezing, freezings_of, published_record

PER_PAGE: Final = 20
PROGRAM: Final = Path(program.__file__)


def _state(draw: BatchDraw) -> tuple[str, str]:
    if draw.drawn_at is not None:
        return _("drawn"), "green"
    return (_("pool frozen"), "blue") if draw.frozen_at else (pgettext("a drawing", "announced"), "amber")


def _steps(draw: BatchDraw) -> list[dict[str, Any]]:
    """Return what happened in its order, each step with what was fixed by it."""
    steps = [
        {
            "title": _("Announced"),
            "at": draw.announced_at,
            "rows": [
                (_("Hash of the secret"), draw.commitment),
                (_("Public source"), draw.source or _("none: the secret alone makes the seed")),
            ],
        }
    ]
    steps += [_freezing(one, is_first=place == 0) for place, one in enumerate(freezings_of(draw))]
    if draw.drawn_at and draw.answer:
        rows = [
            (_("Secret"), draw.secret),
            (_("Public value"), draw.public_value or "–"),
            (_("Seed"), draw.answer["seed"]),
            (_("Cost"), str(draw.answer["cost"])),
            (_("Hash of the result"), draw.answer["answer_sha256"]),
        ]
        steps.append({"title": _("Drawn"), "at": draw.drawn_at, "rows": rows})
    return steps


def _freezing(one: Freezing, *, is_first: bool) -> dict[str, Any]:
    rows = [(_("Hash of the published pool"), one.public_sha256)]
    if one.until:
        rows.append((_("Applicants may object until"), one.until))
    return {"title": _("Pool frozen") if is_first else _("Pool frozen again"), "at": one.at, "rows": rows}


@require_safe
@never_cache
def draws(request: HttpRequest) -> HttpResponse:
    """List the drawings, newest first."""
    found = Paginator(BatchDraw.objects.select_related("batch").defer("findings"), PER_PAGE).get_page(
        request.GET.get("page")
    )
    rows = [
        {
            "title": _("Drawing of experts: %(batch)s") % {"batch": row.batch},
            "url": reverse("public:draw", args=[row.pk]),
            "number": row.pk,
            "at": row.announced_at,
            "state": _state(row),
        }
        for row in found
    ]
    return render(request, "public/draws.html", {"draws": rows, "page_obj": found})


@require_safe
@never_cache
def draw(request: HttpRequest, pk: int) -> HttpResponse:
    """Show what was announced, what was frozen, what came of it, and how anybody checks it."""
    row = get_object_or_404(BatchDraw.objects.select_related("batch"), pk=pk)
    inputs = row.inputs or {"experts": [], "cases": []}
    context = {
        "title": _("Drawing of experts: %(batch)s") % {"batch": row.batch},
        "draw": row,
        "state": _state(row),
        "steps": _steps(row),
        "counts": {
            "pool": sum(1 for one in inputs["experts"] if not one["excluded"]),
            "cases": len(inputs["cases"]),
            "tasks": sum(case["size"] for case in inputs["cases"]),
        },
    }
    return render(request, "public/draw.html", context)


@require_safe
@never_cache
def record(request: HttpRequest, pk: int) -> HttpResponse:
    """Give what is published of a drawing as a file."""
    row = get_object_or_404(BatchDraw, pk=pk)
    text = json.dumps(published_record(row), ensure_ascii=False, indent=1, sort_keys=True)
    answer = HttpResponse(text, content_type="application/json; charset=utf-8")
    answer["Content-Disposition"] = f'attachment; filename="draw-{row.pk}.json"'
    return answer


@require_safe
def verifier(request: HttpRequest) -> HttpResponse:
    """Give the small program that checks a drawing without anything of this house."""
    answer = HttpResponse(PROGRAM.read_bytes(), content_type="text/x-python; charset=utf-8")
    answer["Content-Disposition"] = 'attachment; filename="verify_draw.py"'
    answer["X-Content-Type-Options"] = "nosniff"
    return answer
