"""Reads for the desk of a recommending unit: its lists, quota, counties and what a letter would say now."""

from __future__ import annotations

import datetime
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from django.utils import timezone

from brandcert.accounts.enums import Role, UnitKind
from brandcert.accounts.models import Unit
from brandcert.applications.enums import DEAD_ENDS, Status
from brandcert.applications.models import Application, CountyOpinion, UnitList, UnitPlace
from brandcert.core.workdays import Deadline, add_workdays
from brandcert.programs.enums import Route
from brandcert.programs.models import Batch

OVERSEERS = frozenset({Role.CLERK, Role.SECRETARY, Role.DIRECTOR, Role.AUDITOR})


@dataclass(frozen=True, slots=True)
class Quota:
    """How many places of a unit's quota are taken; `most` is None where the batch sets none."""

    used: int
    most: int | None

    @property
    def left(self) -> int | None:
        """Return the free places."""
        return None if self.most is None else max(0, self.most - self.used)

    @property
    def is_used_up(self) -> bool:
        """Say whether no place is free."""
        return self.left == 0


def quota_of(unit: Unit | int | None, batch: Batch) -> Quota:
    """Return the quota of a unit in a batch; recommendations of cases that ended do not count."""
    given = (
        Application.objects.filter(batch=batch, recommendations__unit=unit, recommendations__is_positive=True)
        .exclude(status__in=DEAD_ENDS)
        .distinct()
        .count()
    )
    return Quota(given, batch.unit_quota)


def listed_by(unit_list: UnitList) -> Any:
    """Return what the unit may rank: its applications of the batch that are under way."""
    rows = Application.objects.filter(unit=unit_list.unit_id, batch=unit_list.batch_id)
    return (
        rows.exclude(status__in=(Status.DRAFT, *DEAD_ENDS))
        .select_related("enterprise__division", "product__trademark", "category", "place", "batch", "unit")
        .prefetch_related("recommendations__signed_by", "county_opinions__office")
        .order_by("submitted_at", "id")
    )


def unit_batches(user: Any) -> list[tuple[Unit, Batch]]:
    """Return the units and batches whose desk the person may open: the own ones, or for overseers all with applications."""
    rows = Application.objects.exclude(status=Status.DRAFT).exclude(unit=None)
    if not user.roles & OVERSEERS:
        rows = rows.filter(unit__in=user.unit_ids)
    pairs = sorted(set(rows.values_list("batch", "unit")), key=lambda pair: (-pair[0], pair[1]))
    units = Unit.objects.in_bulk({unit for _batch, unit in pairs})
    batches = Batch.objects.select_related("program").in_bulk({batch for batch, _unit in pairs})
    return [(units[unit], batches[batch]) for batch, unit in pairs]


# --- counties ------------------------------------------------------------------------------------
@dataclass(frozen=True, slots=True)
class CountyState:
    """Whether the county of an application was heard: its office, its opinion, until when it has time."""

    office: Unit
    opinion: CountyOpinion | None
    deadline: Deadline

    def is_awaited(self, today: datetime.date) -> bool:
        """Say whether the unit still has to wait for the county."""
        return self.opinion is None and today <= self.deadline.on


def office_for(application: Application) -> Unit | None:
    """Return the county office that gives its opinion on the application; None where the route or the area has none."""
    if application.batch.route != Route.COUNTY or application.unit_id is None:
        return None
    offices = Unit.objects.filter(kind=UnitKind.COUNTY, parent=application.unit_id)
    return offices.filter(division=application.enterprise.division_id).first()


def county_of(application: Application) -> CountyState | None:
    """Return how it stands with the county; None where no county is asked."""
    office = office_for(application)
    if office is None or application.submitted_at is None:
        return None
    opinion = CountyOpinion.objects.filter(application=application, office=office).last()
    since = timezone.localdate(application.submitted_at)
    return CountyState(office, opinion, add_workdays(since, application.batch.county_days))


def awaits_county(application: Application) -> bool:
    """Say whether a county is asked about the application and has not given its opinion."""
    office = office_for(application)
    return office is not None and not application.county_opinions.filter(office=office).exists()


# --- the letter ----------------------------------------------------------------------------------
def letter_rows(unit_list: UnitList) -> list[dict[str, Any]]:
    """Return the lines a letter signed now would have: what is recommended and under way, by rank."""
    found = []
    for row in listed_by(unit_list):
        given = [one for one in row.recommendations.all() if one.is_positive]
        if given and row.status != Status.SUBMITTED:
            found.append(_line(row, max(given, key=lambda one: one.pk)))
    return sorted(found, key=lambda line: (line["rank"] is None, line["rank"], line["receipt"]))


def rank_of(row: Application) -> int | None:
    """Return the rank the unit gives the application now."""
    place: UnitPlace | None = getattr(row, "place", None)
    return None if place is None else place.rank


def _line(row: Application, given: Any) -> dict[str, Any]:
    mark = row.product.trademark if row.product else None
    counties = [_county_line(one) for one in row.county_opinions.all()]
    return {
        "application": row.pk,
        "rank": rank_of(row),
        "receipt": row.receipt_number or "",
        "enterprise": row.enterprise.name,
        "credit_code": row.enterprise.credit_code or "",
        "division": row.enterprise.division.name,
        "product": row.product.name if row.product else "",
        "scope": row.product.model_or_scope if row.product else "",
        "mark": " ".join(part for part in (mark.name, mark.number) if part) if mark else "",
        "category": row.category.key,
        "opinion": given.opinion,
        "recommended_on": timezone.localdate(given.signed_at).isoformat(),
        "county": counties[-1] if counties else None,
    }


def _county_line(one: CountyOpinion) -> dict[str, Any]:
    return {
        "office": one.office.name,
        "is_positive": one.is_positive,
        "on": timezone.localdate(one.signed_at).isoformat(),
    }


def differs_from_letter(unit_list: UnitList, rows: Sequence[dict[str, Any]]) -> bool:
    """Say whether what is recommended now is no longer what the last letter says."""
    last = unit_list.letters.first()
    return last is None or last.facts["rows"] != list(rows)
