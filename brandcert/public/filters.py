"""What the directory can be narrowed to, with how many entries each choice has."""

from collections.abc import Mapping
from typing import Any, Final

from django import forms
from django.utils.translation import gettext_lazy as _

from brandcert.accounts.models import Division
from brandcert.certificates.enums import PUBLIC
from brandcert.programs.enums import CategoryKey
from brandcert.register.enums import Series

LONGEST: Final = 100
# Field of the page → facet of the register.
FACETS: Final = {
    "category": "category",
    "division": "city",
    "status": "status",
    "series": "series",
    "year": "year",
}
FIRST_YEAR: Final = 1990


class DirectoryForm(forms.Form):
    """Words, category, place, state, series and year; a choice nobody offers narrows nothing."""

    q = forms.CharField(
        label=_("Enterprise, product or number"),
        required=False,
        help_text=_("Also pinyin or its initials, such as renshen or rs."),
    )
    category = forms.ChoiceField(label=_("Category"), required=False)
    division = forms.ChoiceField(label=_("City or prefecture"), required=False)
    status = forms.ChoiceField(label=_("Status"), required=False)
    series = forms.ChoiceField(label=_("Series"), required=False)
    year = forms.ChoiceField(label=_("Year"), required=False)

    def __init__(self, asked: Mapping[str, Any], *, this_year: int) -> None:
        """Read what is asked; what cannot be read is left out."""
        super().__init__(asked)
        choices: dict[str, list[tuple[str, Any]]] = {
            "category": list(CategoryKey.choices),
            "division": cities(),
            "status": [(str(state), state.label) for state in PUBLIC],
            "series": list(Series.choices),
            "year": [(str(year), str(year)) for year in range(this_year, FIRST_YEAR - 1, -1)],
        }
        for name, known in choices.items():
            self._field(name).choices = [("", _("all")), *known]

    def _field(self, name: str) -> forms.ChoiceField:
        found = self.fields[name]
        assert isinstance(found, forms.ChoiceField)  # noqa: S101 - for the reader and the types
        return found

    @property
    def words(self) -> str:
        """Return what was typed."""
        return str(self.data.get("q", "")).replace("\x00", "").strip()[:LONGEST]

    @property
    def facets(self) -> dict[str, str]:
        """Return the chosen facets by their names in the register."""
        told = {}
        for name, facet in FACETS.items():
            value = str(self.data.get(name, ""))
            known = {str(key) for key, _label in self._field(name).choices}  # type: ignore[union-attr, misc] # a list, see above
            told[facet] = value if value in known else ""
        return told

    def count(self, counts: Mapping[str, Mapping[str, int]] | None) -> None:
        """Write the numbers beside the choices; leave out those that have none and are not chosen."""
        if counts is None:
            return
        for name, facet in FACETS.items():
            chosen = str(self.data.get(name, ""))
            numbers = counts[facet]
            given: Any = self._field(name).choices
            self._field(name).choices = [
                (key, f"{label} ({numbers.get(str(key), 0)})" if key else label)
                for key, label in given
                if not key or str(key) in numbers or str(key) == chosen
            ]


def cities() -> list[tuple[str, str]]:
    """Return the cities and prefectures."""
    rows = Division.objects.filter(code__endswith="00").exclude(code__endswith="0000")
    return [(row.code, row.name) for row in rows]
