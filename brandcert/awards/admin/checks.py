"""The second integrity check, asked once for the whole agenda: a job with its trial, progress and result per item."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, Final

from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.urls import reverse
from django.utils import timezone

from brandcert.applications.enums import Status
from brandcert.awards import queries
from brandcert.awards.admin.records import APPLICATION, page_of
from brandcert.awards.models import Deliberation
from brandcert.core.errors import BusinessError
from brandcert.enterprises.systems import systems
from brandcert.lists import acts
from brandcert.lists.services import begin

CHECKS: Final = ("ask_systems", "check_integrity")


def checks_of(row: Deliberation, rows: Sequence[queries.AgendaRow], user: Any) -> dict[str, Any] | None:
    """Return how many enterprises of the agenda count as clear today, and the acts this person has for all of them."""
    waiting = [line for line in rows if line.application.status == Status.DELIBERATION]
    if not waiting:
        return None
    offered = acts.offered_to(user, APPLICATION)
    return {
        "total": len(waiting),
        "clear": sum(not line.integrity for line in waiting),
        "days": row.batch.integrity_days,
        "acts": [
            {
                "label": offered[f"{APPLICATION}.{name}"].label,
                "url": reverse("admin:awards_deliberation_integrity", args=[row.pk, name]),
            }
            for name in CHECKS
            if f"{APPLICATION}.{name}" in offered and (name != "ask_systems" or systems())
        ],
    }


def begin_check(page: Any, request: HttpRequest, row: Deliberation, name: str) -> HttpResponse:
    """Begin the act for every item that still waits, by rank, and go to the page of the job."""
    act = acts.offered_to(request.user, APPLICATION).get(f"{APPLICATION}.{name}")
    if act is None or name not in CHECKS:
        raise Http404
    waiting = row.items.filter(application__status=Status.DELIBERATION).order_by("rank")
    keys = list(waiting.values_list("application_id", flat=True))
    try:
        job = begin(act, keys, chosen_by=str(row), by=request.user, now=timezone.now())
    except BusinessError as refusal:
        page.tell(request, str(refusal), failed=True)
        return HttpResponseRedirect(page_of(row))
    return HttpResponseRedirect(reverse("admin:lists_bulkjob_change", args=[job.pk]))
