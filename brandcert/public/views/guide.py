"""The guide (办事指南): one page for everyone, one per category, and blank forms to print."""

from typing import Any

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from brandcert.accounts.models import Unit
from brandcert.enterprises.enums import OrganisationType
from brandcert.programs.enums import CategoryKey
from brandcert.programs.models import Batch, Category
from brandcert.programs.queries import classes_of
from brandcert.public import guidance
from brandcert.public.samples import BLANK_LINES, SAMPLES


@require_safe
@never_cache
def overview(request: HttpRequest) -> HttpResponse:
    """Tell everything that is the same for all: conditions, flow, terms, fee, whom to ask, remedies."""
    now = timezone.now()
    batch = guidance.current_batch(now)
    context: dict[str, Any] = {"batch": batch, "conditions": guidance.conditions(batch), "doors": _doors()}
    if batch is not None:
        context |= _terms(batch) | {
            "is_open": batch.is_open(now),
            "units": Unit.objects.recommending(batch.unit_kind) if batch.needs_unit else (),
        }
    return render(request, "public/guide.html", context)


def _terms(batch: Batch) -> dict[str, Any]:
    return {
        "flow": guidance.flow(batch),
        "limits": guidance.limits(batch),
        "scores": guidance.thresholds(batch),
        "remedies": guidance.remedies(batch),
    }


def _doors() -> list[dict[str, str]]:
    return [
        {"title": str(key.label), "url": reverse("public:guide-category", args=[key.value.lower()])}
        for key in CategoryKey
    ]


@require_safe
@never_cache
def category(request: HttpRequest, category: str) -> HttpResponse:
    """Tell what one category asks: its documents for each kind of body, and how it is scored."""
    key = category.upper()
    if key not in CategoryKey.values or category != category.lower():
        raise Http404
    batch = guidance.current_batch(timezone.now())
    context: dict[str, Any] = {
        "batch": batch,
        "title": CategoryKey(key).label,
        "crumbs": [{"title": _("Guide"), "url": reverse("public:guide")}, {"title": CategoryKey(key).label}],
    }
    if batch is not None:
        row = get_object_or_404(Category, program=batch.program, key=key)
        kind = request.GET.get("kind", "")
        kind = kind if kind in OrganisationType.values else ""
        context |= {
            "bodies": guidance.bodies(row),
            "kinds": _kinds(kind, row),
            "kind": OrganisationType(kind).label if kind else "",
            "catalogue": classes_of(batch.pk, row.pk),
            "documents": guidance.documents(batch, row, kind),
            "dimensions": guidance.dimensions(row, batch),
            "scores": guidance.thresholds(batch),
            "pledge_url": reverse("public:sample", args=["pledge"]),
        }
    return render(request, "public/guide_category.html", context)


def _kinds(chosen: str, category: Category) -> list[dict[str, Any]]:
    admitted = [kind for kind in OrganisationType.choices if category.admits(kind[0])]
    rows = [("", _("all types")), *admitted]
    return [
        {"title": title, "url": f"?kind={value}" if value else "?", "is_chosen": value == chosen}
        for value, title in rows
    ]


@require_safe
def sample(request: HttpRequest, key: str) -> HttpResponse:
    """Show a blank form to print and fill in."""
    found = SAMPLES.get(key)
    if found is None:
        raise Http404
    context = {
        "sample": found,
        "lines": range(BLANK_LINES) if found.columns else (),
        "crumbs": [{"title": _("Guide"), "url": reverse("public:guide")}, {"title": found.title}],
    }
    return render(request, "public/sample.html", context)
