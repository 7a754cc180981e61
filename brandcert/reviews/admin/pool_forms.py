"""Forms of the pool: an expert's particulars, what he declares himself, and lists that are taken in."""

from __future__ import annotations

from typing import Any, ClassVar, Final

from django import forms
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from brandcert.enterprises.credit_codes import read_credit_code
from brandcert.programs.enums import CategoryKey
from brandcert.reviews.enums import InterestKind
from brandcert.reviews.models import Expert
from brandcert.reviews.services import WRITABLE

LONGEST_FIELD: Final = 40
MAX_LIST_BYTES: Final = 20 * 1024 * 1024


def _code(text: str) -> str:
    reading = read_credit_code(text)
    if reading.fault:
        raise forms.ValidationError(reading.explanation)
    return reading.code


class ExpertForm(forms.ModelForm[Expert]):
    """The particulars of an expert: categories to be ticked, fields of expertise one to a line."""

    categories = forms.MultipleChoiceField(
        label=_("categories"), choices=CategoryKey.choices, widget=forms.CheckboxSelectMultiple
    )
    fields_text = forms.CharField(
        label=_("fields of expertise"),
        required=False,
        widget=forms.Textarea(attrs={"rows": 4}),
        help_text=_("One to a line, in the words the rules for panels use."),
    )

    class Meta:
        model = Expert
        fields = (
            "title",
            "post",
            "employer",
            "employer_credit_code",
            "division",
            "is_available",
            "most_tasks",
        )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        """Show what is stored."""
        super().__init__(*args, **kwargs)
        self.fields["fields_text"].initial = "\n".join(self.instance.fields or ())
        self.fields["categories"].initial = self.instance.categories

    def clean_fields_text(self) -> list[str]:
        """Return the lines, each once."""
        lines = (line.strip() for line in self.cleaned_data["fields_text"].splitlines())
        found = list(dict.fromkeys(line for line in lines if line))
        if any(len(line) > LONGEST_FIELD for line in found):
            raise forms.ValidationError(
                _("A field has at most %(most)s characters; write one to a line.") % {"most": LONGEST_FIELD}
            )
        return found

    def clean_employer_credit_code(self) -> str:
        """Return the code as it is stored."""
        text = self.cleaned_data["employer_credit_code"]
        return _code(text) if text else ""

    def values(self) -> dict[str, Any]:
        """Return what was entered, as the services take it."""
        data = self.cleaned_data
        return {
            **{name: data[name] for name in WRITABLE if name in data},
            "fields": data["fields_text"],
        }


class NewExpertForm(ExpertForm):
    """An expert to be taken into the pool: his account is found by the address, or opened without any right."""

    personal: ClassVar = {"email": "accounts.user", "person_name": "accounts.user"}
    email = forms.EmailField(
        label=_("e-mail"),
        help_text=_(
            "Of an account that exists, or of a new one; whoever opens it sets a password by a link sent there."
        ),
    )
    person_name = forms.CharField(label=pgettext_lazy("a person", "Name"), max_length=60)


class InterestForm(forms.Form):
    """A standing declaration: what the expert has to do with a body."""

    kind = forms.ChoiceField(label=_("What"), choices=InterestKind.choices, widget=forms.RadioSelect)
    body = forms.CharField(label=_("Name of the body"), max_length=200)
    credit_code = forms.CharField(
        label=_("Its unified social credit code"),
        max_length=30,
        required=False,
        help_text=_(
            "18 characters, as on the business licence; by it the applicant is recognised. Where you do not know it, the name above has to be that of the licence."
        ),
    )
    since = forms.DateField(
        label=pgettext_lazy("a day", "Since"), required=False, widget=forms.DateInput(attrs={"type": "date"})
    )
    until = forms.DateField(
        label=_("Until"),
        required=False,
        widget=forms.DateInput(attrs={"type": "date"}),
        help_text=_("Empty while it lasts."),
    )
    note = forms.CharField(
        label=_("Note"),
        required=False,
        max_length=200,
        help_text=_("For instance the standard that was drafted, or the share in per cent."),
    )

    def clean_credit_code(self) -> str:
        """Return the code as it is stored."""
        text: str = self.cleaned_data["credit_code"]
        return _code(text) if text else ""


class AbsenceForm(forms.Form):
    """Days away."""

    since = forms.DateField(label=_("First day away"), widget=forms.DateInput(attrs={"type": "date"}))
    until = forms.DateField(label=_("Last day away"), widget=forms.DateInput(attrs={"type": "date"}))
    note = forms.CharField(label=_("Note"), required=False, max_length=200)


class ListForm(forms.Form):
    """A list of experts to be taken in."""

    file = forms.FileField(
        label=_("List of experts"),
        help_text=_(
            "CSV or XLSX with a header line: name, e-mail, employer, credit code of the employer, categories, fields …"
        ),
        widget=forms.ClearableFileInput(attrs={"accept": ".csv,.xlsx"}),
    )

    def clean_file(self) -> Any:
        """Refuse what is too large to be a list."""
        file = self.cleaned_data["file"]
        if file.size > MAX_LIST_BYTES:
            raise forms.ValidationError(_("The file is larger than 20 MB."))
        return file
