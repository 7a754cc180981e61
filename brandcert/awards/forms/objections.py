"""What is filled in about an objection."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy

from brandcert.awards.forms.hearings import FindingForm
from brandcert.awards.forms.meetings import LINES
from brandcert.awards.models import Objection
from brandcert.awards.queries import open_objections
from brandcert.awards.services import told_words
from brandcert.core.admin import StepForm


class AdmitForm(StepForm):
    """Asks for the facts in the words that the enterprise reads."""

    told_facts = forms.CharField(
        label=gettext_lazy("Facts as the enterprise reads them"),
        widget=forms.Textarea(attrs=LINES),
        help_text=gettext_lazy(
            "Leave out everything that shows who objected: names, contacts, what only one person can know."
        ),
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        """Begin with the facts without name and contact."""
        super().__init__(*args, **kwargs)
        self.initial["told_facts"] = told_words(self.row)


class ObjectionForm(FindingForm):
    """Asks which objection to the application is decided, and why so."""

    field_order = ["objection", "finding"]  # noqa: RUF012 - as above, Django's own attribute
    objection = forms.ModelChoiceField(label=gettext_lazy("Objection"), queryset=Objection.objects.none())

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        """Offer the admitted objections that wait."""
        super().__init__(*args, **kwargs)
        field = self.fields["objection"]
        if isinstance(field, forms.ModelChoiceField):
            field.queryset = open_objections(self.row).exclude(admitted_at=None)


class RevealForm(StepForm):
    """What somebody needs to know the objector for; it is written into the audit trail."""

    ground = forms.ChoiceField(
        label=gettext_lazy("What for"),
        choices=[
            ("check", gettext_lazy("to check the name and ask for evidence")),
            ("finding", gettext_lazy("to send the written finding")),
            ("audit", gettext_lazy("to audit how the objection was handled")),
        ],
        help_text=gettext_lazy(
            "The data is shown to you for thirty minutes. Who looked, when and what for is recorded."
        ),
    )
