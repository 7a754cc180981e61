"""Products and trademarks of an enterprise, corrected outside any application."""

from typing import Any

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from brandcert.core.lettering import latin, plain
from brandcert.enterprises.models import Product, Trademark


class OwnProductForm(forms.ModelForm[Product]):
    """What was entered about a product or service."""

    use_required_attribute = False

    class Meta:
        model = Product
        fields = ("name", "model_or_scope", "trademark", "name_en")
        labels = {"name": gettext_lazy("Name")}  # noqa: RUF012 - read once by the metaclass of the form
        help_texts = {  # noqa: RUF012 - as above
            "model_or_scope": gettext_lazy(
                "What the certificate shall cover, such as 5 kg packs, first grade."
            ),
            "name_en": gettext_lazy("Printed on the certificate."),
        }
        widgets = {"name_en": forms.TextInput(attrs={"autocomplete": "off", "lang": "en"})}  # noqa: RUF012 - as above

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        """Offer the trademarks of the enterprise."""
        super().__init__(*args, **kwargs)
        field: Any = self.fields["trademark"]
        field.queryset = self.instance.enterprise.trademarks.order_by("id")
        field.empty_label = _("None yet")
        self.fields["model_or_scope"].required = True
        for name in ("name", "model_or_scope", "name_en"):
            self.fields[name].validators.append(plain)
        self.fields["name_en"].validators.append(latin)

    def validate_unique(self) -> None:
        """Leave it to the service, which tells it in the words of the business."""


class OwnTrademarkForm(forms.ModelForm[Trademark]):
    """What was entered about a trademark."""

    use_required_attribute = False

    class Meta:
        model = Trademark
        fields = ("name", "number", "valid_to", "is_licensed")
        labels = {  # noqa: RUF012 - read once by the metaclass of the form
            "name": gettext_lazy("Trademark"),
            "number": gettext_lazy("Registration number of the trademark"),
            "valid_to": gettext_lazy("The trademark is valid to"),
            "is_licensed": gettext_lazy("The trademark is used under licence"),
        }
        help_texts = {  # noqa: RUF012 - as above
            "valid_to": gettext_lazy("As on the certificate of the trademark, such as 2030-06-30.")
        }
        widgets = {  # noqa: RUF012 - as above
            "valid_to": forms.DateInput(
                format="%Y-%m-%d", attrs={"class": "input-short", "autocomplete": "off"}
            )
        }

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        """Refuse what cannot be printed."""
        super().__init__(*args, **kwargs)
        for name in ("name", "number"):
            self.fields[name].validators.append(plain)

    def validate_unique(self) -> None:
        """Leave it to the service, which tells it in the words of the business."""
