"""What somebody with the rights of the database's owner could do; tests use it to plant what must be found."""

from collections.abc import Iterator
from contextlib import contextmanager

from django.db import connection

from brandcert.core import triggers


@contextmanager
def tampering(declared: triggers.Declared | None = None) -> Iterator[None]:
    """Take the triggers that keep what is final, or those told, away for the length of a `with`."""
    asked = triggers._DECLARED if declared is None else [declared]
    kept = [trigger for one in asked for trigger in one(connection.vendor)]
    triggers.drop(connection, kept)
    try:
        yield
    finally:
        triggers.create(connection, kept)
