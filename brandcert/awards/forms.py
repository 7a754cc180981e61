"""What staff fill in between the meeting and the decision."""

from typing import Any

from django import forms
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from brandcert.accounts.enums import Role
from brandcert.accounts.models import RoleGrant, User
from brandcert.awards.enums import Choice, Outcome
from brandcert.awards.models import Objection
from brandcert.awards.queries import open_objections
from brandcert.awards.services import told_words
from brandcert.core.admin import StepForm
from brandcert.programs.models import Batch

LINES: dict[str, Any] = {"rows": 6}
DECISIONS = [
    (Outcome.UPHELD.value, Outcome.UPHELD.label),
    (Outcome.DISMISSED.value, Outcome.DISMISSED.label),
]


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


class ConfirmForm(StepForm):
    """Asks whoever publishes or awards a whole list to say that he has read it."""

    confirm = forms.BooleanField(label=gettext_lazy("I have compared the list and the dates above."))

    def clean(self) -> dict[str, Any]:
        """Keep the tick out of what the service is given."""
        cleaned: dict[str, Any] = super().clean() or {}
        return {key: value for key, value in cleaned.items() if key != "confirm"}


class AdmitForm(StepForm):
    """Asks for the facts in the words that the enterprise reads."""

    told_facts = forms.CharField(
        label=gettext_lazy("Facts as the enterprise reads them"),
        widget=forms.Textarea(attrs=LINES),
        help_text=gettext_lazy(
            "Leave out everything that shows who objected: names, contacts, what only one person can know."
        ),
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        """Begin with the facts without name and contact."""
        super().__init__(*args, **kwargs)
        self.initial["told_facts"] = told_words(self.row)


class FindingForm(StepForm):
    """Asks for a written finding."""

    finding = forms.CharField(label=gettext_lazy("Written finding"), widget=forms.Textarea(attrs=LINES))


class DecideForm(FindingForm):
    """Asks how an objection or an appeal shall be decided, and why."""

    field_order = ["outcome", "finding"]  # noqa: RUF012 - Django declares it as the form's own
    outcome = forms.ChoiceField(label=gettext_lazy("Decision"), choices=DECISIONS, widget=forms.RadioSelect)


class ObjectionForm(FindingForm):
    """Asks which objection to the application is decided, and why so."""

    field_order = ["objection", "finding"]  # noqa: RUF012 - as above, Django's own attribute
    objection = forms.ModelChoiceField(label=gettext_lazy("Objection"), queryset=Objection.objects.none())

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        """Offer the admitted objections that wait."""
        super().__init__(*args, **kwargs)
        field = self.fields["objection"]
        if isinstance(field, forms.ModelChoiceField):
            field.queryset = open_objections(self.row).exclude(admitted_at=None)


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


class RevealForm(StepForm):
    """What somebody needs to know the objector for; it is written into the audit trail."""

    ground = forms.ChoiceField(
        label=gettext_lazy("What for"),
        choices=[
            ("check", gettext_lazy("to check the name and ask for evidence")),
            ("finding", gettext_lazy("to send the written finding")),
            ("audit", gettext_lazy("to audit how the objection was handled")),
        ],
        help_text=gettext_lazy(
            "The data is shown to you for thirty minutes. Who looked, when and what for is recorded."
        ),
    )
