"""Triggers that keep locked sheets as they are, whoever writes: ORM, bulk update or plain SQL.

They are dropped before every migration and made again after it, because SQLite rebuilds tables when it
alters them and would stumble over a trigger that names a table being rebuilt.
"""

from __future__ import annotations

from typing import Any, Final

from django.db import connections

MESSAGE: Final = "a locked score sheet is never changed"
_FINAL: Final = "a.status IN ('locked', 'void')"
_SHEET: Final = "JOIN reviews_assignment a ON a.id = s.assignment_id"
# Table → how one of its rows finds its assignment; {row} is NEW or OLD.
_PATHS: Final = {
    "reviews_score": "reviews_assignment a WHERE a.id = {row}.assignment_id",
    "reviews_criterionscore": f"reviews_score s {_SHEET} WHERE s.id = {{row}}.score_id",
    "reviews_criterionscore_citations": (
        f"reviews_criterionscore l JOIN reviews_score s ON s.id = l.score_id {_SHEET} "
        "WHERE l.id = {row}.criterionscore_id"
    ),
}
# On SQLite Django empties tables row by row (tests, flush); deleting is refused there by the models.
_ACTS: Final = {
    "sqlite": {"insert": "NEW", "update": "OLD"},
    "postgresql": {"insert": "NEW", "update": "OLD", "delete": "OLD"},
}


def _names(vendor: str) -> list[tuple[str, str, str, str]]:
    return [
        # Only the names written above reach the statement.
        (f"{table}_locked_{act}", table, act, f"SELECT 1 FROM {path.format(row=row)} AND {_FINAL}")  # noqa: S608 -- see above
        for table, path in _PATHS.items()
        for act, row in _ACTS[vendor].items()
    ]


def _create(vendor: str, name: str, table: str, act: str, query: str) -> list[str]:
    if vendor == "sqlite":
        when = f"BEFORE {act.upper()} ON {table} WHEN EXISTS ({query})"
        return [f"CREATE TRIGGER IF NOT EXISTS {name} {when} BEGIN SELECT RAISE(ABORT, '{MESSAGE}'); END"]
    back = "OLD" if act == "delete" else "NEW"
    refusal = f"RAISE EXCEPTION '{MESSAGE}' USING ERRCODE = 'integrity_constraint_violation'"
    body = f"BEGIN IF EXISTS ({query}) THEN {refusal}; END IF; RETURN {back}; END"
    return [
        f"CREATE OR REPLACE FUNCTION {name}() RETURNS trigger LANGUAGE plpgsql AS $$ {body} $$",
        f"CREATE OR REPLACE TRIGGER {name} BEFORE {act.upper()} ON {table} FOR EACH ROW EXECUTE FUNCTION {name}()",
    ]


def _drop(vendor: str, name: str, table: str) -> str:
    return (
        f"DROP TRIGGER IF EXISTS {name}"
        if vendor == "sqlite"
        else f"DROP TRIGGER IF EXISTS {name} ON {table}"
    )


def install(using: str = "default", **_signal: Any) -> None:
    """Make the triggers in a database whose tables exist; making them again changes nothing."""
    connection = connections[using]
    if not set(_PATHS) <= set(connection.introspection.table_names()):
        return
    with connection.cursor() as cursor:
        for name, table, act, query in _names(connection.vendor):
            for statement in _create(connection.vendor, name, table, act, query):
                cursor.execute(statement)


def remove(using: str = "default", **_signal: Any) -> None:
    """Take the triggers away, so that tables can be altered."""
    connection = connections[using]
    if not set(_PATHS) <= set(connection.introspection.table_names()):
        return
    with connection.cursor() as cursor:
        for name, table, _act, _query in _names(connection.vendor):
            cursor.execute(_drop(connection.vendor, name, table))
