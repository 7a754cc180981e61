"""The programs that tests start are real, and gone afterwards."""

from __future__ import annotations

import signal
import time
from typing import TYPE_CHECKING

import psycopg
import pytest
import redis

from tests.processes import Program, ServiceError, find_program, wait_until
from tests.services import running_postgres

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping
    from pathlib import Path

    from playwright.sync_api import Browser

    from tests.services import RedisServer
    from tests.sites import LiveSite, StartWorker


def test_a_new_postgres_database_takes_rows(postgres_database: str) -> None:
    with psycopg.connect(postgres_database) as connection:
        connection.execute("CREATE TABLE thing (name text)")
        connection.execute("INSERT INTO thing VALUES ('人参')")
        assert connection.execute("SELECT name FROM thing").fetchall() == [("人参",)]


def test_postgres_is_gone_afterwards() -> None:
    with running_postgres() as url, psycopg.connect(url) as connection:
        assert connection.execute("SHOW server_encoding").fetchone() == ("UTF8",)
    with pytest.raises(psycopg.OperationalError):
        psycopg.connect(url)


def test_redis_can_be_killed_frozen_and_emptied(redis_server: Callable[[], RedisServer]) -> None:
    server = redis_server()
    client = redis.Redis.from_url(server.url, socket_timeout=0.5, retry=None)
    client.set("a", "1")
    server.flush()
    assert client.get("a") is None
    server.freeze()
    with pytest.raises(redis.exceptions.TimeoutError):
        client.get("a")
    server.thaw()
    client.set("a", "2")
    server.kill()
    with pytest.raises(redis.exceptions.ConnectionError):
        client.get("a")
    server.start()
    assert client.get("a") is None
    client.close()


def test_a_worker_survives_its_children_and_can_be_killed(
    celery_worker: StartWorker, redis_server: Callable[[], RedisServer], site_env: Mapping[str, str]
) -> None:
    worker = celery_worker({**site_env, "BRANDCERT_REDIS_URL": redis_server().url})
    victims = worker.kill_children()
    assert len(victims) == 1
    wait_until(lambda: bool(worker.children()) and worker.children() != victims, 90, "a new child")
    worker.kill9()
    assert not worker.is_running()
    assert worker.process.returncode == -signal.SIGKILL


def test_a_worker_runs_without_redis(celery_worker: StartWorker, site_env: Mapping[str, str]) -> None:
    assert celery_worker(site_env).is_running()


def test_a_live_site_answers_with_its_own_database(
    live_site: Callable[[Mapping[str, str]], LiveSite], site_env: Mapping[str, str]
) -> None:
    site = live_site(site_env)
    site.fetch("/healthz")
    assert site.answer("/no-such-page/")[0] == 404


def test_the_browser_shows_a_page_of_a_live_site(
    browser: Browser, live_site: Callable[[Mapping[str, str]], LiveSite], site_env: Mapping[str, str]
) -> None:
    page = browser.new_page()
    answer = page.goto(live_site(site_env).url + "/healthz", timeout=120_000)
    assert answer is not None
    assert answer.status == 200
    page.close()


def test_a_missing_program_is_an_error_with_the_line_that_installs_it() -> None:
    with pytest.raises(ServiceError, match=r"Run: script/install\.sh system test"):
        find_program("brandcert-no-such-program")


def test_a_program_that_dies_is_an_error_with_its_log(tmp_path: Path) -> None:
    program = Program(["/bin/sh", "-c", "echo broken; exit 3"], tmp_path / "log")
    with pytest.raises(ServiceError, match=r"(?s)ended with 3.*broken"):
        program.wait_ready(lambda: False)


def test_a_program_that_hangs_is_ended(tmp_path: Path) -> None:
    program = Program(["/bin/sleep", "60"], tmp_path / "log")
    started = time.monotonic()
    with pytest.raises(ServiceError, match="not ready after"):
        program.wait_ready(lambda: False, 0.3)
    assert not program.is_running()
    assert time.monotonic() - started < 10
