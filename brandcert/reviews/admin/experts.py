"""The pool of experts and their conflicts of interest."""

from __future__ import annotations

from typing import Any, ClassVar

from django.contrib import admin
from django.db.models import Count, Q
from django.http import HttpRequest, HttpResponse
from django.urls import URLPattern
from django.utils import timezone
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from brandcert.accounts.models import User
from brandcert.core.admin import ReadOnlyInline, ServiceAdmin, name_act
from brandcert.programs.enums import CategoryKey
from brandcert.reviews import services
from brandcert.reviews.admin import lists, mine
from brandcert.reviews.admin.finding import FindsEnterprise
from brandcert.reviews.admin.pool_filters import CategoryFilter, FieldFilter, StandingFilter
from brandcert.reviews.admin.pool_forms import ExpertForm, NewExpertForm
from brandcert.reviews.enums import OPEN
from brandcert.reviews.models import Absence, Conflict, Expert, Interest
from brandcert.reviews.queries import record

name_act("reviews.expert.enter", _("Expert entered"))
name_act("reviews.expert.edit", _("Particulars changed"))
name_act("reviews.expert.export", _("Pool exported"))
name_act("reviews.expert.end_interest", _("End of an interest stated"))
name_act("reviews.expert.state_absence", _("Absence stated"))
name_act("reviews.expert.end_absence", _("Absence ended"))
name_act("accounts.user.enter_expert", _("Account opened for an expert"))


class InterestInline(ReadOnlyInline):
    """What the expert has to do with bodies, former employers among them."""

    model = Interest
    fields = ("kind", "body", "credit_code", "since", "until", "note")


class AbsenceInline(ReadOnlyInline):
    """When the expert is away."""

    model = Absence
    fields = ("since", "until", "note")


class ConflictInline(ReadOnlyInline):
    """Enterprises the expert may not judge."""

    model = Conflict
    fields = ("enterprise", "kind", "is_detected", "note")

    def get_queryset(self, request: HttpRequest) -> Any:
        """Read the enterprises with the rows."""
        return super().get_queryset(request).select_related("enterprise")


@admin.register(Expert)
class ExpertAdmin(lists.ListPages, mine.OwnPage, ServiceAdmin):
    """The pool: who may be drawn, for which categories and fields, how busy and how reliable they are."""

    change_action: ClassVar[str] = "edit"
    add_action: ClassVar[str] = "enter"
    change_form_template = "admin/reviews/expert.html"
    change_list_template = "admin/reviews/experts.html"
    list_display = ("user", "employer", "category_names", "field_names", "load", "is_available")
    list_filter = (
        CategoryFilter,
        FieldFilter,
        StandingFilter,
        ("division", admin.RelatedOnlyFieldListFilter),
    )
    list_select_related = ("user", "division")
    search_fields = ("user__name", "employer", "employer_credit_code", "title")
    search_help_text = _("Name, employer, credit code or title")
    ordering = ("user__name", "pk")
    form = ExpertForm
    inlines: ClassVar = [InterestInline, AbsenceInline, ConflictInline]

    def get_queryset(self, request: HttpRequest) -> Any:
        """Count the open tasks with the rows: what was signed, this year or earlier, burdens nobody any more."""
        rows = super().get_queryset(request).select_related("user")
        return rows.annotate(live=Count("assignments", filter=Q(assignments__status__in=OPEN)))

    def get_urls(self) -> list[URLPattern]:
        """Add the expert's own page, and lists going in and out."""
        return [*self.own_urls(), *self.list_urls(), *super().get_urls()]

    @admin.display(description=_("categories"))
    def category_names(self, row: Any) -> str:
        """Return the categories in words."""
        return "、".join(str(CategoryKey(key).label) for key in row.categories if key in CategoryKey.values)

    @admin.display(description=_("fields"))
    def field_names(self, row: Any) -> str:
        """Return the fields in one line."""
        return "、".join(row.fields)

    @admin.display(description=_("present tasks"), ordering="live")
    def load(self, row: Any) -> str:
        """Return how many open tasks the expert has; his own limit holds for one batch, so it is named apart."""
        if row.most_tasks is None:
            return str(row.live)
        return gettext("%(n)s (at most %(most)s in a batch)") % {"n": row.live, "most": row.most_tasks}

    def get_list_display(self, request: HttpRequest) -> Any:
        """Show the record to the secretary alone."""
        *shown, available = self.list_display
        own = ("reliability", "distance") if self._sees_record(request) else ()
        return (*shown, *own, available)

    def _sees_record(self, request: HttpRequest) -> bool:
        return self.may(request, "view_record")

    def get_changelist_instance(self, request: HttpRequest) -> Any:
        """Compute the records of the experts on the page at once."""
        found = super().get_changelist_instance(request)
        shown = list(found.result_list)
        if self._sees_record(request):
            rows = record.records([row.pk for row in shown], today=timezone.localdate())
            for row in shown:
                row.record = rows[row.pk]
        found.result_list = shown
        return found

    @admin.display(description=_("in time / late / replaced"))
    def reliability(self, row: Any) -> str:
        """Return how punctual the expert was."""
        return f"{row.record.in_time} / {row.record.late + row.record.overdue} / {row.record.replaced}"

    @admin.display(description=_("distance from the panel"))
    def distance(self, row: Any) -> str:
        """Return how far the locked totals lie from the others' on the same panels, on the average."""
        return "–" if row.record.distance is None else str(row.record.distance)

    def get_fields(self, request: HttpRequest, obj: Any = None) -> Any:
        """Ask for the person first, later only for the particulars."""
        own = (
            "title",
            "post",
            "employer",
            "employer_credit_code",
            "division",
            "categories",
            "fields_text",
            "is_available",
            "most_tasks",
        )
        if obj is None:
            return ("email", "person_name", *own)
        if not self.has_change_permission(request, obj):
            return (
                "user",
                *(one for one in own if one not in {"categories", "fields_text"}),
                "category_names",
                "field_names",
            )
        return ("user", *own)

    def get_readonly_fields(self, request: HttpRequest, obj: Any = None) -> tuple[str, ...]:
        """Keep the person of an entry: another person is another entry."""
        return () if obj is None else ("user", "category_names", "field_names")

    def get_form(self, request: HttpRequest, obj: Any = None, change: bool = False, **kwargs: Any) -> Any:
        """Ask for the address of a new expert."""
        if obj is None:
            kwargs["form"] = NewExpertForm
        return super().get_form(request, obj, change, **kwargs)

    def get_inlines(self, request: HttpRequest, obj: Any) -> Any:
        """Show what belongs to an expert once he is in the pool."""
        return [] if obj is None else self.inlines

    def change_view(
        self, request: HttpRequest, object_id: str, form_url: str = "", extra_context: Any = None
    ) -> HttpResponse:
        """Show the expert, with his record for whoever may see it."""
        context: dict[str, Any] = {"may_state": self.has_change_permission(request)}
        if self._sees_record(request) and object_id.isdigit():
            key = int(object_id)
            context["record"] = record.records([key], today=timezone.localdate())[key]
        shown: HttpResponse = super().change_view(
            request, object_id, form_url, {**context, **(extra_context or {})}
        )
        return shown

    def run(self, request: HttpRequest, row: Any, form: Any, change: bool) -> Any:
        """Save by the services, which open accounts, keep former employers and end tasks that a tie forbids."""
        if change:
            services.edit_expert(row, values=form.values(), by=request.user, today=timezone.localdate())
            return row
        data = form.cleaned_data
        user = User.objects.filter(email__iexact=data["email"]).first() or services.enter_person(
            name=data["person_name"], email=data["email"], by=request.user
        )
        return services.enter_expert(user, values=form.values(), by=request.user)


@admin.register(Conflict)
class ConflictAdmin(FindsEnterprise):
    """Stated and detected conflicts; entered, never changed."""

    rules: ClassVar[str] = "reviews.expert"
    change_action: ClassVar[str] = "nothing"
    add_action: ClassVar[str] = "edit"
    list_display = ("expert", "enterprise", "kind", "is_detected", "stated_at")
    list_filter = ("kind", "is_detected")
    list_select_related = ("expert__user", "enterprise")
    search_fields = ("expert__user__name", "enterprise__name")
    fields = ("expert", "enterprise", "kind", "note")

    def run(self, request: HttpRequest, row: Any, form: Any, change: bool) -> Any:
        """State the conflict, which also ends open tasks; a known one stays as it is."""
        return services.declare_conflict(
            row.expert, enterprise=row.enterprise, kind=row.kind, note=row.note, by=request.user
        )
