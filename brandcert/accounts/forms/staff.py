"""What the three administrators are asked."""

import datetime
import re
from typing import Any, ClassVar, Final

from django import forms
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from brandcert.accounts.enums import CRITICAL, URGENT, Role
from brandcert.accounts.models import Unit, User
from brandcert.accounts.phones import read_phone
from brandcert.accounts.queries import address_fault, duties_of, grant_fault
from brandcert.core.admin import ReasonForm, StepForm

DATE = {"type": "date"}
# Of an office: area code, number, extension.
NUMBER: Final = re.compile(r"\+?[0-9][0-9 \-]{5,18}")


def day(label: Any, *, required: bool = True, help_text: Any = "") -> forms.DateField:
    """Return a field for a date."""
    return forms.DateField(
        label=label,
        required=required,
        help_text=help_text,
        widget=forms.DateInput(attrs=DATE, format="%Y-%m-%d"),
    )


def why(help_text: Any = "") -> forms.CharField:
    """Return the field for the reason of what is done."""
    return forms.CharField(
        label=gettext_lazy("Reason"),
        max_length=300,
        widget=forms.Textarea(attrs={"rows": 3}),
        help_text=help_text,
    )


class PersonForm(forms.ModelForm):  # type: ignore[type-arg] # the admin makes the class for its fields
    """A new account of the staff."""

    personal: ClassVar = {"email": "accounts.user", "phone": "accounts.user"}
    email = forms.EmailField(label=gettext_lazy("E-mail"))
    name = forms.CharField(label=gettext_lazy("name of a person"), max_length=60)
    phone = forms.CharField(label=gettext_lazy("phone"), max_length=20, required=False)

    class Meta:
        model = User
        fields: ClassVar = ["email", "name", "phone"]

    def clean_email(self) -> str:
        """Refuse an address that somebody has, whatever its case."""
        email = str(self.cleaned_data["email"]).lower()
        if fault := address_fault(email):
            raise forms.ValidationError(fault)
        return email

    def clean_phone(self) -> str:
        """Refuse what is no number: a mobile one is stored as people sign in with it, an office's as it was typed."""
        text = str(self.cleaned_data["phone"]).strip()
        if text and not (read_phone(text) or NUMBER.fullmatch(text)):
            raise forms.ValidationError(_("This is no telephone number."))
        return read_phone(text) or text


class ParticularsForm(StepForm):
    """Name, address and number of somebody of the staff."""

    personal: ClassVar = {"email": "accounts.user", "phone": "accounts.user"}
    name = forms.CharField(label=gettext_lazy("name of a person"), max_length=60)
    email = forms.EmailField(
        label=gettext_lazy("New e-mail"),
        required=False,
        help_text=gettext_lazy(
            "Empty: stays as it is. The account is opened by the new address; the old one is told of the change."
        ),
    )
    phone = forms.CharField(
        label=gettext_lazy("New phone"),
        max_length=20,
        required=False,
        help_text=gettext_lazy("Empty: stays as it is."),
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        """Begin with the name; address and number are shown elsewhere, to whoever said what they are needed for."""
        super().__init__(*args, **kwargs)
        self.initial.setdefault("name", self.row.name)


class ConfirmForm(StepForm):
    """Asks nothing; the page says what will happen."""


class AppointForm(StepForm):
    """An appointment to an ordinary role."""

    role = forms.ChoiceField(
        label=gettext_lazy("Role"),
        choices=[(role.value, role.label) for role in Role if role not in CRITICAL],
    )
    unit = forms.ModelChoiceField(
        label=gettext_lazy("Unit"),
        queryset=Unit.objects.all(),
        required=False,
        help_text=gettext_lazy("Only for a recommender."),
    )
    since = day(gettext_lazy("First day"))
    until = day(
        gettext_lazy("Last day"), required=False, help_text=gettext_lazy("Empty: until it is withdrawn.")
    )
    reason = why()

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        """Begin with today."""
        super().__init__(*args, **kwargs)
        self.initial.setdefault("since", timezone.localdate())

    def clean(self) -> dict[str, Any]:
        """Refuse what would give one person what has to stay with several."""
        cleaned: dict[str, Any] = super().clean() or self.cleaned_data
        if cleaned.get("role") and cleaned.get("since"):
            fault = grant_fault(
                user=self.row,
                role=cleaned["role"],
                unit=cleaned.get("unit"),
                by=self.user,
                since=cleaned["since"],
                until=cleaned.get("until"),
            )
            if fault:
                raise forms.ValidationError(fault)
        return cleaned


class GraveAppointForm(AppointForm):
    """An appointment that two security administrators make."""

    role = forms.ChoiceField(
        label=gettext_lazy("Role"), choices=[(role.value, role.label) for role in Role if role in CRITICAL]
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        """Leave the unit out: only recommenders have one."""
        super().__init__(*args, **kwargs)
        del self.fields["unit"]


class LeaveForm(StepForm):
    """How somebody of the staff leaves: why, and who goes on."""

    reason = why()
    successor = forms.ModelChoiceField(
        label=gettext_lazy("Who goes on with the open work"),
        queryset=User.objects.none(),
        required=False,
        help_text=gettext_lazy("Is told what is open, together with the colleagues of the same roles."),
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        """Offer colleagues who stay."""
        super().__init__(*args, **kwargs)
        field = self.fields["successor"]
        if isinstance(field, forms.ModelChoiceField):
            field.queryset = (
                User.objects.filter(is_staff=True, is_active=True).exclude(pk=self.row.pk).order_by("name")
            )

    def beforehand(self) -> list[dict[str, Any]]:
        """Return what is open under the person's name."""
        return [{"label": title, "value": count} for title, count in duties_of(self.row)]


class EndForm(StepForm):
    """When and why an appointment ends."""

    until = day(gettext_lazy("Last day"), required=False, help_text=gettext_lazy("Empty: at once."))
    reason = why()


class DeputyForm(StepForm):
    """Who acts in the place of somebody, and for how long."""

    deputy = forms.ModelChoiceField(label=gettext_lazy("Deputy"), queryset=User.objects.none())
    since = day(gettext_lazy("First day"))
    until = day(gettext_lazy("Last day"))
    reason = why()

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        """Offer colleagues, and begin with today."""
        super().__init__(*args, **kwargs)
        self.initial.setdefault("since", timezone.localdate())
        field = self.fields["deputy"]
        if isinstance(field, forms.ModelChoiceField):
            field.queryset = (
                User.objects.filter(is_staff=True, is_active=True)
                .exclude(pk__in=(self.row.user_id, self.user.pk))
                .order_by("name")
            )

    def clean(self) -> dict[str, Any]:
        """Refuse what would give one person what has to stay with several."""
        cleaned: dict[str, Any] = super().clean() or self.cleaned_data
        since: datetime.date | None = cleaned.get("since")
        if cleaned.get("deputy") and since:
            fault = grant_fault(
                user=cleaned["deputy"],
                role=self.row.role,
                unit=self.row.unit,
                by=self.user,
                since=since,
                until=cleaned.get("until"),
            )
            if fault:
                raise forms.ValidationError(fault)
        return cleaned


class EmergencyForm(forms.Form):
    """Which role somebody takes over for some hours, and why."""

    role = forms.ChoiceField(
        label=gettext_lazy("Role"), choices=[(role.value, role.label) for role in Role if role in URGENT]
    )
    hours = forms.IntegerField(label=gettext_lazy("For how many hours"), min_value=1, max_value=8, initial=2)
    reason = why(help_text=gettext_lazy("At least ten characters: the auditor reads it."))

    def clean_role(self) -> Role:
        """Return the role itself."""
        return Role(self.cleaned_data["role"])


class FindingForm(StepForm):
    """What the auditor found about an emergency access."""

    is_justified = forms.TypedChoiceField(
        label=gettext_lazy("Was it justified?"),
        choices=[("yes", gettext_lazy("yes")), ("no", gettext_lazy("no"))],
        coerce=lambda answer: answer == "yes",
        widget=forms.RadioSelect,
    )
    finding = forms.CharField(label=gettext_lazy("Finding"), widget=forms.Textarea(attrs={"rows": 5}))


class RevealForm(StepForm):
    """What the administrator needs the contact data for; it is written into the audit trail."""

    ground = forms.ChoiceField(
        label=gettext_lazy("What for"),
        choices=[
            ("change", gettext_lazy("to change the address or the number")),
            ("asked", gettext_lazy("the person asked for help")),
            ("incident", gettext_lazy("to look into an incident")),
        ],
        help_text=gettext_lazy(
            "The data is shown to you for thirty minutes. Who looked, when and what for is recorded."
        ),
    )


__all__ = [
    "AppointForm",
    "ConfirmForm",
    "DeputyForm",
    "EmergencyForm",
    "EndForm",
    "FindingForm",
    "GraveAppointForm",
    "LeaveForm",
    "ParticularsForm",
    "PersonForm",
    "ReasonForm",
    "RevealForm",
]
