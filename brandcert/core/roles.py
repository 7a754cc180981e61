"""The two roles of a PostgreSQL database: its owner migrates, the role of web and workers only reads and writes rows.

The second role cannot alter tables or triggers, empty tables, or change and delete events; it may only set the
seal of an event and note its delivery (the triggers of `core.triggers` let it do that once). Rows of tables that
an app declares `only_added` it can neither change nor delete.
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any, Final

from django.db import connections
from django.db.backends.base.base import BaseDatabaseWrapper
from django.db.utils import load_backend

SEALING: Final = ("seq", "prev_hash", "hash", "settled_at")
RIGHTS: Final = (
    "GRANT USAGE ON SCHEMA public TO {role}",
    "GRANT SELECT, INSERT, UPDATE, DELETE ON ALL TABLES IN SCHEMA public TO {role}",
    "GRANT USAGE, SELECT ON ALL SEQUENCES IN SCHEMA public TO {role}",
    "REVOKE INSERT, UPDATE, DELETE ON django_migrations FROM {role}",
    "REVOKE UPDATE, DELETE ON core_event FROM {role}",
    f"GRANT UPDATE ({', '.join(SEALING)}) ON core_event TO {{role}}",
)
_ONLY_ADDED: Final[list[str]] = []


def only_added(*tables: str) -> None:
    """Declare tables whose rows are written once: the role of web and workers reads and adds them, nothing else."""
    _ONLY_ADDED.extend(tables)


class NoSuchRole(Exception):
    """The role of web and workers does not exist and the owner may not make it."""


@contextmanager
def as_owner(owner: dict[str, Any], using: str) -> Iterator[BaseDatabaseWrapper]:
    """Speak to the database `using` as its owner for the length of a `with`; gives the owner's connection."""
    usual = connections[using]
    usual.close()
    described = connections.configure_settings({"default": dict(owner)})["default"]
    described["NAME"] = usual.settings_dict["NAME"]
    connections[using] = load_backend(described["ENGINE"]).DatabaseWrapper(described, using)
    try:
        yield connections[using]
    finally:
        connections[using].close()
        connections[using] = usual


def grant(owner: BaseDatabaseWrapper, *, role: str, password: str) -> None:
    """Give the role of web and workers what it needs and nothing else; doing it again changes nothing.

    The role is made, with the password of the setting, if it does not exist.

    Raises:
        NoSuchRole: it does not exist and the owner may not make roles.
    """
    quoted = owner.ops.quote_name(role)
    with owner.cursor() as cursor:
        cursor.execute("SELECT 1 FROM pg_roles WHERE rolname = %s", [role])
        if cursor.fetchone() is None:
            _make(owner, quoted, password)
        for right in RIGHTS:
            cursor.execute(right.format(role=quoted))
        for table in set(_ONLY_ADDED) & set(owner.introspection.table_names(cursor)):
            cursor.execute(f"REVOKE UPDATE, DELETE ON {owner.ops.quote_name(table)} FROM {quoted}")


def _make(owner: BaseDatabaseWrapper, quoted: str, password: str) -> None:
    with owner.cursor() as cursor:
        cursor.execute("SELECT rolsuper OR rolcreaterole FROM pg_roles WHERE rolname = current_user")
        if not cursor.fetchone()[0]:
            raise NoSuchRole
        # A statement about roles takes no parameters on the server; the client writes the literal.
        cursor.execute(f"CREATE ROLE {quoted} LOGIN PASSWORD %s", [password])


def may_change_events(connection: BaseDatabaseWrapper) -> bool:
    """Say whether the role that is connected could change or empty the audit trail (SQLite has no roles: False)."""
    if connection.vendor != "postgresql":
        return False
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT has_table_privilege('core_event', 'DELETE') OR has_table_privilege('core_event', 'TRUNCATE')"
            " OR has_column_privilege('core_event', 'actor', 'UPDATE')"
        )
        return bool(cursor.fetchone()[0])
