"""What is asked before a list leaves the house, and when a filter is saved."""

from collections.abc import Iterable
from typing import Any

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, pgettext_lazy

from brandcert.accounts.enums import Role
from brandcert.lists.enums import FileKind, Purpose
from brandcert.lists.models.filters import NAME_LENGTH


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


class FilterForm(forms.Form):
    """Under which name a filter is kept, who else sees it, and whether the list opens with it."""

    name = forms.CharField(
        label=gettext_lazy("Name of the filter"),
        max_length=NAME_LENGTH,
        error_messages={"required": gettext_lazy("Give the filter a name.")},
    )
    share_with = forms.ChoiceField(
        label=gettext_lazy("Who sees it"),
        required=False,
        help_text=gettext_lazy(
            "What is searched for is shared with the filter; everyone sees only the rows the own role shows."
        ),
    )
    is_default = forms.BooleanField(label=gettext_lazy("Open this list with it"), required=False)

    def __init__(self, *args: Any, roles: Iterable[str], **kwargs: Any) -> None:
        """Offer the roles the person holds."""
        super().__init__(*args, **kwargs)
        share: Any = self.fields["share_with"]
        share.choices = [("", _("only me")), *((role, _words_of(role)) for role in sorted(roles))]


def _words_of(role: str) -> str:
    return _("all with the role “%(role)s”") % {"role": Role(role).label}
