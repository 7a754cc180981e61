"""How staff change what a batch asks, and by which rules it is run."""

import copy
import datetime
from collections.abc import Sequence
from typing import Any, ClassVar

from django import forms
from django.core.exceptions import NON_FIELD_ERRORS, ValidationError
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from brandcert.core.admin import StepForm
from brandcert.enterprises.enums import OrganisationType
from brandcert.programs import services
from brandcert.programs.enums import AnswerKind
from brandcert.programs.models import Batch, Question, Rubric
from brandcert.programs.policies import is_before_opening

# Kinds that need nothing beside their name: choices and lists of entries come with the published list.
SIMPLE: tuple[AnswerKind, ...] = (
    AnswerKind.TEXT,
    AnswerKind.LONG,
    AnswerKind.INTEGER,
    AnswerKind.DECIMAL,
    AnswerKind.YEAR,
    AnswerKind.DATE,
    AnswerKind.STANDARD,
    AnswerKind.PATENT,
)


class BodiesForm(forms.ModelForm[Any]):
    """A row that may be meant for some kinds of bodies only."""

    organisation_types = forms.MultipleChoiceField(
        label=gettext_lazy("Only for these kinds of bodies"),
        help_text=gettext_lazy("Without a tick it is meant for all."),
        choices=OrganisationType.choices,
        widget=forms.CheckboxSelectMultiple,
        required=False,
    )


class AskedForm(BodiesForm):
    """A question or document of a batch that has not opened."""

    def clean(self) -> dict[str, Any]:
        """Refuse a new row for a batch that is open already."""
        values: dict[str, Any] = super().clean() or {}
        batch = values.get("batch")
        if batch is not None and not is_before_opening.test(None, batch):
            raise ValidationError(
                _("“%(batch)s” has opened: what it asks cannot be changed any more.") % {"batch": batch}
            )
        return values


class QuestionForm(AskedForm):
    """A question; a new one has a key of its own and a simple kind."""

    class Meta:
        model = Question
        fields = (
            "batch",
            "category",
            "section",
            "key",
            "kind",
            "title",
            "title_en",
            "hint",
            "hint_en",
            "is_asked",
            "is_required",
            "organisation_types",
            "position",
        )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        """Offer the kinds that need no further settings."""
        super().__init__(*args, **kwargs)
        if "kind" in self.fields:
            kinds: Any = self.fields["kind"]
            kinds.choices = [(kind.value, kind.label) for kind in SIMPLE]


LOCAL_TIME = "%Y-%m-%dT%H:%M"


def _to_the_minute(value: Any) -> Any:
    """Return an instant as the form shows it, so that seconds it does not show are no change."""
    return value.replace(second=0, microsecond=0) if isinstance(value, datetime.datetime) else value


class OpeningForm(forms.ModelForm[Batch]):
    """The window of a new batch, which is to come."""

    def clean(self) -> dict[str, Any]:
        """Tell at the field when the window has begun, or is over."""
        values: dict[str, Any] = super().clean() or {}
        for name, words in services.window_faults(values, timezone.now()).items():
            self.add_error(name, words)
        return values


class NoteForm(StepForm):
    """Asks why a further version is drawn up."""

    note = forms.CharField(
        label=gettext_lazy("Reason"), max_length=300, widget=forms.Textarea(attrs={"rows": 3})
    )


class RubricForm(StepForm):
    """Which version judges one of the categories; offered is what the batch does not name yet."""

    asks_reason: ClassVar[bool] = False

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        """Offer every version in force that the batch does not name."""
        super().__init__(*args, **kwargs)
        offered = Rubric.objects.filter(category__program=self.row.program_id, is_draft=False)
        self.fields["rubric"] = forms.ModelChoiceField(
            offered.exclude(uses__batch=self.row)
            .select_related("category")
            .order_by("category_id", "-version"),
            label=gettext_lazy("Version of the rubric"),
            help_text=gettext_lazy("It judges its own category; the others stay as they are."),
        )
        if self.asks_reason:
            self.fields["reason"] = forms.CharField(
                label=gettext_lazy("Reason"), max_length=300, widget=forms.Textarea(attrs={"rows": 3})
            )

    def beforehand(self) -> list[dict[str, Any]]:
        """Return by which version each category is judged now."""
        uses = self.row.rubric_uses.select_related("category", "rubric").order_by("category_id")
        return [{"label": str(use.category), "value": f"v{use.rubric.version}"} for use in uses]

    def clean_rubric(self) -> Rubric:
        """Say at the field why the batch cannot judge by this version."""
        rubric: Rubric = self.cleaned_data["rubric"]
        found = services.misfits(self.row, rubric)
        if found:
            raise ValidationError(" ".join(found))
        return rubric


class RulesForm(StepForm):
    """Rules of a batch or programme as they stand; what was changed becomes `values`."""

    names: ClassVar[Sequence[str]] = ()
    asks_reason: ClassVar[bool] = False

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        """Take the fields from the model and begin with the present values."""
        super().__init__(*args, **kwargs)
        made = forms.fields_for_model(type(self.row), fields=list(self.field_names()))
        for name, field in made.items():
            if isinstance(field, forms.DateTimeField):
                field.widget = forms.DateTimeInput(attrs={"type": "datetime-local"}, format=LOCAL_TIME)
                field.input_formats = [LOCAL_TIME]
            self.fields[name] = field
            self.initial.setdefault(name, _to_the_minute(getattr(self.row, name)))
        if self.asks_reason:
            self.fields["reason"] = forms.CharField(
                label=gettext_lazy("Reason"), max_length=300, widget=forms.Textarea(attrs={"rows": 3})
            )

    def field_names(self) -> Sequence[str]:
        """Return the rules that may be changed."""
        return self.names

    def clean(self) -> dict[str, Any]:
        """Let the model judge the values together, and hand on those that differ."""
        given: dict[str, Any] = super().clean() or {}
        values = {
            name: given[name] for name in self.field_names() if name in given and name in self.changed_data
        }
        trial = copy.copy(self.row)
        for name, value in values.items():
            setattr(trial, name, value)
        try:
            trial.full_clean()
        except ValidationError as fault:
            self._tell(trial, fault)
        if isinstance(self.row, Batch) and not self.asks_reason:
            found = services.window_faults(values, timezone.now()) | services.gate_faults(self.row, values)
            for name, words in found.items():
                if name not in self.errors:
                    self.add_error(name, words)
        if not values and not self.errors:
            self.add_error(None, _("Nothing is different."))
        return {"values": values} | ({"reason": given.get("reason", "")} if self.asks_reason else {})

    def _tell(self, trial: Any, fault: ValidationError) -> None:
        """Say at each field what is wrong with it; what is not asked for here stands above the form, by name."""
        for name, words in fault.message_dict.items():
            if name in self.fields:
                self.add_error(name, words)
                continue
            label = "" if name == NON_FIELD_ERRORS else f"{trial._meta.get_field(name).verbose_name}: "
            self.add_error(None, label + " ".join(words))
