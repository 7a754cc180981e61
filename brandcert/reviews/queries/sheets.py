"""What a sheet holds, what it lacks, and what the formulas of its criteria propose."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from decimal import Decimal
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from brandcert.applications.models import Application
from brandcert.programs import formulas
from brandcert.programs.enums import CriterionKind
from brandcert.programs.models import Criterion
from brandcert.reviews import scoring
from brandcert.reviews.models import Assignment, CriterionScore


def proposals(application: Application, criteria: Iterable[Criterion]) -> dict[str, Decimal]:
    """Return, by code, the points that formulas give for what the applicant answered."""
    found = {}
    for row in criteria:
        points = formulas.proposal(row.formula, answer_to(application, row.formula), row.maximum)
        if points is not None:
            found[row.code] = points
    return found


def answer_to(application: Application, formula: Mapping[str, Any]) -> str | None:
    """Return what the application answers to the question a formula uses."""
    section, _dot, key = str(formula.get("of", "")).partition(".")
    answers = application.content.get(section)
    answer = answers.get(key) if isinstance(answers, dict) else None
    return str(answer) if isinstance(answer, str | int | float) and answer != "" else None


def sheet_gaps(assignment: Assignment, criteria: Sequence[Criterion]) -> list[str]:
    """Return, in the user's language, what is missing before the sheet can be locked."""
    rows = CriterionScore.objects.filter(score__assignment=assignment).prefetch_related("citations")
    lines = {line.criterion_id: line for line in rows}
    proposed = proposals(assignment.panel.application, criteria)
    return gaps([_filled(row, lines.get(row.pk), proposed.get(row.code)) for row in criteria])


def _filled(row: Criterion, line: CriterionScore | None, proposed: Decimal | None) -> scoring.Filled:
    is_objective = row.kind == CriterionKind.OBJECTIVE
    if line is None:
        return scoring.Filled(row.maximum, is_objective=is_objective, proposed=proposed)
    return scoring.Filled(
        row.maximum,
        points=line.points,
        has_reason=bool(line.reason.strip()),
        is_objective=is_objective,
        is_cited=bool(line.citations.all()),
        proposed=proposed,
        is_confirmed=line.is_confirmed,
    )


def gaps(rows: Sequence[scoring.Filled]) -> list[str]:
    """Return what the criteria of a sheet lack, counted, in the user's language."""
    counts = Counter(scoring.gap(row) for row in rows)
    found = [text % {"n": counts[kind]} for kind, text in _words(counts).items() if counts[kind]]
    return found if rows else [_("The rubric has no criteria for documents.")]


def _words(counts: Mapping[str, int]) -> dict[str, str]:
    return {
        "points": ngettext(
            "%(n)s criterion is not scored yet.", "%(n)s criteria are not scored yet.", counts["points"]
        ),
        "reason": ngettext(
            "%(n)s reason is missing (compulsory under 60 %%).",
            "%(n)s reasons are missing (compulsory under 60 %%).",
            counts["reason"],
        ),
        "confirmation": ngettext(
            "%(n)s value computed by its formula is not confirmed yet.",
            "%(n)s values computed by their formulas are not confirmed yet.",
            counts["confirmation"],
        ),
        "departure": ngettext(
            "%(n)s criterion departs from its formula without a reason.",
            "%(n)s criteria depart from their formulas without a reason.",
            counts["departure"],
        ),
        "support": ngettext(
            "%(n)s objective criterion needs cited evidence or a reason.",
            "%(n)s objective criteria need cited evidence or a reason.",
            counts["support"],
        ),
    }


def content_of(assignment: Assignment) -> dict[str, Any]:
    """Return everything a signature on the sheet covers, as plain data."""
    score = assignment.score
    lines = score.lines.select_related("criterion").prefetch_related("citations").order_by("criterion__code")
    return {
        "assignment": assignment.pk,
        "application": assignment.panel.application_id,
        "expert": assignment.expert_id,
        "rubric": assignment.panel.rubric_id,
        "comment": score.comment,
        "lines": [
            {
                "criterion": line.criterion.code,
                "points": str(line.points),
                "reason": line.reason,
                "citations": sorted(row.pk for row in line.citations.all()),
                **_beside(line),
            }
            for line in lines
        ],
    }


def _beside(line: CriterionScore) -> dict[str, Any]:
    """Return what a signature covers where there is a formula or a page was named."""
    found: dict[str, Any] = {}
    if line.proposed is not None:
        found |= {"proposed": str(line.proposed), "confirmed": line.is_confirmed}
    return found | ({"pages": line.cited_pages} if line.cited_pages else {})
