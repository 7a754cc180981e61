"""The secretary's board of a round: how far each case is, what blocks it, what the experts do, and what to do about it."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import get_object_or_404
from django.urls import URLPattern, path, reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext
from django.views.decorators.http import require_POST, require_safe

from brandcert.applications.enums import Status
from brandcert.applications.models import Application
from brandcert.core import policies
from brandcert.core.admin import name_act
from brandcert.core.answers import sent_key
from brandcert.core.errors import BusinessError
from brandcert.programs.models import Batch
from brandcert.reviews import services
from brandcert.reviews.admin.board import sections
from brandcert.reviews.admin.board.words import Shown
from brandcert.reviews.enums import OPEN
from brandcert.reviews.models import Assignment, Expert
from brandcert.reviews.queries.board import Board
from brandcert.reviews.queries.conduct import Conduct

if TYPE_CHECKING:
    from brandcert.reviews.admin.score import AssignmentAdmin

VIEW: Final = "programs.batch.view_board"
PATTERNS: Final = "programs.batch.view_patterns"
MOST_NAMED_REFUSALS: Final = 3
name_act("reviews.assignment.flag_late", gettext_lazy("Term passed"))
name_act("reviews.assignment.find_nobody", gettext_lazy("Nobody in the pool may take over"))


class BoardPages:
    """The pages of the boards, mounted by the admin of assignments."""

    def __init__(self, page: AssignmentAdmin) -> None:
        """Know the frame."""
        self.page = page

    def urls(self) -> list[URLPattern]:
        """Return the addresses."""
        wrap, name = self.page.admin_site.admin_view, "reviews_board"
        return [
            path("boards/", wrap(require_safe(self.list_view)), name=f"{name}_list"),
            path("boards/<int:batch>/", wrap(require_safe(self.board_view)), name=name),
            path("boards/<int:batch>/urge/", wrap(require_POST(self.urge_view)), name=f"{name}_urge"),
            path(
                "boards/<int:batch>/replace/", wrap(require_POST(self.replace_view)), name=f"{name}_replace"
            ),
        ]

    def list_view(self, request: HttpRequest) -> HttpResponse:
        """List the rounds that have accepted cases; where there is one alone, go there."""
        refused = policies.refusal(request.user, VIEW)
        if refused is not None:
            told = {"title": _("Boards of the review"), "reason": refused, "back_url": reverse("admin:index")}
            return self.page.page(request, "admin/refused.html", told, status=403)
        begun = Application.objects.exclude(status__in=(Status.DRAFT, *sections.BEFORE)).values("batch")
        batches = Batch.objects.filter(pk__in=begun).order_by("-year", "-id")
        seen = [one for one in batches if policies.allowed(request.user, VIEW, one)]
        title = _("Boards of the review")
        context = {"title": title, "batches": seen, "crumbs": [{"title": title}]}
        return self.page.page(request, "reviews/boards.html", context)

    @staticmethod
    def _batch(request: HttpRequest, key: int) -> Batch:
        row = get_object_or_404(Batch.objects.select_related("program"), pk=key)
        if not policies.allowed(request.user, VIEW, row):
            raise Http404
        return row

    # --- the page ----------------------------------------------------------------------------
    def board_view(self, request: HttpRequest, batch: int) -> HttpResponse:
        """Show the board; by default only the cases that are blocked."""
        row = self._batch(request, batch)
        board = Board(row, today=timezone.localdate())
        conduct = Conduct(board)
        shown = Shown(board, conduct, acts=policies.allowed(request.user, "reviews.assignment.remind"))
        sees = policies.allowed(request.user, PATTERNS, row)
        title = _("Board of the review: %(batch)s") % {"batch": row}
        context = {
            "title": title,
            "crumbs": [
                {"title": _("Boards of the review"), "url": reverse("admin:reviews_board_list")},
                {"title": title},
            ],
            "batch": row,
            "today": board.today,
            "acts": shown.acts,
            "sees_patterns": sees,
            "figures": sections.figures(board, conduct, sees=sees),
            **sections.stages(board),
            **sections.cases(request, board, shown),
            "urge_url": reverse("admin:reviews_board_urge", args=[batch]),
            "replace_url": reverse("admin:reviews_board_replace", args=[batch]),
            **(sections.experts(request, shown) | sections.patterns(shown) if sees else {}),
        }
        return self.page.page(request, "reviews/board.html", context)

    # --- acts --------------------------------------------------------------------------------
    def _back(self, batch: Batch) -> HttpResponse:
        return HttpResponseRedirect(reverse("admin:reviews_board", args=[batch.pk]))

    def urge_view(self, request: HttpRequest, batch: int) -> HttpResponse:
        """Remind the experts of the tasks that were sent, as far as they are open tasks of the batch."""
        row = self._batch(request, batch)
        keys = [sent_key(one) for one in request.POST.get("tasks", "").split(",")]
        tasks = Assignment.objects.filter(pk__in=keys, panel__application__batch=row, status__in=OPEN)
        try:
            policies.require(request.user, "reviews.assignment.remind", None)
            count = services.urge(tasks, by=request.user, now=timezone.now())
        except BusinessError as error:
            self.page.tell(request, str(error), failed=True)
            return self._back(row)
        told = ngettext("%(n)s reminder was sent.", "%(n)s reminders were sent.", count) % {"n": count}
        self.page.tell(request, told)
        return self._back(row)

    def replace_view(self, request: HttpRequest, batch: int) -> HttpResponse:
        """Give every open task of an expert in the batch to others."""
        row = self._batch(request, batch)
        expert = get_object_or_404(Expert, pk=sent_key(request.POST.get("expert", "")))
        reason = request.POST.get("reason", "")
        try:
            found = services.replace_open(
                expert, batch=row, reason=reason, by=request.user, today=timezone.localdate()
            )
        except BusinessError as error:
            self.page.tell(request, str(error), failed=True)
            return self._back(row)
        if found.done:
            told = ngettext(
                "%(n)s task went to another expert.", "%(n)s tasks went to other experts.", found.done
            )
            self.page.tell(request, told % {"n": found.done})
        for number, why in found.refused[:MOST_NAMED_REFUSALS]:
            self.page.tell(request, _("%(case)s: %(why)s") % {"case": number, "why": why}, failed=True)
        return self._back(row)
