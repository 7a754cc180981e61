"""Rows that many tests begin with: made by the services once in a process, then written again as they are."""

from __future__ import annotations

import copy
import re
from typing import TYPE_CHECKING, Any, Generic, TypeVar

from django.db import connection, transaction

if TYPE_CHECKING:
    from collections.abc import Callable

INSERT = re.compile(r'INSERT (?:OR \w+ )?INTO "(\w+)"')
Made = TypeVar("Made")


class Stock(Generic[Made]):
    """What a function makes of an empty database: its rows and what it returns.

    A test in a transaction gets copies, a fraction of what the services cost; a test that commits for itself gets the
    real thing, because there what services wake after a commit is part of what happens.
    """

    def __init__(self, make: Callable[[], Made]) -> None:
        """Keep nothing yet."""
        self._make = make
        self._made: list[Made] = []
        self._rows: dict[str, Any] = {}

    def take(self) -> Made:
        """Make it, or write its rows again where the database has none of their kind."""
        if not connection.in_atomic_block:
            return self._make()
        if not self._rows:
            self._rows = dict.fromkeys(self._tables())
        if not self._is_room():
            return self._make()
        if self._made:
            for table, rows in self._rows.items():
                write(table, *rows)
        else:
            self._made.append(self._make())
            self._rows = {table: read(table) for table in self._rows}
        return copy.deepcopy(self._made[0])

    def _tables(self) -> list[str]:
        """Return the tables it writes to: see it made, and take it back."""
        found: dict[str, None] = {}

        def listen(execute: Callable[..., Any], sql: str, *rest: Any) -> Any:
            if match := INSERT.match(sql):
                found.setdefault(match[1])
            return execute(sql, *rest)

        with transaction.atomic(), connection.execute_wrapper(listen):
            self._make()
            transaction.set_rollback(True)
        return list(found)

    def _is_room(self) -> bool:
        used = " OR ".join(f'EXISTS (SELECT 1 FROM "{table}")' for table in self._rows)  # noqa: S608 -- our own tables
        with connection.cursor() as cursor:
            cursor.execute(f"SELECT {used}")
            return not cursor.fetchone()[0]


def read(table: str) -> tuple[list[str], Any]:
    """Return the columns of a table and all its rows as the database keeps them."""
    with connection.cursor() as cursor:
        columns = [column.name for column in connection.introspection.get_table_description(cursor, table)]
        names = [f'"{column}"' for column in columns]
        if connection.vendor == "postgresql":
            with cursor.copy(f'COPY "{table}" ({", ".join(names)}) TO STDOUT') as stream:
                return names, b"".join(stream)
        # The sign keeps the driver from making objects of dates.
        cursor.execute(f'SELECT {", ".join(f"+{name}" for name in names)} FROM "{table}"')  # noqa: S608 -- our own tables
        return names, cursor.fetchall()


def write(table: str, names: list[str], rows: Any) -> None:
    """Write all rows of a table as the database kept them."""
    target = f'"{table}" ({", ".join(names)})'
    with connection.cursor() as cursor:
        if connection.vendor == "postgresql":
            with cursor.copy(f"COPY {target} FROM STDIN") as stream:
                stream.write(rows)
        else:
            places = ", ".join(["%s"] * len(names))
            cursor.executemany(f"INSERT INTO {target} VALUES ({places})", rows)  # noqa: S608 -- our own tables
