"""`manage.py migrate`: as the owner of the tables where one is configured, with the rights of the other role after it."""

from typing import Any

from django.conf import settings
from django.core.management import CommandError
from django.core.management.commands.migrate import Command as MigrateCommand
from django.db import DEFAULT_DB_ALIAS, connections

from brandcert.core import roles


class Command(MigrateCommand):
    """Migrate with BRANDCERT_DATABASE_OWNER_URL if it is set; web and workers keep BRANDCERT_DATABASE_URL."""

    def handle(self, *args: Any, **options: Any) -> str | None:
        """Migrate, and give the role of web and workers its rights.

        Raises:
            CommandError: the owner is configured for another kind of database, or the role does not exist.
        """
        using = options["database"]
        owner = settings.DATABASE_OWNER
        if owner is None or using != DEFAULT_DB_ALIAS:
            return super().handle(*args, **options)
        user = connections[using].settings_dict
        if owner["ENGINE"] != user["ENGINE"] or connections[using].vendor != "postgresql":
            raise CommandError(
                "BRANDCERT_DATABASE_OWNER_URL needs a PostgreSQL database in BRANDCERT_DATABASE_URL."
            )
        with roles.as_owner(owner, using) as connection:
            said = super().handle(*args, **options)
            if owner["USER"] != user["USER"]:
                try:
                    roles.grant(connection, role=user["USER"], password=user["PASSWORD"])
                except roles.NoSuchRole:
                    raise CommandError(
                        f'The role "{user["USER"]}" of BRANDCERT_DATABASE_URL does not exist and the owner may not make it; '
                        f'have it made: CREATE ROLE "{user["USER"]}" LOGIN PASSWORD …'
                    ) from None
        return said
