"""What a holder fills in about a certificate."""

import datetime
from typing import Any, Final

from django import forms
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from brandcert.certificates.enums import ChangeKind
from brandcert.certificates.models import Certificate
from brandcert.certificates.queries import WORDS
from brandcert.certificates.services import require_in_time
from brandcert.core.errors import GuardFailed
from brandcert.core.lettering import latin, plain
from brandcert.documents.forms import FilesField
from brandcert.portal.forms.writing import LongText

# The facts a holder may report as changed, and what kind of change each is.
REPORTED: Final = {
    "holder": ChangeKind.NAME,
    "holder_en": ChangeKind.NAME,
    "address": ChangeKind.ADDRESS,
    "place_of_production": ChangeKind.ADDRESS,
    "brand": ChangeKind.TRADEMARK,
    "trademark_number": ChangeKind.TRADEMARK,
    "model_or_scope": ChangeKind.MODEL,
}


class ChangeForm(forms.Form):
    """What has changed since the certificate was issued: only what differs is filled in."""

    use_required_attribute = False
    changed_on = forms.DateField(
        label=gettext_lazy("Date of the change"),
        help_text=gettext_lazy("As on the new licence or registration, such as 2026-10-18."),
        widget=forms.DateInput(
            format="%Y-%m-%d", attrs={"class": "input-short", "autocomplete": "off", "inputmode": "numeric"}
        ),
    )
    statement = LongText(
        label=gettext_lazy("What has changed and why"),
        rows=4,
        most=1000,
    )
    evidence = FilesField(
        label=gettext_lazy("Files that show the change"),
        help_text=gettext_lazy(
            "For instance the registrar's notice of the change and the new licence. PDF, JPEG or PNG, up to 20 MB each."
        ),
        error_messages={"required": gettext_lazy("Add at least one file that shows the change.")},
    )

    def __init__(self, *args: Any, certificate: Certificate, **kwargs: Any) -> None:
        """Ask each fact with what the certificate says now."""
        super().__init__(*args, **kwargs)
        self.certificate = certificate
        for name in REPORTED:
            now = certificate.facts.get(name, "")
            self.fields[name] = forms.CharField(
                label=WORDS[name],
                required=False,
                max_length=200,
                validators=[plain, latin] if name.endswith("_en") else [plain],
                help_text=_("On the certificate: %(value)s") % {"value": now or "–"},
            )

    def facts(self) -> list[Any]:
        """Return the fields of the facts, for the page."""
        return [self[name] for name in REPORTED]

    def values(self) -> dict[str, str]:
        """Return what differs from the certificate."""
        told = {name: str(self.cleaned_data.get(name, "")).strip() for name in REPORTED}
        return {
            name: value
            for name, value in told.items()
            if value and value != self.certificate.facts.get(name, "")
        }

    def kind(self) -> ChangeKind:
        """Return what kind of change it is: the first that differs, in the order of the form."""
        return next((REPORTED[name] for name in REPORTED if name in self.values()), ChangeKind.NAME)

    def clean_changed_on(self) -> datetime.date:
        """Refuse, beside the date, a day that has not come or that is too long ago to be reported."""
        day: datetime.date = self.cleaned_data["changed_on"]
        try:
            require_in_time(self.certificate, changed_on=day, today=timezone.localdate())
        except GuardFailed as refusal:
            raise forms.ValidationError(str(refusal)) from None
        return day

    def clean(self) -> dict[str, Any]:
        """Ask for at least one new value."""
        cleaned: dict[str, Any] = super().clean() or {}
        if not self.values():
            self.add_error("holder", _("Nothing differs from the certificate. Enter what has changed."))
        return cleaned


class MendingForm(forms.Form):
    """What was put right, so that a suspension may be lifted."""

    use_required_attribute = False
    statement = LongText(
        label=gettext_lazy("What was put right"),
        help_text=gettext_lazy(
            "Say to each fault named in the suspension what you did, since when, and what shows it."
        ),
        rows=8,
        most=4000,
    )
    evidence = FilesField(
        label=gettext_lazy("Files that show it"),
        help_text=gettext_lazy("Reports, photos, records. PDF, JPEG or PNG, up to 20 MB each."),
        error_messages={"required": gettext_lazy("Add at least one file that shows it.")},
    )


class CancelCertificateForm(forms.Form):
    """That the holder gives the certificate up for good."""

    use_required_attribute = False
    statement = LongText(label=gettext_lazy("Reason"), rows=4, most=1000)
    confirmed = forms.BooleanField(
        label=gettext_lazy(
            "I understand that a cancelled certificate cannot be taken up again and that the mark must not be used any more."
        ),
        error_messages={"required": gettext_lazy("Confirm that you want to give the certificate up.")},
    )
