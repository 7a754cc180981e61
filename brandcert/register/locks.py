"""The index over the tokens of the register's lines, in the way each database has one.

SQLite: a full-text table beside the lines, kept by triggers; they come and go with migrations, because SQLite
rebuilds tables when it alters them. PostgreSQL: an index over the tokens as a text-search vector; no extension.
"""

from __future__ import annotations

from typing import Any, Final

from django.apps import AppConfig
from django.db import connections
from django.db.models.signals import post_migrate, pre_migrate

TABLE: Final = "register_registerline"
SEARCH: Final = "register_search"
VECTOR: Final = "array_to_tsvector(string_to_array({alias}grams, ' '))"
_OLD: Final = f"INSERT INTO {SEARCH}({SEARCH}, rowid, grams) VALUES ('delete', OLD.id, OLD.grams);"  # noqa: S608 - of constants alone
_NEW: Final = f"INSERT INTO {SEARCH}(rowid, grams) VALUES (NEW.id, NEW.grams);"  # noqa: S608 - of constants alone
_TRIGGERS: Final = {
    f"{SEARCH}_insert": f"AFTER INSERT ON {TABLE} BEGIN {_NEW} END",
    f"{SEARCH}_delete": f"AFTER DELETE ON {TABLE} BEGIN {_OLD} END",
    f"{SEARCH}_update": f"AFTER UPDATE OF grams ON {TABLE} BEGIN {_OLD} {_NEW} END",
}


def statements(vendor: str) -> list[str]:
    """Return what makes the index; made again it changes nothing."""
    if vendor == "sqlite":
        columns = (
            f"grams, content='{TABLE}', content_rowid='id', tokenize='ascii', detail='none', columnsize=0"
        )
        return [f"CREATE VIRTUAL TABLE IF NOT EXISTS {SEARCH} USING fts5({columns})"]
    return [f"CREATE INDEX IF NOT EXISTS {SEARCH} ON {TABLE} USING gin ({VECTOR.format(alias='')})"]


def keep(app: AppConfig) -> None:
    """Let the triggers that fill the index of SQLite come and go with the migrations of the app."""
    pre_migrate.connect(_take_away, sender=app, dispatch_uid="register.search.drop", weak=False)
    post_migrate.connect(_make, sender=app, dispatch_uid="register.search.create", weak=False)


def _make(using: str = "default", **_signal: Any) -> None:
    _run(using, [f"CREATE TRIGGER IF NOT EXISTS {name} {body}" for name, body in _TRIGGERS.items()])


def _take_away(using: str = "default", **_signal: Any) -> None:
    _run(using, [f"DROP TRIGGER IF EXISTS {name}" for name in _TRIGGERS])


def _run(using: str, lines: list[str]) -> None:
    connection = connections[using]
    if connection.vendor != "sqlite" or TABLE not in connection.introspection.table_names():
        return
    with connection.cursor() as cursor:
        for line in lines:
            cursor.execute(line)
