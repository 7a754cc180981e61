"""What is asked before personal data is deleted."""

from django import forms
from django.utils.translation import gettext_lazy as _

from brandcert.core.admin import StepForm


class ForgetForm(StepForm):
    """The confirmation of an act that cannot be undone."""

    understood = forms.BooleanField(
        label=_("I have read what will be deleted and what is kept; this cannot be undone."),
        error_messages={"required": _("Confirm that you have read the list.")},
    )
