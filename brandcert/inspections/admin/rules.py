"""Rules of a batch for its visits, at the desk."""

from __future__ import annotations

from typing import Any, ClassVar

from django import forms
from django.contrib import admin
from django.utils.translation import gettext_lazy as _

from brandcert.core.admin import PolicyAdmin, name_act
from brandcert.inspections.enums import Mode
from brandcert.inspections.models import VisitRule


class _RuleForm(forms.ModelForm[VisitRule]):
    """Asks for modes and season."""

    modes = forms.MultipleChoiceField(
        label=_("modes allowed"), choices=Mode.choices, widget=forms.CheckboxSelectMultiple
    )

    class Meta:
        model = VisitRule
        fields = (
            "batch",
            "category",
            "product_class",
            "modes",
            "season_begins",
            "season_ends",
            "lets_exception",
        )


@admin.register(VisitRule)
class VisitRuleAdmin(PolicyAdmin):
    """Which modes and which season the visits of a batch have."""

    change_action: ClassVar[str] = "set"
    add_action: ClassVar[str] = "set"
    form = _RuleForm
    list_display = (
        "batch",
        "category",
        "product_class",
        "mode_names",
        "season_begins",
        "season_ends",
        "lets_exception",
    )
    list_select_related = ("batch", "category", "product_class")
    list_filter = ("batch",)

    @admin.display(description=_("modes allowed"))
    def mode_names(self, row: Any) -> str:
        """Return the modes in one line."""
        return "、".join(str(Mode(one).label) for one in row.modes if one in Mode.values)


name_act("inspections.visitrule.set", _("Rule for visits set"))
