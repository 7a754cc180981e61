"""The role of web and workers in a PostgreSQL database, made as `migrate` makes it."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

import psycopg
from django.core.management import call_command
from django.db import connection

NAME, PASSWORD = "t_web", "it's secret"


@contextmanager
def as_web(settings: Any) -> Iterator[psycopg.Connection[Any]]:
    """Let `migrate` make the role, twice, and speak to the database as it."""
    owner = connection.settings_dict
    settings.DATABASE_OWNER = dict(owner)
    connection.settings_dict = {**owner, "USER": NAME, "PASSWORD": PASSWORD}
    try:
        call_command("migrate", verbosity=0)
        call_command("migrate", verbosity=0)
    finally:
        connection.settings_dict = owner
    place = {key: owner[key.upper()] for key in ("host", "port")}
    with psycopg.connect(dbname=owner["NAME"], user=NAME, password=PASSWORD, **place) as web:
        web.autocommit = True
        yield web
