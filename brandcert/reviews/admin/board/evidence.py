"""What the locked sheets show about experts, in words: the sentence, its chance, the evidence, and what may be done."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from functools import cached_property
from typing import Any, Final

from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from brandcert.applications.enums import Status
from brandcert.reviews.admin.board.words import CASE, GRAVE, KINDS, TASK, Shown
from brandcert.reviews.enums import AssignmentStatus
from brandcert.reviews.patterns import Kind, Mark, Pattern
from brandcert.reviews.queries.board import Why

# As many rows of evidence stand on the board; the rest is counted.
MOST_MARKS: Final = 8


class Evidence:
    """The patterns of a round as one reader sees them."""

    def __init__(self, shown: Shown, numbers: Mapping[int, str | None], owners: Mapping[int, str]) -> None:
        """Know the board, the numbers of the cases and the names of the applicants."""
        self.shown, self.numbers, self.owners = shown, numbers, owners
        self.board, self.names = shown.board, shown.names

    def pattern(self, number: int, pattern: Pattern) -> dict[str, Any]:
        """Return one pattern: title, sentence, evidence, and what may be done."""
        marks = sorted(pattern.marks, key=lambda one: (-abs(one.apart), one.case))
        if pattern.kind == Kind.ALIKE:
            marks.reverse()
        owner = self.owners.get(pattern.owner or 0, "")
        return {
            "key": f"pattern-{number}",
            "kind": KINDS[pattern.kind],
            "tone": "red" if pattern.kind in GRAVE else "amber",
            "names": [self.names[judge] for judge in pattern.judges],
            "words": _SENTENCES[pattern.kind](pattern, owner),
            "chance": chance_words(pattern),
            "heads": heads_of(pattern.kind, [self.names[judge] for judge in pattern.judges]),
            "marks": [self._mark(one, pattern) for one in marks[:MOST_MARKS]],
            "more": max(0, len(marks) - MOST_MARKS),
            "people": [self._acts(judge) for judge in pattern.judges] if self.shown.acts else [],
        }

    def _mark(self, mark: Mark, pattern: Pattern) -> dict[str, Any]:
        cells = [f"{points:.2f}" for points in mark.given]
        if mark.expected is not None:
            cells.append(f"{mark.expected:.2f}")
        if pattern.kind != Kind.FLAT:
            cells.append(
                f"{mark.apart:.2f}" if pattern.kind in (Kind.ALIKE, Kind.QUICK) else f"{mark.apart:+.2f}"
            )
        return {
            "number": self.numbers.get(mark.case) or str(mark.case),
            "url": reverse(f"{CASE}_change", args=[mark.case]),
            "cells": cells,
            "acts": self._mark_acts(mark, pattern) if self.shown.acts else [],
            "calls": self.shown.acts and mark.case in self._diverging,
            "call_url": reverse(f"{CASE}_step", args=[mark.case, "call_arbitrator"]),
        }

    @cached_property
    def _diverging(self) -> set[int]:
        return {row.case.pk for row in self.board.blocked for one in row.blocks if one.why == Why.DIVERGES}

    def _mark_acts(self, mark: Mark, pattern: Pattern) -> list[dict[str, str]]:
        """Return, for cases still in review, the proposal to make a sheet void."""
        tasks = self.board.live.get(mark.case, []) if mark.case in self._reviewed else []
        return [
            {
                "label": _("Void the sheet of %(name)s") % {"name": self.names[task.expert]},
                "url": reverse(f"{TASK}_step", args=[task.key, "void"]),
            }
            for task in tasks
            if task.expert in pattern.judges and task.status == AssignmentStatus.LOCKED
        ]

    @cached_property
    def _reviewed(self) -> set[int]:
        return {case.pk for case in self.board.cases if case.status == Status.EXPERT_REVIEW}

    def _acts(self, judge: int) -> dict[str, Any]:
        worker = self.shown.conduct.workers[judge]
        return {
            "expert": judge,
            "name": self.names[judge],
            "url": reverse("admin:reviews_expert_change", args=[judge]),
            "open": len(worker.open),
            "urge": self.shown.urge(worker.open),
        }


def chance_words(pattern: Pattern) -> str:
    """Say how likely the pattern is without a reason, and how that was corrected."""
    if pattern.chance is None:
        return ""
    chance = "< 0.0001" if pattern.chance < 0.0001 else f"{pattern.chance:.4f}"  # noqa: PLR2004 - as small as is printed
    return ngettext(
        "Chance of this without a reason: %(p)s, corrected for %(n)s comparison.",
        "Chance of this without a reason: %(p)s, corrected for %(n)s comparisons.",
        pattern.tests,
    ) % {"p": chance, "n": pattern.tests}


def heads_of(kind: Kind, names: Sequence[str]) -> list[str]:
    """Return the heads of the columns of evidence after the case."""
    last = {
        Kind.ALIKE: [_("Mean difference by criterion")],
        Kind.LEANING: [_("Rest of the panel"), _("Both apart from it by")],
        Kind.FAVOURING: [_("Rest of the panel, leniency taken out"), _("Apart by")],
        Kind.HARSH: [_("Adjusted score"), _("Apart by")],
        Kind.LENIENT: [_("Adjusted score"), _("Apart by")],
        Kind.FLAT: [],
        Kind.QUICK: [_("Minutes")],
    }
    return [*names, *last[kind]]


def _alike(pattern: Pattern, _owner: str) -> str:
    return _(
        "In %(n)s applications that both judged, their points differ by %(size)s on average in each criterion; the sheets of other pairs differ by %(usual)s."
    ) % {"n": pattern.sheets, "size": f"{pattern.size:.2f}", "usual": f"{pattern.usual:.2f}"}


def _leaning(pattern: Pattern, _owner: str) -> str:
    return _(
        "In %(n)s applications that both judged, they stand together %(size)s points away from the rest of the panel on average and do not differ from each other; the noise of one sheet is %(usual)s points."
    ) % {"n": pattern.sheets, "size": f"{pattern.size:.2f}", "usual": f"{pattern.usual:.2f}"}


def _favouring(pattern: Pattern, owner: str) -> str:
    words = (
        _(
            "Gives %(owner)s %(size)s points more than others get, beside the same panels and with the leniency taken out (%(n)s sheets, standard error %(usual)s)."
        )
        if pattern.size > 0
        else _(
            "Gives %(owner)s %(size)s points less than others get, beside the same panels and with the leniency taken out (%(n)s sheets, standard error %(usual)s)."
        )
    )
    size = f"{abs(pattern.size):.2f}"
    return words % {"owner": owner, "size": size, "n": pattern.sheets, "usual": f"{pattern.usual:.2f}"}


def _severe(pattern: Pattern, _owner: str) -> str:
    words = (
        _(
            "Gives %(size)s points less than the pool on %(n)s sheets; the standard deviation of leniency is %(usual)s."
        )
        if pattern.size < 0
        else _(
            "Gives %(size)s points more than the pool on %(n)s sheets; the standard deviation of leniency is %(usual)s."
        )
    )
    return words % {"size": f"{abs(pattern.size):.2f}", "n": pattern.sheets, "usual": f"{pattern.usual:.2f}"}


def _flat(pattern: Pattern, _owner: str) -> str:
    return _(
        "%(count)s of %(n)s sheets have the same share of the points in every criterion, or repeat an earlier one point by point."
    ) % {"count": int(pattern.size), "n": pattern.sheets}


def _quick(pattern: Pattern, _owner: str) -> str:
    return _(
        "%(count)s of %(n)s sheets were signed %(size)s minutes after they were first opened (median); half of all sheets took %(usual)s or longer."
    ) % {
        "count": len(pattern.marks),
        "n": pattern.sheets,
        "size": f"{pattern.size:.1f}",
        "usual": f"{pattern.usual:.0f}",
    }


_SENTENCES: Final[dict[Kind, Callable[[Pattern, str], str]]] = {
    Kind.ALIKE: _alike,
    Kind.LEANING: _leaning,
    Kind.FAVOURING: _favouring,
    Kind.HARSH: _severe,
    Kind.LENIENT: _severe,
    Kind.FLAT: _flat,
    Kind.QUICK: _quick,
}
