"""What is filled in when a whole list is published, awarded or corrected."""

from collections.abc import Mapping, Sequence
from typing import Any, Final

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from brandcert.awards.forms.meetings import LINES
from brandcert.core.admin import StepForm


class ConfirmForm(StepForm):
    """Asks whoever publishes or awards a whole list to say that he has read it."""

    confirm = forms.BooleanField(label=gettext_lazy("I have compared the list and the dates above."))

    def clean(self) -> dict[str, Any]:
        """Keep the tick out of what the service is given."""
        cleaned: dict[str, Any] = super().clean() or {}
        return {key: value for key, value in cleaned.items() if key != "confirm"}


class CorrectForm(StepForm):
    """Asks which entries of a list were wrong, what they should say, and why."""

    # More are corrected by publishing the list again.
    MOST: Final = 5

    reason = forms.CharField(
        label=gettext_lazy("What is corrected, and why"),
        widget=forms.Textarea(attrs=LINES),
        help_text=gettext_lazy("Everybody reads this in the notice of correction."),
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        """Ask for a few entries by their number on the list."""
        super().__init__(*args, **kwargs)
        for number in range(1, self.MOST + 1):
            fields = {
                "position": forms.IntegerField(min_value=1, label=_("Number on the list")),
                "enterprise_name": forms.CharField(max_length=200, label=_("Enterprise, corrected")),
                "product_name": forms.CharField(max_length=200, label=_("Product or service, corrected")),
                "is_removed": forms.BooleanField(label=_("Taken off the list")),
            }
            for name, field in fields.items():
                field.required = False
                field.label = _("Entry %(number)d: %(field)s") % {"number": number, "field": field.label}
                self.fields[f"{name}_{number}"] = field

    def beforehand(self) -> Sequence[Mapping[str, Any]]:
        """Say what follows from the rule of the batch."""
        batch = self.row.batch
        days = _("%(days)d working days") % {"days": batch.notice_days}
        return [
            {"label": _("Published again"), "value": batch.get_notice_correction_display()},
            {"label": _("New period"), "value": days},
        ]

    def clean(self) -> dict[str, Any]:
        """Return reason and changes as the service takes them; words left out stay as they are."""
        cleaned: dict[str, Any] = super().clean() or {}
        now = {row.position: row for row in self.row.items.all()} if self.is_bound else {}
        changes = []
        for number in range(1, self.MOST + 1):
            position = cleaned.get(f"position_{number}")
            if position is None:
                continue
            row = now.get(position)
            changes.append(
                {
                    "position": position,
                    "is_removed": bool(cleaned.get(f"is_removed_{number}")),
                    **{
                        name: cleaned.get(f"{name}_{number}") or getattr(row, name, "")
                        for name in ("enterprise_name", "product_name")
                    },
                }
            )
        if not changes and not self.errors:
            self.add_error("position_1", _("Say which entries are corrected."))
        return {"reason": cleaned.get("reason", ""), "changes": changes}
