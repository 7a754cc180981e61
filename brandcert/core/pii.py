"""Personal data, listed in code: where it lies, whose it is, what for, how long, and what becomes of it on request.

Each app declares what its own tables hold in its `pii.py`. The privacy notice, the masks of the management
site, the export and the deletion for a person are all made from this one list, so that they cannot
disagree with each other or with what the software does.
"""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from typing import Any, Final

from django.utils.functional import Promise

Text = str | Promise
Rows = Callable[[Any], Iterable[Any]]
Eraser = Callable[[Any], int]


class Kind(StrEnum):
    """What a field tells about a person, and with it how it is masked."""

    NAME = "name"
    PHONE = "phone"
    EMAIL = "email"
    CONTACT = "contact"
    TEXT = "text"


@dataclass(frozen=True, slots=True)
class Holding:
    """What one table holds about one kind of person (个人信息清单).

    `fields` are names of columns, `column.section.key` for an answer inside a JSON column, whose words stand in `labels`. `rows` finds what
    concerns a person; `tells` says of a row what its person is told. What is deleted on request has an
    eraser; of everything else `kept` says why the record stays.
    """

    model: str
    title: Text
    whose: Text
    fields: Mapping[str, Kind]
    purpose: Text
    basis: Text
    retention: Text
    rows: Rows | None = None
    tells: Callable[[Any], Mapping[str, Any]] | None = None
    kept: Text = ""
    labels: Mapping[str, Text] = field(default_factory=dict)


_holdings: Final[list[Holding]] = []
_erasers: Final[dict[str, Eraser]] = {}
_obstacles: Final[list[Callable[[Any], Text | None]]] = []


def hold(holding: Holding) -> Holding:
    """Declare what a table holds."""
    _holdings.append(holding)
    return holding


def holdings() -> tuple[Holding, ...]:
    """Return everything that is declared, in the order of the apps."""
    return tuple(_holdings)


def eraser(model: str) -> Callable[[Eraser], Eraser]:
    """Register how the personal data of a person leaves a table while the record stays: `function(person)` returns how many rows it changed."""

    def register(function: Eraser) -> Eraser:
        _erasers[model] = function
        return function

    return register


def erasers() -> Mapping[str, Eraser]:
    """Return the erasers by model, in the order in which they are run."""
    return dict(_erasers)


def obstacle(function: Callable[[Any], Text | None]) -> Callable[[Any], Text | None]:
    """Register a reason for which a person's data cannot be deleted yet: `function(person)` returns it, or None."""
    _obstacles.append(function)
    return function


def obstacles(person: Any) -> list[Text]:
    """Return why the person's data cannot be deleted now; empty when nothing stands against it."""
    return [reason for reason in (check(person) for check in _obstacles) if reason]


def listed_fields() -> dict[str, set[str]]:
    """Return the columns that are declared, by model."""
    found: dict[str, set[str]] = {}
    for holding in _holdings:
        columns = {name.partition(".")[0] for name in holding.fields}
        found.setdefault(holding.model, set()).update(columns)
    return found


def kind_of(model: str, name: str) -> Kind | None:
    """Return what a column tells about a person; None for one that is not declared."""
    for holding in _holdings:
        if holding.model == model and name in holding.fields:
            return holding.fields[name]
    return None


def purpose_of(model: str) -> Text:
    """Return what the personal data of a table is asked for; raises LookupError for a table that holds none."""
    for holding in _holdings:
        if holding.model == model:
            return holding.purpose
    raise LookupError(f"{model} holds no personal data")


def masked(kind: Kind, value: object) -> str:
    """Return the value as staff read it before they said what they need it for."""
    text = str(value or "")
    if not text:
        return ""
    if kind == Kind.NAME:
        return text[0] + "*" * max(len(text) - 1, 1)
    if kind == Kind.EMAIL or (kind == Kind.CONTACT and "@" in text):
        head, _at, domain = text.partition("@")
        return f"{head[:1]}***@{domain}"
    if kind in {Kind.PHONE, Kind.CONTACT}:
        return f"{text[:3]}****{text[-4:]}" if len(text) > 7 else f"{text[:1]}****"  # noqa: PLR2004 - three and four digits stay
    return "****"


@dataclass(frozen=True, slots=True)
class Found:
    """What was found about a person in one table."""

    holding: Holding
    rows: list[Mapping[str, Any]] = field(default_factory=list)


def about(person: Any) -> list[Found]:
    """Return everything held about a person, table by table, without the empty ones."""
    found = [
        Found(holding, [holding.tells(row) for row in holding.rows(person)])
        for holding in _holdings
        if holding.rows is not None and holding.tells is not None
    ]
    return [part for part in found if part.rows]
