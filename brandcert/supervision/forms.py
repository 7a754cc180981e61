"""What officers fill in on the pages of certificates and sanction cases; grounds come from closed lists."""

from typing import Any

from django import forms
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from brandcert.certificates import validity
from brandcert.certificates.enums import RevocationGround, SuspensionGround
from brandcert.core.admin import ReasonForm, StepForm
from brandcert.documents.forms import FilesField, drawable
from brandcert.supervision.enums import Sanction
from brandcert.supervision.queries import GROUNDS, ground_words

READ_BY_HOLDER = _("The holder reads it in the prior notice.")
EVIDENCE = _(
    "PDF, JPEG or PNG, up to 20 MB each. Once the notice is served the holder may read these files: cover names of people who complained."
)


def _text(label: Any, rows: int, **more: Any) -> forms.CharField:
    return forms.CharField(
        label=label, widget=forms.Textarea(attrs={"rows": rows}), validators=[drawable], **more
    )


def _date(label: Any) -> forms.DateField:
    return forms.DateField(label=label, widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"))


def _names(action: Sanction) -> list[tuple[str, Any]]:
    kinds = GROUNDS[action].choices
    # What the holder asks for itself needs no case.
    return [(f"{action}:{value}", label) for value, label in kinds if value != SuspensionGround.OWN_REQUEST]


class OpenCaseForm(StepForm):
    """A new case: what it may lead to and on which ground, facts, legal basis, and the files that show the facts."""

    ground = forms.ChoiceField(
        label=_("Sanction and ground"),
        choices=[(str(action.label), _names(action)) for action in Sanction],
    )
    facts = _text(_("Facts"), 5, help_text=READ_BY_HOLDER)
    basis = _text(_("Legal basis"), 3, help_text=READ_BY_HOLDER)
    evidence = FilesField(label=_("Evidence"), required=False, help_text=EVIDENCE)

    def clean(self) -> dict[str, Any]:
        """Split the choice into sanction and ground."""
        cleaned = dict(super().clean() or {})
        action, _colon, ground = cleaned.pop("ground", "").partition(":")
        return {**cleaned, "action": action, "ground": ground}


class AmendForm(StepForm):
    """The case worded anew, and further files, before the notice."""

    ground = forms.ChoiceField(label=_("Ground"), choices=())
    facts = _text(_("Facts"), 5, help_text=READ_BY_HOLDER)
    basis = _text(_("Legal basis"), 3, help_text=READ_BY_HOLDER)
    evidence = FilesField(label=_("Further evidence"), required=False, help_text=EVIDENCE)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        """Begin with what the case says now."""
        super().__init__(*args, **kwargs)
        ground = self.fields["ground"]
        if isinstance(ground, forms.ChoiceField):
            kinds = GROUNDS[Sanction(self.row.action)].choices
            ground.choices = [pair for pair in kinds if pair[0] != SuspensionGround.OWN_REQUEST]
        for name in ("ground", "facts", "basis"):
            self.fields[name].initial = getattr(self.row, name)


class AboutCase(StepForm):
    """A step whose form stands below what the case says so far."""

    def beforehand(self) -> list[dict[str, Any]]:
        """Return sanction, ground, facts, basis and what the holder stated."""
        case = self.row
        told: list[tuple[Any, Any]] = [
            (pgettext_lazy("sanction case", "Announced"), case.get_action_display()),
            (_("Ground"), ground_words(case)),
            (_("Facts"), case.facts),
            (_("Legal basis"), case.basis),
        ]
        told += [(_("Statement of the holder"), row.text) for row in case.statements.all()]
        if case.hearing_record:
            told.append((_("Record of the hearing"), case.hearing_record))
        return [{"label": label, "value": str(value)} for label, value in told]


class ServeForm(AboutCase):
    """Nothing is asked: the case is read once more before the notice is served."""


class HearingForm(AboutCase):
    """When the holder was heard, who was there and what was said."""

    held_on = _date(_("Held on"))
    record = _text(
        _("Record of the hearing"), 6, help_text=_("Who was present and what was said. It stays as it is.")
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        """Propose today."""
        super().__init__(*args, **kwargs)
        self.fields["held_on"].initial = timezone.localdate()


class OpinionForm(AboutCase):
    """The legal reviewer's opinion."""

    opinion = _text(_("Opinion of the legal reviewer"), 6)


class ReturnForm(AboutCase, ReasonForm):
    """What does not hold, which the supervisor puts right."""


class MinutesForm(AboutCase):
    """The minutes of the collective discussion."""

    minutes = _text(_("Minutes of the collective discussion"), 6)


class DropForm(AboutCase):
    """Why no sanction follows, which the holder reads if it was told of the case."""

    reason = _text(_("Reason"), 5)


class DecisionForm(AboutCase):
    """Why the sanction is proposed; a suspension until when."""

    reason = _text(_("Reason of the decision"), 5, help_text=_("It is printed in the decision."))

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        """Ask for the end of a suspension, and propose the longest the programme allows."""
        super().__init__(*args, **kwargs)
        if self.row.action == Sanction.SUSPEND:
            months = self.row.certificate.category.program.suspension_months
            end = _date(_("Suspended until"))
            end.initial = validity.add_months(timezone.localdate(), months)
            self.fields["expected_end"] = end


class SuspendForm(StepForm):
    """Ground, reason and end of a suspension."""

    ground = forms.ChoiceField(label=_("Ground"), choices=SuspensionGround.choices)
    expected_end = _date(_("Suspended until"))
    reason = _text(_("Reason"), 5)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        """Propose the longest suspension the programme allows."""
        super().__init__(*args, **kwargs)
        months = self.row.category.program.suspension_months
        self.fields["expected_end"].initial = validity.add_months(timezone.localdate(), months)


class RevokeForm(StepForm):
    """Ground and reason of a revocation."""

    ground = forms.ChoiceField(label=_("Ground"), choices=RevocationGround.choices)
    reason = _text(_("Reason"), 5)
