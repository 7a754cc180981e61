"""Forms of the review: the score sheet, the declaration, and what its steps ask for."""

from __future__ import annotations

from collections.abc import Sequence
from decimal import Decimal
from typing import Any, Final

from django import forms
from django.utils.translation import get_language, gettext_lazy
from django.utils.translation import gettext as _

from brandcert.core.admin import ReasonForm, StepForm
from brandcert.programs.models import Criterion
from brandcert.reviews.enums import AssignmentStatus, ConflictKind
from brandcert.reviews.models import Assignment, Expert
from brandcert.reviews.services import Line

LONGEST_SEED: Final = 64
NO_TIME: Final = "no_time"


class ScoreForm(forms.Form):
    """The whole sheet of one expert: points, reason and citations of each criterion, and the remark."""

    revision = forms.IntegerField(widget=forms.HiddenInput, required=False, initial=0)

    def __init__(
        self, *args: Any, criteria: Sequence[Criterion], evidence: Sequence[tuple[int, str]], **kwargs: Any
    ) -> None:
        """Make the fields of each criterion; `evidence` are the materials that can be cited."""
        super().__init__(*args, **kwargs)
        self.criteria = criteria
        for row in criteria:
            self.fields[f"points-{row.code}"] = forms.DecimalField(
                label=_("Points: %(code)s") % {"code": row.code},
                required=False,
                min_value=Decimal(0),
                max_value=row.maximum,
                decimal_places=2,
                widget=forms.NumberInput(attrs={"step": "0.01", "inputmode": "decimal"}),
            )
            self.fields[f"reason-{row.code}"] = forms.CharField(
                label=_("Reason: %(name)s") % {"name": row.code},
                required=False,
                max_length=2000,
                widget=forms.TextInput(attrs={"placeholder": _("Reason (compulsory under 60 percent)")}),
            )
            self.fields[f"cite-{row.code}"] = forms.TypedMultipleChoiceField(
                label=_("Evidence cited: %(code)s") % {"code": row.code},
                required=False,
                coerce=int,
                choices=evidence,
                widget=forms.CheckboxSelectMultiple,
            )
        self.fields["comment"] = forms.CharField(
            label=_("Overall comment"),
            required=False,
            max_length=5000,
            widget=forms.Textarea(attrs={"rows": 4}),
            help_text=_("Kept with the sheet; the applicant never sees who wrote it."),
        )
        self.fields["confirm"] = forms.BooleanField(
            label=_("I judged independently, on the evidence, and I know that a signed sheet is locked."),
            required=False,
        )

    def clean(self) -> dict[str, Any]:
        """Ask for the confirmation when the sheet is to be signed."""
        cleaned = super().clean() or {}
        if "submit" in self.data and not cleaned.get("confirm"):
            self.add_error("confirm", _("Please confirm before you sign."))
        return cleaned

    def lines(self) -> dict[str, Line]:
        """Return what was entered, by criterion code."""
        data = self.cleaned_data
        return {
            row.code: Line(
                data[f"points-{row.code}"], data[f"reason-{row.code}"], tuple(data[f"cite-{row.code}"])
            )
            for row in self.criteria
        }


def initial_of(lines: dict[str, Line], comment: str, revision: int) -> dict[str, Any]:
    """Return stored lines as the form's initial values."""
    values: dict[str, Any] = {"comment": comment, "revision": revision}
    for code, line in lines.items():
        values |= {
            f"points-{code}": line.points,
            f"reason-{code}": line.reason,
            f"cite-{code}": list(line.citations),
        }
    return values


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
    reason = forms.CharField(label=gettext_lazy("Reason"), widget=forms.Textarea(attrs={"rows": 3}))

    def clean_kind(self) -> str:
        """Return the kind of conflict, or nothing when the expert only has no time."""
        kind: str = self.cleaned_data["kind"]
        return "" if kind == NO_TIME else kind


class DrawForm(StepForm):
    """Asks for the published seed of a drawing."""

    seed = forms.CharField(
        label=gettext_lazy("Published seed"),
        required=False,
        max_length=LONGEST_SEED,
        help_text=gettext_lazy(
            "Any text announced beforehand. Left empty, a random one is made and recorded."
        ),
    )


class PublicValueForm(StepForm):
    """Asks for the value of the public source that was announced."""

    public_value = forms.CharField(
        label=gettext_lazy("Value from the public source"),
        required=False,
        max_length=200,
        help_text=gettext_lazy("Exactly as published; empty when no source was announced."),
    )


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
