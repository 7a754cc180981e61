"""The score sheet as a form: points, reason, evidence and confirmation of each criterion."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import Any, Final

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _

from brandcert.programs.forms import points_field, words_field
from brandcert.programs.models import Criterion
from brandcert.reviews.services import COMMENT, Line, mark_of

_SEPARATORS: Final = re.compile(r"[\s,，、;；]+")
_CITED: Final = re.compile(r"(\d{1,4})(?:[:：](\d{1,4}))?")
MINE: Final = "mine"
THEIRS: Final = "theirs"


@dataclass(frozen=True, slots=True)
class Exhibit:
    """A file as it can be cited: by its number on the page, and one of its pages."""

    material: int
    number: int
    pages: int


Cited = tuple[tuple[int, int | None], ...]


class CiteField(forms.CharField):
    """Reads which files, and which of their pages, are cited: `1, 3:4` is file 1, and page 4 of file 3."""

    def __init__(self, *, exhibits: Sequence[Exhibit], **kwargs: Any) -> None:
        """Know the files that can be cited."""
        self.by_number = {one.number: one for one in exhibits}
        self.by_key = {one.material: one for one in exhibits}
        super().__init__(required=False, max_length=500, **kwargs)

    def prepare_value(self, value: Any) -> Any:
        """Write citations as people type them."""
        if isinstance(value, str) or value is None:
            return value
        return ", ".join(
            f"{self.by_key[key].number}" + (f":{page}" if page else "")
            for key, page in value
            if key in self.by_key
        )

    def clean(self, value: Any) -> Any:
        """Return (material, page or None) of each citation; raises ValidationError naming what is not there."""
        text = super().clean(value)
        return tuple(self._one(part) for part in dict.fromkeys(_SEPARATORS.split(text)) if part)

    def _one(self, part: str) -> tuple[int, int | None]:
        found = _CITED.fullmatch(part)
        exhibit = self.by_number.get(int(found[1])) if found else None
        page = int(found[2]) if found and found[2] else None
        if exhibit is None:
            raise ValidationError(
                _("There is no evidence %(part)s. Write numbers such as 1, 3:4.") % {"part": part}
            )
        if page is not None and not 1 <= page <= exhibit.pages:
            raise ValidationError(
                _("Evidence %(n)s has %(pages)s pages.") % {"n": exhibit.number, "pages": exhibit.pages}
            )
        return exhibit.material, page


class ScoreForm(forms.Form):
    """The whole sheet of one expert, and what the page showed of each line, for the merge with other windows."""

    revision = forms.IntegerField(widget=forms.HiddenInput, required=False, initial=0)

    def __init__(
        self,
        *args: Any,
        criteria: Sequence[Criterion],
        exhibits: Sequence[Exhibit],
        proposed: Mapping[str, Decimal],
        **kwargs: Any,
    ) -> None:
        """Make the fields of each criterion; `proposed` are the points that formulas give."""
        super().__init__(*args, **kwargs)
        self.criteria, self.proposed = criteria, proposed
        for row in criteria:
            self._add(row, exhibits)
        self.fields["comment"] = forms.CharField(
            label=_("Overall comment"),
            required=False,
            max_length=5000,
            widget=forms.Textarea(attrs={"rows": 4}),
            help_text=_("Kept with the sheet; the applicant never sees who wrote it."),
        )
        self.fields["seen-"] = forms.CharField(required=False, widget=forms.HiddenInput)
        self.fields["confirm"] = forms.BooleanField(
            label=_("I judged independently, on the evidence, and I know that a signed sheet is locked."),
            required=False,
        )

    def _add(self, row: Criterion, exhibits: Sequence[Exhibit]) -> None:
        self.fields[f"points-{row.code}"] = points_field(row)
        self.fields[f"reason-{row.code}"] = words_field(
            label=_("Reason: %(name)s") % {"name": row.code},
            placeholder=_("Reason (compulsory under 60 percent)"),
        )
        self.fields[f"cite-{row.code}"] = CiteField(
            label=_("Evidence cited: %(code)s") % {"code": row.code},
            exhibits=exhibits,
            widget=forms.TextInput(attrs={"placeholder": _("Evidence: 1, 3:4"), "data-cite": row.code}),
        )
        self.fields[f"seen-{row.code}"] = forms.CharField(required=False, widget=forms.HiddenInput)
        if row.code in self.proposed:
            self.fields[f"ok-{row.code}"] = forms.BooleanField(
                label=_("Confirmed against the evidence"), required=False
            )

    def clean(self) -> dict[str, Any]:
        """Ask for the confirmation when the sheet is to be signed."""
        cleaned = super().clean() or {}
        if "submit" in self.data and not cleaned.get("confirm"):
            self.add_error("confirm", _("Please confirm before you sign."))
        return cleaned

    def lines(self) -> dict[str, Line]:
        """Return what was entered, by criterion code, without the criteria that hold a mistake."""
        data = self.cleaned_data
        return {
            row.code: Line(
                data[f"points-{row.code}"],
                data[f"reason-{row.code}"],
                tuple(dict.fromkeys(key for key, _page in data[f"cite-{row.code}"])),
                tuple((key, page) for key, page in data[f"cite-{row.code}"] if page),
                bool(data.get(f"ok-{row.code}")),
            )
            for row in self.criteria
            if all(f"{name}-{row.code}" in data for name in ("points", "reason", "cite"))
        }

    def seen(self) -> dict[str, str]:
        """Return the mark of each line as the page showed it; after a choice between two, that of the one refused."""
        marks = {}
        for code in (*(row.code for row in self.criteria), COMMENT):
            mark = self.cleaned_data.get(f"seen-{code}", "")
            if self.data.get(f"keep-{code}") == MINE:
                mark = self.data.get(f"theirs-{code}", mark)
            if mark:
                marks[code] = mark
        return marks

    def given_up(self) -> set[str]:
        """Return the codes for which the other window's line was chosen."""
        codes = (*(row.code for row in self.criteria), COMMENT)
        return {code for code in codes if self.data.get(f"keep-{code}") == THEIRS}


def shown_as(line: Line, code: str) -> dict[str, Any]:
    """Return a line as values of the form's fields, with its mark."""
    pages: dict[int, list[int]] = {}
    for key, page in line.pages:
        pages.setdefault(key, []).append(page)
    cited: list[tuple[int, int | None]] = []
    for key in line.citations:
        cited += [(key, page) for page in pages[key]] if key in pages else [(key, None)]
    return {
        f"points-{code}": line.points,
        f"reason-{code}": line.reason,
        f"cite-{code}": tuple(cited),
        f"ok-{code}": line.is_confirmed,
        f"seen-{code}": mark_of(line),
    }


def initial_of(
    criteria: Sequence[Criterion],
    lines: Mapping[str, Line],
    comment: str,
    revision: int,
    proposed: Mapping[str, Decimal],
) -> dict[str, Any]:
    """Return stored lines as the form's initial values; where nothing is stored yet, what the formulas propose."""
    values: dict[str, Any] = {
        "comment": comment,
        "revision": revision,
        "seen-": mark_of(Line(reason=comment)),
    }
    for row in criteria:
        values |= shown_as(lines.get(row.code, Line()), row.code)
        if row.code not in lines and row.code in proposed:
            values[f"points-{row.code}"] = proposed[row.code]
    return values
