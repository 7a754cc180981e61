"""Where experts score: declaration, sheet, evidence; and where the second person voids a locked sheet."""

from __future__ import annotations

from typing import Any, ClassVar

from django.contrib import admin
from django.db.models import Value
from django.http import (
    Http404,
    HttpRequest,
    HttpResponse,
    HttpResponseRedirect,
)
from django.urls import URLPattern, path
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, pgettext
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET, require_POST

from brandcert.core import policies
from brandcert.core.admin import CaseAdmin
from brandcert.core.errors import BusinessError, Refused
from brandcert.documents.services import PreviewFailed, page_preview
from brandcert.reviews import services
from brandcert.reviews.admin import screens
from brandcert.reviews.admin.board import BoardPages
from brandcert.reviews.admin.panel import KNOWS_EXPERTS
from brandcert.reviews.admin.rankings import RankingPages
from brandcert.reviews.admin.sheet import Sheet
from brandcert.reviews.admin.unsaved import why_closed
from brandcert.reviews.enums import OPEN, AssignmentStatus
from brandcert.reviews.forms import DeclineForm, name_of
from brandcert.reviews.models import Assignment, Score
from brandcert.reviews.policies import expert_of
from brandcert.reviews.queries import blind


@admin.register(Assignment)
class AssignmentAdmin(CaseAdmin):
    """One expert's task; the list shows states, never a score."""

    list_display = ("application", "enterprise", "expert", "status_label", "due_on")
    list_filter = ("status",)
    search_fields = ("panel__application__receipt_number", "panel__application__enterprise__name")
    ordering = ("due_on", "id")
    related: ClassVar = (
        "panel__application__enterprise",
        "panel__application__product",
        "panel__application__category",
        "panel__application__batch",
        "expert__user",
    )

    def get_queryset(self, request: HttpRequest) -> Any:
        """Bring the case with the task, and who looks at it: a blind review hides names from its experts."""
        rows = super().get_queryset(request).select_related(*self.related)
        return rows.annotate(reader=Value(request.user.pk))

    def get_search_fields(self, request: HttpRequest) -> Any:
        """Search by name only for those who may know the names."""
        roles: frozenset[str] = getattr(request.user, "roles", frozenset())
        return self.search_fields if roles & KNOWS_EXPERTS else self.search_fields[:1]

    @admin.display(description=gettext_lazy("application"))
    def application(self, row: Assignment) -> str:
        """Return the number of the case."""
        return str(row.panel.application)

    @admin.display(description=gettext_lazy("enterprise"))
    def enterprise(self, row: Assignment) -> str:
        """Return who applied, unless the reader judges it in a blind review."""
        case, reader = row.panel.application, getattr(row, "reader", None)
        return blind.VEIL if case.batch.is_blind and row.expert.user_id == reader else str(case.enterprise)

    # --- the case page, for those who run the review -----------------------------------------
    def case_title(self, row: Any) -> str:
        """Return what is judged."""
        case = row.panel.application
        return blind.veiled(str(case.product or case), blind.hidden_in(case))

    def case_number(self, row: Any) -> str:
        """Return the number of the application."""
        return row.panel.application.receipt_number or ""

    def case_facts(self, row: Any) -> list[str]:
        """Return enterprise and category; of a blind review the category alone."""
        case = row.panel.application
        return [*([] if case.batch.is_blind else [str(case.enterprise)]), str(case.category)]

    def case_people(self, request: HttpRequest, row: Any) -> list[dict[str, Any]]:
        """Return the expert."""
        return [{"role": _("Expert"), "name": str(row.expert), "note": row.expert.employer}]

    def case_sections(self, request: HttpRequest, row: Any) -> list[dict[str, Any]]:
        """Return the sheet, to those who may see it."""
        if not policies.allowed(request.user, "reviews.assignment.view_score", row):
            return []
        lines = Score.objects.filter(assignment=row).prefetch_related("lines__criterion__dimension").first()
        if lines is None:
            return []
        table = [
            [
                line.criterion.code,
                name_of(line.criterion),
                "—" if line.points is None else line.points,
                line.reason,
            ]
            for line in sorted(lines.lines.all(), key=lambda line: line.criterion.code)
        ]
        head = [pgettext("of a criterion", "Code"), _("Criterion"), _("Points"), _("Reason")]
        shown = [
            {"label": _("Total"), "value": lines.total},
            {"label": _("Overall comment"), "value": lines.comment},
            {"label": "SHA-256", "value": lines.sha256},
        ]
        return [
            {"title": _("Score sheet"), "table": {"head": head, "rows": table}},
            {"title": _("Signature"), "rows": shown},
        ]

    def change_view(
        self,
        request: HttpRequest,
        object_id: str,
        form_url: str = "",
        extra_context: dict[str, Any] | None = None,
    ) -> HttpResponse:
        """Send the expert to his sheet, show everyone else the case page."""
        row = self.row_or_404(request, object_id)
        if self._is_own(request, row):
            return HttpResponseRedirect(self._url("score", row.pk))
        return super().change_view(request, object_id, form_url, extra_context)

    # --- addresses ---------------------------------------------------------------------------
    def get_urls(self) -> list[URLPattern]:
        """Add the sheet, the declaration and the pages of evidence."""
        wrap = self.admin_site.admin_view
        base = "reviews_assignment"
        own = [
            path("<int:pk>/score/", wrap(never_cache(self.score_view)), name=f"{base}_score"),
            path("<int:pk>/declare/", wrap(require_POST(self.declare_view)), name=f"{base}_declare"),
            path(
                "<int:pk>/evidence/<int:material>/<int:page>.png",
                wrap(require_GET(self.page_view)),
                name=f"{base}_page",
            ),
        ]
        return own + BoardPages(self).urls() + RankingPages(self).urls() + super().get_urls()

    @staticmethod
    def _is_own(request: HttpRequest, row: Assignment) -> bool:
        expert = expert_of(request.user)
        return expert is not None and expert.pk == row.expert_id

    # --- declaration -------------------------------------------------------------------------
    def _declaration(
        self, request: HttpRequest, row: Assignment, form: DeclineForm | None = None
    ) -> HttpResponse:
        """Ask for the declaration; nothing of the application but who applied for what is shown before."""
        is_blind = row.panel.application.batch.is_blind
        context = {
            "title": _("Declaration of no conflict of interest"),
            "task": row,
            "case": {
                "number": self.case_number(row),
                "title": self.case_title(row),
                "facts": self.case_facts(row),
            },
            "kinds": [label for _value, label in DeclineForm.base_fields["kind"].choices[:-1]],  # type: ignore[attr-defined] # a ChoiceField
            "applicants": blind.applicants_of_round(row.panel.application) if is_blind else [],
            "may_agree": policies.refusal(request.user, "reviews.assignment.agree", row),
            "form": form or DeclineForm(row=row, user=request.user),
            "has_errors": form is not None,
            "crumbs": [*self._list_crumb(request), {"title": str(row.panel)}],
            "act_url": self._url("declare", row.pk),
        }
        return self.page(request, "reviews/declaration.html", context)

    def declare_view(self, request: HttpRequest, pk: int) -> HttpResponse:
        """Take the declaration: agree, or recuse oneself with a ground."""
        row = self.row_or_404(request, pk)
        if not self._is_own(request, row):
            raise Http404
        form = DeclineForm(request.POST, row=row, user=request.user)
        is_agreeing = "agree" in request.POST
        try:
            if is_agreeing:
                services.agree(row, by=request.user)
                return HttpResponseRedirect(self._url("score", row.pk))
            if form.is_valid():
                services.decline(row, by=request.user, **form.cleaned_data)
                self.tell(request, _("You have recused yourself. The secretary will find another expert."))
                return HttpResponseRedirect(self._url("changelist"))
        except Refused as error:
            return self._refused(request, row, error.reason)
        except BusinessError as error:
            self.tell(request, str(error), failed=True)
            return HttpResponseRedirect(self._url("score", row.pk))
        return self._declaration(request, row, form)

    # --- the sheet ---------------------------------------------------------------------------
    def score_view(self, request: HttpRequest, pk: int) -> HttpResponse:
        """Show the sheet, save a draft, or save and sign it."""
        row = self.row_or_404(request, pk)
        if self._is_own(request, row) and row.status == AssignmentStatus.INVITED:
            return self._declaration(request, row)
        refused = policies.refusal(request.user, "reviews.assignment.view_score", row)
        if refused is None and row.status not in (*OPEN, AssignmentStatus.LOCKED, AssignmentStatus.VOID):
            refused = why_closed(row, None)
        sheet = Sheet(self, request, row)
        if refused is not None:
            return sheet.refused(refused)
        return sheet.post() if request.method == "POST" else sheet.shown(sheet.form())

    def page_view(self, request: HttpRequest, pk: int, material: int, page: int) -> HttpResponse:
        """Send one page of evidence as a picture, to whoever may see the sheet now."""
        row = self.row_or_404(request, pk)
        if (
            policies.refusal(request.user, "reviews.assignment.view_score", row) is not None
            or not row.declared_at
        ):
            raise Http404
        found = [one for one in screens.materials_of(row.panel.application) if one.pk == material]
        if not found:
            raise Http404
        try:
            hidden = blind.hidden_in(row.panel.application)
            is_large = "large" in request.GET
            place = page_preview(found[0].upload, page=page, hidden=hidden, is_large=is_large)
        except PreviewFailed as error:
            raise Http404(str(error)) from error
        answer = HttpResponse(place.read_bytes(), content_type="image/png")
        answer["X-Content-Type-Options"] = "nosniff"
        answer["Cache-Control"] = "private, no-store"
        return answer
