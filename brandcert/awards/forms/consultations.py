"""What staff fill in about consultations of departments."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy

from brandcert.applications.enums import Status
from brandcert.awards.enums import Stance
from brandcert.programs.models import Batch

STANCES = [(one.value, one.label) for one in (Stance.AGREES, Stance.OBJECTS, Stance.NO_INFORMATION)]


class AskForm(forms.Form):
    """Asks for the batch whose applications are put before the departments."""

    batch = forms.ModelChoiceField(
        label=gettext_lazy("Batch"),
        queryset=Batch.objects.none(),
        help_text=gettext_lazy(
            "Each department of the batch is asked about every application in deliberation it was not asked about yet."
        ),
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        """Offer the batches that consult departments and have applications waiting."""
        super().__init__(*args, **kwargs)
        field = self.fields["batch"]
        if isinstance(field, forms.ModelChoiceField):
            waiting = Batch.objects.filter(asks_departments=True, applications__status=Status.DELIBERATION)
            field.queryset = waiting.distinct().order_by("-opens_at")


class PaperForm(forms.Form):
    """Asks what a department answered on paper about one enterprise."""

    stance = forms.ChoiceField(label=gettext_lazy("Answer"), choices=STANCES)
    reason = forms.CharField(
        label=gettext_lazy("Reason"), widget=forms.Textarea(attrs={"rows": 2}), required=False
    )
    paper = forms.FileField(
        label=gettext_lazy("Answer on paper (scan)"),
        required=False,
        help_text=gettext_lazy("PDF, JPEG or PNG."),
    )


class HandleForm(forms.Form):
    """Asks how an objection was dealt with."""

    handling = forms.CharField(
        label=gettext_lazy("How the objection was dealt with"), widget=forms.Textarea(attrs={"rows": 3})
    )
