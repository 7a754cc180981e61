"""What officers fill in on the page of a certificate; grounds come from closed lists."""

from typing import Any

from django import forms
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from brandcert.certificates import queries
from brandcert.certificates.enums import (
    FACE_CHANGES,
    CancelGround,
    ChangeKind,
)
from brandcert.certificates.queries import CHANGEABLE
from brandcert.core.admin import ReasonForm, StepForm
from brandcert.documents.forms import PrintedForm


def _date(label: Any) -> forms.DateField:
    return forms.DateField(label=label, widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"))


class HaltForm(forms.Form):
    """Asks why all issuing is halted."""

    reason = forms.CharField(
        label=_("Reason"),
        widget=forms.Textarea(attrs={"rows": 5}),
        help_text=_("What was found, and since when. Everybody who issues reads this."),
    )


class PrintedStep(PrintedForm, StepForm):
    """Facts of a step that the file of a certificate and its letters repeat."""


class PrintedReason(PrintedForm, ReasonForm):
    """A written reason that the file of a certificate and its letters repeat."""


class AboutRequest(PrintedStep):
    """A decision on what the holder asked for, which stands above it: what the face says and what it shall say."""

    kinds: tuple[ChangeKind, ...] = FACE_CHANGES

    def beforehand(self) -> list[dict[str, Any]]:
        """Return the request as it was handed in."""
        asked = self.row.change_requests.waiting().filter(kind__in=self.kinds).first()
        if asked is None:
            return []
        told: list[tuple[Any, Any]] = [
            (_("Request of the holder"), asked.get_kind_display()),
            (_("requested at"), f"{timezone.localtime(asked.requested_at):%Y-%m-%d %H:%M}"),
            (_("requested by"), asked.requested_by),
            (_("changed on"), asked.changed_on),
            (_("what has changed and why"), asked.statement),
            *(
                (label, f"{before} → {after}")
                for label, before, after in queries.differences(
                    self.row, asked.values if asked.kind in FACE_CHANGES else {}
                )
            ),
            (_("Evidence"), _(", ").join(upload.name for upload in asked.evidence.all())),
        ]
        return [{"label": label, "value": str(value)} for label, value in told if value]


class AboutMending(PrintedStep):
    """A decision about a suspension; above it stands what the holder shows to have it lifted."""

    def beforehand(self) -> list[dict[str, Any]]:
        """Return the proofs that wait, as they were handed in."""
        told: list[tuple[Any, Any]] = []
        for mending in queries.waiting_mendings(self.row):
            at = f"{timezone.localtime(mending.handed_in_at):%Y-%m-%d %H:%M}"
            told += [
                (_("Proof of mending"), f"{at} · {mending.handed_in_by}"),
                (_("what was put right"), mending.statement),
                (_("Evidence"), _(", ").join(upload.name for upload in mending.evidence.all())),
            ]
        return [{"label": label, "value": str(value)} for label, value in told]


class ReturnMendingForm(AboutMending, PrintedReason):
    """What is still missing, which the holder reads."""


class ReinstateForm(AboutMending, PrintedReason):
    """Why the suspension is lifted; the proofs above are cited by the proposal."""


class GrantForm(AboutRequest):
    """Nothing is asked: the request is read once more before the successor is proposed."""


class RefuseChangeForm(AboutRequest, PrintedReason):
    """Why the change is refused, which the holder reads."""


class RefuseCancelForm(AboutRequest, PrintedReason):
    """Why the cancellation is refused, which the holder reads."""

    kinds = (ChangeKind.CANCEL,)


class QuashForm(PrintedReason):
    """The judgment or decision that quashes a revocation."""

    document = forms.CharField(
        label=_("Number of the judgment or decision"),
        max_length=100,
        help_text=_("For instance the number of the court's judgment or of the reconsideration decision."),
    )
    field_order = ("document", "reason")


class CancelForm(AboutRequest, PrintedReason):
    """Ground and reason of a cancellation, below what the holder asked for."""

    kinds = (ChangeKind.CANCEL,)
    ground = forms.ChoiceField(label=_("Ground"), choices=CancelGround.choices)
    field_order = ("ground", "reason")


class SupersedeForm(PrintedStep):
    """Why a certificate is replaced, and what differs on the new one; what stays empty stays as it is."""

    kind = forms.ChoiceField(label=_("Why it is replaced"), choices=())

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        """Offer every fact that may change, with what the face says now as a hint."""
        super().__init__(*args, **kwargs)
        kind = self.fields["kind"]
        if isinstance(kind, forms.ChoiceField):
            kind.choices = [(str(one), one.label) for one in FACE_CHANGES]
        for name in CHANGEABLE:
            now = self.row.facts.get(name, "")
            hint = _("Now: %(value)s") % {"value": now} if now else ""
            self.fields[name] = forms.CharField(
                label=queries.WORDS[name], required=False, max_length=200, help_text=hint
            )

    def clean(self) -> dict[str, Any]:
        """Gather what differs."""
        cleaned = dict(super().clean() or {})
        values = {name: cleaned.pop(name, "") for name in CHANGEABLE}
        return {**cleaned, "values": {name: value for name, value in values.items() if value}}
