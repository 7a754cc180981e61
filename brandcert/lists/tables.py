"""Which lists may leave the house as a file, with which columns; the app that owns the rows registers its table."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any, Final

from django.utils.functional import Promise

from brandcert.core import pii, policies

Text = str | Promise
Value = str | int | None


def _as_they_are(rows: Any) -> Any:
    return rows


@dataclass(frozen=True, slots=True)
class Column:
    """One column of a table; `kind` says what it tells about a person, and it leaves the house masked."""

    title: Text
    value: Callable[[Any], Value]
    kind: pii.Kind | None = None

    def cell(self, row: Any) -> Value:
        """Return what stands in the file."""
        value = self.value(row)
        return value if self.kind is None else pii.masked(self.kind, value)


@dataclass(frozen=True, slots=True)
class Table:
    """A list as a file. `rows` fetches what the columns need; the policy `<app.model>.export` says who may take it."""

    model: str
    title: Text
    columns: tuple[Column, ...]
    rows: Callable[[Any], Any] = _as_they_are

    @property
    def action(self) -> str:
        """Return the action the policies are asked."""
        return f"{self.model}.export"

    @property
    def is_personal(self) -> bool:
        """Say whether some column tells about a person."""
        return any(column.kind is not None for column in self.columns)


_tables: Final[dict[str, Table]] = {}


def register(table: Table) -> Table:
    """Let a list leave the house. Raises ValueError when it is registered twice."""
    if table.model in _tables:
        raise ValueError(f"{table.model} is registered twice")
    _tables[table.model] = table
    return table


def registered() -> Mapping[str, Table]:
    """Return all tables by model."""
    return dict(_tables)


def open_to(user: Any) -> dict[str, Table]:
    """Return the tables a person may take."""
    return {key: table for key, table in _tables.items() if policies.allowed(user, table.action)}
