"""What is filled in for a meeting of the committee."""

from typing import Any

from django import forms
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from brandcert.accounts.enums import Role
from brandcert.accounts.models import RoleGrant, User
from brandcert.applications.enums import Status
from brandcert.applications.forms.units import RejectionForm
from brandcert.applications.models import Application
from brandcert.awards import queries
from brandcert.awards.enums import Choice, Presence, Staged
from brandcert.awards.services import letters
from brandcert.core.admin import StepForm
from brandcert.programs.models import Batch

LINES: dict[str, Any] = {"rows": 6}


class Member(forms.ModelChoiceField[User]):
    """One person, by name."""

    def label_from_instance(self, obj: Any) -> str:
        """Return the name as people know it."""
        return str(obj.name or obj)


class Members(forms.ModelMultipleChoiceField[User]):
    """Committee members, by name."""

    def label_from_instance(self, obj: Any) -> str:
        """Return the name as people know it."""
        return str(obj.name or obj)


class CallForm(forms.Form):
    """Asks for batch, day, place and members of a meeting, and who leads it."""

    batch = forms.ModelChoiceField(
        label=gettext_lazy("Batch"),
        queryset=Batch.objects.order_by("-opens_at"),
        help_text=gettext_lazy(
            "The agenda is every application of the batch in deliberation, best first, frozen as it stands now."
        ),
    )
    held_on = forms.DateField(
        label=gettext_lazy("Held on"),
        initial=timezone.localdate,
        widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"),
    )
    starts_at = forms.TimeField(
        label=gettext_lazy("Begins at"),
        required=False,
        widget=forms.TimeInput(attrs={"type": "time"}, format="%H:%M"),
    )
    place = forms.CharField(label=gettext_lazy("Place"), max_length=200, required=False)
    attendees = Members(
        label=gettext_lazy("Members invited"),
        queryset=User.objects.none(),
        widget=forms.CheckboxSelectMultiple,
        help_text=gettext_lazy("Only they vote, once they are present; nobody is represented."),
    )
    chair = Member(
        label=gettext_lazy("Chair"),
        queryset=User.objects.none(),
        required=False,
        help_text=gettext_lazy("Without a choice whoever calls the meeting, or its first member."),
    )
    keeper = Member(
        label=gettext_lazy("Secretary of the meeting"), queryset=User.objects.none(), required=False
    )
    is_now = forms.BooleanField(
        label=gettext_lazy("The meeting begins now: all members ticked are present"), required=False
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        """Offer the members of the committee and the secretaries who are appointed today."""
        super().__init__(*args, **kwargs)
        for name in ("attendees", "chair"):
            self._offer(name, _appointed(Role.COMMITTEE))
        self._offer("keeper", _appointed(Role.SECRETARY))

    def _offer(self, name: str, rows: Any) -> None:
        field = self.fields[name]
        if isinstance(field, forms.ModelChoiceField):
            field.queryset = rows


def _appointed(role: Role) -> Any:
    grants = RoleGrant.objects.in_force(timezone.localdate()).filter(role=role)
    return User.objects.filter(is_active=True, grants__in=grants).distinct().order_by("name", "pk")


class AddItemForm(StepForm):
    """Asks which application came later, and why it is put on the agenda."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        """Offer what waits for a deliberation and is not on the agenda."""
        super().__init__(*args, **kwargs)
        waiting = Application.objects.filter(batch=self.row.batch_id, status=Status.DELIBERATION)
        self.fields["application"] = forms.ModelChoiceField(
            waiting.exclude(agenda_items__deliberation=self.row).order_by("receipt_number"),
            label=gettext_lazy("Application"),
        )
        self.fields["reason"] = forms.CharField(
            label=gettext_lazy("Reason"),
            max_length=500,
            widget=forms.Textarea(attrs={"rows": 3}),
            help_text=gettext_lazy("It stands openly on the agenda and in the minutes."),
        )


class AttendanceForm(StepForm):
    """Asks of each invited member whether he is there."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        """Make two fields for each member."""
        super().__init__(*args, **kwargs)
        known = {row.member_id: row for row in self.row.attendances.all()}
        self.members = list(self.row.attendees.order_by("name", "pk"))
        for member in self.members:
            row = known.get(member.pk)
            self.fields[f"presence-{member.pk}"] = forms.ChoiceField(
                label=str(member.name or member),
                choices=[("", gettext_lazy("not noted")), *Presence.choices],
                required=False,
                initial=row.presence if row else "",
            )
            self.fields[f"note-{member.pk}"] = forms.CharField(
                label=_("Note on %(name)s") % {"name": member.name or member},
                max_length=200,
                required=False,
                initial=row.note if row else "",
            )

    def clean(self) -> dict[str, Any]:
        """Hand on what was noted, by member."""
        given: dict[str, Any] = super().clean() or {}
        return {
            "presence": {one.pk: given.get(f"presence-{one.pk}", "") for one in self.members},
            "notes": {one.pk: given.get(f"note-{one.pk}", "") for one in self.members},
        }


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


class RecuseForm(forms.Form):
    """Asks an invited member why he steps aside for one item, before he votes or even comes."""

    reason = forms.CharField(
        label=gettext_lazy("Ground of the conflict"),
        max_length=200,
        error_messages={"required": gettext_lazy("Please say why you step aside.")},
        help_text=gettext_lazy("It stands openly on the agenda and in the minutes. It cannot be taken back."),
    )


class MinutesForm(StepForm):
    """Asks for the minutes; it begins with what is kept, or with the draft that the facts give."""

    minutes = forms.CharField(
        label=gettext_lazy("Minutes"),
        widget=forms.Textarea(attrs={"rows": 22}),
        help_text=gettext_lazy(
            "Who said what, and why the committee decided so. No vote changes once the meeting is closed."
        ),
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        """Begin with the draft."""
        super().__init__(*args, **kwargs)
        self.initial.setdefault("minutes", self.row.minutes or queries.draft_minutes(self.row))


class AddendumForm(StepForm):
    """Asks for a correction of closed minutes."""

    text = forms.CharField(
        label=gettext_lazy("Addendum"),
        widget=forms.Textarea(attrs=LINES),
        help_text=gettext_lazy("It is added below; what was signed stays as it is."),
    )


class DiscussionForm(forms.Form):
    """Asks what was said about one item."""

    text = forms.CharField(
        label=gettext_lazy("Discussion"), widget=forms.Textarea(attrs={"rows": 3}), required=False
    )


class StageForm(forms.Form):
    """Asks what is intended for one item, and why."""

    outcome = forms.ChoiceField(label=gettext_lazy("Intended"), choices=Staged.choices)
    reason = forms.CharField(
        label=gettext_lazy("Reason"),
        widget=forms.Textarea(attrs={"rows": 3}),
        required=False,
        help_text=gettext_lazy(
            "Needed unless it is on the award list: the enterprise reads it after the release."
        ),
    )

    def clean(self) -> dict[str, Any]:
        """Ask for the reason of everything but an award."""
        cleaned: dict[str, Any] = super().clean() or {}
        if cleaned.get("outcome") != Staged.AWARD and not cleaned.get("reason", "").strip():
            self.add_error("reason", _("Please give a reason."))
        return cleaned


class RejectForm(RejectionForm):
    """Asks the committee why an application is not awarded, or in which way it is put off."""

    field_order = ("reason_code", "reason")
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

    def letter_before(self, reason: str) -> dict[str, Any]:
        """Return the letter after the deliberation."""
        return letters.letter_before(self.row, reason=reason)
