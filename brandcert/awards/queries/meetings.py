"""Reads about meetings: what ranked an item, who is tied, who signed, who fits into the quota."""

from __future__ import annotations

import datetime
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any

from django.utils import timezone
from django.utils.translation import gettext as _

from brandcert.applications.enums import Status
from brandcert.applications.models import Application
from brandcert.awards.enums import Presence, Result
from brandcert.awards.models import AgendaItem, ConsultationAnswer, Deliberation, Dossier
from brandcert.awards.queries.cases import OCCUPYING, is_beyond_quota, places_left, ranking, rubric_of
from brandcert.core.models import Event, digest
from brandcert.enterprises.models import Membership
from brandcert.inspections.models import TeamMember
from brandcert.programs.models import Batch
from brandcert.reviews.models import Assignment, Expert
from brandcert.reviews.policies import JUDGING, ties


def frozen_facts(applications: Iterable[Application]) -> dict[int, dict[str, Any]]:
    """Return what ranks each application at this moment: place in its category, scores, tie-break, rubric, formula."""
    places: dict[str, int] = {}
    found = {}
    for case in ranking(applications):
        rubric, key = rubric_of(case), case.category.key
        places[key] = places.get(key, 0) + 1
        found[case.pk] = {
            "category": key,
            "place": places[key],
            "total": _text(case.total_score),
            "documents": _text(case.documents_score),
            "site": _text(case.site_score),
            "dimensions": dict(case.dimension_scores),
            "tie_break": rubric.tie_break,
            "tie_value": _text(case.dimension_scores.get(rubric.tie_break)),
            "submitted_at": case.submitted_at.isoformat() if case.submitted_at else "",
            "rubric": rubric.version,
            "formula": case.formula,
        }
    return found


def _text(value: Any) -> str:
    return "" if value is None else str(value)


def ties_of(
    applications: Sequence[Application], members: Sequence[Any]
) -> dict[tuple[int, int], tuple[str, str]]:
    """Return by (application, member) the first tie the records show: words and evidence.

    The rules are those of experts; besides, whoever acts for the enterprise, judged the application or visited the
    enterprise for it is tied.
    """
    found: dict[tuple[int, int], tuple[str, str]] = {}
    experts = dict(Expert.objects.filter(user__in=members).values_list("pk", "user"))
    if experts:
        for one in ties.find(applications, experts=list(experts)):
            found.setdefault((one.application, experts[one.expert]), (one.words, one.evidence))
    by_enterprise: dict[int, list[int]] = {}
    for case in applications:
        by_enterprise.setdefault(case.enterprise_id, []).append(case.pk)
    rows = Membership.objects.filter(user__in=members, enterprise__in=list(by_enterprise), left_at=None)
    for pk, user, enterprise in rows.order_by("pk").values_list("pk", "user", "enterprise"):
        for key in by_enterprise[enterprise]:
            found.setdefault((key, user), (str(ties.WORDS["member"]), f"enterprises.membership:{pk}"))
    keys = [case.pk for case in applications]
    judged = Assignment.objects.filter(
        panel__application__in=keys, expert__user__in=members, status__in=JUDGING
    )
    for pk, key, user in judged.order_by("pk").values_list("pk", "panel__application", "expert__user"):
        found.setdefault((key, user), (_("judged the application as an expert"), f"reviews.assignment:{pk}"))
    visits = TeamMember.objects.filter(
        inspection__application__in=keys, inspection__cancelled_at=None, user__in=members
    )
    for pk, key, user in visits.order_by("pk").values_list("pk", "inspection__application", "user"):
        found.setdefault(
            (key, user), (_("visited the enterprise as an inspector"), f"inspections.teammember:{pk}")
        )
    return found


def present_members(meeting: Deliberation) -> list[Any]:
    """Return the members who are there, by name."""
    rows = meeting.attendances.filter(presence=Presence.PRESENT).select_related("member")
    return [row.member for row in rows.order_by("member__name", "member__pk")]


def called_at(meeting: Deliberation) -> datetime.datetime:
    """Return when the members were invited."""
    at = Event.objects.filter(name="awards.deliberation.call", subject_id=meeting.pk).values_list(
        "at", flat=True
    )
    return at.order_by("id").first() or timezone.now()


def minutes_hash(meeting: Deliberation) -> str:
    """Return the hash of what the members sign: the text, who was there, every result."""
    items = meeting.items.order_by("rank").values_list("application__receipt_number", "result", "tally")
    return digest(
        {
            "meeting": meeting.pk,
            "minutes": meeting.minutes,
            "closed": meeting.closed_at.isoformat() if meeting.closed_at else "",
            "present": sorted(one.pk for one in present_members(meeting)),
            "items": [list(row) for row in items],
        }
    )


def unsigned(meeting: Deliberation) -> list[Any]:
    """Return the members who were there and have not signed the minutes."""
    signed = set(meeting.signatures.values_list("member_id", flat=True))
    return [one for one in present_members(meeting) if one.pk not in signed]


def is_signed(meeting: Deliberation) -> bool:
    """Say whether the chair and as many members as the quorum have signed the minutes as they stand."""
    expected = minutes_hash(meeting)
    signed = set(meeting.signatures.filter(sha256=expected).values_list("member_id", flat=True))
    return len(signed) >= meeting.quorum and meeting.chair_id in signed | {None}


@dataclass(frozen=True, slots=True)
class Placed:
    """Where an item stands against the quotas: inside the line, or below it and why."""

    item: AgendaItem
    is_inside: bool
    why: str
    is_next: bool = False


def shortlist(meeting: Deliberation) -> list[Placed]:
    """Return the items by rank with who fits into the quota of batch and category; a quota may stay unfilled."""
    batch = meeting.batch
    left, by_category = places_left(batch), category_places(batch)
    found: list[Placed] = []
    items = meeting.items.select_related(
        "application__batch",
        "application__enterprise",
        "application__product",
        "application__category",
        "staged",
    ).order_by("rank")
    for item in items:
        why = _against(item, left, by_category)
        # What went on or ended meanwhile stands below no line.
        waits = item.result == Result.CARRIED and item.application.status == Status.DELIBERATION
        found.append(Placed(item, not why, why, waits and bool(why)))
        if not why and not is_beyond_quota(item.application):
            left = None if left is None else left - 1
            key = item.application.category.key
            by_category[key] = None if by_category[key] is None else (by_category[key] or 0) - 1
    return found


def _against(item: AgendaItem, left: int | None, by_category: dict[str, int | None]) -> str:
    if item.application.status != Status.DELIBERATION:
        return str(item.application.get_status_display())
    if item.result != Result.CARRIED:
        return str(item.get_result_display() or _("not voted on yet"))
    if is_beyond_quota(item.application):
        return ""
    if left is not None and left <= 0:
        return _("The quota of the batch is used up.")
    if (places := by_category.get(item.application.category.key)) is not None and places <= 0:
        return _("The quota of the category is used up.")
    return ""


def category_places(batch: Batch) -> dict[str, int | None]:
    """Return how many places the quota of each category still has; None for a category without one."""
    found: dict[str, int | None] = {}
    for row in batch.program.categories.all():
        quota = batch.quota_of(row.key)
        if quota is None:
            found[row.key] = None
            continue
        taken = Application.objects.filter(batch=batch, category=row, status__in=OCCUPYING).count()
        found[row.key] = max(quota - taken, 0)
    return found


def dossiers_of(meeting: Deliberation) -> dict[int, Dossier]:
    """Return the newest dossier of each item by its key."""
    return {row.item_id: row for row in Dossier.objects.filter(item__deliberation=meeting).order_by("id")}


def answers_by_case(keys: Sequence[int]) -> dict[int, list[ConsultationAnswer]]:
    """Return what the departments said of each application."""
    found: dict[int, list[ConsultationAnswer]] = {key: [] for key in keys}
    rows = ConsultationAnswer.objects.filter(application__in=keys).select_related("consultation")
    for row in rows.order_by("consultation__department", "pk"):
        found[row.application_id].append(row)
    return found
