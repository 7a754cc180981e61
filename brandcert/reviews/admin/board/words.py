"""The cases and experts of a round in words: what blocks a case, and what may be done."""

from __future__ import annotations

from collections.abc import Iterable
from functools import cached_property
from typing import Any, Final

from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from brandcert.core.terms import workdays_words
from brandcert.reviews.enums import AssignmentStatus
from brandcert.reviews.models import BatchDraw
from brandcert.reviews.patterns import Kind
from brandcert.reviews.queries import window
from brandcert.reviews.queries.board import Block, Blocked, Board, Task, Why
from brandcert.reviews.queries.conduct import Conduct, Worker

WHY: Final = {
    Why.CONFLICT: gettext_lazy("Conflict of interest on the panel"),
    Why.OVERDUE: gettext_lazy("Sheet overdue"),
    Why.UNANSWERED: gettext_lazy("Invitation not answered in time"),
    Why.SHORT: gettext_lazy("Panel lacks experts"),
    Why.DIVERGES: gettext_lazy("Totals too far apart"),
    Why.UNDRAWN: gettext_lazy("No panel drawn"),
    Why.APPOINT: gettext_lazy("Panel complete, not appointed"),
    Why.PROPOSE: gettext_lazy("All sheets locked, result not proposed"),
    Why.APPROVAL: gettext_lazy("Proposal waits for the director"),
    Why.NOT_BEGUN: gettext_lazy("Sheet not begun, term near"),
    Why.WAITING: gettext_lazy("Invitation open"),
    Why.SCORING: gettext_lazy("Being scored"),
    Why.INVITING: gettext_lazy("Experts are being invited"),
}
KINDS: Final = {
    Kind.ALIKE: gettext_lazy("Sheets alike"),
    Kind.LEANING: gettext_lazy("Leaning together"),
    Kind.FAVOURING: gettext_lazy("Favours or disfavours one applicant"),
    Kind.HARSH: gettext_lazy("Harsh"),
    Kind.LENIENT: gettext_lazy("Lenient"),
    Kind.FLAT: gettext_lazy("The same everywhere"),
    Kind.QUICK: gettext_lazy("Too quick"),
}
GRAVE: Final = (Kind.ALIKE, Kind.LEANING, Kind.FAVOURING)
TASK: Final = "admin:reviews_assignment"
CASE: Final = "admin:applications_application"


def tone_of(block: Block) -> str:
    """Return the tint of a block."""
    if block.is_grave:
        return "red"
    return "grey" if block.why in (Why.WAITING, Why.SCORING, Why.INVITING) else "amber"


class Shown:
    """The board as one reader sees it; `acts` says whether he may do something about it."""

    def __init__(self, board: Board, conduct: Conduct, *, acts: bool) -> None:
        """Know what was read."""
        self.board, self.conduct, self.acts = board, conduct, acts
        self.names = {key: str(one) for key, one in conduct.experts.items()}
        self.lost = self._left_panels()

    @cached_property
    def drawing(self) -> BatchDraw | None:
        """Return the open drawing of the batch, if there is one."""
        return window.open_drawing(self.board.batch.pk)

    def _left_panels(self) -> dict[int, Task]:
        """Return for each case the last task of somebody who left its panel."""
        gone = (AssignmentStatus.DECLINED, AssignmentStatus.REPLACED, AssignmentStatus.VOID)
        return {task.case: task for task in self.board.tasks if task.status in gone}

    # --- cases -------------------------------------------------------------------------------
    def case(self, row: Blocked) -> dict[str, Any]:
        """Return a case with what blocks it."""
        case = row.case
        return {
            "number": case.receipt_number or str(case.pk),
            "url": reverse(f"{CASE}_change", args=[case.pk]),
            "enterprise": str(case.enterprise),
            "product": str(case.product or ""),
            "category": str(case.category),
            "status": case.get_status_display(),
            "blocks": [self.block(case.pk, one) for one in row.blocks],
        }

    def block(self, case: int, block: Block) -> dict[str, Any]:
        """Return one block: words, who, days, next steps."""
        words = str(WHY[block.why])
        if block.count > 1:
            words = _("%(what)s (%(n)s)") % {"what": words, "n": block.count}
        return {
            "words": words,
            "tone": tone_of(block),
            "due": block.due,
            "left": "" if block.left is None else workdays_words(block.left),
            "people": [self.person(task) for task in block.tasks],
            "links": self.links(case, block) if self.acts else [],
            "posts": self.posts(case, block) if self.acts else [],
            "urge": self.urge(block.tasks) if self.acts and block.why != Why.CONFLICT else "",
        }

    def person(self, task: Task) -> dict[str, Any]:
        """Return whose task it is, and whether the pool has nobody in his place."""
        return {
            "name": self.names[task.expert],
            "url": reverse(f"{TASK}_change", args=[task.key]),
            "stuck": task.key in self.board.without_successor,
        }

    @staticmethod
    def urge(tasks: Iterable[Task]) -> str:
        """Return the keys of the open tasks, as the form sends them."""
        open_ = (AssignmentStatus.INVITED, AssignmentStatus.AGREED)
        return ",".join(str(task.key) for task in tasks if task.status in open_)

    def links(self, case: int, block: Block) -> list[dict[str, str]]:
        """Return the steps that ask something first."""
        asked: list[tuple[str, int, str, str]] = []
        if block.why == Why.UNDRAWN and self.drawing is not None:
            # Its cases are not drawn one by one meanwhile.
            url = reverse("admin:reviews_batchdraw_change", args=[self.drawing.pk])
            return [{"label": _("Drawing of the batch"), "url": url}]
        if block.why == Why.UNDRAWN:
            asked.append((CASE, case, "draw_panel", _("Draw experts")))
        if block.why == Why.SHORT:
            asked.append((CASE, case, "assign_by_hand", _("Invite an expert by hand")))
        if block.why == Why.DIVERGES:
            asked.append((CASE, case, "note_divergence", _("Let diverging scores stand")))
        if block.why in (Why.OVERDUE, Why.UNANSWERED, Why.CONFLICT):
            asked += [self._end(task, several=len(block.tasks) > 1) for task in block.tasks]
        return [
            {"label": label, "url": reverse(f"{base}_step", args=[key, step])}
            for base, key, step, label in asked
        ]

    def _end(self, task: Task, *, several: bool) -> tuple[str, int, str, str]:
        is_locked = task.status == AssignmentStatus.LOCKED
        label = _("Void score") if is_locked else _("Replace expert")
        if several:
            label = _("%(act)s: %(name)s") % {"act": label, "name": self.names[task.expert]}
        return TASK, task.key, "void" if is_locked else "replace", label

    def posts(self, case: int, block: Block) -> list[dict[str, str]]:
        """Return the steps that are taken at once."""
        steps: dict[Why, tuple[str, int, str, str]] = {
            Why.DIVERGES: (CASE, case, "call_arbitrator", _("Call a further expert")),
            Why.APPOINT: (CASE, case, "appoint_panel", _("Appoint the panel")),
            Why.PROPOSE: (CASE, case, "finish_review", _("Propose the result")),
        }
        left = self.lost.get(case)
        if left is not None:
            steps[Why.SHORT] = (TASK, left.key, "draw_successor", _("Draw a successor"))
        found = steps.get(block.why)
        if found is None:
            return []
        base, key, step, label = found
        return [{"label": label, "url": reverse(f"{base}_step", args=[key, step])}]

    # --- experts -----------------------------------------------------------------------------
    def expert(self, worker: Worker) -> dict[str, Any]:
        """Return the row of an expert."""
        one = worker.leniency
        return {
            "name": str(worker.expert),
            "url": reverse("admin:reviews_expert_change", args=[worker.expert.pk]),
            "load": worker.load,
            "answered": worker.load - worker.waiting,
            "locked": worker.locked,
            "unanswered": worker.unanswered,
            "overdue": worker.overdue,
            "late": worker.late,
            "lost": worker.lost,
            "days": worker.days,
            "value": one.value if one else None,
            "low": one.low if one else None,
            "high": one.high if one else None,
            "sheets": one.sheets if one else 0,
            "kinds": [
                {"words": KINDS[Kind(kind)], "tone": "red" if Kind(kind) in GRAVE else "amber"}
                for kind in sorted(set(worker.kinds), key=lambda kind: list(Kind).index(Kind(kind)))
            ],
            "urge": self.urge(worker.open) if self.acts else "",
        }
