"""How staff change what a batch asks."""

from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from brandcert.enterprises.enums import OrganisationType
from brandcert.programs.enums import AnswerKind
from brandcert.programs.models import Question
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
