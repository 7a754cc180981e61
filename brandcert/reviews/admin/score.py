"""Where experts score: declaration, sheet, evidence; and where the second person voids a locked sheet."""

from __future__ import annotations

from typing import Any, ClassVar

from django.contrib import admin
from django.http import (
    Http404,
    HttpRequest,
    HttpResponse,
    HttpResponseRedirect,
)
from django.urls import URLPattern, path, reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET, require_POST

from brandcert.applications.enums import Status
from brandcert.applications.queries import told
from brandcert.core import policies
from brandcert.core.admin import CaseAdmin
from brandcert.core.errors import BusinessError, Refused
from brandcert.documents.services import PreviewFailed, page_preview
from brandcert.reviews import queries, services
from brandcert.reviews.admin import screens
from brandcert.reviews.enums import OPEN, AssignmentStatus
from brandcert.reviews.forms import DeclineForm, ScoreForm, initial_of, name_of
from brandcert.reviews.models import Assignment, Score
from brandcert.reviews.policies import expert_of


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
        """Bring the case with the task."""
        return super().get_queryset(request).select_related(*self.related)

    @admin.display(description=gettext_lazy("application"))
    def application(self, row: Assignment) -> str:
        """Return the number of the case."""
        return str(row.panel.application)

    @admin.display(description=gettext_lazy("enterprise"))
    def enterprise(self, row: Assignment) -> str:
        """Return who applied."""
        return str(row.panel.application.enterprise)

    # --- the case page, for those who run the review -----------------------------------------
    def case_title(self, row: Any) -> str:
        """Return what is judged."""
        case = row.panel.application
        return str(case.product or case)

    def case_number(self, row: Any) -> str:
        """Return the number of the application."""
        return row.panel.application.receipt_number or ""

    def case_facts(self, row: Any) -> list[str]:
        """Return enterprise and category."""
        case = row.panel.application
        return [str(case.enterprise), str(case.category)]

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
        head = [_("Code"), _("Criterion"), _("Points"), _("Reason")]
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
        return own + super().get_urls()

    @staticmethod
    def _is_own(request: HttpRequest, row: Assignment) -> bool:
        expert = expert_of(request.user)
        return expert is not None and expert.pk == row.expert_id

    # --- declaration -------------------------------------------------------------------------
    def _declaration(
        self, request: HttpRequest, row: Assignment, form: DeclineForm | None = None
    ) -> HttpResponse:
        """Ask for the declaration; nothing of the application but who applied for what is shown before."""
        context = {
            "title": _("Declaration of no conflict of interest"),
            "task": row,
            "case": {
                "number": self.case_number(row),
                "title": self.case_title(row),
                "facts": self.case_facts(row),
            },
            "kinds": [label for _value, label in DeclineForm.base_fields["kind"].choices[:-1]],  # type: ignore[attr-defined] # a ChoiceField
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
        if refused is not None:
            return self._refused(request, row, refused)
        if row.status not in (*OPEN, AssignmentStatus.LOCKED, AssignmentStatus.VOID):
            return self._refused(
                request, row, _("This task has ended: %(state)s.") % {"state": row.get_status_display()}
            )
        sheet = Sheet(self, request, row)
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
            place = page_preview(found[0].upload, page=page)
        except PreviewFailed as error:
            raise Http404(str(error)) from error
        answer = HttpResponse(place.read_bytes(), content_type="image/png")
        answer["X-Content-Type-Options"] = "nosniff"
        answer["Cache-Control"] = "private, no-store"
        return answer


class Sheet:
    """One request to one score sheet."""

    def __init__(self, page: AssignmentAdmin, request: HttpRequest, row: Assignment) -> None:
        """Read what both showing and saving need."""
        self.page, self.request, self.row = page, request, row
        self.criteria = queries.criteria_of(row.panel.rubric_id)
        self.materials = screens.materials_of(row.panel.application)
        self.is_open = (
            row.status == AssignmentStatus.AGREED
            and row.panel.application.status == Status.EXPERT_REVIEW
            and policies.allowed(request.user, "reviews.assignment.score", row)
        )

    def form(self, data: Any = None) -> ScoreForm:
        """Return the form with what is stored, bound when data is given."""
        score = Score.objects.filter(assignment=self.row).first()
        lines = services.saved_lines(score) if score else {}
        evidence = [(one.pk, str(number)) for number, one in enumerate(self.materials, 1)]
        initial = initial_of(lines, score.comment if score else "", score.revision if score else 0)
        return ScoreForm(data, criteria=self.criteria, evidence=evidence, initial=initial)

    def post(self) -> HttpResponse:
        """Save what was entered; with the button "submit" sign it too. Nothing entered is ever lost."""
        form = self.form(self.request.POST)
        is_valid = form.is_valid()
        if set(form.errors) - {"confirm"}:
            return self.shown(form)
        is_signing = is_valid and "submit" in self.request.POST
        try:
            self._save(form, is_signing=is_signing)
        except (BusinessError, Refused) as error:
            return self._failed(form, error)
        return self._done(is_signing) if is_valid else self.shown(form)

    def _save(self, form: ScoreForm, *, is_signing: bool) -> None:
        data, user = form.cleaned_data, self.request.user
        score = services.save_score(
            self.row, lines=form.lines(), comment=data["comment"], revision=data["revision"] or 0, by=user
        )
        self._renew(form, score.revision)
        if is_signing:
            services.lock_score(self.row, by=user, revision=score.revision)

    def _renew(self, form: ScoreForm, revision: int) -> None:
        """Let the page go on from what is stored now."""
        entered: Any = self.request.POST.copy()
        entered["revision"] = str(revision)
        form.data = entered

    def _failed(self, form: ScoreForm, error: BusinessError | Refused) -> HttpResponse:
        if isinstance(error, Refused):
            return self.page._refused(self.request, self.row, error.reason)
        if isinstance(error, services.SheetChanged):
            return self._conflict(form, error)
        faults = error.faults if isinstance(error, services.InvalidScore) else {"": str(error)}
        for code, text in faults.items():
            form.add_error(f"points-{code}" if f"points-{code}" in form.fields else None, text)
        return self.shown(form)

    def _done(self, is_locked: bool) -> HttpResponse:
        now = timezone.localtime().strftime("%H:%M")
        text = _("The sheet is signed and locked.") if is_locked else _("Saved at %(time)s.") % {"time": now}
        self.page.tell(self.request, text)
        return HttpResponseRedirect(self.request.get_full_path())

    def _conflict(self, form: ScoreForm, error: services.SheetChanged) -> HttpResponse:
        """Show both values; saving again stores what is in the fields."""
        self._renew(form, error.revision)
        mine = form.lines()
        other = {code: line for code, line in error.saved.items() if mine.get(code) != line}
        return self.shown(form, other=other, note=str(error), status=409)

    def shown(
        self,
        form: ScoreForm,
        *,
        other: dict[str, services.Line] | None = None,
        note: str = "",
        status: int = 200,
    ) -> HttpResponse:
        """Return the page."""
        values = screens.entered(form)
        blockers = screens.blockers(form, values) if self.is_open else []
        choice = self.request.GET.get("evidence", "1")
        current = int(choice) if choice.isdecimal() else 1
        evidence = screens.evidence(self.row, self.materials, current)
        numbers = {
            one.pk: (number, evidence[number - 1]["url"]) for number, one in enumerate(self.materials, 1)
        }
        context = {
            "title": _("Score sheet"),
            "case": {
                "title": self.page.case_title(self.row),
                "number": self.page.case_number(self.row),
                "category": str(self.row.panel.application.category),
                "facts": [str(self.row.panel.application.enterprise)],
            },
            "crumbs": [*self.page._list_crumb(self.request), {"title": str(self.row.panel)}],
            "summary": screens.summary(self.row, form, values, today=timezone.localdate()),
            "evidence": evidence,
            "answers": told(self.row.panel.application),
            "preview": screens.preview(self.row, self.materials, current),
            "dimensions": screens.dimensions(form, values, numbers, other or {}),
            "extra_fields": [form["comment"], form["confirm"]] if self.is_open else [],
            "form": form,
            "form_url": self.request.get_full_path(),
            "read_only": not self.is_open,
            "note": note or self._closed(),
            "can_submit": self.is_open and not blockers,
            "submit_blockers": blockers,
            "back_url": reverse("admin:reviews_assignment_changelist"),
            "has_errors": form.is_bound and bool(form.errors),
        }
        return self.page.page(self.request, "admin/score.html", context, status=status)

    def _closed(self) -> str:
        if self.is_open or self.row.status != AssignmentStatus.AGREED:
            return ""
        return _("Scoring opens once the panel is appointed; the evidence can be read already.")
