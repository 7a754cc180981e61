"""What a correction changed, on the page of a case: the reviewer reads the difference, not the whole again."""

import itertools
from typing import Any

from django.urls import reverse
from django.utils import timezone

from brandcert.applications.models import Application
from brandcert.applications.queries import compared, may_see_contact
from brandcert.core import policies
from brandcert.core.admin import register_panel
from brandcert.documents.models import Upload


def panel(row: Application, user: Any) -> dict[str, Any] | None:
    """Return for each later version what it says differently, the latest first; None before the first correction."""
    versions = list(row.versions.order_by("number"))
    if len(versions) < 2:  # noqa: PLR2004 - a difference needs two
        return None
    reveals = may_see_contact(user, row)
    found = [
        {
            "number": after.number,
            "at": timezone.localtime(after.handed_in_at),
            **_linked(compared(row, before, after, reveals=reveals), user),
        }
        for before, after in itertools.pairwise(versions)
    ]
    return {"versions": found[::-1]}


def _linked(difference: dict[str, Any], user: Any) -> dict[str, Any]:
    """Add the address of each file the person may open."""
    files = [*difference["added"], *difference["removed"]]
    uploads = Upload.objects.in_bulk([file["upload"] for file in files])
    for file in files:
        upload = uploads.get(file["upload"])
        if upload is not None and policies.allowed(user, "documents.upload.view", upload):
            file["url"] = reverse("documents:download", args=[upload.pk])
    return difference


register_panel("applications.application", "applications/versions.html", panel)
