"""`manage.py flush`: empty every table, also those whose rows the database keeps."""

from typing import Any

from django.core.management.commands import flush
from django.db import connections

from brandcert.core import triggers


class Command(flush.Command):
    """Empties the database as Django does, with the triggers of kept rows out of the way meanwhile."""

    def handle(self, **options: Any) -> None:
        """Empty the tables; nothing keeps its triggers for longer than that."""
        with triggers.emptying(connections[options["database"]]):
            super().handle(**options)
