"""The form by which an applicant objects to an expert."""

from collections.abc import Sequence
from typing import Any

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from brandcert.portal.forms.writing import LongText


class ObjectToExpertForm(forms.Form):
    """To whom of the pool the applicant objects, and why."""

    use_required_attribute = False
    expert = forms.TypedChoiceField(
        label=gettext_lazy("Expert"),
        coerce=int,
        widget=forms.Select,
        error_messages={"required": gettext_lazy("Please choose an expert from the list.")},
    )
    reason = LongText(
        label=gettext_lazy("Reason"),
        help_text=gettext_lazy(
            "What ties the expert to your enterprise or to a competitor, or why a fair judgement is in doubt."
        ),
        rows=5,
        most=500,
    )

    def __init__(self, *args: Any, named: Sequence[Any], **kwargs: Any) -> None:
        """Offer those to whom nobody has objected yet."""
        super().__init__(*args, **kwargs)
        choice: Any = self.fields["expert"]
        choice.choices = [
            ("", _("Please choose")),
            *((one.key, f"{one.name} · {one.employer}") for one in named),
        ]
