"""The embedded database is only safe with its settings; they are read back, not trusted."""

from typing import Any, Final

from django.core.exceptions import ImproperlyConfigured
from django.db.backends.base.base import BaseDatabaseWrapper

WANTED: Final = {
    "journal_mode": "wal",
    "synchronous": "2",
    "foreign_keys": "1",
    "recursive_triggers": "1",
}
SHORTEST_WAIT_MS: Final = 20_000


def verify(connection: BaseDatabaseWrapper, **_kwargs: Any) -> None:
    """Read the settings of a new SQLite connection back; other databases pass.

    Raises ImproperlyConfigured naming each setting that is not in force, so that the process does not
    start with a database that could lose or duplicate a certificate.
    """
    if connection.vendor != "sqlite":
        return
    faults = [
        f"{name} is {found}, not {wanted}"
        for name, wanted in WANTED.items()
        if (found := _read(connection, name)) != wanted and not (name == "journal_mode" and found == "memory")
    ]
    wait = int(_read(connection, "busy_timeout"))
    if wait < SHORTEST_WAIT_MS:
        faults.append(f"busy_timeout is {wait}, below {SHORTEST_WAIT_MS}")
    mode = connection.settings_dict["OPTIONS"].get("transaction_mode")
    if mode != "IMMEDIATE":
        faults.append(f"transaction_mode is {mode}, not IMMEDIATE")
    if faults:
        raise ImproperlyConfigured("SQLite: " + "; ".join(faults))


def _read(connection: BaseDatabaseWrapper, pragma: str) -> str:
    with connection.cursor() as cursor:
        cursor.execute(f"PRAGMA {pragma}")
        return str(cursor.fetchone()[0])
