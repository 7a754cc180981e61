"""Entries against enterprises at the desk: looked up, entered and ended by hand, taken from lists."""

from __future__ import annotations

from typing import Any

from django import forms
from django.contrib import admin
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.urls import URLPattern, path, reverse
from django.utils import timezone
from django.utils.safestring import SafeString
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from brandcert.core import policies
from brandcert.core.admin import PolicyAdmin, name_act
from brandcert.core.errors import BusinessError
from brandcert.core.templatetags.looks import draw_tag
from brandcert.documents.services import received
from brandcert.enterprises import services
from brandcert.enterprises.admin.entry_lists import EntryListPages
from brandcert.enterprises.enums import Concerns, IntegrityKind
from brandcert.enterprises.forms import EnterpriseField
from brandcert.enterprises.models import IntegrityRecord
from brandcert.enterprises.queries import end_of

RECORDS = "admin:enterprises_integrityrecord_changelist"
name_act("enterprises.enterprise.enter_record", _("Entry against the enterprise entered"))
name_act("enterprises.enterprise.change_record", _("End of an entry changed by a list"))
name_act("enterprises.enterprise.end_record", _("Entry ended"))
name_act("enterprises.enterprise.ask_systems", _("National systems asked"))
name_act("enterprises.enterprise.answer_inquiry", _("Answer of a national system"))
name_act("enterprises.enterprise.fail_inquiry", _("National system gave no answer"))
DAY: Any = {"widget": forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d")}


class RecordForm(forms.Form):
    """An entry that was found elsewhere, with the file that shows it."""

    enterprise = EnterpriseField(IntegrityRecord._meta.get_field("enterprise"), label=_("Enterprise"))
    kind = forms.ChoiceField(
        label=_("List"),
        choices=[choice for choice in IntegrityKind.choices if choice[0] != IntegrityKind.BAR],
    )
    concerns = forms.ChoiceField(label=_("Names"), choices=Concerns.choices)
    since = forms.DateField(label=_("Since"), **DAY)
    until = forms.DateField(
        label=_("Until, inclusive"), required=False, help_text=_("Empty as long as no end is known."), **DAY
    )
    source = forms.CharField(
        label=_("Source"), max_length=200, help_text=_("Who published it, and where it can be read.")
    )
    reference = forms.CharField(label=_("Number of the document"), max_length=120, required=False)
    file = forms.FileField(
        label=_("Evidence"), help_text=_("A print or photo of the page that shows the entry: PDF, JPEG, PNG.")
    )


class EndForm(forms.Form):
    """When and why an entry ended, with the proof."""

    until = forms.DateField(label=_("Last day on which it stood"), **DAY)
    reason = forms.CharField(
        label=_("Reason"),
        max_length=500,
        widget=forms.Textarea(attrs={"rows": 4}),
        help_text=_("By which decision the entry was removed; the enterprise can read it."),
    )
    file = forms.FileField(
        label=_("Proof"), help_text=_("The decision on the removal, or a print of the list without it.")
    )


class StandingFilter(admin.SimpleListFilter):
    """Entries that count today, and those that have ended."""

    title = _("standing")
    parameter_name = "standing"

    def lookups(self, request: HttpRequest, model_admin: Any) -> list[tuple[str, Any]]:
        """Return the choices."""
        return [("now", _("in force")), ("ended", _("ended"))]

    def queryset(self, request: HttpRequest, queryset: Any) -> Any:
        """Return the rows of the choice."""
        in_force = queryset.in_force(timezone.localdate())
        if self.value() == "now":
            return in_force
        return queryset.exclude(pk__in=in_force.values("pk")) if self.value() == "ended" else queryset


@admin.register(IntegrityRecord)
class IntegrityRecordAdmin(EntryListPages, PolicyAdmin):
    """All entries, in force or ended; nothing is changed here but by entering and ending."""

    change_action = add_action = "write_as_staff"
    change_form_template = "admin/enterprises/record.html"
    change_list_template = "admin/enterprises/records.html"
    list_display = ("enterprise", "kind", "concerns", "since", "until", "source", "standing")
    list_filter = (StandingFilter, "kind", "concerns", "origin")
    list_select_related = ("enterprise",)
    search_fields = ("enterprise__name", "enterprise__credit_code", "source", "reference")
    search_help_text = _("Enterprise, credit code, source or number of the document")
    ordering = ("-since", "-pk")
    fields = (
        "enterprise",
        "kind",
        "concerns",
        "since",
        "until",
        "source",
        "reference",
        "listed_on",
        "origin",
        "taken_from",
        "entered_by",
        "entered_at",
        "how_it_ends",
        "end_reason",
        "ended_by",
        "ended_at",
    )
    readonly_fields = ("how_it_ends",)

    @admin.display(description=_("standing"))
    def standing(self, row: IntegrityRecord) -> SafeString:
        """Draw whether the entry counts today."""
        today = timezone.localdate()
        if row.since <= today and (row.until is None or row.until >= today):
            return draw_tag(gettext("in force"), "red")
        return draw_tag(gettext("ended"), "grey")

    @admin.display(description=_("how it ends"))
    def how_it_ends(self, row: IntegrityRecord) -> str:
        """Return how the entry ends and who may lift it."""
        return end_of(row)

    def get_urls(self) -> list[URLPattern]:
        """Add the pages that enter and end, and lists coming in."""
        wrap = self.admin_site.admin_view
        own = [
            path("enter/", wrap(self.enter_view), name="enterprises_integrityrecord_enter"),
            path("<int:object_id>/end/", wrap(self.end_view), name="enterprises_integrityrecord_end"),
        ]
        return [*own, *self.list_urls(), *super().get_urls()]

    def changelist_view(
        self, request: HttpRequest, extra_context: dict[str, Any] | None = None
    ) -> HttpResponse:
        """Show the entries, with the ways to new ones for whoever may enter."""
        may = policies.allowed(request.user, "enterprises.enterprise.enter_record")
        return super().changelist_view(request, {"may_enter": may, **(extra_context or {})})

    def change_view(
        self,
        request: HttpRequest,
        object_id: str,
        form_url: str = "",
        extra_context: dict[str, Any] | None = None,
    ) -> HttpResponse:
        """Show the entry with its files, and the way to its end."""
        row = self.row_or_404(request, object_id)
        files = [
            {"title": one.name, "url": reverse("documents:download", args=[one.pk])}
            for one in (row.evidence, row.end_evidence)
            if one is not None and policies.allowed(request.user, "documents.upload.view", one)
        ]
        context = {"may_end": self._may_end(request, row), "files": files, **(extra_context or {})}
        return super().change_view(request, object_id, form_url, context)

    @staticmethod
    def _may_end(request: HttpRequest, row: IntegrityRecord) -> bool:
        today = timezone.localdate()
        is_open = row.ended_at is None and (row.until is None or row.until >= today)
        may = policies.allowed(request.user, "enterprises.enterprise.end_record", row.enterprise)
        return is_open and may and row.kind != IntegrityKind.BAR

    def enter_view(self, request: HttpRequest) -> HttpResponse:
        """Ask what was found and take it, with its file, or not at all."""
        if not policies.allowed(request.user, "enterprises.enterprise.enter_record"):
            raise PermissionDenied
        form = RecordForm(*self._sent(request))
        if request.method == "POST" and form.is_valid() and self._entered(request, form):
            return HttpResponseRedirect(reverse(RECORDS))
        label = gettext("Enter an entry")
        crumbs = [
            {"title": gettext("integrity records"), "url": reverse(RECORDS)},
            {"title": label, "url": ""},
        ]
        return self._ask(request, form, label, crumbs, {"number": "", "title": label}, reverse(RECORDS))

    def _entered(self, request: HttpRequest, form: forms.Form) -> bool:
        said = dict(form.cleaned_data)
        enterprise, file = said.pop("enterprise"), said.pop("file")
        today = timezone.localdate()
        try:
            with received(file=file, name=file.name, by=request.user) as evidence:
                particulars = services.Particulars(**said, listed_on=today, evidence=evidence)
                services.enter_record(enterprise, particulars, by=request.user, today=today)
        except BusinessError as fault:
            form.add_error(None, str(fault))
            return False
        self.tell(request, gettext("The entry stands. Open cases of the enterprise are flagged."))
        return True

    def end_view(self, request: HttpRequest, object_id: int) -> HttpResponse:
        """Ask when, why and by which proof the entry ended."""
        row = self.row_or_404(request, object_id)
        if not self._may_end(request, row):
            raise PermissionDenied
        back = reverse("admin:enterprises_integrityrecord_change", args=[row.pk])
        form = EndForm(*self._sent(request))
        if request.method == "POST" and form.is_valid() and self._ended(request, row, form):
            return HttpResponseRedirect(back)
        label = gettext("End the entry")
        crumbs = [{"title": str(row), "url": back}, {"title": label, "url": ""}]
        case = {"number": row.enterprise.credit_code or "", "title": f"{row.enterprise} · {row}"}
        return self._ask(request, form, label, crumbs, case, back)

    def _ended(self, request: HttpRequest, row: IntegrityRecord, form: forms.Form) -> bool:
        said = dict(form.cleaned_data)
        file = said.pop("file")
        try:
            with received(file=file, name=file.name, by=request.user) as proof:
                services.end_record(row, **said, evidence=proof, by=request.user, today=timezone.localdate())
        except BusinessError as fault:
            form.add_error(None, str(fault))
            return False
        self.tell(request, gettext("The entry has ended; it stays readable."))
        return True

    @staticmethod
    def _sent(request: HttpRequest) -> tuple[Any, ...]:
        return (request.POST, request.FILES) if request.method == "POST" else ()

    def _ask(
        self, request: HttpRequest, form: forms.Form, label: str, crumbs: Any, case: Any, back: str
    ) -> HttpResponse:
        context = {
            "form": form,
            "title": label,
            "act": {"label": label, "tone": "primary"},
            "case": case,
            "crumbs": crumbs,
            "back_url": back,
        }
        shown: HttpResponse = self.page(request, "admin/step.html", context)
        return shown
