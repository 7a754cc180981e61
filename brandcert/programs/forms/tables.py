"""A scoring table as one form: its dimensions, and in each its criteria; rows that stay empty are none."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from decimal import Decimal
from typing import Any, Final

from django import forms
from django.core.validators import MinValueValidator, RegexValidator
from django.forms import BaseFormSet, formset_factory
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, pgettext

from brandcert.core.answers import sent_key
from brandcert.programs import formulas, tables
from brandcert.programs.enums import AnswerKind, CriterionKind, CriterionStage
from brandcert.programs.models import Question

POINTS: Final[dict[str, Any]] = {
    "max_digits": 5,
    "decimal_places": 2,
    "max_value": 100,
    "validators": [MinValueValidator(Decimal("0.01"))],
}
FORMULA_FAULTS: Final = {
    "form": gettext_lazy(
        "Write pairs such as “3 = 60; 6 = 100”: the answer, and the per cent of the points."
    ),
    "share": gettext_lazy("A share is at most 100 per cent."),
    "choice": gettext_lazy("Each pair begins with one of the answers, once: %(answers)s."),
    "missing": gettext_lazy("Every answer needs its share: %(answers)s."),
    "number": gettext_lazy("The answer to this question is a number: write numbers before “=”."),
    "order": gettext_lazy("The numbers before “=” rise from pair to pair."),
    "steps": gettext_lazy("A scale has 2 to 20 pairs."),
}


class DimensionForm(forms.Form):
    """A dimension of the table."""

    key = forms.SlugField(
        label=gettext_lazy("key"),
        max_length=50,
        help_text=gettext_lazy("Latin letters, the same in every version."),
    )
    title = forms.CharField(label=gettext_lazy("title"), max_length=60)
    title_en = forms.CharField(label=gettext_lazy("English title"), max_length=60)
    maximum = forms.DecimalField(label=gettext_lazy("maximum"), **POINTS)
    least_percent = forms.IntegerField(
        label=gettext_lazy("per cent needed for an award"),
        required=False,
        min_value=0,
        max_value=100,
        help_text=gettext_lazy("Only where it is more than the batch asks of every dimension."),
    )


class CriterionForm(forms.Form):
    """A criterion; its formula is typed as pairs of answer and per cent."""

    code = forms.CharField(
        label=gettext_lazy("code"),
        max_length=10,
        validators=[RegexValidator(r"^[A-Za-z0-9.-]+$", gettext_lazy("Letters, digits and dots only."))],
    )
    title = forms.CharField(label=gettext_lazy("title"), max_length=150)
    title_en = forms.CharField(label=gettext_lazy("English title"), max_length=200)
    maximum = forms.DecimalField(label=gettext_lazy("maximum"), **POINTS)
    stage = forms.ChoiceField(
        label=gettext_lazy("judged on"), choices=CriterionStage, initial=CriterionStage.DOCUMENTS.value
    )
    kind = forms.ChoiceField(
        label=gettext_lazy("kind"), choices=CriterionKind, initial=CriterionKind.JUDGED.value
    )
    guide = forms.CharField(label=gettext_lazy("guide for those who judge"), max_length=300, required=False)
    guide_en = forms.CharField(label=gettext_lazy("English guide"), max_length=400, required=False)
    is_veto = forms.BooleanField(label=gettext_lazy("no award without a point here"), required=False)
    formula_of = forms.CharField(
        label=gettext_lazy("computed from the answer"),
        required=False,
        max_length=80,
        widget=forms.TextInput(attrs={"list": "answers"}),
    )
    formula = forms.CharField(
        label=gettext_lazy("answer = per cent of the points"), required=False, max_length=500
    )

    def __init__(self, *args: Any, questions: Mapping[str, Question], **kwargs: Any) -> None:
        """Take the questions a formula can use."""
        self.questions = questions
        super().__init__(*args, **kwargs)

    def clean(self) -> dict[str, Any]:
        """Read the formula by the question it uses; say at the field what is wrong."""
        values: dict[str, Any] = super().clean() or {}
        of, text = values.pop("formula_of", ""), values.pop("formula", "")
        values["formula"] = {}
        if not of and not text:
            return values
        if of not in self.questions:
            self.add_error("formula_of", _("No question with a number or a choice has this name."))
            return values
        question = self.questions[of]
        try:
            values["formula"] = formulas.read(of, text, words_of(question))
        except ValueError as fault:
            answers = _(", ").join(choices_of(question).values())
            self.add_error("formula", str(FORMULA_FAULTS[str(fault)]) % {"answers": answers})
        return values


def choices_of(question: Question) -> dict[str, str]:
    """Return the words of a question's choices by code, in the order of the question."""
    if question.kind != AnswerKind.CHOICE:
        return {}
    return {code: words for code, words, _english in question.settings.get("choices", ())}


def words_of(question: Question) -> dict[str, str]:
    """Return by every word for an answer (code, Chinese, English) its code."""
    found: dict[str, str] = {}
    for code, words, english in question.settings.get("choices", ()) if choices_of(question) else ():
        found |= {words: code, english: code, code: code}
    return found


class _Rows(BaseFormSet[Any]):
    """Rows with a place of their own; taking one out is a tick."""

    def add_fields(self, form: Any, index: int | None) -> None:
        """Name place and tick in the words of the page."""
        super().add_fields(form, index)
        form.fields["ORDER"].label = pgettext("in an order", "place")
        form.fields["ORDER"].widget.attrs["min"] = 1
        form.fields["DELETE"].label = _("take out")

    @property
    def kept(self) -> list[Any]:
        """Return the filled forms that stay, in the order asked for; as they stand where no order is given."""
        shown = [form for form in self.forms if form.has_changed() or form.initial]
        stay = [form for form in shown if not form.cleaned_data.get("DELETE")]
        return sorted(stay, key=lambda form: form.cleaned_data.get("ORDER") or tables.MOST_CRITERIA * 2)


def _rows(form: type[forms.Form], *, extra: int, most: int) -> Any:
    return formset_factory(
        form,
        formset=_Rows,
        extra=extra,
        can_order=True,
        can_delete=True,
        max_num=most,
        validate_max=True,
        absolute_max=most + extra,
    )


Dimensions: Final = _rows(DimensionForm, extra=1, most=tables.MOST_DIMENSIONS)
Criteria: Final = _rows(CriterionForm, extra=1, most=tables.MOST_CRITERIA)
NewCriteria: Final = _rows(CriterionForm, extra=3, most=tables.MOST_CRITERIA)
TIE: Final = "tie_break"


class TableForm:
    """The whole table; `content()` is what was entered once `is_valid` holds."""

    def __init__(
        self,
        content: tables.Content,
        *,
        questions: Mapping[str, Question],
        data: Mapping[str, Any] | None = None,
    ) -> None:
        """Begin with the table as it is stored, or read what was sent."""
        self.questions, self.data, self.stored = questions, data, content
        begun = self._begun("d", content["dimensions"])
        self.dimensions = Dimensions(data, prefix="d", initial=[_first(row) for row in begun])
        self.criteria = [self._criteria(place) for place in range(len(self.dimensions.forms))]
        self.errors: list[str] = []

    def _criteria(self, place: int) -> Any:
        rows = self.stored["dimensions"]
        stored = self._begun(f"d{place}-c", rows[place]["criteria"] if place < len(rows) else ())
        return (Criteria if stored else NewCriteria)(
            self.data,
            prefix=f"d{place}-c",
            initial=[self._line(row) for row in stored],
            form_kwargs={"questions": self.questions},
        )

    def _begun(self, prefix: str, rows: Sequence[Any]) -> Sequence[Any]:
        """Return the stored rows the page began with: what somebody else has added since is no blank row of mine."""
        if self.data is None:
            return rows
        return rows[: sent_key(self.data.get(f"{prefix}-INITIAL_FORMS"))]

    def _line(self, row: Mapping[str, Any]) -> dict[str, Any]:
        formula = row["formula"]
        question = self.questions.get(formula.get("of", ""))
        words = choices_of(question) if question else {}
        maximum = tables.points_of(row["maximum"])
        return {
            **row,
            "maximum": maximum,
            "formula_of": formula.get("of", ""),
            "formula": formulas.write(formula, words),
        }

    @property
    def groups(self) -> list[tuple[Any, Any]]:
        """Return each dimension with its criteria, as the page draws them."""
        return list(zip(self.dimensions.forms, self.criteria, strict=True))

    @property
    def tie_break(self) -> int:
        """Return the place of the dimension that decides ties."""
        if self.data is not None:
            sent = str(self.data.get(TIE, ""))
            return int(sent) if sent.isdecimal() and len(sent) <= len("99") else -1
        keys = [row["key"] for row in self.stored["dimensions"]]
        return keys.index(self.stored["tie_break"]) if self.stored["tie_break"] in keys else -1

    def is_valid(self) -> bool:
        """Say whether the table can be stored; every fault stands at its field."""
        is_good: bool = self.dimensions.is_valid()
        for form, lines in self.groups:
            if not self._is_out(form) and not self._holds(form, lines):
                is_good = False
        if not is_good:
            return False
        for fault in tables.faults(self.content()):
            if fault.is_grave:
                is_good = False
                self._tell(fault)
        return is_good

    @staticmethod
    def _holds(form: Any, lines: Any) -> bool:
        """Say whether the criteria are good; criteria without the dimension they stand in are not dropped but told."""
        is_good: bool = lines.is_valid()
        is_nameless = not form.initial and not form.has_changed()
        if is_nameless and any(line.has_changed() for line in lines.forms):
            form.add_error(
                "title", _("These criteria need a dimension: give it a key, a title and its points.")
            )
            return False
        return is_good

    def _is_out(self, form: Any) -> bool:
        return bool(getattr(form, "cleaned_data", {}).get("DELETE"))

    def _kept(self) -> list[tuple[Any, list[Any]]]:
        lines = dict(self.groups)
        return [(form, lines[form].kept) for form in self.dimensions.kept]

    def content(self) -> dict[str, Any]:
        """Return the table as entered."""
        chosen = self.dimensions.forms[self.tie_break] if 0 <= self.tie_break < len(self.criteria) else None
        found = []
        for form, lines in self._kept():
            values = {name: form.cleaned_data[name] for name in ("key", *tables.DIMENSION_FIELDS)}
            rows = [
                {name: line.cleaned_data[name] for name in ("code", *tables.CRITERION_FIELDS)}
                for line in lines
            ]
            found.append(values | {"criteria": rows})
        tie = chosen.cleaned_data.get("key", "") if chosen is not None else ""
        return {"tie_break": tie, "dimensions": found}

    def _tell(self, fault: tables.Fault) -> None:
        """Say a fault at its field, above the form where it has none."""
        if fault.dimension is None:
            self.errors.append(fault.text)
            return
        form, lines = self._kept()[fault.dimension]
        holder = form if fault.criterion is None else lines[fault.criterion]
        holder.add_error(fault.field, fault.text)

    def point_out(self, found: Sequence[tables.Fault]) -> None:
        """Keep at their fields what a draft still lacks: it can be stored so, but not put in force."""
        for fault in found:
            if fault.dimension is None:
                self.errors.append(fault.text)
                continue
            form, lines = self.groups[fault.dimension]
            holder = form if fault.criterion is None else lines.forms[fault.criterion]
            holder.fields[fault.field].lacks = fault.text

    @property
    def all_forms(self) -> list[Any]:
        """Return every form of the page, for the summary of errors."""
        return [self.dimensions, *self.criteria]


def _first(row: Mapping[str, Any]) -> dict[str, Any]:
    values = {name: row[name] for name in ("key", *tables.DIMENSION_FIELDS)}
    return values | {"maximum": tables.points_of(row["maximum"])}
