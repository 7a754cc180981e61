"""The form under the sheet of a visit."""

from django import forms
from django.utils.translation import gettext_lazy


class SignForm(forms.Form):
    """Asks whether the owner signs the sheet that was shown, or why not."""

    shown = forms.CharField(widget=forms.HiddenInput, max_length=64)
    decision = forms.ChoiceField(
        label=gettext_lazy("Your decision"),
        choices=[
            ("signed", gettext_lazy("I have read the sheet and sign it for the enterprise")),
            ("refused", gettext_lazy("I do not sign it")),
        ],
        widget=forms.RadioSelect,
    )
    duty = forms.CharField(label=gettext_lazy("Your position in the enterprise"), max_length=60)
    reason = forms.CharField(
        label=gettext_lazy("Why you do not sign"),
        required=False,
        max_length=2000,
        help_text=gettext_lazy("Needed when you do not sign; it becomes part of the report."),
        widget=forms.Textarea(attrs={"rows": 3}),
    )
