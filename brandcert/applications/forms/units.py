"""What recommending units and county offices enter."""

from collections.abc import Sequence
from typing import Any, Final

from django import forms
from django.utils.text import format_lazy
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from brandcert.applications.enums import Status
from brandcert.applications.models import Application
from brandcert.applications.queries import rank_of
from brandcert.applications.services import official
from brandcert.applications.services.refusing import default_basis, default_remedy
from brandcert.applications.services.units import MOST_RANK
from brandcert.core.admin import ReasonForm, StepForm
from brandcert.documents.catalogue import name_of
from brandcert.documents.forms import drawable

RANK, RECOMMEND, SIGN = "rank", "recommend", "sign"
ACTS: Final = (RANK, RECOMMEND, SIGN)


class CountyOpinionForm(StepForm):
    """The opinion of the county, for or against."""

    is_positive = forms.TypedChoiceField(
        label=gettext_lazy("The county"),
        choices=(("yes", gettext_lazy("is in favour")), ("no", gettext_lazy("is against"))),
        widget=forms.RadioSelect,
        coerce=lambda value: value == "yes",
    )
    opinion = forms.CharField(
        label=gettext_lazy("Opinion"),
        max_length=2000,
        widget=forms.Textarea(attrs={"rows": 6}),
        help_text=gettext_lazy("The recommending unit and the province read it; it cannot be changed later."),
    )


class RemedyForm(ReasonForm):
    """A refusal: the facts, the basis, and what the enterprise can do; the last two are proposed."""

    # The kind of letter the refusal goes out as.
    letter = "not_recommended"
    basis = forms.CharField(
        label=gettext_lazy("Basis"),
        max_length=1000,
        required=False,
        widget=forms.Textarea(attrs={"rows": 2}),
        help_text=gettext_lazy("Left empty, the rules of the round are named."),
    )
    remedy = forms.CharField(
        label=gettext_lazy("What the enterprise can do"),
        max_length=1000,
        required=False,
        widget=forms.Textarea(attrs={"rows": 3}),
        help_text=gettext_lazy("Left empty, the appeal and its term are named."),
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        """Propose basis and remedy by the rules of the batch."""
        super().__init__(*args, **kwargs)
        for name in ("reason", "basis", "remedy"):
            self.fields[name].validators.append(drawable)
        self.initial.setdefault("basis", default_basis(self.row))
        self.initial.setdefault("remedy", default_remedy(self.row))

    def preview(self) -> dict[str, Any]:
        """Return the letter as the enterprise will read it, before the case ends with it."""
        given = {
            name: self.cleaned_data.get(name, "") for name in ("reason", "reason_code", "basis", "remedy")
        }
        return {
            "title": name_of(self.letter),
            "lead": _("The case ends with this letter. Read it as the enterprise will."),
            "groups": [],
            "sheet": official.refusal_before(self.row, self.letter, **given),
        }


class RejectionForm(ReasonForm):
    """A decision not to award, proposed to a second person: the letter is read before."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        """Take only what the letter can be printed with."""
        super().__init__(*args, **kwargs)
        self.fields["reason"].validators.append(drawable)

    def letter_before(self, reason: str) -> dict[str, Any]:
        """Return the letter as it would read if it were written now."""
        raise NotImplementedError

    def preview(self) -> dict[str, Any]:
        """Return the letter as the enterprise will read it once the second person agrees."""
        return {
            "title": _("Decision not to award"),
            "lead": _(
                "Once the second person agrees, the case ends with this letter. Read it as the enterprise will."
            ),
            "groups": [],
            "sheet": self.letter_before(self.cleaned_data["reason"]),
        }


class RefuseRecommendationForm(RemedyForm):
    """Why the unit does not recommend, and what the enterprise can do."""

    field_order = ("reason", "basis", "remedy")


class UnitDeskForm(forms.Form):
    """The ranking of a unit with what is to be recommended in one go: a rank and a tick for each application."""

    seen = forms.IntegerField(widget=forms.HiddenInput)
    opinion = forms.CharField(
        label=gettext_lazy("Opinion for all that are ticked"),
        required=False,
        max_length=2000,
        widget=forms.Textarea(attrs={"rows": 3}),
    )

    def __init__(self, *args: Any, rows: Sequence[Application], act: str = RANK, **kwargs: Any) -> None:
        """Add the fields of each application; `act` is the button that was pressed."""
        super().__init__(*args, **kwargs)
        self.rows, self.act = rows, act
        for row in rows:
            self.fields[f"rank_{row.pk}"] = forms.IntegerField(
                label=format_lazy(gettext_lazy("Rank of {}"), row.receipt_number),
                min_value=1,
                max_value=MOST_RANK,
                required=False,
                initial=rank_of(row),
                widget=forms.NumberInput(attrs={"class": "rank-field", "inputmode": "numeric"}),
            )
            if row.status == Status.SUBMITTED:
                self.fields[f"tick_{row.pk}"] = forms.BooleanField(
                    label=format_lazy(gettext_lazy("Recommend {}"), row.receipt_number), required=False
                )

    def clean(self) -> dict[str, Any]:
        """Refuse a rank given twice, and a recommendation without opinion or without a tick."""
        cleaned: dict[str, Any] = super().clean() or {}
        first: dict[int, str] = {}
        for row in self.rows:
            rank = cleaned.get(f"rank_{row.pk}")
            if rank in first:
                words = _("Rank %(rank)s is given to %(number)s already.")
                self.add_error(f"rank_{row.pk}", words % {"rank": rank, "number": first[rank]})
            elif rank is not None:
                first[rank] = str(row.receipt_number)
        if self.act == RECOMMEND and not self.errors:
            if not self.ticked:
                self.add_error(None, _("Tick at least one application that is to be recommended."))
            elif not str(cleaned.get("opinion", "")).strip():
                self.add_error("opinion", _("Please write the opinion of the unit."))
        return cleaned

    @property
    def ranks(self) -> dict[int, int]:
        """Return the ranks entered, by application."""
        found = {row.pk: self.cleaned_data.get(f"rank_{row.pk}") for row in self.rows}
        return {key: rank for key, rank in found.items() if rank is not None}

    @property
    def ticked(self) -> list[int]:
        """Return the applications to be recommended."""
        return [row.pk for row in self.rows if self.cleaned_data.get(f"tick_{row.pk}")]
