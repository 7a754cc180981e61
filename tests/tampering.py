"""What somebody with the rights of the database's owner could do; tests use it to plant what must be found."""

from collections.abc import Iterator
from contextlib import contextmanager

from django.db import connection

from brandcert.core import triggers


@contextmanager
def tampering() -> Iterator[None]:
    """Take the triggers that keep what is final away for the length of a `with`."""
    kept = [trigger for declared in triggers._DECLARED for trigger in declared(connection.vendor)]
    triggers.drop(connection, kept)
    try:
        yield
    finally:
        triggers.create(connection, kept)
