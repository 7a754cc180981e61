"""Which product or service an application is about."""

import datetime
from collections.abc import Mapping, Sequence
from typing import Any, Final

from django import forms
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from brandcert.core.lettering import latin, plain
from brandcert.enterprises.models import Product
from brandcert.portal.forms.sections import AnswerField
from brandcert.programs.models import CatalogueClass

# More classes than these are a list to choose from.
MOST_RADIOS: Final = 12
MARK_FACTS: Final = ("trademark", "trademark_number", "trademark_valid_to", "is_licensed")


class ProductForm(forms.Form):
    """Which product or service an application is about: one there is, or a new one."""

    use_required_attribute = False
    NEW = "new"
    # The chosen product whose own page takes what was typed beside it.
    mend = ""
    product = forms.ChoiceField(
        label=gettext_lazy("Product or service"),
        widget=forms.RadioSelect,
        error_messages={"required": gettext_lazy("Choose a product, or enter a new one.")},
    )
    product_class = forms.ChoiceField(
        label=gettext_lazy("Class of the catalogue"),
        help_text=gettext_lazy(
            "This batch is open for these classes only. Choose the one to which the product or service belongs."
        ),
        widget=forms.RadioSelect,
        error_messages={
            "required": gettext_lazy("Choose the class to which the product or service belongs."),
            "invalid_choice": gettext_lazy("This class is not open any more: choose another one."),
        },
    )
    name = AnswerField(label=gettext_lazy("Name"), max_length=200)
    model_or_scope = AnswerField(max_length=200)
    trademark = forms.CharField(
        label=gettext_lazy("Trademark"),
        help_text=gettext_lazy(
            "Can be left open for now, but an application needs one before it is submitted."
        ),
        max_length=100,
        required=False,
    )
    trademark_number = forms.CharField(
        label=gettext_lazy("Registration number of the trademark"), max_length=40, required=False
    )
    trademark_valid_to = forms.DateField(
        label=gettext_lazy("The trademark is valid to"),
        help_text=gettext_lazy("As on the certificate of the trademark, such as 2030-06-30."),
        required=False,
        widget=forms.DateInput(format="%Y-%m-%d", attrs={"class": "input-short", "autocomplete": "off"}),
    )
    is_licensed = forms.BooleanField(
        label=gettext_lazy("The trademark is used under licence"), required=False
    )
    name_en = forms.CharField(
        label=gettext_lazy("English name"),
        help_text=gettext_lazy("Printed on the certificate, for the product chosen above as for a new one."),
        max_length=200,
        required=False,
        widget=forms.TextInput(attrs={"autocomplete": "off", "lang": "en"}),
    )

    def __init__(
        self,
        *args: Any,
        products: list[Product],
        is_service: bool,
        classes: Sequence[CatalogueClass] = (),
        **kwargs: Any,
    ) -> None:
        """Offer the products there are, the questions of a new one in the words of the category, and the open classes of the catalogue."""
        super().__init__(*args, **kwargs)
        self._offer(classes)
        for name in ("name", "model_or_scope", "trademark", "trademark_number", "name_en"):
            self.fields[name].validators.append(plain)
        field: Any = self.fields["product"]
        field.choices = [(str(row.pk), _described(row)) for row in products] + [(self.NEW, _("A new one"))]
        scope = self.fields["model_or_scope"]
        scope.label = _("Scope of the service") if is_service else _("Model, grade or specification")
        scope.help_text = (
            _("What the certificate shall cover, such as slopes, lifts and ski school of one resort.")
            if is_service
            else _("What the certificate shall cover, such as 5 kg packs, first grade.")
        )
        if not products:
            field.widget = forms.HiddenInput()
            self.initial["product"] = self.NEW

    def _offer(self, classes: Sequence[CatalogueClass]) -> None:
        """Offer the classes that are open; a batch without a catalogue does not ask."""
        if not classes:
            del self.fields["product_class"]
            return
        field: Any = self.fields["product_class"]
        field.choices = [(str(row.pk), _with_examples(row)) for row in classes if row.is_open]
        if len(field.choices) > MOST_RADIOS:
            field.widget = forms.Select()
            field.choices = [("", _("Please choose")), *field.choices]

    def clean(self) -> dict[str, Any]:
        """Ask for the name and the scope of a new product; typed beside one that is chosen, they would be lost."""
        values: dict[str, Any] = super().clean() or {}
        missing = {
            "name": _("Enter the name of the product or service."),
            "model_or_scope": _("Enter what the certificate shall cover."),
        }
        is_new = values.get("product") == self.NEW
        for name in [key for key in missing if key not in self.errors]:
            if is_new and not values.get(name):
                self.add_error(name, missing[name])
            elif "product" in values and not is_new and values.get(name):
                self.add_error(
                    name, _("This belongs to a new product: choose “A new one” above, or empty it.")
                )
        if "product" in values and not is_new:
            self._refuse_beside(str(values["product"]), values)
        elif is_new:
            self._require_whole_mark(values)
        return values

    def _refuse_beside(self, chosen: str, values: Mapping[str, Any]) -> None:
        """A trademark typed beside a chosen product would be lost: tell where that one is corrected."""
        words = _("This belongs to a new product: empty it here, and correct the chosen one on its own page.")
        for name in MARK_FACTS:
            if values.get(name) and name not in self.errors:
                self.add_error(name, words)
                self.mend = chosen

    def _require_whole_mark(self, values: Mapping[str, Any]) -> None:
        """What is said of a trademark needs its name."""
        typed = [name for name in MARK_FACTS if name != "trademark" and values.get(name)]
        if typed and not values.get("trademark") and "trademark" not in self.errors:
            self.add_error("trademark", _("Enter the trademark these facts belong to, or empty them."))

    def clean_name_en(self) -> str:
        """Refuse Chinese where English is asked; what was stored before and is not touched stays."""
        name = str(self.cleaned_data["name_en"])
        if "name_en" in self.changed_data:
            latin(name)
        return name

    def clean_trademark_valid_to(self) -> datetime.date | None:
        """Refuse a trademark whose term has ended."""
        day: datetime.date | None = self.cleaned_data["trademark_valid_to"]
        if day is not None and day < timezone.localdate():
            raise forms.ValidationError(
                _("This day is past: enter the date to which the trademark was renewed.")
            )
        return day


def _with_examples(row: CatalogueClass) -> str:
    return _("%(name)s (%(note)s)") % {"name": row, "note": row.examples} if row.examples else str(row)


def _described(product: Product) -> str:
    parts = [product.name, product.model_or_scope, product.trademark.name if product.trademark else ""]
    return " · ".join(part for part in parts if part)
