"""R-35: the audit trail is kept by the database itself, for SQL as for the ORM and for every role that may write."""

from typing import Any

import psycopg
import pytest
from django.core.management import CommandError, call_command
from django.db import IntegrityError, connection, transaction
from django.utils import timezone
from psycopg import sql

from brandcert.core import chain, events
from brandcert.core.models import Event
from tests.tampering import tampering
from tests.web_role import as_web
from tests.world import World

pytestmark = pytest.mark.both

CHANGES = (
    "UPDATE core_event SET actor = 'user:999'",
    "UPDATE core_event SET payload = '{}'",
    "UPDATE core_event SET subject_id = subject_id + 1",
    "UPDATE core_event SET name = 'core.event.verify'",
    "UPDATE core_event SET at = '2020-01-01 00:00:00+00:00'",
    "UPDATE core_event SET seq = seq + 100",
    "UPDATE core_event SET seq = NULL",
    "UPDATE core_event SET hash = ''",
    "UPDATE core_event SET settled_at = NULL",
)
LOG_REFUSED = (
    "UPDATE {table} SET {field} = 'x'",
    "DELETE FROM {table}",
    "SELECT 1 FROM {table} FOR UPDATE",
)
REFUSED = (
    "DELETE FROM core_event",
    "TRUNCATE core_event CASCADE",
    "TRUNCATE reviews_score CASCADE",
    "ALTER TABLE core_event DISABLE TRIGGER ALL",
    "DROP TRIGGER core_event_locked_update ON core_event",
    "INSERT INTO django_migrations (app, name, applied) VALUES ('core', 'x', now())",
    "CREATE TABLE mine (id integer)",
)


def an_event(world: World) -> Event:
    """Write one event and seal it; delivery is noted."""
    with transaction.atomic():
        event = events.record("check_integrity", world.enterprise, by=world.clerk, payload={"n": 1})
    Event.objects.filter(settled_at=None).update(settled_at=timezone.now())
    chain.seal()
    return event


@pytest.mark.parametrize("statement", CHANGES)
def test_r35_a_sealed_event_is_not_changed_by_sql(world: World, statement: str) -> None:
    an_event(world)
    with pytest.raises(IntegrityError), transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(statement)
    assert not chain.verify().faults
    with tampering(), connection.cursor() as cursor:
        cursor.execute(statement)
    assert Event.objects.filter(actor="user:999").exists() or chain.verify().faults or "settled" in statement


def test_r35_on_postgresql_no_role_deletes_an_event(world: World) -> None:
    an_event(world)
    if connection.vendor != "postgresql":
        pytest.skip("SQLite has no roles and empties its tables row by row")
    with pytest.raises(IntegrityError), transaction.atomic(), connection.cursor() as cursor:
        cursor.execute("DELETE FROM core_event")


@pytest.mark.django_db(transaction=True)
def test_r35_the_role_of_web_and_workers_adds_events_and_seals_them_and_nothing_else(
    world: World, settings: Any
) -> None:
    if connection.vendor != "postgresql":
        pytest.skip("SQLite has no roles and empties its tables row by row")
    event = an_event(world)
    with as_web(settings) as web:
        added = (
            "INSERT INTO core_event (name, subject_type, subject_id, actor, at, payload, prev_hash, hash)"
            " SELECT name, subject_type, subject_id, actor, at, payload, '', '' FROM core_event LIMIT 1 RETURNING id"
        )
        fresh = web.execute(added).fetchone()
        assert fresh
        web.execute("UPDATE core_event SET seq = 99, hash = 'f', settled_at = now() WHERE id = %s", fresh)
        web.execute("SELECT 1 FROM core_event FOR UPDATE")
        for statement in (*CHANGES[:5], *REFUSED):
            with pytest.raises(psycopg.errors.InsufficientPrivilege):
                web.execute(sql.SQL(statement))
        # The rows of the public log are added and read.
        for table, changed in (("certificates_logentry", "entry"), ("certificates_checkpoint", "note")):
            web.execute(sql.SQL("SELECT count(*) FROM {}").format(sql.Identifier(table)))
            rights = "SELECT has_table_privilege(%s, 'INSERT'), has_table_privilege(%s, 'TRUNCATE')"
            assert web.execute(rights, [table, table]).fetchone() == (True, False)
            for statement in LOG_REFUSED:
                with pytest.raises(psycopg.errors.InsufficientPrivilege):
                    web.execute(
                        sql.SQL(statement).format(table=sql.Identifier(table), field=sql.Identifier(changed))
                    )
        for statement in ("UPDATE core_event SET seq = 98", "UPDATE core_event SET settled_at = NULL"):
            with pytest.raises(psycopg.errors.IntegrityConstraintViolation):
                web.execute(sql.SQL(statement))
    assert Event.objects.get(pk=event.pk).actor == event.actor


def test_r35_an_owner_of_another_kind_of_database_is_refused(settings: Any) -> None:
    if connection.vendor == "postgresql":
        pytest.skip("only another kind of database is refused")
    settings.DATABASE_OWNER = {"ENGINE": "django.db.backends.postgresql", "USER": "owner"}
    with pytest.raises(CommandError, match="BRANDCERT_DATABASE_OWNER_URL"):
        call_command("migrate", verbosity=0)
