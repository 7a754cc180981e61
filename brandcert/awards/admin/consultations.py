"""Consultations of departments: asked for a batch, answered by link or on paper, objections dealt with."""

from __future__ import annotations

from typing import Any, ClassVar, Final

from django import forms
from django.conf import settings
from django.contrib import admin
from django.db.models import Count, Q
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import get_object_or_404
from django.urls import URLPattern, path, reverse
from django.utils import timezone
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_POST

from brandcert.awards import queries, services
from brandcert.awards.admin.records import RecordAdmin
from brandcert.awards.enums import Stance
from brandcert.awards.forms import AskForm, HandleForm, PaperForm
from brandcert.awards.models import Consultation, ConsultationAnswer
from brandcert.core import policies
from brandcert.core.admin import name_act, register_step
from brandcert.core.errors import BusinessError
from brandcert.core.templatetags.looks import draw_tag
from brandcert.core.terms import workdays_left
from brandcert.documents.services import store_upload

CONSULTATION: Final = "awards.consultation"

register_step(
    f"{CONSULTATION}.revoke",
    run=services.revoke_link,
    label=gettext_lazy("Revoke the link"),
    tone="warning",
    when=lambda row: row.revoked_at is None and row.closed_at is None,
)
register_step(
    f"{CONSULTATION}.renew",
    run=services.renew_link,
    label=gettext_lazy("Make a new link"),
    when=lambda row: row.closed_at is None,
)
for _name, _words in {
    "ask": gettext_lazy("Department asked"),
    "answer": gettext_lazy("Answered by link"),
    "record": gettext_lazy("Answer recorded"),
    "handle": gettext_lazy("Objection dealt with"),
    "lapse": gettext_lazy("Deadline passed, silence noted"),
    "recount": gettext_lazy("Deadline counted again by the new calendar"),
}.items():
    name_act(f"{CONSULTATION}.{_name}", _words)


@admin.register(Consultation)
class ConsultationAdmin(RecordAdmin):
    """All requests to departments, and the page on which their answers are read and recorded."""

    add_action: ClassVar[str] = "ask"
    change_form_template = "awards/consultation.html"
    list_display = ("number", "department", "batch", "state", "asked_on", "due_on", "answered")
    list_filter = (("batch", admin.RelatedOnlyFieldListFilter), "department")
    search_fields = ("number", "department")

    def get_queryset(self, request: HttpRequest) -> Any:
        """Count the answers with the rows."""
        rows = super().get_queryset(request).select_related("batch", "asked_by")
        return rows.annotate(asked=Count("answers"), given=Count("answers", filter=~Q(answers__stance="")))

    @admin.display(description=gettext_lazy("state"))
    def state(self, row: Consultation) -> SafeString:
        """Draw where the request stands."""
        return draw_tag(*self.case_state(row))

    @admin.display(description=gettext_lazy("answers"))
    def answered(self, row: Any) -> str:
        """Return how many enterprises were answered about."""
        return f"{row.given} / {row.asked}"

    def add_view(
        self, request: HttpRequest, form_url: str = "", extra_context: dict[str, Any] | None = None
    ) -> HttpResponse:
        """Ask for the batch, and ask its departments."""

        def run(facts: dict[str, Any]) -> HttpResponse:
            batch = facts["batch"]
            made = services.consult_departments(
                batch,
                departments=batch.departments.splitlines(),
                by=request.user,
                today=timezone.localdate(),
            )
            self.tell(request, _("Departments asked: %(n)s.") % {"n": len(made)})
            return HttpResponseRedirect(self._url("changelist"))

        form = AskForm(request.POST or None)
        return self.ask_first(
            request, form, action=f"{CONSULTATION}.ask", label=_("Consult departments"), run=run
        )

    # --- the page ----------------------------------------------------------------------------
    def case_title(self, row: Consultation) -> str:
        """Return who is asked."""
        return row.department

    def case_number(self, row: Consultation) -> str:
        """Return the number of the letter."""
        return row.number

    def case_state(self, row: Consultation) -> tuple[str, str]:
        """Return whether answers are still waited for."""
        if any(one.is_blocking and one.stance for one in row.answers.all()):
            return _("objection open"), "red"
        if row.closed_at is not None or not row.answers.filter(stance="").exists():
            return _("closed"), "grey"
        return _("waiting for answers"), "blue"

    def case_facts(self, row: Consultation) -> list[str]:
        """Return batch and deadline."""
        return [str(row.batch), _("due %(date)s") % {"date": row.due_on.isoformat()}]

    def case_clock(self, row: Consultation) -> dict[str, Any] | None:
        """Return how the deadline was counted, while answers are waited for."""
        is_waiting = row.closed_at is None and row.answers.filter(stance="").exists()
        found: dict[str, Any] | None = super().case_clock(row) if is_waiting else None
        return found

    def case_people(self, request: HttpRequest, row: Consultation) -> list[dict[str, Any]]:
        """Return who asked."""
        return [{"role": _("Asked by"), "name": str(row.asked_by)}]

    def case_sections(self, request: HttpRequest, row: Consultation) -> list[dict[str, Any]]:
        """Return the link for whoever sends it, and the days left."""
        rows = [
            {"label": _("Asked on"), "value": row.asked_on.isoformat()},
            {
                "label": _("Due"),
                "value": f"{row.due_on.isoformat()} · {workdays_left(row.due_on, timezone.localdate())}",
            }
            if row.closed_at is None
            else {"label": _("Due"), "value": row.due_on.isoformat()},
        ]
        if policies.allowed(request.user, f"{CONSULTATION}.renew", row) and row.closed_at is None:
            rows.append({"label": _("Secret link for the department"), "value": _link(row)})
        return [{"title": _("Request"), "rows": rows}]

    def case_context(self, request: HttpRequest, row: Any) -> dict[str, Any]:
        """Add the list with what was answered and the forms of this person."""
        bound: forms.Form | None = getattr(request, "_answer_form", None)
        may_record = policies.allowed(request.user, f"{CONSULTATION}.record", row)
        lines = []
        for one in queries.answers_of(row):
            paper = _form(PaperForm, one, bound, {"stance": one.stance, "reason": one.reason})
            handle = _form(HandleForm, one, bound, None)
            lines.append(
                {
                    "row": one,
                    "paper": paper if may_record and one.handled_at is None else None,
                    "handle": handle
                    if may_record and one.stance == Stance.OBJECTS and one.is_blocking
                    else None,
                }
            )
        return super().case_context(request, row) | {
            "answers": lines,
            "form": bound,
            "has_errors": bound is not None,
        }

    # --- answers -----------------------------------------------------------------------------
    def get_urls(self) -> list[URLPattern]:
        """Add the address of an answer."""
        view = self.admin_site.admin_view(require_POST(self.answer_view))
        return [
            path(
                "<int:object_id>/answers/<int:answer_id>/<slug:name>/",
                view,
                name="awards_consultation_answer",
            ),
            *super().get_urls(),
        ]

    def answer_view(self, request: HttpRequest, object_id: int, answer_id: int, name: str) -> HttpResponse:
        """Record a paper answer or how an objection was dealt with; what was entered stays on the page when refused."""
        row = self.row_or_404(request, object_id)
        answer = get_object_or_404(ConsultationAnswer, pk=answer_id, consultation=row)
        if name not in ("record", "handle"):
            raise Http404
        reason = policies.refusal(request.user, f"{CONSULTATION}.{name}", row)
        if reason is not None:
            return self._refused(request, row, reason)
        kind = PaperForm if name == "record" else HandleForm
        form = kind(request.POST, request.FILES, prefix=f"answer-{answer.pk}")
        if form.is_valid():
            try:
                _store(answer, form.cleaned_data, name, request.user)
            except BusinessError as error:
                form.add_error(None, str(error))
            else:
                self.tell(request, _("Kept."))
                return HttpResponseRedirect(f"{self.case_url(row)}#answer-{answer.pk}")
        request._answer_form = form  # type: ignore[attr-defined] # the page shows what was entered
        return self.page(request, self.change_form_template, self.case_context(request, row))


def _store(answer: ConsultationAnswer, facts: dict[str, Any], name: str, user: Any) -> None:
    now = timezone.now()
    if name == "handle":
        services.handle_objection(answer, handling=facts["handling"], by=user, now=now)
        return
    given = facts.get("paper")
    paper = store_upload(file=given, name=given.name, by=user) if given else None
    services.record_answer(
        answer, stance=facts["stance"], reason=facts["reason"], by=user, now=now, paper=paper
    )


def _form(kind: type[forms.Form], answer: ConsultationAnswer, bound: Any, initial: Any) -> forms.Form:
    prefix = f"answer-{answer.pk}"
    if isinstance(bound, kind) and bound.prefix == prefix:
        return bound
    return kind(prefix=prefix, initial=initial)


def _link(row: Consultation) -> str:
    if row.revoked_at is not None:
        return _("revoked")
    return settings.BASE_URL.rstrip("/") + reverse("public:consult", args=[queries.token_of(row)])
