"""Finding entries of the register: by characters, sound, initials or number, in bounded time whatever its size."""

import datetime
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from enum import StrEnum
from typing import Any, Final

from django.db import connection

from brandcert.certificates.enums import CertificateStatus
from brandcert.register import grams
from brandcert.register.grams import Choice, Question, Token
from brandcert.register.locks import SEARCH, TABLE, VECTOR

# So many entries are listed and ranked; whoever finds more narrows the question.
MOST_FOUND: Final = 1000
# Up to so many entries are counted for the facets; beyond it a count would cost more than it tells.
MOST_COUNTED: Final = 10_000
FACETS: Final = {"category": "c", "city": "g", "status": "s", "series": "r", "year": "y"}
_LIVE: Final = (str(CertificateStatus.ACTIVE), str(CertificateStatus.SUSPENDED))
_SHOWN: Final = f"CASE WHEN valid_to < %s AND status IN ('{_LIVE[0]}', '{_LIVE[1]}') THEN '{CertificateStatus.EXPIRED}' ELSE status END"


class Way(StrEnum):
    """How the entries of an answer were found."""

    EXACT = "exact"
    SOUND = "sound"
    NEAR = "near"


@dataclass(frozen=True, slots=True)
class Found:
    """The keys of the lines that were found, best first, whether there are more, and how they were found."""

    keys: Sequence[int]
    is_more: bool = False
    way: Way = Way.EXACT


@dataclass(frozen=True, slots=True)
class Asked:
    """What somebody looks for: words and facets, on a day."""

    today: datetime.date
    words: str = ""
    facets: Mapping[str, str] = field(default_factory=dict)

    @property
    def is_all(self) -> bool:
        """Say whether neither words nor facets narrow anything."""
        return not self.words and not any(self.facets.values())


def find(asked: Asked) -> Found:
    """Return what fits: exactly; without any by the sound of the words, then by all but one character."""
    question = grams.ask(asked.words)
    if asked.words and question.is_empty:
        return Found(())
    found = _found(asked, question, Way.EXACT)
    for make, way in ((grams.ask_by_sound, Way.SOUND), (grams.ask_nearly, Way.NEAR)):
        if found.keys or not asked.words:
            return found
        if not (other := make(asked.words)).is_empty:
            found = _found(asked, other, way)
    return found


def _found(asked: Asked, question: Question, way: Way) -> Found:
    question = Question((*question.parts, *_facet_parts(asked)))
    source, parameters = _source(question, asked)
    sql = f"SELECT l.id, l.number, l.holder, l.product, l.place {source} {_order(question)} LIMIT {MOST_FOUND + 1}"
    with connection.cursor() as cursor:
        cursor.execute(sql, parameters)
        rows = cursor.fetchall()
    ranked = sorted(rows[:MOST_FOUND], key=lambda row: _rank(row, grams.fold(asked.words)))
    return Found([row[0] for row in ranked], len(rows) > MOST_FOUND, way)


def _order(question: Question) -> str:
    """Return the order without words, which an index gives; with words the index of the tokens gives its own."""
    return "ORDER BY l.place" if question.is_empty else ""


def _rank(row: tuple[Any, ...], words: str) -> tuple[bool, bool, bool, str]:
    """Sort the number itself first, then names that begin with the words, then names that have them in one piece."""
    _key, number, holder, product, place = row
    names = [grams.fold(holder), grams.fold(product)]
    return (
        grams.fold(number) != words,
        not any(name.startswith(words) for name in names),
        not any(words in name for name in names),
        place,
    )


def _facet_parts(asked: Asked) -> list[grams.Part]:
    """Return the facets as parts of the question; a state that dates may have changed is narrowed down afterwards."""
    parts: list[grams.Part] = []
    for name, value in asked.facets.items():
        if not value:
            continue
        values = [value]
        if name == "status" and value == CertificateStatus.EXPIRED:
            values += _LIVE
        parts.append(tuple((Token(grams.facet(FACETS[name], one)),) for one in values))
    return parts


def _source(question: Question, asked: Asked) -> tuple[str, list[Any]]:
    """Return the tables and conditions of a question; what the tokens say is asked of their index."""
    conditions = ["l.valid_from <= %s"]
    parameters: list[Any] = [asked.today]
    if (status := asked.facets.get("status", "")) == CertificateStatus.EXPIRED:
        conditions.append(f"(l.status = '{status}' OR l.valid_to < %s)")
        parameters.append(asked.today)
    elif status in _LIVE:
        conditions.append("l.valid_to >= %s")
        parameters.append(asked.today)
    tables = f"FROM {TABLE} l"
    if not question.is_empty:
        if connection.vendor == "sqlite":
            # In this order: the index gives rows one by one, and reading stops at the limit.
            tables = f"FROM {SEARCH} s CROSS JOIN {TABLE} l ON l.id = s.rowid"
            conditions.insert(0, f"s.{SEARCH} MATCH %s")
            parameters.insert(0, _for_sqlite(question))
        else:
            conditions.insert(0, f"{VECTOR.format(alias='l.')} @@ %s::tsquery")
            parameters.insert(0, _for_postgres(question))
    return f"{tables} WHERE {' AND '.join(conditions)}", parameters


def _for_sqlite(question: Question) -> str:
    def choice(tokens: Choice) -> str:
        return " AND ".join(f'"{one.text}"{" *" if one.opens else ""}' for one in tokens)

    return " AND ".join(f"({' OR '.join(f'({choice(one)})' for one in part)})" for part in question.parts)


def _for_postgres(question: Question) -> str:
    def choice(tokens: Choice) -> str:
        return " & ".join(f"'{one.text}'{':*' if one.opens else ''}" for one in tokens)

    return " & ".join(f"({' | '.join(f'({choice(one)})' for one in part)})" for part in question.parts)


def counts(asked: Asked, way: Way = Way.EXACT) -> Mapping[str, Mapping[str, int]] | None:
    """Return how many entries each value of each facet has beside the other facets; None for too many to count."""
    makers = {Way.EXACT: grams.ask, Way.SOUND: grams.ask_by_sound, Way.NEAR: grams.ask_nearly}
    source, parameters = _source(makers[way](asked.words), Asked(asked.today, asked.words))
    inner = (
        f"SELECT l.category, l.city, l.series, l.year, l.status, l.valid_to {source} LIMIT {MOST_COUNTED + 1}"
    )
    sql = (
        f"SELECT category, city, {_SHOWN}, series, year, COUNT(*) FROM ({inner}) found GROUP BY 1, 2, 3, 4, 5"  # noqa: S608 - every part is made here
    )
    with connection.cursor() as cursor:
        cursor.execute(sql, [asked.today, *parameters])
        groups = cursor.fetchall()
    if sum(group[-1] for group in groups) > MOST_COUNTED:
        return None
    told: dict[str, dict[str, int]] = {name: {} for name in FACETS}
    for *values, number in groups:
        fits = [
            not asked.facets.get(name) or asked.facets[name] == str(value)
            for name, value in zip(FACETS, values, strict=True)
        ]
        for place, (name, value) in enumerate(zip(FACETS, values, strict=True)):
            if all(fits[:place]) and all(fits[place + 1 :]):
                told[name][str(value)] = told[name].get(str(value), 0) + number
    return told
