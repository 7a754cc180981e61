"""What is filled in to decide an objection or an appeal."""

from django import forms
from django.utils.translation import gettext_lazy

from brandcert.awards.enums import Outcome
from brandcert.awards.forms.meetings import LINES
from brandcert.core.admin import StepForm

DECISIONS = [
    (Outcome.UPHELD.value, Outcome.UPHELD.label),
    (Outcome.DISMISSED.value, Outcome.DISMISSED.label),
]


class FindingForm(StepForm):
    """Asks for a written finding."""

    finding = forms.CharField(label=gettext_lazy("Written finding"), widget=forms.Textarea(attrs=LINES))


class DecideForm(FindingForm):
    """Asks how an objection or an appeal shall be decided, and why."""

    field_order = ["outcome", "finding"]  # noqa: RUF012 - Django declares it as the form's own
    outcome = forms.ChoiceField(label=gettext_lazy("Decision"), choices=DECISIONS, widget=forms.RadioSelect)
