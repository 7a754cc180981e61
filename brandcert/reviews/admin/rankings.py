"""The round as a page: ranking, panels, leniency, agreement, who would change place; and its files."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import get_object_or_404
from django.urls import URLPattern, path, reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_POST, require_safe

from brandcert.core import policies
from brandcert.core.admin import name_act
from brandcert.core.errors import BusinessError
from brandcert.programs.models import Batch
from brandcert.reviews import services
from brandcert.reviews.admin import charts
from brandcert.reviews.admin.rounds import Shown, line_words
from brandcert.reviews.calibration import LEAST_CASES
from brandcert.reviews.models import Result
from brandcert.reviews.queries.rankings import Round
from brandcert.reviews.standings import Stage

if TYPE_CHECKING:
    from brandcert.reviews.admin.score import AssignmentAdmin

VIEW: Final = "programs.batch.view_ranking"
EXPORT: Final = "programs.batch.export_ranking"
# As many rows stand on the page; the files have all.
MOST_ROWS: Final = 200
TYPES: Final = {
    services.PDF: "application/pdf",
    services.XLSX_KIND: "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
}
TABLES: Final = {"ranking": gettext_lazy("Ranking"), "panels": gettext_lazy("Panels and sheets")}


class RankingPages:
    """The pages about rounds, mounted by the admin of assignments."""

    def __init__(self, page: AssignmentAdmin) -> None:
        """Know the frame."""
        self.page = page

    def urls(self) -> list[URLPattern]:
        """Return the addresses."""
        wrap, name = self.page.admin_site.admin_view, "reviews_ranking"
        return [
            path("rankings/", wrap(require_safe(self.list_view)), name=f"{name}_list"),
            path("rankings/<int:batch>/", wrap(require_safe(self.round_view)), name=name),
            path(
                "rankings/<int:batch>/<slug:table>.<slug:kind>",
                wrap(require_POST(self.export_view)),
                name=f"{name}_export",
            ),
        ]

    def list_view(self, request: HttpRequest) -> HttpResponse:
        """List the rounds that have results."""
        refused = policies.refusal(request.user, VIEW)
        if refused is not None:
            told = {"title": _("Rankings"), "reason": refused, "back_url": reverse("admin:index")}
            return self.page.page(request, "admin/refused.html", told, status=403)
        done = Result.objects.filter(voided_at=None).values("panel__application__batch")
        batches = Batch.objects.filter(pk__in=done).order_by("-year", "-id")
        seen = [one for one in batches if policies.allowed(request.user, VIEW, one)]
        context = {"title": _("Rankings"), "batches": seen, "crumbs": [{"title": _("Rankings")}]}
        return self.page.page(request, "reviews/rankings.html", context)

    def _round(self, request: HttpRequest, batch: int) -> Round:
        row = get_object_or_404(Batch.objects.select_related("program"), pk=batch)
        if not policies.allowed(request.user, VIEW, row):
            raise Http404
        asked = request.GET.get("by", "")
        return Round(row, Stage(asked) if asked in set(Stage) else None)

    def round_view(self, request: HttpRequest, batch: int) -> HttpResponse:
        """Show the round."""
        found = self._round(request, batch)
        shown = Shown(found, request.user)
        ranking, experts, title = (
            shown.ranking(),
            shown.experts(),
            _("Ranking: %(batch)s") % {"batch": found.batch},
        )
        stages = [
            {"title": words, "url": f"?by={stage}", "current": stage == found.stage}
            for stage, words in ((Stage.DOCUMENTS, _("Documents")), (Stage.TOTAL, _("Documents and visit")))
            if stage == Stage.DOCUMENTS or found.has_visits
        ]
        context = {
            "title": title,
            "crumbs": [
                {"title": _("Rankings"), "url": reverse("admin:reviews_ranking_list")},
                {"title": title},
            ],
            "batch": found.batch,
            "stages": stages,
            "line": line_words(found),
            "by_total": found.stage == Stage.TOTAL,
            "rows": ranking[:MOST_ROWS],
            "more": max(0, len(ranking) - MOST_ROWS),
            "panels": shown.panels()[:MOST_ROWS],
            "experts": experts,
            "fit": found.calibration,
            "why_raw": shown.why_raw(),
            "outliers": shown.outliers(),
            "agreement": shown.agreement(),
            "least_cases": LEAST_CASES,
            "changes": shown.changes(),
            "score_chart": charts.scores(found),
            "leniency_chart": charts.leniency(experts),
            "exports": self._exports(request, found),
        }
        return self.page.page(request, "reviews/ranking.html", context)

    def _exports(self, request: HttpRequest, found: Round) -> list[dict[str, str]]:
        if not policies.allowed(request.user, EXPORT, found.batch):
            return []
        return [
            {
                "title": f"{title} ({kind.upper()})",
                "url": reverse("admin:reviews_ranking_export", args=[found.batch.pk, name, kind])
                + f"?by={found.stage}",
            }
            for name, title in TABLES.items()
            for kind in TYPES
        ]

    def export_view(self, request: HttpRequest, batch: int, table: str, kind: str) -> HttpResponse:
        """Give a table as a file with its mark."""
        if table not in TABLES or kind not in TYPES:
            raise Http404
        found = self._round(request, batch)
        if not policies.allowed(request.user, EXPORT, found.batch):
            raise Http404
        head, rows = Shown(found, request.user).table(table)
        try:
            data, copy = services.export_table(
                found.batch,
                kind=kind,
                name=table,
                title=f"{TABLES[table]} · {found.batch}",
                head=head,
                rows=rows,
                about={_("Batch"): str(found.batch), _("Rule"): line_words(found), _("Note"): str(RAW_WORDS)},
                by=request.user,
                now=timezone.now(),
            )
        except BusinessError as error:
            self.page.tell(request, str(error), failed=True)
            return HttpResponseRedirect(reverse("admin:reviews_ranking", args=[batch]))
        answer = HttpResponse(data, content_type=TYPES[kind])
        answer["Content-Disposition"] = f'attachment; filename="{table}-{batch}-{copy}.{kind}"'
        return answer


RAW_WORDS: Final = gettext_lazy(
    "The raw score is the legal one; adjusted scores only help to understand it and decide nothing."
)
name_act("programs.batch.export_ranking", gettext_lazy("Table of a round taken as a file"))
