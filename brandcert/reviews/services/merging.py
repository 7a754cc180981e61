"""Saving a sheet from several windows: criterion by criterion, nothing overwritten, nothing lost."""

from __future__ import annotations

import hashlib
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any, Final

from django.db import transaction

from brandcert.reviews import queries, scoring
from brandcert.reviews.models import Assignment, Score
from brandcert.reviews.services.scores import Line, check_lines, open_task, saved_lines, write_lines

# The overall comment is merged like a criterion; no criterion has an empty code.
COMMENT: Final = ""
_DIGITS: Final = 16


@dataclass(slots=True)
class Merged:
    """What came of a save: what is stored now, what another window brought, and where both wrote something else."""

    score: Score
    stored: dict[str, Line]
    theirs: set[str] = field(default_factory=set)
    clashes: set[str] = field(default_factory=set)


def mark_of(line: Line) -> str:
    """Return by what a line is recognised when it comes back from a page."""
    points = "" if line.points is None else str(scoring.rounded(line.points))
    parts = (
        points,
        line.reason.strip(),
        sorted(set(line.citations)),
        sorted(line.pages),
        line.is_confirmed,
    )
    return hashlib.sha256(repr(parts).encode()).hexdigest()[:_DIGITS]


def merge_score(
    assignment: Assignment,
    *,
    lines: Mapping[str, Line],
    comment: str | None,
    seen: Mapping[str, str],
    by: Any,
) -> Merged:
    """Save what differs from what the page showed; `seen` holds the mark of each line as it was shown.

    What another window changed meanwhile stays where this one left it alone; where both changed it to different
    things nothing is written and the code is among the clashes. The comment (code "") is merged likewise, None leaves
    it. Raises InvalidScore with every fault at once, LockedSheet, GuardFailed outside the review, Refused.
    """
    with transaction.atomic():
        task = open_task(assignment, by)
        criteria = {row.code: row for row in queries.criteria_of(task.panel.rubric_id)}
        check_lines(task, criteria, lines)
        score, _is_new = Score.objects.get_or_create(assignment=task)
        merged = Merged(score, _with_comment(saved_lines(score), score.comment))
        mine = dict(lines) if comment is None else _with_comment(lines, comment)
        fresh = {code: line for code, line in mine.items() if _is_to_write(merged, code, line, seen)}
        if fresh:
            score.comment = fresh.pop(COMMENT, Line(reason=score.comment)).reason
            score.revision += 1
            score.save()
            write_lines(task, score, criteria, fresh)
            merged.stored = _with_comment(saved_lines(score), score.comment)
    return merged


def _with_comment(lines: Mapping[str, Line], comment: str) -> dict[str, Line]:
    return {**lines, COMMENT: Line(reason=comment.strip())}


def _is_to_write(merged: Merged, code: str, mine: Line, seen: Mapping[str, str]) -> bool:
    there, shown = mark_of(merged.stored.get(code, Line())), seen.get(code, mark_of(Line()))
    if mark_of(mine) == there:
        return False
    if shown == there:
        return True
    (merged.theirs if shown == mark_of(mine) else merged.clashes).add(code)
    return False
