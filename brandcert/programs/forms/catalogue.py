"""The catalogue of a batch as one form: for each category its classes as rows, and a place to paste further ones."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, Final

from django import forms
from django.forms import BaseFormSet, formset_factory
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, pgettext

from brandcert.core.lettering import latin
from brandcert.programs import catalogue
from brandcert.programs.enums import CategoryKey
from brandcert.programs.models import Batch, CatalogueClass
from brandcert.programs.queries import catalogue_of


class ClassForm(forms.ModelForm[CatalogueClass]):
    """A class of the catalogue; its code never changes once it is stored."""

    use_required_attribute = False

    class Meta:
        model = CatalogueClass
        fields = ("code", *catalogue.FIELDS)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        """Keep the code of a class that is stored."""
        super().__init__(*args, **kwargs)
        self.fields["code"].disabled = bool(self.initial.get("code"))
        self.fields["code"].widget.attrs["autocomplete"] = "off"
        for name in ("name_en", "note_en"):
            self.fields[name].validators.append(latin)

    def clean_code(self) -> str:
        """Take small letters and full width too."""
        return catalogue.clean_code(str(self.cleaned_data["code"]))

    def validate_unique(self) -> None:
        """Leave it to the rows, which are judged together."""


class _Classes(BaseFormSet[ClassForm]):
    """The rows of one category; taking one out is a tick."""

    def add_fields(self, form: ClassForm, index: int | None) -> None:
        """Name place and tick in the words of the page."""
        super().add_fields(form, index)
        form.fields["ORDER"].label = pgettext("in an order", "place")
        form.fields["ORDER"].widget.attrs["min"] = 1
        form.fields["DELETE"].label = _("take out")

    def clean(self) -> None:
        """Say at the field when a code stands twice."""
        seen: set[str] = set()
        for form in self.kept:
            code = form.cleaned_data.get("code", "")
            if code and code in seen:
                form.add_error("code", _("Each code stands once: %(codes)s.") % {"codes": code})
            seen.add(code)

    @property
    def kept(self) -> list[ClassForm]:
        """Return the filled rows that stay, in the order asked for."""
        shown = [form for form in self.forms if form.has_changed() or form.initial.get("code")]
        stay = [form for form in shown if not form.cleaned_data.get("DELETE")]
        return sorted(stay, key=lambda form: form.cleaned_data.get("ORDER") or catalogue.MOST * 2)


Classes: Final = formset_factory(
    ClassForm,
    formset=_Classes,
    extra=2,
    can_order=True,
    can_delete=True,
    max_num=catalogue.MOST,
    validate_max=True,
    absolute_max=catalogue.MOST + 2,
)


class PasteForm(forms.Form):
    """Lines of a table, as copied from a spreadsheet."""

    lines = forms.CharField(
        label=gettext_lazy("Paste further classes"),
        help_text=gettext_lazy(
            "One class a line: code, name, English name, then examples in Chinese and in English if any, with tabs between them. They are added behind the rows above."
        ),
        required=False,
        max_length=20_000,
        strip=False,
        widget=forms.Textarea(attrs={"rows": 4}),
    )

    def clean_lines(self) -> list[catalogue.Entry]:
        """Read the lines, and let the model judge each; name those that cannot be read."""
        rows, unread = catalogue.read_lines(str(self.cleaned_data["lines"]))
        if unread:
            numbers = _(", ").join(str(number) for number in unread)
            raise forms.ValidationError(
                _(
                    "Line %(numbers)s cannot be read: each begins with a code of letters and digits, then a tab and the name."
                )
                % {"numbers": numbers}
            )
        for row in rows:
            judged = ClassForm(row)
            if not judged.is_valid():
                words = " ".join(str(text) for faults in judged.errors.values() for text in faults)
                raise forms.ValidationError(f"{row['code']}: {words}")
        return rows


class WhyForm(forms.Form):
    """Why the catalogue of an open batch changes."""

    reason = forms.CharField(
        label=gettext_lazy("Reason"), max_length=300, widget=forms.Textarea(attrs={"rows": 3})
    )


class CatalogueForm:
    """The whole catalogue; `entries()` is what was entered once `is_valid` holds."""

    def __init__(self, batch: Batch, *, asks_reason: bool, data: Mapping[str, Any] | None = None) -> None:
        """Begin with the catalogue as it is stored, or read what was sent."""
        stored = catalogue_of(batch)
        self.seen = str((data or {}).get("seen") or catalogue.fingerprint(stored))
        self.why = WhyForm(data) if asks_reason else None
        self.groups: list[dict[str, Any]] = [
            {
                "key": row.key,
                "title": str(CategoryKey(row.key).label),
                "is_everything": not stored.get(row.key),
                "rows": Classes(data, prefix=row.key.lower(), initial=stored.get(row.key, ())),
                "paste": PasteForm(data, prefix=f"{row.key.lower()}-more"),
            }
            for row in batch.program.categories.order_by("id")
        ]
        self.errors: list[str] = []

    @property
    def all_forms(self) -> list[Any]:
        """Return every form of the page, for the summary of errors."""
        found = [part for group in self.groups for part in (group["rows"], group["paste"])]
        return [*found, self.why] if self.why else found

    def is_valid(self) -> bool:
        """Say whether every row and line can be stored; each fault stands at its field."""
        faulty = [form for form in self.all_forms if not form.is_valid()]
        if faulty:
            return False
        is_good = True
        for group in self.groups:
            twice = catalogue.twice(row["code"] for row in self._rows(group))
            if twice:
                words = _("Each code stands once: %(codes)s.") % {"codes": _(", ").join(twice)}
                group["paste"].add_error("lines", words)
                is_good = False
        return is_good

    def entries(self) -> dict[str, list[catalogue.Entry]]:
        """Return the classes as entered, by category."""
        return {group["key"]: self._rows(group) for group in self.groups}

    @property
    def reason(self) -> str:
        """Return why, empty where it is not asked."""
        return str(self.why.cleaned_data["reason"]) if self.why else ""

    @staticmethod
    def _rows(group: Mapping[str, Any]) -> list[catalogue.Entry]:
        typed = [
            {name: form.cleaned_data[name] for name in ("code", *catalogue.FIELDS)}
            for form in group["rows"].kept
        ]
        return [*typed, *group["paste"].cleaned_data["lines"]]
