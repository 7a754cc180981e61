"""Everything one application is asked, built from the questions of its batch."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from decimal import Decimal
from typing import Any, Final, Protocol

from django.utils.functional import lazy
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _

from brandcert.applications.content.fields import TEN_THOUSAND_YUAN, Field, Section, Words
from brandcert.programs.enums import AnswerKind as Kind
from brandcert.programs.enums import CategoryKey, QuestionSection

SUBJECT_KEY: Final = "subject"
_TITLES: Final[dict[str, tuple[Words, Words]]] = {
    "subject": (
        _("Particulars of the applicant"),
        _(
            "Name, credit code and division come from your registration. The contact person is told about every step."
        ),
    ),
    "product": (
        _("About the product"),
        _("One application is about one product. Its name and model are chosen in “Product”."),
    ),
    "standards": (
        _("Standards and quality"),
        _("Which standard the product meets, and how you keep it there."),
    ),
    "evidence": (
        _("Metrology, standards, testing, certification"),
        _("One entry for each standard, instrument, report or certificate; the papers go to “Documents”."),
    ),
    "innovation": (
        _("Innovation and intellectual property"),
        _("Figures of the last three years, as in your annual accounts."),
    ),
    "rights": (
        _("Patents, honours and marks"),
        _("One entry for each. Leave out what you do not have: nothing is deducted for it here."),
    ),
    "brand": (
        _("Brand and results"),
        _("Amounts are in units of CNY 10,000; the earliest year comes first."),
    ),
    "responsibility": (_("Social responsibility"), _("What the region and the people gain.")),
}
_OTHERWISE: Final[dict[tuple[str, str], tuple[Words, Words]]] = {
    ("product", CategoryKey.AGRICULTURE): (
        _("About the product"),
        _("One application is about one product. Its name and grade are chosen in “Product”."),
    ),
    ("product", CategoryKey.SERVICES): (
        _("About the service"),
        _("One application is about one service. Its name and scope are chosen in “Service”."),
    ),
    ("standards", CategoryKey.SERVICES): (
        _("Standards and service quality"),
        _("What you promise, and how you know that it is kept."),
    ),
    ("innovation", CategoryKey.AGRICULTURE): (
        _("Innovation and intellectual property"),
        _("Varieties, methods and rights behind the product."),
    ),
    ("innovation", CategoryKey.SERVICES): (
        _("Innovation and intellectual property"),
        _("What is new about the service, and what protects it."),
    ),
}


class QuestionLike(Protocol):
    """A question as the batch keeps it."""

    section: str
    key: str
    kind: str
    title: str
    title_en: str
    hint: str
    hint_en: str
    is_required: bool
    settings: Mapping[str, Any]

    def applies_to(self, organisation_type: str) -> bool:
        """Say whether bodies of this kind are asked."""


@dataclass(frozen=True, slots=True)
class Form:
    """The sections of one application, in the order of the task list."""

    sections: tuple[Section, ...]

    def __iter__(self) -> Iterator[Section]:
        """Go through the sections."""
        return iter(self.sections)

    def section(self, key: str) -> Section | None:
        """Return a section, or None when it has none of that name."""
        return next((section for section in self.sections if section.key == key), None)

    def paths(self) -> Iterator[tuple[str, Section, Field]]:
        """Go through all questions as `section.field`, section, field."""
        for section in self.sections:
            for field in section:
                yield f"{section.key}.{field.key}", section, field

    def field(self, path: str) -> Field | None:
        """Return the question at `section.field`, or None."""
        return next((field for place, _section, field in self.paths() if place == path), None)

    def label(self, path: str) -> Words:
        """Return the words of the question at `section.field`, or the path itself when it is unknown."""
        field = self.field(path)
        return path if field is None else field.label


def build(
    questions: Iterable[QuestionLike],
    category: CategoryKey | str,
    *,
    organisation_type: str,
    answers: Mapping[str, Any] | None = None,
) -> Form:
    """Return the form for a kind of body.

    A question that is not asked (any more) but was answered stays, so that nothing said gets lost; it is not required.
    """
    given = answers or {}
    fields: dict[str, list[Field]] = {}
    for question in questions:
        is_asked = question.applies_to(organisation_type)
        if not is_asked and not given.get(question.section, {}).get(question.key):
            continue
        field = as_field(question)
        fields.setdefault(question.section, []).append(field if is_asked else replace(field, required=False))
    return Form(
        tuple(
            Section(key, *_OTHERWISE.get((key, category), _TITLES[key]), tuple(fields[key]))
            for key in QuestionSection.values
            if key in fields
        )
    )


def as_field(question: QuestionLike) -> Field:
    """Return a question as the form asks it."""
    return _field(
        question.settings,
        key=question.key,
        kind=question.kind,
        label=in_language(question.title, question.title_en),
        hint=in_language(question.hint, question.hint_en),
        is_required=question.is_required,
    )


def _field(
    settings: Mapping[str, Any], *, key: str, kind: str, label: Words, hint: Words, is_required: bool
) -> Field:
    return Field(
        key,
        label,
        Kind(kind),
        required=is_required,
        hint=hint,
        unit=_pair(settings.get("unit")),
        is_money=(settings.get("unit") or [""])[0] == TEN_THOUSAND_YUAN,
        choices=tuple((code, in_language(*words)) for code, *words in settings.get("choices", ())),
        least=_number(settings.get("least")),
        most=_number(settings.get("most")),
        length=settings.get("length"),
        columns=tuple(_column(column) for column in settings.get("columns", ())),
        agrees=settings.get("agrees", ""),
    )


def _column(column: Mapping[str, Any]) -> Field:
    return _field(
        column,
        key=column["key"],
        kind=column["kind"],
        label=in_language(column["title"], column["title_en"]),
        hint=in_language(column.get("hint", ""), column.get("hint_en", "")),
        is_required=not column.get("optional", False),
    )


def _pair(words: Sequence[str] | None) -> Words:
    return in_language(*words) if words else ""


def _number(value: Any) -> Decimal | None:
    return None if value is None else Decimal(str(value))


def _in_language(chinese: str, english: str = "") -> str:
    return english if english and (get_language() or "").startswith("en") else chinese


# Decided when the words are drawn, not when the form is built.
in_language = lazy(_in_language, str)
