"""`/healthz` and `/readyz`: what supervisors and load balancers are told."""

from collections.abc import Callable, Mapping
from pathlib import Path

import pytest
from django.db import connection
from django.test import Client
from pytest_django import DjangoAssertNumQueries

from tests.sites import LiveSite


@pytest.mark.django_db
def test_alive_asks_nothing_of_the_database(
    client: Client, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    with django_assert_num_queries(0):
        answer = client.get("/healthz")
    assert (answer.status_code, answer.content) == (200, b"ok\n")
    assert "no-store" in answer["Cache-Control"]


@pytest.mark.both
@pytest.mark.django_db
def test_a_migrated_site_is_ready(client: Client) -> None:
    answer = client.get("/readyz")
    assert (answer.status_code, answer.json()) == (
        200,
        {"database": True, "migrations": True, "storage": True},
    )


@pytest.mark.both
@pytest.mark.django_db
def test_a_missing_migration_makes_it_not_ready(client: Client) -> None:
    with connection.cursor() as cursor:
        cursor.execute("DELETE FROM django_migrations WHERE app = 'accounts'")
    answer = client.get("/readyz")
    assert answer.status_code == 503
    assert answer.json() == {"database": True, "migrations": False, "storage": True}


def test_a_broken_database_makes_it_not_ready_but_alive(
    site_env: Mapping[str, str], live_site: Callable[[Mapping[str, str]], LiveSite]
) -> None:
    site = live_site({**site_env, "BRANDCERT_DATABASE_URL": "postgres://nobody@127.0.0.1:1/none"})
    assert site.fetch("/healthz") == "ok\n"
    status, text = site.answer("/readyz")
    assert status == 503
    assert '"database": false' in text


def test_a_database_of_an_older_version_makes_it_not_ready(
    site_env: Mapping[str, str], live_site: Callable[[Mapping[str, str]], LiveSite], tmp_path: Path
) -> None:
    (tmp_path / "empty").mkdir()
    site = live_site({**site_env, "BRANDCERT_DATABASE_URL": "", "BRANDCERT_VAR_DIR": str(tmp_path / "empty")})
    assert site.answer("/readyz")[0] == 503
