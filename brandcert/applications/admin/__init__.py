"""Applications at the desk of staff: the list, the page of a case and its steps before the review."""

from typing import Any, ClassVar

from django.contrib import admin
from django.http import HttpRequest, HttpResponse
from django.template.response import TemplateResponse
from django.urls import URLPattern
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from brandcert.accounts.enums import Role
from brandcert.applications import forms, services
from brandcert.applications.admin import files as _files  # noqa: F401 -- registers the list as a file
from brandcert.applications.admin import integrity as _integrity  # noqa: F401 -- registers its panel and steps
from brandcert.applications.admin import many as _many  # noqa: F401 -- registers what is done for many
from brandcert.applications.admin import page, sheet, telling, units
from brandcert.applications.admin import talks as _talks  # noqa: F401 -- registers its panel and steps
from brandcert.applications.admin import versions as _versions  # noqa: F401 -- registers its panel
from brandcert.applications.enums import DEAD_ENDS, Status
from brandcert.applications.models import Application
from brandcert.applications.policies import is_outsider
from brandcert.applications.queries import awaits_county
from brandcert.core.admin import CaseAdmin, name_act, register_step, steps
from brandcert.core.admin.history import timeline_of
from brandcert.core.templatetags.looks import draw_tag
from brandcert.documents.admin import show_letters

MODEL = "applications.application"
show_letters(MODEL, "certificates.certificate", "awards.objection")
BEFORE_ACCEPTANCE = (Status.SUBMITTED, Status.RECOMMENDED)


register_step(f"{MODEL}.recommend", run=services.recommend, form=forms.RecommendForm)
register_step(
    f"{MODEL}.refuse_recommendation", run=services.refuse_recommendation, form=forms.RefuseRecommendationForm
)
register_step(
    f"{MODEL}.give_county_opinion",
    run=services.give_county_opinion,
    form=forms.CountyOpinionForm,
    label=gettext_lazy("Opinion of the county"),
    tone="primary",
    when=lambda row: row.status == Status.SUBMITTED and awaits_county(row),
)
register_step(f"{MODEL}.request_correction", run=services.request_correction, form=forms.CorrectionForm)
register_step(f"{MODEL}.accept", run=services.accept)
register_step(f"{MODEL}.refuse_acceptance", run=services.refuse_acceptance, form=forms.RefuseAcceptanceForm)
register_step(f"{MODEL}.reject_for_fraud", form=forms.FraudForm)
register_step(
    f"{MODEL}.check_eligibility",
    run=services.check_eligibility,
    form=forms.EligibilityForm,
    label=gettext_lazy("Check eligibility"),
    when=lambda row: row.status in BEFORE_ACCEPTANCE,
)
register_step(
    f"{MODEL}.reveal_contact",
    run=services.reveal_contact,
    form=forms.RevealForm,
    label=gettext_lazy("Show contact data"),
    when=lambda row: row.status not in DEAD_ENDS,
)
name_act(f"{MODEL}.flag_rectification", gettext_lazy("Rectification overdue"))
name_act(f"{MODEL}.flag_overdue", gettext_lazy("Acceptance overdue: counts as accepted"))
name_act(f"{MODEL}.escalate_overdue", gettext_lazy("Overdue acceptance escalated"))
name_act(f"{MODEL}.republish", gettext_lazy("Published again, corrected"))
name_act(f"{MODEL}.recount", gettext_lazy("Deadline counted again by the new calendar"))
name_act(f"{MODEL}.create", gettext_lazy("Draft begun"))
name_act(f"{MODEL}.edit", gettext_lazy("Content changed"))
name_act(f"{MODEL}.pledge", gettext_lazy("Pledge given"))


@admin.register(Application)
class ApplicationAdmin(CaseAdmin):
    """All applications a person may see, and one page for each."""

    list_display = ("number", "product", "enterprise", "status_label", "submitted", "due")
    list_display_links = ("number", "product")
    list_filter: ClassVar[Any] = (
        "status",
        "stage",
        ("batch", admin.RelatedOnlyFieldListFilter),
        ("category", admin.RelatedOnlyFieldListFilter),
        ("unit", admin.RelatedOnlyFieldListFilter),
    )
    list_select_related = ("product", "enterprise", "category")
    search_fields = ("receipt_number", "enterprise__name", "enterprise__credit_code", "product__name")
    search_help_text = gettext_lazy("Receipt number, enterprise, credit code or product")
    ordering = ("-submitted_at", "-id")

    @admin.display(description=gettext_lazy("receipt number"), ordering="receipt_number")
    def number(self, row: Application) -> str:
        """Return the receipt number, or that the row is a draft of one's own enterprise."""
        return row.receipt_number or _("draft")

    @admin.display(description=gettext_lazy("submitted on"), ordering="submitted_at")
    def submitted(self, row: Application) -> Any:
        """Return the day of the submission."""
        return timezone.localdate(row.submitted_at) if row.submitted_at else None

    @admin.display(description=gettext_lazy("due on"), ordering="due_on")
    def due(self, row: Application) -> Any:
        """Return the deadline, tinted once it has passed."""
        if row.due_on is not None and row.due_on < timezone.localdate():
            return draw_tag(row.due_on.isoformat(), "red")
        return row.due_on

    def get_urls(self) -> list[URLPattern]:
        """Add the desks of the recommending units."""
        return units.UnitPages(self).urls() + super().get_urls()

    def step_view(self, request: HttpRequest, object_id: int, name: str) -> HttpResponse:
        """Save the eligibility sheet before it is filed; every other step as everywhere."""
        if name == sheet.STEP and request.method == "POST":
            row = self.row_or_404(request, object_id)
            act = next((act for act in steps.acts_for(row, request.user) if act.name == name), None)
            answer = sheet.keep_first(self, request, row, act) if act is not None else None
            if answer is not None:
                return answer
        return super().step_view(request, object_id, name)

    def _form_page(self, request: HttpRequest, row: Any, act: steps.Act, form: Any) -> TemplateResponse:
        """Draw the eligibility sheet with its further buttons."""
        if act.name == sheet.STEP:
            return self.page(request, "applications/sheet.html", self._step_context(request, row, act, form))
        return super()._form_page(request, row, act, form)

    def get_queryset(self, request: HttpRequest) -> Any:
        """Fetch with each row what its title names; whoever works from outside reads what he is told."""
        rows = super().get_queryset(request).select_related("product", "enterprise", "category")
        return rows.as_told_to(request.user) if is_outsider(request.user) else rows

    def get_list_filter(self, request: HttpRequest) -> Any:
        """Let outsiders filter by what they are told."""
        if not is_outsider(request.user):
            return self.list_filter
        return (telling.ToldStatus, telling.ToldStage, *self.list_filter[2:])

    def get_sortable_by(self, request: HttpRequest) -> Any:
        """Let outsiders sort by what is no secret: an order tells as much as a filter."""
        return telling.SORTABLE if is_outsider(request.user) else super().get_sortable_by(request)

    def lookup_allowed(self, lookup: str, value: str, request: HttpRequest) -> bool:
        """Refuse outsiders every question about a case they could ask bit by bit."""
        if is_outsider(request.user) and lookup not in telling.TOLD:
            return lookup.partition("__")[0] in telling.OPEN and super().lookup_allowed(
                lookup, value, request
            )
        return super().lookup_allowed(lookup, value, request)

    def _approvals(self, row: Application, user: Any) -> list[dict[str, Any]]:
        """Keep what is proposed inside the office from whoever only gave an opinion on the case."""
        return [] if is_outsider(user) and Role.INSPECTOR not in user.roles else super()._approvals(row, user)

    def timeline(self, request: HttpRequest, row: Application) -> list[dict[str, Any]]:
        """Leave out what outsiders are not told."""
        if not is_outsider(request.user):
            return super().timeline(request, row)
        return timeline_of(row, told=lambda events: telling.told_events(row, events, request.user))

    def case_title(self, row: Application) -> str:
        """Return the product or service the case is about."""
        return str(row.product or row)

    def case_number(self, row: Application) -> str:
        """Return the receipt number."""
        return row.receipt_number or ""

    def case_spine(self, row: Application) -> list[dict[str, Any]]:
        """Return the stages; none is in progress once the case has ended."""
        steps = super().case_spine(row)
        ended = {Status.AWARDED: "done", **dict.fromkeys(DEAD_ENDS, "stopped")}
        for step in steps:
            if step["state"] == "current":
                step["state"] = ended.get(Status(row.status), "current")
        return steps

    def case_facts(self, row: Application) -> list[str]:
        """Return enterprise, category, batch, unit and scores."""
        return page.facts(row)

    def case_alerts(self, request: HttpRequest, row: Application) -> list[dict[str, Any]]:
        """Return an overdue acceptance, a running correction, and why the case ended."""
        return page.alerts(row)

    def case_sections(self, request: HttpRequest, row: Application) -> list[dict[str, Any]]:
        """Return the content, the checks before acceptance, corrections and versions."""
        return page.sections(row, request.user)

    def case_people(self, request: HttpRequest, row: Application) -> list[dict[str, Any]]:
        """Return the contact of the enterprise and who handed in and recommended."""
        return page.people(row, request.user)

    def case_documents(self, request: HttpRequest, row: Application) -> list[dict[str, Any]]:
        """Return the files in place, and the required documents that have none."""
        return page.documents(row)
