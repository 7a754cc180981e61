"""Filling in a score sheet, and signing it."""

from __future__ import annotations

import datetime
from collections.abc import Mapping
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _

from brandcert.applications.models import Material
from brandcert.core import policies
from brandcert.core.errors import BusinessError, SomeoneWasFaster
from brandcert.core.models import digest
from brandcert.core.transitions import locked, perform
from brandcert.programs.models import Criterion
from brandcert.reviews import guards, queries, scoring
from brandcert.reviews.enums import FINAL, AssignmentStatus
from brandcert.reviews.models import Assignment, CriterionScore, LockedSheet, Score


@dataclass(frozen=True, slots=True)
class Line:
    """What an expert enters for one criterion: points, reason, and the keys of the materials he cites."""

    points: Decimal | None = None
    reason: str = ""
    citations: tuple[int, ...] = ()
    # Of a cited material one page: (material, page).
    pages: tuple[tuple[int, int], ...] = ()
    is_confirmed: bool = False


class InvalidScore(BusinessError):
    """Points or citations that cannot stand; `faults` tells them by criterion code."""

    def __init__(self, faults: Mapping[str, str]) -> None:
        """Keep the faults and say all of them at once."""
        self.faults = dict(faults)
        super().__init__(" ".join(f"{code}: {text}" for code, text in sorted(faults.items())))


class SheetChanged(SomeoneWasFaster):
    """The sheet was saved elsewhere since the expert read it; `saved` holds what is stored now."""

    def __init__(self, saved: Mapping[str, Line], comment: str, revision: int) -> None:
        """Keep what is stored, so that both values can be shown."""
        self.saved, self.comment, self.revision = dict(saved), comment, revision
        super().__init__(
            _("This sheet was saved in another window meanwhile. Compare both values and save again.")
        )


def save_score(
    assignment: Assignment, *, lines: Mapping[str, Line], comment: str, revision: int, by: Any
) -> Score:
    """Save a draft of the sheet, criteria by code; criteria that are not given stay as they are.

    `revision` is that of the sheet the expert saw (0 for a new one). Raises SheetChanged when it was
    saved meanwhile, InvalidScore with every fault at once, LockedSheet, GuardFailed outside the review,
    Refused for anyone but the assigned expert without conflict. Nothing is stored when it raises.
    """
    with transaction.atomic():
        task = open_task(assignment, by)
        criteria = {row.code: row for row in queries.criteria_of(task.panel.rubric_id)}
        check_lines(task, criteria, lines)
        score, _is_new = Score.objects.get_or_create(assignment=task)
        if score.revision != revision:
            raise SheetChanged(saved_lines(score), score.comment, score.revision)
        score.comment, score.revision = comment.strip(), score.revision + 1
        score.save()
        write_lines(task, score, criteria, lines)
    return score


def open_sheet(assignment: Assignment, *, by: Any, now: datetime.datetime) -> None:
    """Keep when the expert saw the sheet and its evidence for the first time; later openings change nothing."""
    policies.require(by, "reviews.assignment.score", assignment)
    Assignment.objects.filter(pk=assignment.pk, opened_at=None, status=AssignmentStatus.AGREED).update(
        opened_at=now
    )


def open_task(assignment: Assignment, by: Any) -> Assignment:
    """Return the locked row of a task whose expert may write its sheet now; raises Refused, LockedSheet, GuardFailed."""
    task = locked(assignment)
    policies.require(by, "reviews.assignment.score", task)
    if task.status in FINAL:
        raise LockedSheet
    guards.require_agreed(task)
    guards.require_review(task)
    return task


def check_lines(task: Assignment, criteria: Mapping[str, Criterion], lines: Mapping[str, Line]) -> None:
    """Raise InvalidScore, with every fault at once, for points or citations that cannot stand."""
    rows = Material.objects.filter(application=task.panel.application_id, removed_at=None)
    known = dict(rows.values_list("pk", "upload__pages"))
    faults = {code: text for code, line in lines.items() if (text := _fault(criteria.get(code), line, known))}
    if faults:
        raise InvalidScore(faults)


def _fault(criterion: Criterion | None, line: Line, known: Mapping[int, int]) -> str:
    if criterion is None:
        return _("This criterion is not part of the sheet.")
    if not set(line.citations) <= set(known) or not {key for key, _page in line.pages} <= set(line.citations):
        return _("The evidence cited does not belong to this application.")
    if any(not 1 <= page <= known[key] for key, page in line.pages):
        return _("The file has no such page.")
    found = scoring.fault(line.points, criterion.maximum) if line.points is not None else ""
    if not found:
        return ""
    return {
        "finite": _("Enter a number."),
        "places": _("Enter at most two decimals."),
        "range": _("Enter between 0 and %(maximum)s points.") % {"maximum": scoring.plain(criterion.maximum)},
    }[found]


def write_lines(
    task: Assignment, score: Score, criteria: Mapping[str, Criterion], lines: Mapping[str, Line]
) -> None:
    """Write the given lines of an open sheet; what a formula proposes is computed here and kept beside them."""
    proposed = queries.proposals(task.panel.application, criteria.values())
    CriterionScore.objects.bulk_create(
        [
            CriterionScore(
                score=score,
                criterion=criteria[code],
                points=line.points,
                reason=line.reason.strip(),
                proposed=proposed.get(code),
                is_confirmed=line.is_confirmed
                and line.points is not None
                and line.points == proposed.get(code),
                cited_pages=[list(pair) for pair in sorted(set(line.pages))],
            )
            for code, line in sorted(lines.items())
        ],
        update_conflicts=True,
        unique_fields=["score", "criterion"],
        update_fields=["points", "reason", "proposed", "is_confirmed", "cited_pages"],
    )
    rows = {row.criterion_id: row.pk for row in CriterionScore.objects.filter(score=score)}
    cited = CriterionScore.citations.through.objects
    cited.filter(criterionscore__score=score, criterionscore__criterion__code__in=list(lines)).delete()
    cited.bulk_create(
        [
            CriterionScore.citations.through(criterionscore_id=rows[criteria[code].pk], material_id=material)
            for code, line in sorted(lines.items())
            for material in sorted(set(line.citations))
        ]
    )


def saved_lines(score: Score) -> dict[str, Line]:
    """Return what is stored of a sheet, by criterion code."""
    rows = score.lines.select_related("criterion").prefetch_related("citations")
    return {
        row.criterion.code: Line(
            row.points,
            row.reason,
            tuple(sorted(cited.pk for cited in row.citations.all())),
            tuple((int(key), int(page)) for key, page in row.cited_pages),
            row.is_confirmed,
        )
        for row in rows
    }


def lock_score(assignment: Assignment, *, by: Any, revision: int | None = None) -> Assignment:
    """Sign the sheet: total and SHA-256 are computed, and from now on nobody changes it.

    With `revision` only the sheet the expert saw is signed. Raises GuardFailed while points or compulsory
    reasons are missing, SheetChanged, SomeoneWasFaster for the second of two locks.
    """
    with transaction.atomic():
        task = locked(assignment)
        policies.require(by, "reviews.assignment.lock", task)
        score = Score.objects.filter(assignment=task).first()
        if score is not None and task.status not in FINAL:
            if revision is not None and score.revision != revision:
                raise SheetChanged(saved_lines(score), score.comment, score.revision)
            _seal(task, score)
        signed: Assignment = perform(
            assignment.lock, by=by, payload={"sha256": score.sha256 if score else ""}
        )
    return signed


def _seal(task: Assignment, score: Score) -> None:
    score.total = scoring.rounded(
        sum((row.points for row in score.lines.all() if row.points is not None), Decimal(0))
    )
    task.score = score
    score.sha256 = digest(queries.content_of(task))
    score.save()
