"""What is filled in for a meeting of the committee."""

from typing import Any

from django import forms
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from brandcert.accounts.enums import Role
from brandcert.accounts.models import RoleGrant, User
from brandcert.awards.enums import Choice
from brandcert.core.admin import StepForm
from brandcert.programs.models import Batch

LINES: dict[str, Any] = {"rows": 6}


class Members(forms.ModelMultipleChoiceField[User]):
    """Committee members, by name."""

    def label_from_instance(self, obj: Any) -> str:
        """Return the name as people know it."""
        return str(obj.name or obj)


class CallForm(forms.Form):
    """Asks for batch, date and members of a meeting."""

    batch = forms.ModelChoiceField(
        label=gettext_lazy("Batch"),
        queryset=Batch.objects.order_by("-opens_at"),
        help_text=gettext_lazy("The agenda is every application of the batch in deliberation, best first."),
    )
    held_on = forms.DateField(
        label=gettext_lazy("Held on"),
        initial=timezone.localdate,
        widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"),
    )
    attendees = Members(
        label=gettext_lazy("Members present"),
        queryset=User.objects.none(),
        widget=forms.CheckboxSelectMultiple,
        help_text=gettext_lazy("Only they vote. The quorum of the batch must be present."),
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        """Offer the members of the committee who are appointed today."""
        super().__init__(*args, **kwargs)
        grants = RoleGrant.objects.in_force(timezone.localdate()).filter(role=Role.COMMITTEE)
        field = self.fields["attendees"]
        if isinstance(field, forms.ModelMultipleChoiceField):
            field.queryset = (
                User.objects.filter(is_active=True, grants__in=grants).distinct().order_by("name", "pk")
            )


class VoteForm(forms.Form):
    """Asks a member for his vote on one item; whoever steps aside says why."""

    choice = forms.ChoiceField(label=gettext_lazy("Vote"), choices=Choice.choices, widget=forms.RadioSelect)
    reason = forms.CharField(label=gettext_lazy("Reason"), max_length=200, required=False)

    def clean(self) -> dict[str, Any]:
        """Ask for the ground of a recusal."""
        cleaned: dict[str, Any] = super().clean() or {}
        if cleaned.get("choice") == Choice.RECUSED and not cleaned.get("reason", "").strip():
            self.add_error("reason", _("Please say why you step aside."))
        return cleaned


class MinutesForm(StepForm):
    """Asks for the minutes that close a meeting."""

    minutes = forms.CharField(
        label=gettext_lazy("Minutes"),
        widget=forms.Textarea(attrs={"rows": 12}),
        help_text=gettext_lazy(
            "Who said what, and why the committee decided so. No vote changes afterwards."
        ),
    )


class RejectForm(StepForm):
    """Asks the committee why an application is not awarded, or in which way it is put off."""

    reason_code = forms.ChoiceField(
        label=gettext_lazy("Kind"),
        choices=[
            ("committee", gettext_lazy("Not awarded")),
            ("deferred", gettext_lazy("Deferred to another batch")),
        ],
        widget=forms.RadioSelect,
    )
    reason = forms.CharField(
        label=gettext_lazy("Reason"),
        widget=forms.Textarea(attrs=LINES),
        help_text=gettext_lazy("The enterprise reads it, with its remedies."),
    )
