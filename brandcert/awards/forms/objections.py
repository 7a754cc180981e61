"""What is filled in about an objection."""

from typing import Any, ClassVar

from django import forms
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from brandcert.accounts.enums import Role
from brandcert.accounts.models import RoleGrant, User
from brandcert.awards.enums import ObjectorKind, Relation
from brandcert.awards.forms.hearings import FindingForm
from brandcert.awards.forms.meetings import LINES
from brandcert.awards.models import Objection
from brandcert.awards.queries import open_objections
from brandcert.awards.services import told_words
from brandcert.core.admin import StepForm
from brandcert.documents.forms import FilesField, drawable
from brandcert.enterprises import credit_codes


class AdmitForm(StepForm):
    """Asks for the facts in the words that the enterprise reads."""

    told_facts = forms.CharField(
        label=gettext_lazy("Facts as the enterprise reads them"),
        widget=forms.Textarea(attrs=LINES),
        validators=[drawable],
        help_text=gettext_lazy(
            "Leave out everything that shows who objected: names, contacts, what only one person can know."
        ),
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        """Begin with the facts without name and contact."""
        super().__init__(*args, **kwargs)
        self.initial["told_facts"] = told_words(self.row)


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


class HandOverForm(StepForm):
    """Asks who shall handle the objection from now on, and why."""

    to = forms.ModelChoiceField(label=gettext_lazy("Handled from now on by"), queryset=User.objects.none())
    reason = forms.CharField(label=gettext_lazy("Reason"), widget=forms.Textarea(attrs=LINES))

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        """Offer the other clerks."""
        super().__init__(*args, **kwargs)
        field = self.fields["to"]
        if isinstance(field, forms.ModelChoiceField):
            clerks = RoleGrant.objects.in_force(timezone.localdate()).filter(role=Role.CLERK)
            people = User.objects.filter(is_active=True, grants__in=clerks).exclude(pk=self.row.handled_by_id)
            field.queryset = people.distinct().order_by("pk")


class PaperObjectionForm(StepForm):
    """What stands in an objection that came on paper, with the instant of its receipt and the scan."""

    personal: ClassVar = dict.fromkeys(("name", "contact", "facts"), "awards.objection")

    position = forms.IntegerField(label=gettext_lazy("Number of the entry on the list"), min_value=1)
    received_at = forms.DateTimeField(
        label=gettext_lazy("Received at"),
        help_text=gettext_lazy("As the stamp of receipt says, such as 2026-03-02 16:40."),
    )
    kind = forms.ChoiceField(label=gettext_lazy("Who objects"), choices=ObjectorKind)
    name = forms.CharField(label=gettext_lazy("Name of the objector"), max_length=100)
    code = forms.CharField(
        label=gettext_lazy("Credit code of the organisation"), required=False, max_length=40
    )
    contact = forms.CharField(label=gettext_lazy("Contact of the objector"), max_length=100)
    relation = forms.ChoiceField(
        label=gettext_lazy("Relation to the matter"), choices=[("", "—"), *Relation.choices], required=False
    )
    facts = forms.CharField(label=gettext_lazy("Facts"), max_length=5000, widget=forms.Textarea(attrs=LINES))
    scan = FilesField(label=gettext_lazy("Scan of the paper and its evidence"), most=10)

    def clean_code(self) -> str:
        """Fold the code and check its last character."""
        return checked_code(
            self.cleaned_data["code"], needed=self.data.get("kind") == ObjectorKind.ORGANISATION
        )


def checked_code(text: str, *, needed: bool) -> str:
    """Return a credit code in its stored form, nothing where it is not needed; raises ValidationError."""
    if not needed:
        return ""
    read = credit_codes.read_credit_code(text)
    if not read.is_valid:
        raise forms.ValidationError(read.explanation or _("An organisation gives its credit code."))
    return read.code


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
