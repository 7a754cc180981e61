"""Fields that take files; what a file may be is decided when it is stored."""

from collections.abc import Sequence
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from brandcert.documents import printing
from brandcert.documents.enums import Method, Outcome
from brandcert.documents.models import Letter
from brandcert.documents.wording import LONGEST_PART, OBLIGATORY, PART_LABELS, PARTS

ACCEPTED = ".pdf,.jpg,.jpeg,.png,application/pdf,image/jpeg,image/png"


def drawable(text: str) -> None:
    """Refuse, as the validator of a field that a letter repeats, characters no font draws: the letter could not be printed."""
    plain = printing.printable(text.translate({9: " ", 13: "\n"}))
    if bad := printing.missing_characters(plain):
        raise ValidationError(
            _("No font of the letters draws these characters: %(them)s") % {"them": " ".join(bad)},
            code="undrawable",
        )


class PrintedForm(forms.Form):
    """A form whose words are printed or kept for printing: each line refuses characters no font draws."""

    def full_clean(self) -> None:
        """Ask every line that is typed, also those a subclass added by itself."""
        for field in self.fields.values():
            is_typed = isinstance(field, forms.CharField) and not field.widget.is_hidden
            if is_typed and drawable not in field.validators:
                field.validators.append(drawable)
        super().full_clean()


class FilesInput(forms.FileInput):
    """A field of a page in which several files can be chosen at once."""

    allow_multiple_selected = True

    def value_from_datadict(self, data: Any, files: Any, name: str) -> Any:
        """Return all files of the name."""
        return files.getlist(name) if hasattr(files, "getlist") else files.get(name, [])


class FilesField(forms.FileField):
    """Some files, at most as many as the form says; its value is a list."""

    widget = FilesInput

    def __init__(self, *, most: int = 5, **kwargs: Any) -> None:
        """Say how many are taken."""
        self.most = most
        kwargs.setdefault("help_text", gettext_lazy("PDF, JPEG or PNG, up to 20 MB each."))
        kwargs.setdefault("widget", FilesInput(attrs={"accept": ACCEPTED}))
        super().__init__(**kwargs)

    def clean(self, data: Any, initial: Any = None) -> Any:
        """Return the files; empty ones are refused by the store, which names the cause."""
        files: Sequence[Any] = [file for file in data or [] if file]
        if self.required and not files:
            raise ValidationError(self.error_messages["required"], code="required")
        if len(files) > self.most:
            raise ValidationError(_("Choose at most %(most)s files.") % {"most": self.most})
        return files


class TemplateForm(forms.Form):
    """The parts of a letter; what they may hold is decided by the service."""

    use_required_attribute = False
    example = forms.ModelChoiceField(
        queryset=Letter.objects.none(),
        required=False,
        label=gettext_lazy("Preview with the facts of"),
        empty_label=gettext_lazy("the examples of the placeholders"),
    )
    seen = forms.IntegerField(widget=forms.HiddenInput, min_value=0)

    def __init__(self, *args: Any, examples: Any, **kwargs: Any) -> None:
        """Ask for each part; letters the person may read serve as real cases."""
        super().__init__(*args, **kwargs)
        for part in PARTS:
            is_line = part == "title"
            style = {"class": "vTextField" if is_line else "vLargeTextField", "lang": "zh-Hans"}
            widget = forms.TextInput(attrs=style) if is_line else forms.Textarea(attrs={**style, "rows": 4})
            self.fields[part] = forms.CharField(
                label=PART_LABELS[part],
                required=part in ("title", *OBLIGATORY),
                strip=False,
                widget=widget,
                max_length=LONGEST_PART,
                error_messages={"required": gettext_lazy("A letter without this part is not valid.")},
            )
        self.fields["example"].queryset = examples  # type: ignore[attr-defined] # a choice of rows has one
        self.order_fields([*PARTS, "example"])

    @property
    def words(self) -> dict[str, str]:
        """Return the parts as they were typed."""
        return {part: self.cleaned_data[part] for part in PARTS}


class DeliveryForm(forms.Form):
    """How a letter was handed over or sent, and what came of it."""

    use_required_attribute = False
    method = forms.ChoiceField(
        label=gettext_lazy("Method of delivery"),
        choices=[choice for choice in Method.choices if choice[0] != Method.PORTAL],
    )
    outcome = forms.ChoiceField(label=gettext_lazy("Result of the delivery"), choices=Outcome.choices)
    on = forms.DateField(
        label=gettext_lazy("Date of delivery"), widget=forms.DateInput(attrs={"type": "date"})
    )
    receiver = forms.CharField(label=gettext_lazy("Received by"), max_length=100, required=False)
    tracking = forms.CharField(label=gettext_lazy("Tracking number"), max_length=60, required=False)
    note = forms.CharField(
        label=gettext_lazy("Note"),
        max_length=300,
        required=False,
        help_text=gettext_lazy("Why it did not arrive; where the receipt is kept."),
    )
    proof = forms.FileField(
        label=gettext_lazy("Proof of delivery"),
        required=False,
        widget=forms.FileInput(attrs={"accept": ACCEPTED}),
        help_text=gettext_lazy(
            "The receipt of the registered letter or the signed slip: PDF, JPEG or PNG, up to 20 MB."
        ),
        error_messages={"empty": gettext_lazy("The file is empty: choose it again.")},
    )
