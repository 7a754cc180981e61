"""Integrity on the page of a case: the three checks beside each other, what stands against the enterprise, looking up."""

from __future__ import annotations

import datetime
from typing import Any, Final

from django import forms
from django.utils import timezone
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from brandcert.applications import services
from brandcert.applications.enums import BEFORE_AWARD, DEAD_ENDS, Status
from brandcert.applications.models import Application
from brandcert.applications.queries import Snapshot, snapshots_of
from brandcert.core import policies
from brandcert.core.admin import StepForm, name_act, register_panel, register_step
from brandcert.enterprises.enums import IntegrityKind
from brandcert.enterprises.models import IntegrityCheck
from brandcert.enterprises.queries import end_of, hits, system_answers, told_of
from brandcert.enterprises.sources import name_of

MODEL: Final = "applications.application"
HOW: Final = {
    "hand": _("by hand"),
    "system": _("answered by the system"),
    "register": _("our own register"),
    "unanswered": _("no answer"),
}


class IntegrityForm(StepForm):
    """What was found in each list; an empty line means that nothing was found there."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        """Add a line for each list that is looked up by hand, and the confirmation that all were."""
        super().__init__(*args, **kwargs)
        self.answers = system_answers(self.row.enterprise, today=timezone.localdate())
        # Bars are ordered here and stand in the register; nobody has to look for them.
        self.kinds = [kind for kind in IntegrityKind if kind != IntegrityKind.BAR]
        for kind in self.kinds:
            self.fields[kind.value] = forms.CharField(
                label=kind.label,
                required=False,
                max_length=200,
                help_text=_("Where the entry was found; leave empty when there is none."),
            )
        silent = [(one.key, one.name) for one in self.answers if not one.is_answered]
        if silent:
            self.fields["looked_up"] = forms.MultipleChoiceField(
                label=_("Systems without an answer that I looked up by hand"),
                choices=silent,
                required=False,
                widget=forms.CheckboxSelectMultiple,
                help_text=_(
                    "Without an answer or a look-up with its file the check does not count as clear."
                ),
            )
        self.fields["file"] = forms.FileField(
            label=_("Evidence"),
            required=False,
            help_text=_("A print or photo of what was looked up or found: PDF, JPEG, PNG."),
        )
        self.fields["is_complete"] = forms.BooleanField(
            label=_("I looked the enterprise and its legal representative up in all these lists today.")
        )

    def beforehand(self) -> list[dict[str, str]]:
        """Say what the connected systems have answered today."""
        return [{"label": one.name, "value": one.words} for one in self.answers]

    def clean(self) -> dict[str, Any]:
        """Return the findings."""
        cleaned = self.cleaned_data
        found = [
            {"kind": kind.value, "source": cleaned[kind.value]}
            for kind in self.kinds
            if cleaned.get(kind.value)
        ]
        looked_up = cleaned.get("looked_up", [])
        if looked_up and not cleaned.get("file"):
            self.add_error("file", _("Add the file that shows what you looked up."))
        return {"findings": found, "looked_up": looked_up, "file": cleaned.get("file")}


def _is_asked(row: Application) -> bool:
    return row.status in BEFORE_AWARD and bool(system_answers(row.enterprise, today=timezone.localdate()))


# after the award too: issuing the certificate needs a recent check
register_step(
    f"{MODEL}.check_integrity",
    run=services.check_integrity,
    form=IntegrityForm,
    label=_("Check integrity"),
    when=lambda row: row.status not in DEAD_ENDS,
)
register_step(
    f"{MODEL}.ask_systems",
    run=services.ask_systems,
    label=_("Ask the national systems"),
    when=_is_asked,
)
name_act(f"{MODEL}.flag_integrity", _("An entry against the enterprise appeared"))


def _day(when: datetime.datetime | datetime.date | None) -> str:
    if isinstance(when, datetime.datetime):
        return f"{timezone.localtime(when):%Y-%m-%d %H:%M}"
    return when.isoformat() if when else "–"


def _lists(check: IntegrityCheck) -> list[str]:
    """Return each list that was asked with how, one to a line."""
    found = []
    for line in check.asked:
        how = (
            gettext("by hand, with a file") if line.get("instead") else str(HOW.get(line["how"], line["how"]))
        )
        seal = f" · {line['sha256'][:8]}" if line.get("sha256") else ""
        found.append(f"{name_of(line['source'])}：{how}{seal}")
    return found


def _found(check: IntegrityCheck) -> list[str]:
    kinds = dict(IntegrityKind.choices)
    lines = [
        f"{kinds.get(line['kind'], line['kind'])} {line['since']} {line.get('source', '')}".strip()
        for line in check.snapshot
    ]
    return lines or ([] if check.is_clear else [gettext("not clear")])


def _column(snapshot: Snapshot) -> dict[str, Any]:
    """Return one of the three checks as the page shows it."""
    check = snapshot.check
    shown: dict[str, Any] = {
        "title": snapshot.occasion.label,
        "used_on": _day(snapshot.used_at) if snapshot.used_at else "",
        "is_next": snapshot.is_next,
    }
    if check is None:
        return shown
    return shown | {
        "at": _day(check.checked_at or check.checked_on),
        "by": str(check.checked_by),
        "is_clear": check.is_clear,
        "found": _found(check),
        "lists": _lists(check),
        "sha256": check.sha256[:16],
    }


def _panel(row: Application, user: Any) -> dict[str, Any] | None:
    """Return the checks beside each other, and what stands now; nothing for whoever may not see entries."""
    if not policies.allowed(user, "enterprises.integrityrecord.view"):
        return None
    snapshots = snapshots_of(row)
    standing = hits([row.enterprise_id], today=timezone.localdate()).get(row.enterprise_id, [])
    if not standing and not any(one.check for one in snapshots):
        return None
    return {
        "columns": [_column(one) for one in snapshots],
        "hits": [
            {"pk": one.pk, "told": told_of(one), "end": end_of(one), "is_new": _is_new(one, snapshots)}
            for one in standing
        ],
        "blocks": row.status in (*BEFORE_AWARD, Status.AWARDED),
    }


def _is_new(record: Any, snapshots: list[Snapshot]) -> bool:
    """Say whether the entry appeared after a check that found nothing: between two checks."""
    seen = {
        line["record"] for one in snapshots if one.check for line in one.check.snapshot if "record" in line
    }
    return record.pk not in seen and any(one.check and one.check.is_clear for one in snapshots)


register_panel(MODEL, "admin/applications/integrity.html", _panel)
