"""An enterprise in a form of staff: entered by name or code, never by the number of its row."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final

from django import forms
from django.core.exceptions import ValidationError
from django.db.models import Q
from django.urls import reverse
from django.utils.http import urlencode
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from brandcert.core.answers import sent_key
from brandcert.enterprises.credit_codes import fold
from brandcert.enterprises.models import Enterprise
from brandcert.enterprises.names import clean_name, spellings

if TYPE_CHECKING:
    from django.db.models import ForeignKey

MOST_NAMED: Final = 5


def named(enterprise: Enterprise) -> str:
    """Return name and credit code, as somebody is told who looks the enterprise up."""
    return f"{enterprise.name} {enterprise.credit_code or ''}".strip()


class _FindingInput(forms.TextInput):
    """A line whose script offers enterprises while one types; without script name or code are typed out."""

    def __init__(self, source: ForeignKey[Any, Any]) -> None:
        """Tell the script where to ask, for which field."""
        self.source = source
        super().__init__({"class": "vTextField", "autocomplete": "off", "spellcheck": "false"})

    class Media:
        js = ("brandcert/finding.js",)

    def get_context(self, name: str, value: Any, attrs: Any) -> dict[str, Any]:
        """Add the address: known only when all addresses are."""
        asked = {
            "app_label": self.source.model._meta.app_label,
            "model_name": str(self.source.model._meta.model_name),
            "field_name": self.source.name,
        }
        url = f"{reverse('admin:autocomplete')}?{urlencode(asked)}"
        return super().get_context(name, value, {**(attrs or {}), "data-find": url})


class EnterpriseField(forms.ModelChoiceField):  # type: ignore[type-arg] # always enterprises
    """Takes the full name, the credit code, or both as they are offered; the key of the row as well, for links that bring it."""

    def __init__(self, source: ForeignKey[Any, Any], **kwargs: Any) -> None:
        """Say how an enterprise is entered."""
        help_text = gettext_lazy(
            "Type part of the name and choose, or enter the full name or the credit code."
        )
        super().__init__(
            Enterprise.objects.all(), **{"help_text": help_text, **kwargs, "widget": _FindingInput(source)}
        )

    def prepare_value(self, value: Any) -> Any:
        """Show the enterprise of a key by name and code; what was typed stays as it was."""
        if isinstance(value, int):
            found = Enterprise.objects.filter(pk=value).first()
            return named(found) if found else ""
        return named(value) if isinstance(value, Enterprise) else value

    def to_python(self, value: Any) -> Enterprise | None:
        """Return the one enterprise that was meant.

        Raises ValidationError with up to five that resemble it when none is called so, or when several are.
        """
        text = clean_name(str(value or ""))
        if not text:
            return None
        found: list[Enterprise] = list(_called(text)[: MOST_NAMED + 1])
        if len(found) == 1:
            return found[0]
        near = found or list(Enterprise.objects.filter(name__icontains=text).order_by("name")[:MOST_NAMED])
        names = "; ".join(named(one) for one in near[:MOST_NAMED])
        if found:
            raise ValidationError(
                _("Several are called so. Enter the credit code: %(names)s") % {"names": names}
            )
        if near:
            raise ValidationError(
                _("None is called exactly so. Which one is meant: %(names)s") % {"names": names}
            )
        raise ValidationError(_("No enterprise has this name or credit code."))

    def has_changed(self, initial: Any, data: Any) -> bool:
        """Compare what is shown with what was sent."""
        return str(self.prepare_value(initial) or "") != str(data or "")


def _called(text: str) -> Any:
    """Return the enterprises of a code, a name, a name followed by its code, or a key."""
    last = fold(text.rpartition(" ")[2])
    by_code = Enterprise.objects.filter(Q(credit_code=last) | Q(credit_code=fold(text)))
    if by_code.exists():
        return by_code
    asked = Q(name__in=spellings(text))
    # No row has the key 0, which stands for whatever is no key.
    asked |= Q(pk=sent_key(text))
    return Enterprise.objects.filter(asked).order_by("name", "pk")
