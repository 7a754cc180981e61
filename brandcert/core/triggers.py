"""Rows that must stay as they are, kept by triggers of the database whoever writes: ORM, bulk update or plain SQL.

Triggers are dropped before every migration and made again after it, because SQLite rebuilds tables when it alters
them and would stumble over a trigger that names a table being rebuilt.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Any, Final

from django.apps import AppConfig
from django.db import connections
from django.db.backends.base.base import BaseDatabaseWrapper
from django.db.models.signals import post_migrate, pre_migrate

EVENT_MESSAGE: Final = "an event is never changed"
_EVENT: Final = "core_event"
_FACTS: Final = ("id", "name", "subject_type", "subject_id", "actor", "at", "payload")
_SEAL: Final = ("seq", "prev_hash", "hash")


@dataclass(frozen=True, slots=True)
class Trigger:
    """One refusal: before `act` on a row of `table` for which `condition` (SQL over NEW and OLD) holds."""

    table: str
    act: str
    condition: str
    message: str

    @property
    def name(self) -> str:
        """Return the trigger's name in the database."""
        return f"{self.table}_locked_{self.act}"


Declared = Callable[[str], Iterable[Trigger]]
_DECLARED: Final[list[Declared]] = []


def keep(app: AppConfig, declared: Declared) -> None:
    """Let the triggers that `declared` names for a vendor come and go with the migrations of `app`."""
    _DECLARED.append(declared)

    def make(using: str = "default", **_signal: Any) -> None:
        create(connections[using], declared(connections[using].vendor))

    def take_away(using: str = "default", **_signal: Any) -> None:
        drop(connections[using], declared(connections[using].vendor))

    pre_migrate.connect(take_away, sender=app, dispatch_uid=f"{app.label}.triggers.drop", weak=False)
    post_migrate.connect(make, sender=app, dispatch_uid=f"{app.label}.triggers.create", weak=False)


@contextmanager
def emptying(connection: BaseDatabaseWrapper) -> Iterator[None]:
    """Let whole tables be emptied for the length of a `with`: SQLite does it row by row, and so past the triggers."""
    kept = [trigger for declared in _DECLARED for trigger in declared(connection.vendor)]
    if connection.vendor == "sqlite":
        drop(connection, kept)
    try:
        yield
    finally:
        if connection.vendor == "sqlite":
            create(connection, kept)


def of_events(vendor: str) -> list[Trigger]:
    """Return the triggers of the audit trail: facts never change, a seal is set once, delivery is noted once.

    SQLite has none for deleting, because Django empties tables row by row there (`flush`); the models refuse it.
    """
    sealed = f"OLD.seq IS NOT NULL AND ({differs(vendor, _SEAL)})"
    noted = f"OLD.settled_at IS NOT NULL AND ({differs(vendor, ('settled_at',))})"
    changed = f"{differs(vendor, _FACTS)} OR ({sealed}) OR ({noted})"
    kept = [Trigger(_EVENT, "update", changed, EVENT_MESSAGE)]
    return kept if vendor == "sqlite" else [*kept, Trigger(_EVENT, "delete", "TRUE", EVENT_MESSAGE)]


def differs(vendor: str, columns: Iterable[str]) -> str:
    """Return the condition (SQL) that one of the columns would be another one than before."""
    word = "IS NOT" if vendor == "sqlite" else "IS DISTINCT FROM"
    return " OR ".join(f"NEW.{column} {word} OLD.{column}" for column in columns)


def create(connection: BaseDatabaseWrapper, kept: Iterable[Trigger]) -> None:
    """Make triggers; making them again changes nothing."""
    _run(connection, kept, _create)


def drop(connection: BaseDatabaseWrapper, kept: Iterable[Trigger]) -> None:
    """Take triggers away."""
    _run(connection, kept, _drop)


def _run(
    connection: BaseDatabaseWrapper,
    kept: Iterable[Trigger],
    statements: Callable[[str, Trigger], list[str]],
) -> None:
    kept = list(kept)
    if not {trigger.table for trigger in kept} <= set(connection.introspection.table_names()):
        return
    with connection.cursor() as cursor:
        for trigger in kept:
            for statement in statements(connection.vendor, trigger):
                cursor.execute(statement)


def _create(vendor: str, trigger: Trigger) -> list[str]:
    name, table, when = trigger.name, trigger.table, f"BEFORE {trigger.act.upper()} ON {trigger.table}"
    if vendor == "sqlite":
        refusal = f"SELECT RAISE(ABORT, '{trigger.message}')"
        return [f"CREATE TRIGGER IF NOT EXISTS {name} {when} WHEN {trigger.condition} BEGIN {refusal}; END"]
    back = "OLD" if trigger.act == "delete" else "NEW"
    refusal = f"RAISE EXCEPTION '{trigger.message}' USING ERRCODE = 'integrity_constraint_violation'"
    body = f"BEGIN IF {trigger.condition} THEN {refusal}; END IF; RETURN {back}; END"
    return [
        f"CREATE OR REPLACE FUNCTION {name}() RETURNS trigger LANGUAGE plpgsql AS $$ {body} $$",
        f"DROP TRIGGER IF EXISTS {name} ON {table}",
        f"CREATE TRIGGER {name} {when} FOR EACH ROW EXECUTE FUNCTION {name}()",
    ]


def _drop(vendor: str, trigger: Trigger) -> list[str]:
    place = "" if vendor == "sqlite" else f" ON {trigger.table}"
    return [f"DROP TRIGGER IF EXISTS {trigger.name}{place}"]
