"""What the page of a list says of its rows: where each stands, what was found, and where it is put right."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, Final

from django.db.models import Q, QuerySet
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext, pgettext

from brandcert.certificates import queries
from brandcert.certificates.enums import APPROVED_BATCHES, OPEN_BATCHES, BatchStatus
from brandcert.certificates.models import MAX_ATTEMPTS, IssueBatch, IssueItem
from brandcert.core import policies

LABEL: Final = "certificates.certificate"
_DRAFT: Final = Q(left_out_at=None, certificate__status="draft")
# Which rows the table shows.
FILTERS: Final[dict[str, Q]] = {
    "": Q(),
    "objected": Q(left_out_at=None) & ~Q(findings=[]),
    "failed": _DRAFT & ~Q(certificate__fault=""),
    "waiting": _DRAFT & Q(certificate__fault=""),
    "left_out": Q(left_out_at__isnull=False),
}


def breakable(text: str, size: int = 16) -> str:
    """Return a hash in pieces, so that it can break over lines."""
    return " ".join(text[start : start + size] for start in range(0, len(text), size))


def chosen(batch: IssueBatch, shown: str) -> QuerySet[IssueItem]:
    """Return the rows of a list that the table shows, in their order."""
    rows = batch.items.filter(FILTERS.get(shown, Q()))
    return rows.select_related(
        "batch", "certificate__enterprise", "certificate__application__product", "certificate__replaces"
    ).order_by("position", "pk")


def choices(batch: IssueBatch, counted: dict[str, int], shown: str) -> list[dict[str, Any]]:
    """Return which rows can be shown, with how many there are."""
    words = {
        "": (_("All"), counted["total"]),
        "objected": (_("Found in the trial"), counted["objected"]),
        "failed": (_("Not made"), counted["failed"]),
        "waiting": (
            pgettext("list of certificates", "Waiting"),
            counted["waiting"] if batch.approved_at else 0,
        ),
        "left_out": (_("Left out"), counted["left_out"]),
    }
    return [
        {"key": key, "words": name, "count": count, "is_shown": key == shown}
        for key, (name, count) in words.items()
        if count or key in ("", shown)
    ]


def line(item: IssueItem, user: Any) -> dict[str, Any]:
    """Return one row: what it is, where it stands in plain words, and the steps that put it right."""
    row = item.certificate
    words, tone, reasons = _standing(item)
    return {
        "place": item.position,
        "number": row.display_number or row.number,
        "product": str(row.facts.get("product") or row.application.product or row),
        "holder": str(row.facts.get("holder") or row.enterprise),
        "url": reverse("admin:certificates_certificate_change", args=[row.pk]),
        "words": words,
        "tone": tone,
        "reasons": reasons,
        "differences": queries.differences(row.replaces, row.changes) if row.replaces and row.changes else [],
        "steps": _steps(item, user),
    }


def _standing(item: IssueItem) -> tuple[str, str, list[str]]:
    row = item.certificate
    is_ours = item.left_out_at is None
    told: tuple[tuple[bool, Callable[[], tuple[str, str, list[str]]]], ...] = (
        (not is_ours, lambda: (_("left out"), "grey", [item.reason])),
        (row.status == "void", lambda: (_("number void"), "grey", [])),
        (row.status != "draft", lambda: (_("issued"), "green", [])),
        (bool(item.findings), lambda: (_("found in the trial"), "red", _texts(item))),
        (
            bool(row.fault) and row.attempts >= MAX_ATTEMPTS,
            lambda: (_("not made, waits for you"), "red", [row.fault]),
        ),
        (bool(row.fault), lambda: (_("not made yet, is tried again"), "amber", [row.fault])),
        (bool(row.number), lambda: (_("numbered, document being made"), "blue", [])),
        (item.batch.status in APPROVED_BATCHES, lambda: (_("waits for its number"), "grey", [])),
        (item.tried_at is not None, lambda: (_("tried: nothing found"), "green", [])),
    )
    return next((say() for is_so, say in told if is_so), (_("waits for its trial"), "grey", []))


def _texts(item: IssueItem) -> list[str]:
    return [str(finding["text"]) for finding in item.findings]


def _steps(item: IssueItem, user: Any) -> list[dict[str, str]]:
    """Return the links that put a row right: where its facts are kept, the new attempt, leaving it out."""
    row = item.certificate
    if row.status != "draft" or item.left_out_at is not None or item.batch.status not in OPEN_BATCHES:
        return []
    is_bad = bool(item.findings or row.fault)
    found = []
    if is_bad:
        enterprise = reverse("admin:enterprises_enterprise_change", args=[row.enterprise_id])
        case = reverse("admin:applications_application_change", args=[row.application_id])
        found += [{"words": _("Enterprise"), "url": enterprise}, {"words": _("Application"), "url": case}]
    if row.fault and policies.allowed(user, f"{LABEL}.retry_issue", row):
        found.append(
            {"words": pgettext("list of certificates", "Try again"), "url": _step_url(row.pk, "retry_issue")}
        )
    if not row.number and policies.allowed(user, f"{LABEL}.leave_out", row):
        found.append({"words": _("Leave out"), "url": _step_url(row.pk, "leave_out")})
    return found


def _step_url(key: int, name: str) -> str:
    return reverse("admin:certificates_certificate_step", args=[key, name])


def alerts(batch: IssueBatch, counted: dict[str, int]) -> list[dict[str, Any]]:
    """Say what holds the list up, and what to do about it."""
    halt = queries.standing_halt() if batch.status in OPEN_BATCHES else None
    told = []
    if halt is not None:
        title = _("All issuing is halted since %(at)s") % {"at": halt}
        told.append({"tone": "red", "title": title, "text": halt.reason})
    if batch.status == BatchStatus.STOPPED:
        title = _("The counts do not add up: nothing is signed for until this is put right")
        told.append({"tone": "red", "title": title, "text": batch.fault})
    if counted["objected"] and batch.status == BatchStatus.CHECKED:
        words = ngettext(
            "The trial found something in %(count)s certificate",
            "The trial found something in %(count)s certificates",
            counted["objected"],
        )
        text = _("Have it mended and try the list again, or leave these out; then the director can approve.")
        told.append({"tone": "amber", "title": words % {"count": counted["objected"]}, "text": text})
    if counted["parked"] and batch.status in APPROVED_BATCHES:
        words = ngettext(
            "%(count)s certificate could not be made and waits for you",
            "%(count)s certificates could not be made and wait for you",
            counted["parked"],
        )
        text = _("The others go on. Each row below says why, and where it is put right.")
        told.append({"tone": "red", "title": words % {"count": counted["parked"]}, "text": text})
    return told
