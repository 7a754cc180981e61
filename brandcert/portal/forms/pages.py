"""The forms of the portal beside those of the sections."""

import datetime
import re
from collections.abc import Callable
from typing import Any, Final

from django import forms
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from brandcert.accounts.models import Division
from brandcert.core.errors import BusinessError
from brandcert.core.lettering import latin, plain
from brandcert.documents.forms import FilesField, PrintedForm
from brandcert.enterprises.enums import SizeClass
from brandcert.enterprises.models import Enterprise
from brandcert.enterprises.services import require_credit_code, require_name
from brandcert.portal.forms.writing import LongText
from brandcert.programs.models import Batch, Category

PROVINCE_LEVEL = "0000"
# The oldest enterprises of the province name a day in the nineteenth century.
EARLIEST_YEAR: Final = 1800


class RegisterForm(forms.Form):
    """What an enterprise says about itself when it comes for the first time."""

    use_required_attribute = False
    name = forms.CharField(
        label=gettext_lazy("Name of the enterprise"),
        help_text=gettext_lazy("The full name as it stands on the licence."),
        max_length=200,
        widget=forms.TextInput(attrs={"autocomplete": "organization"}),
    )
    credit_code = forms.CharField(
        label=gettext_lazy("Unified social credit code"),
        help_text=gettext_lazy("18 digits and letters. Spaces and lower case do not matter."),
        max_length=60,
        widget=forms.TextInput(attrs={"autocomplete": "off", "spellcheck": "false"}),
    )
    division = forms.ModelChoiceField(
        label=gettext_lazy("Place of registration"),
        help_text=gettext_lazy("County or district of the licence."),
        queryset=Division.objects.none(),
        empty_label=gettext_lazy("Please choose"),
    )
    address = forms.CharField(
        label=gettext_lazy("Address"), max_length=200, required=False, validators=[plain]
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        """Offer the divisions under the city they belong to."""
        super().__init__(*args, **kwargs)
        field: Any = self.fields["division"]
        field.queryset = Division.objects.exclude(code__endswith=PROVINCE_LEVEL)
        field.choices = [("", field.empty_label), *division_groups()]

    def clean_name(self) -> str:
        """Refuse what cannot be a name, together with everything else that is wrong."""
        return _checked(require_name, self.cleaned_data["name"])

    def clean_credit_code(self) -> str:
        """Explain what is wrong with the code, together with everything else; it stays as it was typed."""
        return _checked(require_credit_code, self.cleaned_data["credit_code"])


def _checked(rule: Callable[[str], object], text: str) -> str:
    """Ask a rule of the register about a text; its refusal stands beside the field."""
    try:
        rule(text)
    except BusinessError as refusal:
        raise forms.ValidationError(str(refusal)) from None
    return text


def division_groups() -> list[tuple[str, list[tuple[int, str]]]]:
    """Return the divisions below the province by city, each city first in its own group."""
    rows = list(Division.objects.exclude(code__endswith=PROVINCE_LEVEL).order_by("code"))
    names = {row.pk: row.name for row in rows}
    groups: dict[str, list[tuple[int, str]]] = {}
    for row in rows:
        group = names.get(row.parent_id or 0, row.name)
        groups.setdefault(group, []).append((row.pk, row.name))
    return list(groups.items())


class EnterpriseForm(forms.ModelForm[Enterprise]):
    """Particulars an enterprise may state itself."""

    use_required_attribute = False

    class Meta:
        model = Enterprise
        fields = ("name_en", "address", "address_en", "size_class", "established_on", "industry_code")

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        """Write dates as everywhere else; what is printed is refused when it cannot be."""
        super().__init__(*args, **kwargs)
        for name in ("name_en", "address", "address_en"):
            self.fields[name].validators.append(plain)
        self.fields["name_en"].validators.append(latin)
        self.fields["established_on"].widget = forms.DateInput(
            format="%Y-%m-%d", attrs={"class": "input-short", "autocomplete": "off"}
        )
        self.fields["established_on"].help_text = _("As on the licence, such as 2012-05-18.")
        size: Any = self.fields["size_class"]
        size.choices = [("", _("Please choose")), *SizeClass.choices]

    def clean_established_on(self) -> datetime.date | None:
        """Refuse a day that has not come, or that no enterprise of today can name."""
        day: datetime.date | None = self.cleaned_data["established_on"]
        if day and day > timezone.localdate():
            raise forms.ValidationError(_("This date is in the future."))
        if day and day.year < EARLIEST_YEAR:
            raise forms.ValidationError(_("Enter the date as on the licence, such as 2012-05-18."))
        return day

    def clean_industry_code(self) -> str:
        """Take a class of GB/T 4754: two to four digits, with or without the letter of the section."""
        code = str(self.cleaned_data["industry_code"]).strip().upper()
        if code and not re.fullmatch(r"[A-T]?\d{2,4}", code):
            raise forms.ValidationError(_("Enter a code of GB/T 4754 such as C1523."))
        return code


class StartForm(forms.Form):
    """Which batch and category an application is for, and for whom."""

    use_required_attribute = False
    enterprise = forms.ModelChoiceField(label=gettext_lazy("Enterprise"), queryset=Enterprise.objects.none())
    batch = forms.ModelChoiceField(
        label=gettext_lazy("Batch"),
        queryset=Batch.objects.none(),
        widget=forms.RadioSelect,
        empty_label=None,
    )
    category = forms.ModelChoiceField(
        label=gettext_lazy("Category"),
        queryset=Category.objects.none(),
        widget=forms.RadioSelect,
        empty_label=None,
    )

    def __init__(self, *args: Any, enterprises: list[Enterprise], **kwargs: Any) -> None:
        """Offer the open batches; ask for the enterprise only when there are several."""
        super().__init__(*args, **kwargs)
        now = timezone.now()
        chosen: Any = self.fields
        chosen["batch"].queryset = Batch.objects.filter(opens_at__lte=now, closes_at__gte=now)
        chosen["batch"].label_from_instance = lambda batch: (
            _("%(name)s, open until %(date)s")
            % {
                "name": str(batch),
                "date": timezone.localtime(batch.closes_at).strftime("%Y-%m-%d %H:%M"),
            }
        )
        if chosen["batch"].queryset.count() == 1:
            self.initial["batch"] = chosen["batch"].queryset.get().pk
        chosen["category"].queryset = Category.objects.order_by("id")
        chosen["enterprise"].queryset = Enterprise.objects.filter(pk__in=[row.pk for row in enterprises])
        if len(enterprises) == 1:
            del chosen["enterprise"]


class ReasonForm(PrintedForm):
    """A reason in words."""

    use_required_attribute = False
    reason = LongText(label=gettext_lazy("Reason"), rows=4, most=1000)


class MessageForm(forms.Form):
    """A message to the staff who handle the case."""

    use_required_attribute = False
    text = LongText(
        label=gettext_lazy("Your message"),
        rows=5,
        most=2000,
        error_messages={"required": gettext_lazy("Write something first.")},
    )
    attachments = FilesField(label=gettext_lazy("Files"), required=False)
    key = forms.CharField(widget=forms.HiddenInput, max_length=40, required=False)


class AppealForm(PrintedForm):
    """The grounds of an appeal, and after the last day why it comes late."""

    use_required_attribute = False
    late_reason = LongText(
        label=gettext_lazy("Why the appeal comes late"),
        help_text=gettext_lazy("What kept you from appealing in time, and since when that is over."),
        rows=4,
        most=1000,
    )
    grounds = LongText(
        label=gettext_lazy("Grounds"),
        help_text=gettext_lazy("Which fact or rule was judged wrongly, and what shows it."),
        rows=8,
        most=4000,
    )
    evidence = FilesField(label=gettext_lazy("Evidence"), required=False, most=10)

    def __init__(self, *args: Any, is_late: bool = False, **kwargs: Any) -> None:
        """Ask why it comes late only when it does."""
        super().__init__(*args, **kwargs)
        if not is_late:
            del self.fields["late_reason"]


class PlanForm(PrintedForm):
    """How a finding will be put right."""

    use_required_attribute = False
    plan = LongText(
        label=gettext_lazy("Plan"),
        help_text=gettext_lazy("What will be done, by whom and by when."),
        rows=4,
        most=2000,
    )


class DayForm(PrintedForm):
    """Another day for the visit, and why."""

    use_required_attribute = False
    wished_on = forms.DateField(
        label=gettext_lazy("Day you ask for"),
        widget=forms.DateInput(format="%Y-%m-%d", attrs={"type": "date", "class": "input-short"}),
        input_formats=["%Y-%m-%d", "%Y/%m/%d", "%Y.%m.%d"],
    )
    reason = LongText(
        label=gettext_lazy("Reason"),
        help_text=gettext_lazy("Such as a stop of production, or that the person in charge is away."),
        rows=3,
        most=500,
    )


class StatementForm(PrintedForm):
    """What the enterprise says to an objection."""

    use_required_attribute = False
    text = LongText(
        label=gettext_lazy("Your statement"),
        help_text=gettext_lazy("Say to each fact whether it is right, and what shows it."),
        rows=8,
        most=4000,
    )
    attachments = FilesField(label=gettext_lazy("Evidence"), required=False, most=10)


class RectificationForm(PrintedForm):
    """How a finding was put right."""

    use_required_attribute = False
    answer = LongText(label=gettext_lazy("What was done"), rows=5, most=4000)
    before = FilesField(
        label=gettext_lazy("Before: the state that was found"),
        help_text=gettext_lazy("Photos or records, where there are any. PDF, JPEG or PNG, up to 20 MB each."),
        most=10,
        required=False,
    )
    evidence = FilesField(
        label=gettext_lazy("After: what shows that it was put right"),
        help_text=gettext_lazy("At least one file. PDF, JPEG or PNG, up to 20 MB each."),
        most=10,
    )

    def __init__(self, *args: Any, has_files: bool = False, **kwargs: Any) -> None:
        """Ask for a file unless one was handed in before."""
        super().__init__(*args, **kwargs)
        self.fields["evidence"].required = not has_files


class AnswerForm(PrintedForm):
    """The holder's answer to a prior notice."""

    use_required_attribute = False
    answer = LongText(
        label=gettext_lazy("Your answer"),
        help_text=gettext_lazy(
            "Say what is wrong in the notice and what you have done. You can add to it until it is decided."
        ),
        rows=8,
        most=4000,
    )
    evidence = FilesField(label=gettext_lazy("Files that support your answer"), required=False)
    hearing = forms.BooleanField(
        label=gettext_lazy("We want to be heard in person before it is decided"), required=False
    )

    def __init__(self, *args: Any, may_ask: bool = True, **kwargs: Any) -> None:
        """Ask for a hearing only as long as one can be asked for."""
        super().__init__(*args, **kwargs)
        if not may_ask:
            del self.fields["hearing"]


class PledgeForm(forms.Form):
    """The pledge before an application is handed in."""

    use_required_attribute = False
    pledge = forms.BooleanField(
        label=gettext_lazy(
            "On behalf of the enterprise I pledge that everything handed in is true, complete and lawful, and that we "
            "accept inspections and bear the consequences of false statements."
        ),
        error_messages={"required": gettext_lazy("Confirm the pledge before you submit.")},
    )
