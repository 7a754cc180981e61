"""What the operator states: privacy notice, accessibility, terms of use, map of the site."""

from collections.abc import Iterator
from typing import Any, Final

from django.apps import apps
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from brandcert.core import pii
from brandcert.programs.models import Program

UPDATED: Final = "2026-11-23"


@require_safe
def privacy(request: HttpRequest) -> HttpResponse:
    """Tell what is held about people: the list is the one in the code, the terms are those of the programme."""
    context = {
        "holdings": [_holding(row) for row in pii.holdings()],
        "bases": list(dict.fromkeys(str(row.basis) for row in pii.holdings())),
        "program": Program.objects.order_by("id").first(),
        "updated": UPDATED,
    }
    return render(request, "public/privacy.html", context)


def _holding(row: pii.Holding) -> dict[str, Any]:
    return {
        "title": row.title,
        "whose": row.whose,
        "data": list(dict.fromkeys(_names(row))),
        "purpose": row.purpose,
        "retention": row.retention,
        "kept": row.kept,
    }


def _names(row: pii.Holding) -> Iterator[str]:
    """Give the columns of a holding in words: those of the question, or of the column."""
    for name in row.fields:
        if name in row.labels:
            yield str(row.labels[name])
        else:
            yield str(getattr(apps.get_model(row.model)._meta.get_field(name), "verbose_name", name))


@require_safe
def accessibility(request: HttpRequest) -> HttpResponse:
    """State how far everyone can use the site, what is not accessible yet and whom to tell."""
    return render(request, "public/accessibility.html", {"updated": UPDATED})


@require_safe
def terms(request: HttpRequest) -> HttpResponse:
    """State what the site may be used for and what its answers mean."""
    return render(request, "public/terms.html", {"updated": UPDATED})


@require_safe
def sitemap(request: HttpRequest) -> HttpResponse:
    """List every page of the site that everyone may read, and where signing in leads."""
    groups = [
        (
            _("Services"),
            [
                (_("Guide"), "public:guide"),
                (_("Apply or continue"), "portal:home"),
                (_("Progress query"), "public:progress"),
                (_("Sign in"), "account_login"),
            ],
        ),
        (
            _("Information"),
            [
                (_("Verify a certificate"), "public:verify"),
                (_("Check certificates without network"), "public:offline"),
                (_("Directory of certificates"), "public:directory"),
                (_("Public log of certificates"), "public:log"),
                (_("Public notices"), "public:notices"),
                (_("Drawings of experts"), "public:draws"),
                (_("Interface for machines"), "api:docs"),
            ],
        ),
        (
            _("About the site"),
            [
                (_("Privacy"), "public:privacy"),
                (_("Accessibility statement"), "public:accessibility"),
                (_("Terms of use"), "public:terms"),
            ],
        ),
    ]
    context = {
        "groups": [
            {"title": title, "links": [{"title": name, "url": reverse(route)} for name, route in links]}
            for title, links in groups
        ]
    }
    return render(request, "public/sitemap.html", context)
