"""What still stands in the way of handing in: each condition with its rule and the page on which it is mended."""

from collections.abc import Sequence
from typing import Any, Final

from django.contrib import messages
from django.http import HttpRequest
from django.urls import reverse
from django.utils.translation import gettext as _

from brandcert.applications.enums import Status
from brandcert.applications.guards import Standing, standing
from brandcert.applications.models import Application
from brandcert.applications.queries import form_of

# Given on the page on which everything is checked, as the last act before submitting.
PLEDGE: Final = "pledge_is_given"
_PAGES: Final = {
    "product": "portal:product",
    "unit": "portal:unit",
    "documents": "portal:documents",
    "check": "portal:check",
}


def conditions_of(application: Application, standings: Sequence[Standing]) -> dict[str, Any]:
    """Return the open conditions with their links, and the rules of those that are met.

    What depends on the product is neither until one is chosen.
    """
    rows = [row for row in standings if row.key != PLEDGE]
    return {
        "open": [
            {"problem": row.problem, "rule": row.rule, **_link(application, row.place)}
            for row in rows
            if not row.is_met
        ],
        "met": [
            row.rule for row in rows if row.is_met and (application.product_id or row.place != "product")
        ],
        "total": len(rows),
    }


def warn(request: HttpRequest, application: Application, place: str) -> None:
    """Tell on the next page which conditions what was just saved here does not meet, each with its rule."""
    if application.status != Status.DRAFT:
        return
    for row in standing(application, by=request.user, place=place):
        if not row.is_met:
            messages.warning(request, " ".join((str(row.problem), _("Rule:"), str(row.rule))))


def _link(application: Application, place: str) -> dict[str, Any]:
    if not place:
        return {"url": "", "label": ""}
    if place == "enterprise":
        return {"url": reverse("portal:enterprise"), "label": _("Enterprise")}
    if place == "own_product":
        return {
            "url": reverse("portal:own_product", args=[application.product_id]),
            "label": str(application.product),
        }
    titles = {
        "product": _("Product or service"),
        "unit": _("Recommending unit"),
        "documents": _("Documents"),
        "check": _("Check all answers"),
    }
    kind, _dot, key = place.partition(".")
    section = form_of(application).section(key) if kind == "section" else None
    if section is not None:
        url = reverse("portal:section", args=[application.pk, key])
        return {"url": url, "label": str(section.title)}
    return {"url": reverse(_PAGES[place], args=[application.pk]), "label": titles[place]}
