"""What is asked about a call back and the end of a follow-up."""

from django import forms
from django.utils.translation import gettext_lazy as _

from brandcert.core.admin import StepForm
from brandcert.feedback.enums import Outcome


class CallForm(StepForm):
    """One call back to the enterprise."""

    is_reached = forms.TypedChoiceField(
        label=_("Was somebody reached?"),
        choices=[("yes", _("Yes")), ("no", _("No"))],
        coerce=lambda value: value == "yes",
        widget=forms.RadioSelect,
    )
    said = forms.CharField(
        label=_("What was said, or how you tried"),
        widget=forms.Textarea(attrs={"rows": 5}),
        max_length=2000,
        help_text=_("For supervision only. Write what it is about, not who said it."),
    )


class CloseForm(StepForm):
    """How the follow-up ended, and what the enterprise is told."""

    outcome = forms.ChoiceField(label=_("Outcome"), choices=Outcome, widget=forms.RadioSelect)
    answer = forms.CharField(
        label=_("Answer to the enterprise"),
        widget=forms.Textarea(attrs={"rows": 6}),
        max_length=2000,
        help_text=_("What was found and what was changed. The people of the enterprise read it."),
    )


class ContactForm(StepForm):
    """The confirmation that looking at contact data is recorded."""

    understood = forms.BooleanField(
        label=_("I need it to call back about this rating."),
        help_text=_(
            "The data is shown to you for thirty minutes. Who looked, when and what for is recorded."
        ),
        error_messages={"required": _("Say what the contact data is needed for.")},
    )
