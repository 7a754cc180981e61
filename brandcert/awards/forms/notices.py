"""What is filled in when a whole list is published or awarded."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy

from brandcert.core.admin import StepForm


class ConfirmForm(StepForm):
    """Asks whoever publishes or awards a whole list to say that he has read it."""

    confirm = forms.BooleanField(label=gettext_lazy("I have compared the list and the dates above."))

    def clean(self) -> dict[str, Any]:
        """Keep the tick out of what the service is given."""
        cleaned: dict[str, Any] = super().clean() or {}
        return {key: value for key, value in cleaned.items() if key != "confirm"}
