"""Interests of experts, affiliated bodies, objections to experts, and the rules of a batch for its panels."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, ClassVar

from django import forms
from django.contrib import admin, messages
from django.http import HttpRequest
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext

from brandcert.core.admin import PolicyAdmin, ServiceAdmin
from brandcert.reviews import services
from brandcert.reviews.admin.finding import FindsEnterprise
from brandcert.reviews.admin.mine import name_warning
from brandcert.reviews.models import Absence, Affiliate, ExpertObjection, Interest, PanelRule

if TYPE_CHECKING:
    from collections.abc import Iterator


@admin.register(Interest)
class InterestAdmin(ServiceAdmin):
    """What experts have to do with bodies; entered, never changed."""

    rules: ClassVar[str] = "reviews.expert"
    change_action: ClassVar[str] = "nothing"
    add_action: ClassVar[str] = "edit"
    list_display = ("expert", "kind", "body", "credit_code", "since", "until")
    list_filter = ("kind",)
    list_select_related = ("expert__user",)
    search_fields = ("expert__user__name", "body", "credit_code")
    fields = ("expert", "kind", "body", "credit_code", "since", "until", "note")

    def run(self, request: HttpRequest, row: Any, form: Any, change: bool) -> Any:
        """State the interest; one that ties by a name alone is said to do so."""
        stated = services.state_interest(
            row.expert,
            kind=row.kind,
            body=row.body,
            credit_code=row.credit_code,
            since=row.since,
            until=row.until,
            note=row.note,
            by=request.user,
        )
        if not stated.credit_code:
            messages.warning(request, name_warning(stated))
        return stated


@admin.register(Absence)
class AbsenceAdmin(ServiceAdmin):
    """Days on which experts are away."""

    rules: ClassVar[str] = "reviews.expert"
    change_action: ClassVar[str] = "nothing"
    add_action: ClassVar[str] = "edit"
    list_display = ("expert", "since", "until", "note")
    list_select_related = ("expert__user",)
    search_fields = ("expert__user__name",)
    date_hierarchy = "since"
    fields = ("expert", "since", "until", "note")

    def run(self, request: HttpRequest, row: Any, form: Any, change: bool) -> Any:
        """Enter the absence."""
        return services.state_absence(
            row.expert, since=row.since, until=row.until, note=row.note, by=request.user
        )


@admin.register(Affiliate)
class AffiliateAdmin(FindsEnterprise):
    """Bodies of an applicant's group; entered, never changed."""

    rules: ClassVar[str] = "reviews.expert"
    change_action: ClassVar[str] = "nothing"
    add_action: ClassVar[str] = "edit"
    list_display = ("enterprise", "name", "credit_code", "source")
    list_select_related = ("enterprise",)
    search_fields = ("enterprise__name", "name", "credit_code")
    fields = ("enterprise", "name", "credit_code", "source")

    def run(self, request: HttpRequest, row: Any, form: Any, change: bool) -> Any:
        """Record the body."""
        return services.record_affiliate(
            row.enterprise, name=row.name, credit_code=row.credit_code, source=row.source, by=request.user
        )


class _DecisionForm(forms.ModelForm[ExpertObjection]):
    """Asks for a decision in words, never for "unknown"."""

    is_admitted = forms.TypedChoiceField(
        label=_("decision"),
        choices=[("yes", _("admit: the expert stands aside")), ("no", _("refuse"))],
        coerce=lambda value: value == "yes",
        widget=forms.RadioSelect,
    )

    class Meta:
        model = ExpertObjection
        fields = ("is_admitted", "decision")


class DecisionFilter(admin.BooleanFieldListFilter):
    """Admitted, refused, or waiting for the decision."""

    def choices(self, changelist: Any) -> Iterator[Any]:
        """Call what has no answer yet by its name instead of “unknown”; it is the last choice."""
        *decided, waiting = super().choices(changelist)
        yield from decided
        yield waiting | {"display": pgettext("an objection", "to be decided")}


@admin.register(ExpertObjection)
class ExpertObjectionAdmin(FindsEnterprise):
    """Objections of enterprises to experts: one person enters them, another decides."""

    change_action: ClassVar[str] = "decide"
    add_action: ClassVar[str] = "file"
    list_display = ("enterprise", "expert", "filed_at", "is_admitted", "decided_at")
    list_filter = (("is_admitted", DecisionFilter),)
    list_select_related = ("enterprise", "expert__user")

    def get_fields(self, request: HttpRequest, obj: Any = None) -> Any:
        """Ask for the objection first, for the decision later."""
        entered = ("enterprise", "expert", "reason")
        return entered if obj is None else (*entered, "filed_by", "is_admitted", "decision")

    def get_readonly_fields(self, request: HttpRequest, obj: Any = None) -> Any:
        """Keep what was entered as it is."""
        return () if obj is None else ("enterprise", "expert", "reason", "filed_by")

    def get_form(self, request: HttpRequest, obj: Any = None, change: bool = False, **kwargs: Any) -> Any:
        """Ask for a decision of an objection that waits for one."""
        if obj is not None and self.has_change_permission(request, obj):
            kwargs["form"] = _DecisionForm
        return super().get_form(request, obj, change, **kwargs)

    def has_change_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        """Let nobody decide twice."""
        return (obj is None or obj.decided_at is None) and super().has_change_permission(request, obj)

    def run(self, request: HttpRequest, row: Any, form: Any, change: bool) -> Any:
        """Enter the objection, or decide it."""
        if change:
            return services.decide_objection(
                row, is_admitted=row.is_admitted, decision=row.decision, by=request.user
            )
        return services.object_to_expert(
            row.expert, enterprise=row.enterprise, reason=row.reason, by=request.user
        )


class _RuleForm(forms.ModelForm[PanelRule]):
    """Asks for the fields as one writes them, one to a line."""

    fields_text = forms.CharField(
        label=_("required fields"),
        required=False,
        widget=forms.Textarea(attrs={"rows": 3}),
        help_text=_(
            "One to a line. At least one expert of each; an expert counts for the first that he knows."
        ),
    )

    class Meta:
        model = PanelRule
        fields = ("batch", "category", "avoids_county", "most_tasks")

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        """Show the stored fields."""
        super().__init__(*args, **kwargs)
        self.fields["fields_text"].initial = "\n".join(self.instance.fields)

    def clean_fields_text(self) -> list[str]:
        """Return the lines, each once."""
        lines = (line.strip() for line in self.cleaned_data["fields_text"].splitlines())
        return list(dict.fromkeys(line for line in lines if line))

    def save(self, commit: bool = True) -> PanelRule:
        """Keep the fields as a list."""
        self.instance.fields = self.cleaned_data["fields_text"]
        return super().save(commit)


@admin.register(PanelRule)
class PanelRuleAdmin(PolicyAdmin):
    """What each batch asks of its panels."""

    rules: ClassVar[str] = "reviews.expert"
    change_action: ClassVar[str] = "edit"
    add_action: ClassVar[str] = "edit"
    form = _RuleForm
    list_display = ("batch", "category", "field_names", "avoids_county", "most_tasks")
    list_select_related = ("batch", "category")
    fields = ("batch", "category", "fields_text", "avoids_county", "most_tasks")

    @admin.display(description=_("required fields"))
    def field_names(self, row: Any) -> str:
        """Return the fields in one line."""
        return "、".join(row.fields)
