"""What the steps before the review ask staff for."""

import uuid
from collections.abc import Iterable, Iterator, Mapping
from typing import Any

from django import forms
from django.utils import timezone
from django.utils.text import format_lazy
from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext

from brandcert.applications.enums import RefusalCode
from brandcert.applications.forms.units import RejectionForm, RemedyForm
from brandcert.applications.models import Application, CorrectionItem, Material
from brandcert.applications.queries import (
    answers_in,
    form_of,
    materials_of,
    problems_of,
    requirements_of,
    shown,
    title_of,
)
from brandcert.applications.queries.sheet import faults_of, refusal_words
from brandcert.applications.services import official
from brandcert.core import policies
from brandcert.core.admin import StepForm
from brandcert.core.admin.clock import shown_lines
from brandcert.core.workdays import Deadline, add_workdays
from brandcert.documents.forms import FilesField, drawable


class RecommendForm(StepForm):
    """The opinion of the recommending unit, and the rank it gives."""

    opinion = forms.CharField(label=_("Opinion"), widget=forms.Textarea(attrs={"rows": 6}))
    rank = forms.IntegerField(
        label=_("Rank in the unit"),
        min_value=1,
        max_value=9999,
        required=False,
        help_text=_("Only where the unit ranks its applications."),
    )


class RefuseAcceptanceForm(RemedyForm):
    """The ground of the list, the facts, the basis in words, and what the enterprise can do."""

    letter = "not_accepted"
    reason_code = forms.ChoiceField(label=_("Ground"), choices=[("", _("Choose one")), *RefusalCode.choices])
    field_order = ("reason_code", "reason", "basis", "remedy")

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        """Propose what the eligibility sheet answers with no."""
        super().__init__(*args, **kwargs)
        facts = refusal_words(self.row)
        if facts:
            self.initial["reason_code"], self.initial["reason"] = RefusalCode.INELIGIBLE, facts


class FraudForm(RejectionForm):
    """What has come up against the application; the letter is read by both persons."""

    reason_code = forms.ChoiceField(
        label=_("Ground"), choices=[("fraud", _("fraud")), ("veto", _("a fact that vetoes an award"))]
    )
    field_order = ("reason_code", "reason")

    def letter_before(self, reason: str) -> dict[str, Any]:
        """Return the letter about untrue facts or a veto."""
        code = self.cleaned_data["reason_code"]
        return official.refusal_before(self.row, "rejected_fraud", reason=reason, reason_code=code)


class CorrectionForm(StepForm):
    """The complete list: a line for every answer and document, ticked and explained only where something is wrong."""

    row: Application

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        """Add a line for each answer of the category and each document asked of this body."""
        super().__init__(*args, **kwargs)
        self._groups: list[dict[str, Any]] = []
        for section in form_of(self.row):
            answers = answers_in(self.row, section)
            lines = [
                self._line(
                    f"field:{section.key}.{field.key}", field.label, shown(field, answers.get(field.key))
                )
                for field in section
            ]
            self._groups.append({"title": section.title, "lines": lines})
        self._requirements = {str(row.pk): row for row in requirements_of(self.row)}
        present = materials_of(self.row)
        lines = [
            self._line(f"document:{key}", title_of(row), _names(present.get(row.pk, ())))
            for key, row in self._requirements.items()
        ]
        self._groups.append({"title": _("Documents"), "lines": lines})
        if policies.allowed(self.user, "applications.application.keep_sheet", self.row):
            self._take_over(faults_of(self.row))

    def _take_over(self, faults: Mapping[str, str]) -> None:
        """Tick what the eligibility sheet found wrong, with its words; everything can still be changed."""
        for name, problem in faults.items():
            if name in self.fields:
                self.initial[name], self.initial[f"tick-{name}"] = problem, True

    def _line(self, name: str, label: Any, given: str) -> dict[str, Any]:
        self.fields[f"tick-{name}"] = forms.BooleanField(label=label, required=False)
        self.fields[name] = forms.CharField(
            label=format_lazy(_("What is wrong with “{}”"), label),
            required=False,
            max_length=1000,
            widget=forms.Textarea(attrs={"rows": 2}),
            validators=[drawable],
        )
        return {"field": name, "given": given}

    def beforehand(self) -> list[dict[str, Any]]:
        """Return the round and the term, so that the list is written for as long as it has to last."""
        batch, clock = self.row.batch, self._deadline()
        place = {"n": self.row.corrections.count() + 1, "all": batch.correction_rounds}
        return [
            {
                "label": _("Round"),
                "value": _("%(n)s of %(all)s: list everything now, the enterprise is asked only once") % place
                if place["n"] >= place["all"]
                else _("%(n)s of %(all)s") % place,
            },
            {"label": _("To be handed in by"), "value": _term_words(batch.correction_days, clock)},
        ]

    def _deadline(self) -> Deadline:
        return add_workdays(timezone.localdate(), self.row.batch.correction_days)

    def preview(self) -> dict[str, Any]:
        """Return the notice as the enterprise will read it."""
        clock = self._deadline()
        titles: dict[str, Any] = {}
        for group in self._groups:
            titles |= {line["field"]: group["title"] for line in group["lines"]}
        groups: dict[Any, list[dict[str, Any]]] = {}
        for name, problem in self._listed():
            label = self.fields[f"tick-{name}"].label
            groups.setdefault(titles[name], []).append({"label": label, "value": problem})
        return {
            "title": _("Correction notice for %(enterprise)s") % {"enterprise": self.row.enterprise.name},
            "lead": _("The enterprise corrects only what is listed here, until %(term)s.")
            % {"term": _term_words(self.row.batch.correction_days, clock)},
            "groups": [{"title": title, "rows": rows} for title, rows in groups.items()],
            "lines": shown_lines(clock.lines),
            "sheet": official.correction_before(self.row, problems=self._problems(), due=clock.on),
        }

    def _problems(self) -> list[str]:
        """Return the list as the letter will print it."""
        items = [
            CorrectionItem(
                field=item.get("field", ""), requirement=item.get("requirement"), problem=item["problem"]
            )
            for item in self.cleaned_data["items"]
        ]
        return problems_of(self.row, items)

    def groups(self) -> list[dict[str, Any]]:
        """Return the lines by section, each with what was handed in."""
        return [
            {
                **group,
                "lines": [
                    {**line, "field": self[line["field"]], "tick": self[f"tick-{line['field']}"]}
                    for line in group["lines"]
                ],
            }
            for group in self._groups
        ]

    def clean(self) -> dict[str, Any]:
        """Return the items; a tick without a reason and a list on which nothing is wrong are refused."""
        for name in [name for name in self.fields if name.startswith("tick-")]:
            text = name.removeprefix("tick-")
            if self.cleaned_data.get(name) and not self.cleaned_data.get(text) and text not in self.errors:
                self.add_error(text, _("Say what is wrong, so that it can be put right."))
        items = list(self._items())
        if not items and not self.errors:
            self.add_error(None, _("List at least one field or document that has to be corrected."))
        return {"items": items}

    def _listed(self) -> list[tuple[str, str]]:
        """Return what was explained, ticked or not: a reason alone is as plain."""
        return [
            (line["field"], self.data[line["field"]].strip())
            for group in self._groups
            for line in group["lines"]
            if self.data.get(line["field"], "").strip()
        ]

    def _items(self) -> Iterator[dict[str, Any]]:
        for name, problem in self._listed():
            kind, _colon, key = name.partition(":")
            if kind == "field":
                yield {"field": key, "problem": problem}
            else:
                yield {"requirement": self._requirements[key], "problem": problem}


def _term_words(days: int, clock: Deadline) -> str:
    words = ngettext(
        "%(date)s, the last of %(days)s working day", "%(date)s, the last of %(days)s working days", days
    ) % {"date": clock.on.isoformat(), "days": days}
    mark = _("(provisional)")
    return f"{words} {mark}" if clock.is_provisional else words


def _names(materials: Iterable[Material]) -> str:
    return "\n".join(material.upload.name for material in materials)


class RevealForm(StepForm):
    """Why someone needs the contact data; the ground is written into the audit trail."""

    ground = forms.ChoiceField(
        label=_("What for"),
        choices=[
            ("correction", _("a question about the materials")),
            ("inspection", _("to arrange an inspection")),
            ("service", _("to serve a notice")),
        ],
        help_text=_(
            "The data is shown to you for thirty minutes. Who looked, when and what for is recorded."
        ),
    )


class MessageForm(StepForm):
    """A message to the enterprise in the name of the office."""

    text = forms.CharField(
        label=_("Message"),
        widget=forms.Textarea(attrs={"rows": 6}),
        max_length=2000,
        help_text=_("The enterprise reads it under the name of your office, never under yours."),
    )
    attachments = FilesField(label=_("Files"), required=False)
    key = forms.CharField(widget=forms.HiddenInput, max_length=40, required=False)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        """Draw the key by which a second press of the button is recognised."""
        super().__init__(*args, **kwargs)
        self.initial["key"] = uuid.uuid4().hex
