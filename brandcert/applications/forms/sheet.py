"""The eligibility sheet as a form: each question with what is on record, each document with what is wrong with it."""

from collections.abc import Mapping
from typing import Any, Final

from django import forms
from django.utils import timezone
from django.utils.text import format_lazy
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from brandcert.applications import eligibility
from brandcert.applications.models import SheetLine
from brandcert.applications.queries.sheet import documents_of, entered_on, known_of, print_of
from brandcert.applications.services.sheets import Entry
from brandcert.core.admin import StepForm

YES_NO: Final = (("yes", gettext_lazy("Yes")), ("no", gettext_lazy("No")))
WAS: Final = "was_"


class EligibilityForm(StepForm):
    """The sheet of yes/no questions with a note beside each, and a line for every document."""

    keeps: Final = True

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        """Add the questions; what was saved last stands in their place."""
        super().__init__(*args, **kwargs)
        self.entered = entered_on(self.row)
        last = self.row.eligibility_checks.first()
        before = last.answers if last else {}
        self._known = known_of(self.row, timezone.localdate())
        for question in eligibility.QUESTIONS:
            known, line = before.get(question.key), self.entered.get(question.key)
            yes, note = (known["yes"], known["note"]) if known else (None, "")
            if line is not None:
                yes, note = line.yes, line.note
            self._question(question, yes, note)
        self._documents = documents_of(self.row)
        for key, title, _files in self._documents:
            line = self.entered.get(key)
            self.fields[key] = forms.CharField(
                label=format_lazy(gettext_lazy("What is wrong with “{}”"), title),
                required=False,
                max_length=1000,
                initial=line.note if line else "",
                widget=forms.Textarea(attrs={"rows": 2}),
            )
            self._was(key, None, line.note if line else "")

    def _question(self, question: eligibility.Question, yes: Any, note: str) -> None:
        asked = question.asked(least_years=self.row.batch.least_years)
        self.fields[question.key] = forms.ChoiceField(
            label=asked,
            choices=YES_NO,
            widget=forms.RadioSelect,
            initial=None if yes is None else "yes" if yes else "no",
        )
        self.fields[f"note_{question.key}"] = forms.CharField(
            label=format_lazy("{} – {}", gettext_lazy("Note"), asked),
            required=False,
            max_length=300,
            initial=note,
        )
        line = self.entered.get(question.key)
        self._was(question.key, line.yes if line else None, line.note if line else "")

    def _was(self, key: str, yes: Any, note: str) -> None:
        """Remember how the line was saved when it was shown."""
        self.fields[WAS + key] = forms.CharField(
            widget=forms.HiddenInput, required=False, initial=print_of(yes, note)
        )

    def groups(self) -> list[dict[str, Any]]:
        """Return the questions with what is known and their notes, then the documents."""
        lines = [
            {"field": self[key], "note": self[f"note_{key}"], "given": self._given(key, self._known[key])}
            for key in eligibility.KEYS
        ]
        documents = [
            {"field": self[key], "given": self._given(key, files or _("No file handed in."))}
            for key, _title, files in self._documents
        ]
        return [
            {"title": _("Questions"), "lines": lines},
            {
                "title": _("Documents: what is wrong with them, for the list of corrections"),
                "lines": documents,
            },
        ]

    def _given(self, key: str, words: str) -> str:
        line = self.entered.get(key)
        return f"{words}\n{_saved(line)}" if line else words

    @property
    def entries(self) -> dict[str, Entry]:
        """Return what was entered by line, whether or not it is complete."""
        found = {}
        for key in (*eligibility.KEYS, *(key for key, _title, _files in self._documents)):
            is_question = key in eligibility.KEYS
            answer = {"yes": True, "no": False}.get(self.data.get(key, "")) if is_question else None
            note = self.data.get(f"note_{key}" if is_question else key, "").strip()[
                : 300 if is_question else 1000
            ]
            empty = print_of(None, "")
            found[key] = Entry(answer, note, self.data.get(WAS + key) or empty)
        return found

    def show_colleague(self, lines: Mapping[str, SheetLine], *, taken: bool) -> None:
        """Say at each line what a colleague saved meanwhile: to be compared, or `taken` over already."""
        data: Any = dict(self.data.items())
        for key, line in lines.items():
            data[WAS + key] = print_of(line.yes, line.note)
            if taken:
                data[f"note_{key}" if key in eligibility.KEYS else key] = line.note
                data[key if key in eligibility.KEYS else f"note_{key}"] = (
                    "" if line.yes is None else "yes" if line.yes else "no"
                )
        self.data = data
        for key, line in lines.items():
            pattern = (
                _("Changed meanwhile and shown here: %(line)s")
                if taken
                else _("Somebody else saved meanwhile: %(line)s. Save again to replace it by yours.")
            )
            self.add_error(key, pattern % {"line": _saved(line)})

    def clean(self) -> dict[str, Any]:
        """Return answers and notes by question; a no needs a note that says why."""
        cleaned = self.cleaned_data
        for key in eligibility.KEYS:
            if cleaned.get(key) == "no" and not cleaned.get(f"note_{key}"):
                self.add_error(f"note_{key}", _("Say why the answer is no."))
        return {
            "answers": {key: cleaned.get(key) == "yes" for key in eligibility.KEYS if key in cleaned},
            "notes": {key: cleaned.get(f"note_{key}", "") for key in eligibility.KEYS},
        }


def _saved(line: SheetLine) -> str:
    answer = "" if line.yes is None else str(_("Yes")) if line.yes else str(_("No"))
    words = " – ".join(part for part in (answer, line.note) if part) or "–"
    when = f"{timezone.localtime(line.changed_at):%Y-%m-%d %H:%M}"
    return _("%(words)s (%(who)s, %(when)s)") % {"words": words, "who": line.changed_by, "when": when}
