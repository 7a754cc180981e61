"""What is filled in to decide an objection or an appeal."""

from django import forms
from django.utils.translation import gettext_lazy

from brandcert.awards.enums import Outcome
from brandcert.awards.forms.meetings import LINES
from brandcert.core.admin import StepForm
from brandcert.documents.forms import drawable

DECISIONS = [
    (Outcome.UPHELD.value, Outcome.UPHELD.label),
    (Outcome.DISMISSED.value, Outcome.DISMISSED.label),
]


class FindingForm(StepForm):
    """Asks for a written finding."""

    finding = forms.CharField(
        label=gettext_lazy("Written finding"), widget=forms.Textarea(attrs=LINES), validators=[drawable]
    )


class DecideForm(FindingForm):
    """Asks how an objection or an appeal shall be decided, and why."""

    field_order = ["outcome", "finding"]  # noqa: RUF012 - Django declares it as the form's own
    outcome = forms.ChoiceField(label=gettext_lazy("Decision"), choices=DECISIONS, widget=forms.RadioSelect)


class AdmissionForm(StepForm):
    """Asks why a late appeal is heard, or not."""

    reason = forms.CharField(
        label=gettext_lazy("Reason"),
        widget=forms.Textarea(attrs=LINES),
        help_text=gettext_lazy("The enterprise reads it."),
    )


class HearingForm(StepForm):
    """Asks what was said when the enterprise was heard."""

    held_on = forms.DateField(
        label=gettext_lazy("Held on"), widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d")
    )
    present = forms.CharField(label=gettext_lazy("Who was present"), max_length=200)
    record = forms.CharField(
        label=gettext_lazy("What was said"),
        widget=forms.Textarea(attrs=LINES),
        help_text=gettext_lazy("It is part of the file and cannot be changed afterwards."),
    )


class WithdrawalForm(StepForm):
    """Asks why an announcement is withdrawn."""

    reason = forms.CharField(
        label=gettext_lazy("Reason"),
        widget=forms.Textarea(attrs=LINES),
        help_text=gettext_lazy("The public reads it in the announcement of the withdrawal."),
    )
