"""What is asked before a list leaves the house."""

from typing import Any

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, pgettext_lazy

from brandcert.lists.enums import FileKind, Purpose


class CopyForm(forms.Form):
    """Format and purpose; for personal data the purpose is compulsory."""

    kind = forms.ChoiceField(label=gettext_lazy("Format"), choices=FileKind.choices, widget=forms.RadioSelect)
    purpose = forms.ChoiceField(label=pgettext_lazy("of a copy", "Purpose"), required=False)
    note = forms.CharField(
        label=gettext_lazy("What exactly for"),
        help_text=gettext_lazy("For instance the meeting, the report or the letter that asks for it."),
        required=False,
        max_length=300,
    )

    def __init__(self, *args: Any, is_personal: bool, **kwargs: Any) -> None:
        """Know whether the list holds personal data."""
        super().__init__(*args, **kwargs)
        self.fields["kind"].initial = FileKind.XLSX
        purpose: Any = self.fields["purpose"]
        purpose.required = is_personal
        purpose.choices = [("", "–"), *Purpose.choices]
        purpose.error_messages["required"] = _("Say what the list is for: it holds personal data.")

    def clean(self) -> dict[str, Any]:
        """Ask for words where the purpose is none of the list."""
        cleaned: dict[str, Any] = super().clean() or {}
        if cleaned.get("purpose") == Purpose.OTHER and not cleaned.get("note", "").strip():
            self.add_error("note", _("Say what exactly the list is for."))
        return cleaned
