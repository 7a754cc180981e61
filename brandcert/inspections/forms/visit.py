"""Forms of the visit: the checklist, a finding, a photo, and what its steps ask for."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from django import forms
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from brandcert.applications.forms.units import RejectionForm
from brandcert.core.admin import StepForm
from brandcert.documents.forms import PrintedForm
from brandcert.inspections import queries
from brandcert.inspections.enums import Outcome, Severity
from brandcert.inspections.models import Finding, Inspection, Sample
from brandcert.inspections.services import Line, letters, mark_of
from brandcert.programs.forms import points_field, words_field
from brandcert.programs.models import Criterion


class DayForm(PrintedForm):
    """Asks the leader what becomes of the enterprise's wish for another day."""

    is_granted = forms.TypedChoiceField(
        label=gettext_lazy("Decision"),
        choices=[
            ("yes", gettext_lazy("visit on the day asked for")),
            ("no", gettext_lazy("keep the planned day")),
        ],
        coerce=lambda value: value == "yes",
        widget=forms.RadioSelect,
    )
    note = forms.CharField(
        label=gettext_lazy("Note to the enterprise"),
        required=False,
        max_length=500,
        help_text=gettext_lazy("Needed when the day stays: the enterprise reads why."),
        widget=forms.Textarea(attrs={"rows": 2}),
    )


class VerifyForm(PrintedForm, StepForm):
    """Asks which answers do not hold."""

    rejected = forms.TypedMultipleChoiceField(
        label=gettext_lazy("Evidence that does not hold"),
        coerce=int,
        required=False,
        widget=forms.CheckboxSelectMultiple,
        help_text=gettext_lazy("What is ticked stays open and has to be rectified again."),
    )
    reason = forms.CharField(
        label=gettext_lazy("What is still missing"),
        required=False,
        max_length=2000,
        help_text=gettext_lazy("Needed when something is ticked: the enterprise reads it."),
        widget=forms.Textarea(attrs={"rows": 3}),
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        """Offer the answered findings."""
        super().__init__(*args, **kwargs)
        choice: Any = self.fields["rejected"]
        choice.choices = [
            (finding.rectification.pk, f"{finding.clause} {finding.description[:80]}")
            for finding in queries.unclosed(self.row)
            if hasattr(finding, "rectification") and finding.rectification.answered_at is not None
        ]

    def clean(self) -> dict[str, Any]:
        """Ask for the words to the enterprise when something does not hold."""
        cleaned: dict[str, Any] = super().clean() or {}
        if cleaned.get("rejected") and not cleaned.get("reason", "").strip():
            self.add_error("reason", _("Tell the enterprise what is still missing."))
        return cleaned


class SevereForm(RejectionForm):
    """Why a case ends after its visit, with the letter to be read before it is proposed."""

    def letter_before(self, reason: str) -> dict[str, Any]:
        """Return the letter after the inspection."""
        return letters.letter_before(self.row, reason=reason)


class FinishForm(PrintedForm, StepForm):
    """Asks for the leader's summary; sending the form is the leader's signature, the last one."""

    summary = forms.CharField(
        label=gettext_lazy("Summary"),
        required=False,
        max_length=5000,
        widget=forms.Textarea(attrs={"rows": 5}),
    )


class ChecklistForm(PrintedForm):
    """The agreed sheet of the team: points and observation of each on-site criterion."""

    def __init__(self, *args: Any, criteria: Sequence[Criterion], **kwargs: Any) -> None:
        """Make the fields of each criterion."""
        super().__init__(*args, **kwargs)
        self.criteria = criteria
        for row in criteria:
            self.fields[f"points-{row.code}"] = points_field(row)
            self.fields[f"seen-{row.code}"] = forms.CharField(required=False, widget=forms.HiddenInput)
            self.fields[f"reason-{row.code}"] = words_field(
                label=_("Observation: %(code)s") % {"code": row.code}, placeholder=_("Observation")
            )

    def lines(self) -> dict[str, Line]:
        """Return what was changed on the page, by criterion code."""
        data: Mapping[str, Any] = self.cleaned_data
        lines = {
            row.code: Line(data[f"points-{row.code}"], data[f"reason-{row.code}"]) for row in self.criteria
        }
        return {code: line for code, line in lines.items() if mark_of(line) != data[f"seen-{code}"]}

    def seen(self) -> dict[str, str]:
        """Return the marks of the lines as the page showed them."""
        return {row.code: self.cleaned_data[f"seen-{row.code}"] for row in self.criteria}

    def show_theirs(self, theirs: Mapping[str, Line]) -> None:
        """Show beside what was typed what others saved meanwhile; saving again keeps what stands in the fields."""
        typed: Any = self.data
        self.data = marked = typed.copy()
        for code, line in theirs.items():
            marked[f"seen-{code}"] = mark_of(line)
            words = _(
                "Saved elsewhere meanwhile: %(points)s points, “%(text)s”. Enter that, or save again to keep yours."
            )
            points = "–" if line.points is None else f"{line.points.normalize():f}"
            self.add_error(f"points-{code}", words % {"points": points, "text": line.observation})


class FindingForm(PrintedForm):
    """Asks what is not as it should be."""

    severity = forms.ChoiceField(
        label=gettext_lazy("Gravity"), choices=Severity.choices, widget=forms.RadioSelect
    )
    clause = forms.CharField(label=gettext_lazy("Clause"), max_length=60)
    description = forms.CharField(
        label=gettext_lazy("Description"), max_length=2000, widget=forms.Textarea(attrs={"rows": 3})
    )
    place = forms.CharField(label=gettext_lazy("Place"), required=False, max_length=120)


class PhotoForm(PrintedForm):
    """Asks for a picture taken during the visit."""

    file = forms.FileField(
        label=gettext_lazy("Photo"),
        widget=forms.ClearableFileInput(attrs={"accept": "image/jpeg,image/png"}),
        help_text=gettext_lazy("JPEG or PNG, at most 20 MB."),
    )
    caption = forms.CharField(label=gettext_lazy("Caption"), required=False, max_length=200)
    finding = forms.ModelChoiceField(
        label=gettext_lazy("Shows the finding"),
        queryset=Finding.objects.none(),
        required=False,
        empty_label=gettext_lazy("none: the whole"),
    )
    place = forms.CharField(label=gettext_lazy("Place"), required=False, max_length=120)

    def __init__(self, *args: Any, visit: Inspection, **kwargs: Any) -> None:
        """Offer the findings of the visit."""
        super().__init__(*args, **kwargs)
        choice: Any = self.fields["finding"]
        choice.queryset = visit.findings.order_by("pk")


class SampleForm(PrintedForm):
    """Asks what was taken along to be tested, and how it was sealed."""

    name = forms.CharField(label=gettext_lazy("Sample taken"), max_length=120)
    lot = forms.CharField(label=gettext_lazy("Lot"), max_length=60)
    quantity = forms.CharField(label=gettext_lazy("Quantity"), max_length=60)
    seal = forms.CharField(label=gettext_lazy("Number of the seal"), max_length=60)
    place = forms.CharField(label=gettext_lazy("Place"), max_length=120)
    laboratory = forms.CharField(label=gettext_lazy("Laboratory"), max_length=120)
    taken_on = forms.DateField(
        label=gettext_lazy("Taken on"),
        widget=forms.DateInput(format="%Y-%m-%d", attrs={"type": "date"}),
        input_formats=["%Y-%m-%d"],
        initial=timezone.localdate,
    )


class ResultForm(PrintedForm):
    """Asks what the laboratory reported of a sample."""

    sample = forms.ModelChoiceField(label=gettext_lazy("Sample taken"), queryset=Sample.objects.none())
    outcome = forms.ChoiceField(
        label=gettext_lazy("Result of the test"), choices=Outcome.choices, widget=forms.RadioSelect
    )
    report_number = forms.CharField(label=gettext_lazy("Number of the test report"), max_length=60)
    file = forms.FileField(
        label=gettext_lazy("Test report"),
        widget=forms.ClearableFileInput(attrs={"accept": "application/pdf,image/jpeg,image/png"}),
        help_text=gettext_lazy("PDF, JPEG or PNG, at most 20 MB."),
    )

    def __init__(self, *args: Any, visit: Inspection, **kwargs: Any) -> None:
        """Offer the samples that wait for their report."""
        super().__init__(*args, **kwargs)
        self.auto_id = "id_result_%s"
        choice: Any = self.fields["sample"]
        choice.queryset = visit.samples.filter(outcome="").order_by("pk")


class SignForm(PrintedForm):
    """Asks an inspector to sign the sheet the page shows."""

    shown = forms.CharField(widget=forms.HiddenInput, max_length=64)


class RefusalForm(PrintedForm):
    """Asks how the enterprise refused the inspection."""

    account = forms.CharField(
        label=gettext_lazy("What was refused"),
        max_length=2000,
        help_text=gettext_lazy(
            "Who refused what, when and before whom. The application can then only be rejected."
        ),
        widget=forms.Textarea(attrs={"rows": 3}),
    )
