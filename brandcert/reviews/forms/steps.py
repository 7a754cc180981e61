"""Forms of the review: the declaration, and what its steps ask for."""

from __future__ import annotations

from typing import Any, Final

from django import forms
from django.utils.translation import get_language, gettext_lazy
from django.utils.translation import gettext as _

from brandcert.applications.forms.units import RejectionForm
from brandcert.core.admin import ReasonForm, StepForm
from brandcert.reviews.enums import AssignmentStatus, ConflictKind
from brandcert.reviews.models import Assignment, Expert
from brandcert.reviews.services import letters

NO_TIME: Final = "no_time"


def name_of(row: Any) -> str:
    """Return the title of a criterion or dimension in the user's language."""
    is_chinese = (get_language() or "zh").startswith("zh")
    return str(row.title if is_chinese or not row.title_en else row.title_en)


class DeclineForm(StepForm):
    """Asks an expert why he recuses himself."""

    kind = forms.ChoiceField(
        label=gettext_lazy("Ground"),
        choices=[*ConflictKind.choices, (NO_TIME, gettext_lazy("no conflict: I have no time"))],
        widget=forms.RadioSelect,
    )
    reason = forms.CharField(
        label=gettext_lazy("Reason"), max_length=500, widget=forms.Textarea(attrs={"rows": 3})
    )

    def clean_kind(self) -> str:
        """Return the kind of conflict, or nothing when the expert only has no time."""
        kind: str = self.cleaned_data["kind"]
        return "" if kind == NO_TIME else kind


class DrawForm(StepForm):
    """Asks for nothing: says how the seed of the drawing of a single case comes about."""

    def beforehand(self) -> list[dict[str, Any]]:
        """Say who makes the seed, and when."""
        words = _("Made at random at the moment of drawing and kept in the record; nobody can choose it.")
        return [{"label": _("Seed"), "value": words}]


class PublicValueForm(StepForm):
    """Asks for the value of the public source that was announced."""

    public_value = forms.CharField(
        label=gettext_lazy("Value from the public source"),
        required=False,
        max_length=200,
        help_text=gettext_lazy("Exactly as published."),
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        """Name the source and ask for its value; without one nothing is asked, and a value is left to the service to refuse."""
        super().__init__(*args, **kwargs)
        field = self.fields["public_value"]
        if self.row.source:
            field.required = True
            field.help_text = _("Exactly as published by: %(source)s") % {"source": self.row.source}
        else:
            field.widget = forms.HiddenInput()


class BelowGateForm(RejectionForm):
    """Why a case ends below the gate, with the letter to be read before it is proposed."""

    def letter_before(self, reason: str) -> dict[str, Any]:
        """Return the letter after the review."""
        return letters.letter_before(self.row, reason=reason)


class HandForm(ReasonForm):
    """Asks whom to invite without a draw, and why."""

    expert = forms.ModelChoiceField(
        label=gettext_lazy("Expert"), queryset=Expert.objects.filter(is_available=True).select_related("user")
    )
    field_order = ("expert", "reason")


class NoteForm(StepForm):
    """Asks why diverging scores stand."""

    note = forms.CharField(
        label=gettext_lazy("Why the scores stand"), widget=forms.Textarea(attrs={"rows": 4})
    )


class VoidForm(ReasonForm):
    """Asks which locked sheets become void, and why."""

    assignments = forms.ModelMultipleChoiceField(
        label=gettext_lazy("Score sheets"),
        queryset=Assignment.objects.none(),
        widget=forms.CheckboxSelectMultiple,
    )
    field_order = ("assignments", "reason")

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        """Offer the locked sheets of the case."""
        super().__init__(*args, **kwargs)
        rows = Assignment.objects.filter(panel__application=self.row, status=AssignmentStatus.LOCKED)
        choice: Any = self.fields["assignments"]
        choice.queryset = rows.select_related("expert__user").order_by("pk")
        choice.label_from_instance = lambda row: str(row.expert)
