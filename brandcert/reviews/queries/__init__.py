"""What the review needs to know: rubric, pool, sheets, and how far a panel has come."""

from __future__ import annotations

import datetime
from collections import defaultdict
from dataclasses import dataclass
from decimal import Decimal
from typing import Final

from brandcert.applications.models import Application
from brandcert.programs.enums import CriterionStage
from brandcert.programs.models import Batch, Criterion, Rubric
from brandcert.programs.queries import rubric_for as rubric_in_force
from brandcert.reviews import scoring
from brandcert.reviews.drawing import Candidate
from brandcert.reviews.enums import LIVE, OPEN, AssignmentStatus
from brandcert.reviews.models import Assignment, CriterionScore, Panel, PanelRule
from brandcert.reviews.policies import ties
from brandcert.reviews.queries import free
from brandcert.reviews.queries.sheets import answer_to, content_of, gaps, proposals, sheet_gaps

__all__ = ["answer_to", "content_of", "gaps", "proposals", "sheet_gaps"]
OTHER_CATEGORY: Final = "category"
ON_PANEL: Final = "on_panel"
FULL: Final = "full"


def rubric_for(application: Application) -> Rubric:
    """Return the rubric its batch judges the application's category by; a panel keeps the one it began with.

    Raises Rubric.DoesNotExist when the category has none.
    """
    found = rubric_in_force(application.batch_id, application.category_id)
    if found is None:
        raise Rubric.DoesNotExist(f"category {application.category_id} has no rubric")
    return found


def panel_of(application: Application) -> Panel | None:
    """Return the application's panel, if one was drawn."""
    return Panel.objects.filter(application=application).select_related("rubric").first()


def criteria_of(rubric_id: int) -> list[Criterion]:
    """Return the criteria judged on the documents, in the order of the rubric."""
    return list(
        Criterion.objects.filter(dimension__rubric=rubric_id, stage=CriterionStage.DOCUMENTS)
        .select_related("dimension")
        .order_by("dimension__position", "dimension_id", "position", "id")
    )


def size_needed(batch: Batch) -> int:
    """Return how many experts a panel of the batch needs: its size, and five where the mean is trimmed."""
    return max(batch.panel_size, scoring.LEAST_FOR_TRIMMING if batch.trims_mean else 0)


def conflict_kinds(application: Application) -> dict[int, set[str]]:
    """Return, per expert, every kind of conflict with the application, stated or detected."""
    kinds: dict[int, set[str]] = defaultdict(set)
    for finding in ties.find([application]):
        kinds[finding.expert].add(finding.kind)
    return dict(kinds)


def candidates(application: Application, *, today: datetime.date) -> list[Candidate]:
    """Return the whole pool for a drawing: load within the batch, and every reason for an exclusion."""
    conflicts = conflict_kinds(application)
    used = set(Assignment.objects.filter(panel__application=application).values_list("expert", flat=True))
    pool = free.people(application.batch, today=today, most=rule_of(application).most_tasks)
    return [
        Candidate(
            key=one.expert.pk,
            load=one.load,
            fields=tuple(one.expert.fields),
            exclusions=tuple(
                sorted(conflicts.get(one.expert.pk, ()))
                + [OTHER_CATEGORY] * (application.category.key not in one.expert.categories)
                + list(one.exclusions)
                + [ON_PANEL] * (one.expert.pk in used)
                + [FULL] * one.is_full
            ),
        )
        for one in pool
    ]


def rule_of(application: Application) -> PanelRule:
    """Return what the batch asks of panels of the category; an empty rule where it asks nothing."""
    asked = PanelRule.objects.filter(batch=application.batch_id, category=application.category_id).first()
    return asked or PanelRule(batch_id=application.batch_id, category_id=application.category_id)


def fields_missing(application: Application, panel: Panel) -> list[str]:
    """Return the required fields for which no expert sits on the panel; each counts for the first he knows."""
    fields = rule_of(application).fields
    if not fields:
        return []
    known = panel.assignments.filter(status__in=LIVE).values_list("expert__fields", flat=True)
    covered = {next((field for field in fields if field in one), "") for one in known}
    return [field for field in fields if field not in covered]


def scheme_of(panel: Panel, batch: Batch) -> scoring.Scheme:
    """Return what the panel's rubric adds up on the documents."""
    dimensions: dict[str, tuple[str, ...]] = {}
    for criterion in criteria_of(panel.rubric_id):
        key = criterion.dimension.key
        dimensions[key] = (*dimensions.get(key, ()), criterion.code)
    return scoring.Scheme(dimensions, trims=batch.trims_mean)


def locked_sheets(panel: Panel) -> list[scoring.Sheet]:
    """Return the sheets that count, each with its points."""
    points: dict[int, dict[str, Decimal]] = defaultdict(dict)
    rows = CriterionScore.objects.filter(
        score__assignment__panel=panel,
        score__assignment__status=AssignmentStatus.LOCKED,
        points__isnull=False,
    ).values_list("score__assignment", "criterion__code", "points")
    for assignment, code, value in rows:
        points[assignment][code] = value
    return [scoring.Sheet(key, values) for key, values in sorted(points.items())]


@dataclass(frozen=True, slots=True)
class Progress:
    """How far a panel has come, without a single score of an open sheet."""

    needed: int
    invited: int
    agreed: int
    locked: int
    diverges: bool
    is_divergence_handled: bool
    # How many were called after a divergence, among the live ones; whether such a sheet is still awaited.
    further: int
    awaits_further: bool

    @property
    def live(self) -> int:
        """Return how many experts the panel has."""
        return self.invited + self.agreed + self.locked

    @property
    def seated(self) -> int:
        """Return how many experts sit on the panel without those called after a divergence."""
        return self.live - self.further

    @property
    def missing(self) -> int:
        """Return how many experts are still to be found."""
        return max(0, self.needed - self.live)


def progress(panel: Panel, batch: Batch) -> Progress:
    """Return how far the panel has come."""
    rows = list(panel.assignments.values_list("status", "is_arbitrator", "score__total"))
    counts = {status: sum(1 for row in rows if row[0] == status) for status in LIVE}
    locked = [row for row in rows if row[0] == AssignmentStatus.LOCKED]
    is_apart = scoring.diverges(
        [total for _status, is_arbitrator, total in locked if not is_arbitrator and total is not None],
        percent=batch.divergence_percent,
        maximum=sum((c.maximum for c in criteria_of(panel.rubric_id)), Decimal(0)),
    )
    return Progress(
        needed=size_needed(batch),
        invited=counts[AssignmentStatus.INVITED],
        agreed=counts[AssignmentStatus.AGREED],
        locked=counts[AssignmentStatus.LOCKED],
        diverges=is_apart,
        further=sum(is_arbitrator and status in LIVE for status, is_arbitrator, _total in rows),
        awaits_further=any(is_arbitrator and status in OPEN for status, is_arbitrator, _total in rows),
        is_divergence_handled=bool(panel.divergence_note.strip()) or any(row[1] for row in locked),
    )
