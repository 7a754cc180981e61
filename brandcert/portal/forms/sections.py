"""The form of one section: single questions, and lists of entries that grow and shrink without script."""

from collections.abc import Iterable, Mapping
from typing import Any, Final

from django import forms
from django.utils.datastructures import MultiValueDict
from django.utils.html import escape, format_html
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from brandcert.applications.content import MOST_ROWS, Field, Kind, Section, fingerprint
from brandcert.core import pii
from brandcert.core.answers import sent_key

ADD: Final = "add"
REMOVE: Final = "remove"
FILE_LIST: Final = "files-in-place"
_MODES: Final = {
    Kind.INTEGER: "numeric",
    Kind.DECIMAL: "decimal",
    Kind.YEAR: "numeric",
    Kind.PAST_YEAR: "numeric",
    Kind.PHONE: "tel",
}
_SHORT: Final = (*_MODES, Kind.DATE, Kind.PAST_DATE)
Entry = dict[str, str]


class AnswerField(forms.CharField):
    """An answer on its way: `required` is shown, but whoever reads the answer decides what has to be there."""

    def clean(self, value: Any) -> Any:
        """Take what was typed, if it is not too long."""
        text = self.to_python(value)
        self.run_validators(text)
        return text


class SectionForm(forms.Form):
    """The questions of one section that may be answered now."""

    use_required_attribute = False

    def __init__(
        self,
        section: Section,
        open_fields: Mapping[str, str],
        data: Mapping[str, Any] | None = None,
        *,
        initial: Mapping[str, Any] | None = None,
        add: str = "",
        waits: bool = False,
        files: Iterable[str] = (),
    ) -> None:
        """Ask the fields named in `open_fields`; their text is what a correction notice says about each.

        `add` names the list that gets an empty entry more, `waits` says that its last one was empty already; `files`
        are offered where an entry names one.
        """
        self.section, self.problems, self.file_names = section, open_fields, tuple(files)
        self.asked = [field for field in section if field.key in open_fields]
        self.sent: dict[str, list[Entry]] = {}
        self.start = dict(initial or {})
        self._empty = {add} if waits else set()
        self._wished = add if data is None else data.get(ADD)
        self._counts: dict[str, int] = {}
        self._list_errors: dict[str, str] = {}
        super().__init__(
            self._renumbered(data) if data is not None else None, initial=self._flat(initial or {})
        )
        for field in self.asked:
            if field.is_list:
                rows = (self.sent if data is not None else initial or {}).get(field.key) or []
                self._ask_entries(field, rows, wants_more=field.key == self._wished)
            else:
                self.fields[field.key] = _answer_field(field, open_fields[field.key])

    @property
    def personal(self) -> dict[str, str]:
        """Name the questions about persons, by the list of personal data."""
        model = "applications.application"
        names = (name for name in self.fields if pii.kind_of(model, f"content.{self.section.key}.{name}"))
        return dict.fromkeys(names, model)

    # --- what was sent ----------------------------------------------------------------------------
    def seen(self) -> dict[str, str]:
        """Return the fingerprints the form was drawn with, as it sent them back.

        Whoever chose their own answer over a stored one that was shown beside it has seen that one.
        """
        marks = {
            field.key: self.data.get(f"{self._seen_as(field.key)}-{field.key}", "") for field in self.asked
        }
        return {key: mark for key, mark in marks.items() if mark}

    def values(self) -> dict[str, Any]:
        """Return what was typed: a text for each question, a list of entries for each list.

        What was given up for the stored answer is left out.
        """
        keys = [field.key for field in self.asked if not field.is_list]
        typed = {key: self.data[key] for key in keys if key in self.data} | self.sent
        return {key: value for key, value in typed.items() if key not in self.dropped()}

    def mine(self, key: str) -> Any:
        """Return what the form shows for a question now: a text, or a list of entries."""
        if key in self.fields:
            return self[key].value() or ""
        return self.sent.get(key, []) if self.is_bound else self.start.get(key, [])

    def show_instead(self, key: str, text: str) -> None:
        """Show another text than the one that was sent."""
        if isinstance(self.data, MultiValueDict):
            self.data[key] = text

    def dropped(self) -> list[str]:
        """Return the questions whose answers were given up for the stored ones."""
        return [field.key for field in self.asked if self.data.get(f"keep-{field.key}") == "theirs"]

    def _seen_as(self, key: str) -> str:
        return "theirs" if self.data.get(f"keep-{key}") == "mine" else "seen"

    @property
    def goes_on(self) -> bool:
        """Say whether the person wants to go on to the next page, by the button or by the Enter key."""
        return self.data.get("go") in {"on", "enter"}

    @property
    def stays(self) -> str:
        """Return the list whose entries were added to or removed from; empty when the person wants to go on."""
        return str(self.data.get(ADD) or self.data.get(REMOVE, "").rpartition("-")[0])

    @property
    def has_waited(self) -> bool:
        """Say whether another entry was wished for although the last one is empty."""
        return self.data.get(ADD) in self._empty

    def _renumbered(self, data: Mapping[str, Any]) -> Any:
        """Return the data with the entries of each list counted anew: without the removed and the empty ones."""
        fresh: MultiValueDict[str, Any] = MultiValueDict(
            {key: data.getlist(key) for key in data}
            if isinstance(data, MultiValueDict)
            else {key: [value] for key, value in data.items()}
        )
        gone = str(data.get(REMOVE, ""))
        for field in self.asked:
            if not field.is_list or f"rows-{field.key}" not in data:
                continue
            rows = [
                {column.key: str(data.get(_name(field, place, column), "")) for column in field.columns}
                for place in range(_count(data[f"rows-{field.key}"]))
                if f"{field.key}-{place}" != gone
            ]
            self.sent[field.key] = [row for row in rows if any(text.strip() for text in row.values())]
            if len(self.sent[field.key]) < len(rows):
                self._empty.add(field.key)
            fresh.update(self._flat({field.key: self.sent[field.key]}))
        return fresh

    def _flat(self, answers: Mapping[str, Any]) -> dict[str, Any]:
        lists = {field.key: field for field in self.asked if field.is_list}
        flat = {key: value for key, value in answers.items() if key not in lists}
        for key, field in lists.items():
            for place, row in enumerate(answers.get(key) or ()):
                flat |= {_name(field, place, column): row.get(column.key, "") for column in field.columns}
        return flat

    # --- what is wrong ------------------------------------------------------------------------------
    def report(self, key: str, words: str) -> None:
        """Write what is wrong beside the question, the place of an entry, or the list as a whole."""
        if key in self.fields:
            self.add_error(key, words)
            return
        self._list_errors[key.partition("-")[0]] = words
        field = self.section.field(key.partition("-")[0])
        label = field.label if field else key
        self.add_error(None, _("%(field)s: %(words)s") % {"field": label, "words": words})

    def wrong_with(self, key: str) -> str:
        """Return everything that is wrong with a question, or with a list and its entries; empty when nothing is."""
        names = [name for name in self.errors if name == key or str(name).startswith(f"{key}-")]
        words = [self._list_errors.get(key, "")] if not names else []
        words += [str(fault) for name in names for fault in self.errors[name]]
        return " ".join(part for part in words if part)

    def ask_for_missing(self, answers: Mapping[str, Any]) -> None:
        """Ask for every required answer, and every required place of an entry, that is empty."""
        for field in self.section.missing(answers):
            if field.key not in self.problems:
                continue
            for key in _open_places(field, answers.get(field.key)):
                if key not in self.fields or key not in self.errors:
                    self.report(key, _("Please answer this question."))

    # --- how it is drawn --------------------------------------------------------------------------------
    def parts(self) -> list[dict[str, Any]]:
        """Return the questions in order: `field` is a single one, `list` a list of entries."""
        return [
            {"list": self._list(field)} if field.is_list else {"field": self[field.key]}
            for field in self.asked
        ]

    @property
    def names_files(self) -> bool:
        """Say whether an entry of the page can name a file."""
        return any(column.kind == Kind.FILE for field in self.asked for column in field.columns)

    def _list(self, field: Field) -> dict[str, Any]:
        count = self._counts[field.key]
        return {
            "key": field.key,
            "label": field.label,
            "hint": field.hint,
            "problem": self.problems[field.key],
            "error": self._list_errors.get(field.key, ""),
            "is_required": field.required,
            "is_full": count >= MOST_ROWS,
            "waits": field.key in self._empty and field.key == self._wished,
            "count": count,
            "rows": [
                {
                    "number": place + 1,
                    "remove": f"{field.key}-{place}",
                    "cells": [self[_name(field, place, column)] for column in field.columns],
                }
                for place in range(count)
            ],
        }

    def _ask_entries(self, field: Field, rows: list[Entry], *, wants_more: bool) -> None:
        is_first = not rows and field.required
        self._counts[field.key] = min(len(rows) + (wants_more or is_first), MOST_ROWS)
        for place in range(self._counts[field.key]):
            for column in field.columns:
                answer = _answer_field(column, "")
                if column.kind == Kind.FILE and not place:
                    answer.help_text = self._about_files()
                self.fields[_name(field, place, column)] = answer

    def _about_files(self) -> str:
        if self.file_names:
            return _("Choose one of the uploaded files by its name.")
        return _("Upload the paper in “Documents” first; it can be named here later.")


def _open_places(field: Field, value: Any) -> list[str]:
    """Return the names of what is empty: the question, or places of entries; of an empty list the first place."""
    if not field.is_list:
        return [field.key]
    return [f"{field.key}-{gap}" for gap in field.gaps(value)] or [_name(field, 0, field.columns[0])]


def marks_of(section: Section, answers: Mapping[str, Any]) -> list[tuple[str, str]]:
    """Return the hidden fields that tell a later save what this page showed."""
    return [(f"seen-{field.key}", fingerprint(answers.get(field.key, ""))) for field in section]


def _name(field: Field, place: int, column: Field) -> str:
    return f"{field.key}-{place}-{column.key}"


def _count(text: Any) -> int:
    return min(sent_key(text), MOST_ROWS + 1)


def _answer_field(field: Field, problem: str) -> AnswerField:
    unit = _("Unit: %(unit)s") % {"unit": field.unit} if field.unit else ""
    words = " ".join(part for part in (str(field.hint), unit) if part)
    hint: str = escape(words)
    if problem:
        hint = format_html(
            '<span class="tag tag-red">{}</span> {}<br>{}', _("To be corrected"), problem, words
        )
    return AnswerField(
        label=str(field.label), help_text=hint, required=field.required, strip=False, widget=_widget(field)
    )


def _widget(field: Field) -> forms.Widget:
    if field.kind == Kind.LONG:
        return forms.Textarea(attrs={"rows": 4})
    if field.kind == Kind.CHOICE and len(field.choices) <= 4:  # noqa: PLR2004 - more than four are a list
        return forms.RadioSelect(choices=field.choices)
    if field.kind == Kind.CHOICE:
        return forms.Select(choices=[("", gettext_lazy("Please choose")), *field.choices])
    attrs = {"inputmode": _MODES[field.kind]} if field.kind in _MODES else {}
    if field.kind in _SHORT:
        attrs["class"] = "input-short"
    if field.kind == Kind.FILE:
        attrs["list"] = FILE_LIST
    return forms.TextInput(attrs={**attrs, "autocomplete": "off"})
