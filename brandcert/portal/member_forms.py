"""Forms about the people of an enterprise."""

from typing import Any, ClassVar

from django import forms
from django.utils.translation import gettext_lazy

from brandcert.core import sms
from brandcert.enterprises.enums import MemberRole

ROLES = [
    (
        MemberRole.EDITOR,
        gettext_lazy("Editor: fills in and submits applications, answers corrections"),
    ),
    (
        MemberRole.OWNER,
        gettext_lazy("Owner: everything an editor does, and decides who acts for the enterprise"),
    ),
]


class RoleForm(forms.Form):
    """What a person may do for the enterprise."""

    use_required_attribute = False
    role = forms.ChoiceField(label=gettext_lazy("Role"), choices=ROLES, widget=forms.RadioSelect)


class InviteForm(RoleForm):
    """Whom to invite."""

    personal: ClassVar = {"contact": "enterprises.invitation"}

    contact = forms.CharField(
        max_length=254,
        widget=forms.TextInput(
            attrs={"autocomplete": "off", "autocapitalize": "none", "spellcheck": "false"}
        ),
        help_text=gettext_lazy(
            "The invitation goes there. Best is the address or number the person registers with."
        ),
    )
    field_order = ("contact", "role")

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        """Name what can be reached from here."""
        super().__init__(*args, **kwargs)
        by_phone = sms.is_offered()
        self.fields["contact"].label = (
            gettext_lazy("E-mail or mobile phone") if by_phone else gettext_lazy("E-mail")
        )
        self.initial.setdefault("role", MemberRole.EDITOR)
