"""What objections and appeals share on their pages: evidence, files and how they ended."""

from __future__ import annotations

from typing import Any

from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from brandcert.awards.enums import Outcome
from brandcert.core import policies
from brandcert.core.models import Approval

TONES = {
    Outcome.UPHELD: "red",
    Outcome.DISMISSED: "grey",
    Outcome.REFUSED: "grey",
    Outcome.WITHDRAWN: "grey",
}


def finding_lines(approval: Approval) -> list[dict[str, Any]]:
    """Return what the second person reads: the written finding."""
    return [{"label": _("Written finding"), "value": approval.details.get("finding", "")}]


def evidence(row: Any, user: Any) -> list[dict[str, Any]] | None:
    """Return the evidence as a file list for those who may open it, None when there is none to show."""
    if row.evidence is None or not policies.allowed(user, "documents.upload.view", row.evidence):
        return None
    kind = "pdf" if row.evidence.kind == row.evidence.Kind.PDF else "image"
    url = reverse("documents:download", args=[row.evidence.pk])
    return [{"title": row.evidence.name, "url": url, "kind": kind}]


def moment(instant: Any) -> str:
    """Return the minute in the house's time, a dash for none."""
    return f"{timezone.localtime(instant):%Y-%m-%d %H:%M}" if instant else "–"


def outcome(row: Any) -> list[dict[str, Any]]:
    """Return how the matter ended as a section, nothing before."""
    if not row.outcome:
        return []
    rows = [
        {"label": _("Decision"), "value": row.get_outcome_display()},
        {"label": _("Written finding"), "value": row.finding},
        {"label": _("Decided"), "value": moment(row.decided_at)},
    ]
    return [{"title": _("Decision"), "rows": rows}]


def files(uploads: Any, user: Any) -> list[dict[str, Any]] | None:
    """Return the uploads the person may open as a file list, None when there is none."""
    return [
        {
            "title": upload.name,
            "url": reverse("documents:download", args=[upload.pk]),
            "kind": "pdf" if upload.kind == upload.Kind.PDF else "image",
        }
        for upload in uploads
        if policies.allowed(user, "documents.upload.view", upload)
    ] or None
