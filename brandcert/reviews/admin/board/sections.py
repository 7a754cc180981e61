"""The parts of the board of a round: figures, states by category, blocked cases, experts, patterns."""

from __future__ import annotations

from typing import Any, Final

from django.core.paginator import Page, Paginator
from django.http import HttpRequest
from django.urls import reverse
from django.utils.http import urlencode
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from brandcert.applications.enums import DEAD_ENDS, Status
from brandcert.applications.models import Application
from brandcert.enterprises.models import Enterprise
from brandcert.programs.models import Category
from brandcert.reviews.admin import charts
from brandcert.reviews.admin.board.evidence import Evidence
from brandcert.reviews.admin.board.words import WHY, Shown
from brandcert.reviews.queries.board import Board, Why
from brandcert.reviews.queries.conduct import Conduct

CASES_OF_PAGE: Final = 20
EXPERTS_OF_PAGE: Final = 30
# As many patterns are shown with their evidence; more of them mean that something is wrong with the round.
MOST_PATTERNS: Final = 30
BEFORE: Final = (Status.SUBMITTED, Status.CORRECTION, Status.RECOMMENDED)
_AFTER: Final = (
    Status.INSPECTION,
    Status.RECTIFICATION,
    Status.DELIBERATION,
    Status.PUBLIC_NOTICE,
    Status.OBJECTION,
    Status.AWARDED,
)
COLUMNS: Final = (
    (gettext_lazy("before acceptance"), BEFORE),
    (gettext_lazy("accepted"), (Status.ACCEPTED,)),
    (gettext_lazy("in review"), (Status.EXPERT_REVIEW,)),
    (gettext_lazy("review finished"), (Status.REVIEW_DONE,)),
    (gettext_lazy("visit and later"), _AFTER),
    (gettext_lazy("ended"), DEAD_ENDS),
)


def figures(board: Board, conduct: Conduct, *, sees: bool) -> list[dict[str, Any]]:
    """Return the numbers on top of the page."""
    blocks = [one for row in board.blocked for one in row.blocks]
    late = sum(one.count for one in blocks if one.why == Why.OVERDUE)
    silent = sum(one.count for one in blocks if one.why == Why.UNANSWERED)
    stuck = sum(row.is_blocked for row in board.blocked)
    found = [
        {"label": _("cases under review"), "value": len(board.cases), "url": "?show=all#cases"},
        {
            "label": _("of them blocked"),
            "value": stuck,
            "url": "?#cases",
            "tone": "amber" if stuck else "",
        },
        {
            "label": _("sheets overdue"),
            "value": late,
            "url": f"?why={Why.OVERDUE}#cases",
            "tone": "red" if late else "",
        },
        {
            "label": _("invitations not answered in time"),
            "value": silent,
            "url": f"?why={Why.UNANSWERED}#cases",
            "tone": "red" if silent else "",
        },
    ]
    if sees:
        count = len(conduct.patterns)
        found.append(
            {
                "label": _("patterns to look at"),
                "value": count,
                "url": "#patterns",
                "tone": "red" if count else "",
            }
        )
    return found


def stages(board: Board) -> dict[str, Any]:
    """Return the counts by category and state, each with its list."""
    base = reverse("admin:applications_application_changelist")
    rows = []
    for category in Category.objects.filter(pk__in=board.counts).order_by("pk"):
        asked = {"batch__id__exact": board.batch.pk, "category__id__exact": category.pk}
        rows.append(
            {
                "title": str(category),
                "cells": [
                    {
                        "count": sum(board.counts[category.pk][one] for one in states),
                        "url": f"{base}?{urlencode(asked | {'status__in': ','.join(states)})}",
                    }
                    for _title, states in COLUMNS
                ],
            }
        )
    return {"columns": [title for title, _states in COLUMNS], "categories": rows}


def cases(request: HttpRequest, board: Board, shown: Shown) -> dict[str, Any]:
    """Return the blocked cases, those of one reason or all of them, a page at a time."""
    asked = request.GET.get("why", "")
    why = Why(asked) if asked in set(Why) else None
    every = request.GET.get("show") == "all"
    if why is not None:
        rows = [row for row in board.blocked if any(one.why == why for one in row.blocks)]
    else:
        rows = [row for row in board.blocked if every or row.is_blocked]
    reasons = [one.why for row in board.blocked for one in row.blocks]
    filters = [
        {"title": _("blocked"), "url": "?#cases", "current": why is None and not every},
        {"title": _("all under review"), "url": "?show=all#cases", "current": every and why is None},
        *(
            {
                "title": f"{WHY[one]} ({reasons.count(one)})",
                "url": f"?why={one}#cases",
                "current": one == why,
            }
            for one in Why
            if one in reasons
        ),
    ]
    kept = {"why": str(why)} if why else {"show": "all"} if every else {}
    page = Paginator(rows, CASES_OF_PAGE).get_page(request.GET.get("page"))
    return {
        "filters": filters,
        "cases": [shown.case(row) for row in page],
        "total": len(rows),
        "pages": _pages(page, kept, "page", "cases"),
    }


def experts(request: HttpRequest, shown: Shown) -> dict[str, Any]:
    """Return the experts, those with something to look at first, and the chart of their leniency."""
    workers = sorted(
        shown.conduct.workers.values(),
        key=lambda one: (
            -len(set(one.kinds)),
            -(one.overdue + one.unanswered),
            -one.late,
            str(one.expert),
            one.expert.pk,
        ),
    )
    page = Paginator(workers, EXPERTS_OF_PAGE).get_page(request.GET.get("experts"))
    rows = [shown.expert(one) for one in page]
    known = [row | {"tells": bool(row["kinds"])} for row in rows if row["value"] is not None]
    return {
        "experts": rows,
        "expert_pages": _pages(page, {}, "experts", "experts"),
        "expert_total": len(workers),
        "chart": charts.leniency(sorted(known, key=lambda row: (row["value"], row["name"]))),
    }


def patterns(shown: Shown) -> dict[str, Any]:
    """Return what the locked sheets show, with the numbers of the cases and the names of the applicants."""
    found = shown.conduct.patterns
    cases = {mark.case for one in found for mark in one.marks}
    numbers = dict(Application.objects.filter(pk__in=cases).values_list("pk", "receipt_number"))
    heads = {one.owner for one in found if one.owner}
    groups: dict[int, set[int]] = {}
    for case, owner in shown.conduct.owners.items() if heads else ():
        if owner in heads:
            groups.setdefault(owner, set()).add(shown.conduct.enterprises[case])
    wanted = {key for members in groups.values() for key in members}
    names = dict(Enterprise.objects.filter(pk__in=wanted).values_list("pk", "name"))
    owners = {owner: "、".join(names[key] for key in sorted(members)) for owner, members in groups.items()}
    evidence = Evidence(shown, numbers, owners)
    return {
        "patterns": [evidence.pattern(number, one) for number, one in enumerate(found[:MOST_PATTERNS], 1)],
        "more_patterns": max(0, len(found) - MOST_PATTERNS),
        "locked_sheets": len(shown.conduct.sheets),
    }


def _pages(page: Page[Any], kept: dict[str, str], name: str, place: str) -> dict[str, Any]:
    """Return the links to the other pages of a list."""

    def url(number: int) -> str:
        return f"?{urlencode(kept | {name: number})}#{place}"

    return {
        "number": page.number,
        "count": page.paginator.num_pages,
        "before": url(page.previous_page_number()) if page.has_previous() else "",
        "after": url(page.next_page_number()) if page.has_next() else "",
    }
