"""The published lists of questions and documents: how they are read, and what is wrong with a list that cannot be used."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import cache
from itertools import chain
from pathlib import Path
from typing import Any, Final

import yaml

from brandcert.enterprises.enums import OrganisationType
from brandcert.programs.enums import AnswerKind, CategoryKey, QuestionSection

DATA: Final = Path(__file__).parent / "data"
LETTERS: Final = {"M": CategoryKey.MANUFACTURING, "G": CategoryKey.AGRICULTURE, "F": CategoryKey.SERVICES}
EVERYONE: Final = "A"
# What describes an answer beyond its kind; a question stores it as its settings.
SETTINGS: Final = frozenset({"choices", "unit", "least", "most", "length", "columns", "agrees"})
_WORDS: Final = frozenset({"title", "title_en", "hint", "hint_en"})
_ENTRY: Final = SETTINGS | _WORDS | {"at", "for", "kind", "optional", "retired", "only_for", "not_for"}
_COLUMN: Final = (SETTINGS | _WORDS | {"key", "kind", "optional"}) - {"columns"}


class BadDefinition(ValueError):
    """The list cannot be used; the words name the entry and what is wrong with it."""


@dataclass(frozen=True, slots=True)
class Definition:
    """One question as it was published, for one category."""

    category: CategoryKey
    section: str
    key: str
    kind: AnswerKind
    title: str
    title_en: str
    hint: str
    hint_en: str
    is_asked: bool
    is_required: bool
    organisation_types: tuple[str, ...]
    settings: Mapping[str, Any]


def read(entries: Iterable[Mapping[str, Any]]) -> list[Definition]:
    """Return the questions of every category in the order of the list.

    Raises BadDefinition for an unknown word, a kind that does not exist, a choice without choices, a number whose
    sibling column is missing, or a question asked twice of one category.
    """
    found: list[Definition] = []
    seen: set[tuple[str, str]] = set()
    for entry in entries:
        place = str(entry.get("at", entry))
        section, _dot, key = place.partition(".")
        if section not in QuestionSection.values or not key:
            raise BadDefinition(f"{place}: `at` is not section.key")
        _check(place, entry, _ENTRY)
        for category in categories_of(entry):
            if (category, place) in seen:
                raise BadDefinition(f"{place}: asked twice of {category}")
            seen.add((category, place))
            found.append(_definition(entry, category, section, key))
    return found


def categories_of(entry: Mapping[str, Any]) -> list[CategoryKey]:
    """Return the categories an entry of a published list is for."""
    letters = LETTERS if entry["for"] == EVERYONE else entry["for"]
    if not set(letters) <= set(LETTERS):
        raise BadDefinition(f"{entry}: unknown category in `for`")
    return [LETTERS[letter] for letter in letters]


def kinds_of(entry: Mapping[str, Any]) -> list[str]:
    """Return the kinds of bodies an entry is for; an empty list means all."""
    excluded, included = entry.get("not_for", []), entry.get("only_for", [])
    if not set(excluded) | set(included) <= set(OrganisationType.values):
        raise BadDefinition(f"{entry}: unknown kind of body")
    if included:
        return list(included)
    return [kind for kind in OrganisationType.values if kind not in excluded] if excluded else []


@cache
def published(name: str) -> Any:
    """Return a table as it was published with this version; read once, never changed."""
    return yaml.safe_load((DATA / name).read_text("utf-8"))


@cache
def published_questions() -> tuple[Definition, ...]:
    """Return the published questions of all categories."""
    return tuple(read(published("questions.yaml")))


def _definition(entry: Mapping[str, Any], category: CategoryKey, section: str, key: str) -> Definition:
    is_retired = entry.get("retired", False)
    return Definition(
        category=category,
        section=section,
        key=key,
        kind=AnswerKind(entry["kind"]),
        title=entry["title"],
        title_en=entry["title_en"],
        hint=entry.get("hint", ""),
        hint_en=entry.get("hint_en", ""),
        is_asked=not is_retired,
        is_required=not is_retired and not entry.get("optional", False),
        organisation_types=tuple(kinds_of(entry)),
        settings={name: entry[name] for name in sorted(SETTINGS & set(entry))},
    )


def _check(place: str, entry: Mapping[str, Any], known: frozenset[str]) -> None:
    unknown = set(entry) - known
    if unknown:
        raise BadDefinition(f"{place}: unknown {', '.join(sorted(unknown))}")
    if entry.get("kind") not in AnswerKind.values:
        raise BadDefinition(f"{place}: unknown kind {entry.get('kind')}")
    if not entry.get("title") or not entry.get("title_en"):
        raise BadDefinition(f"{place}: a title in both languages is needed")
    kind = AnswerKind(entry["kind"])
    if (kind == AnswerKind.CHOICE) != ("choices" in entry):
        raise BadDefinition(f"{place}: choices belong to the kind choice and to no other")
    if (kind == AnswerKind.ROWS) != ("columns" in entry):
        raise BadDefinition(f"{place}: columns belong to the kind rows and to no other")
    if any(len(choice) != len(("code", "words", "English words")) for choice in entry.get("choices", ())):
        raise BadDefinition(f"{place}: a choice is a code with its words in both languages")
    # Without quotes YAML takes Yes and No for something else than words.
    words = [*(entry[name] for name in _WORDS & set(entry)), *entry.get("unit", ())]
    if not all(isinstance(text, str) for text in [*words, *chain(*entry.get("choices", ()))]):
        raise BadDefinition(f"{place}: titles, hints, units and choices are texts")
    _check_columns(place, entry.get("columns", ()))


def _check_columns(place: str, columns: Iterable[Mapping[str, Any]]) -> None:
    keys = [column.get("key", "") for column in columns]
    if len(set(keys)) < len(keys) or "" in keys:
        raise BadDefinition(f"{place}: every column has a key of its own")
    for column in columns:
        _check(f"{place}.{column['key']}", column, _COLUMN)
        if column["kind"] == AnswerKind.ROWS:
            raise BadDefinition(f"{place}.{column['key']}: a list inside a list")
        if "agrees" in column and column["agrees"] not in keys:
            raise BadDefinition(f"{place}.{column['key']}: there is no column {column['agrees']}")
