"""An award list about to be issued: PostgreSQL, Redis, workers, beat, all of them real."""

from __future__ import annotations

import shutil
import sys
from contextlib import ExitStack
from typing import TYPE_CHECKING, Any

import pytest

from tests.chaos.lists import AwardList, run_act
from tests.processes import Program
from tests.services import DATABASE_URL, temporary_database
from tests.sites import environment, manage

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Mapping
    from pathlib import Path

    from tests.services import RedisServer

SMALL, LARGE = 24, 240


def prepared(server: str, folder: Path, count: int, stack: ExitStack) -> dict[str, Any]:
    """Make an installation on PostgreSQL with one valid certificate and a proposed list, to be copied."""
    env = environment(folder, stack.enter_context(temporary_database(server)))
    env |= {
        "DJANGO_SETTINGS_MODULE": "tests.chaos.settings",
        "BRANDCERT_SWEEP_SECONDS": "2",
        "BRANDCERT_LEASE_SECONDS": "2",
    }
    manage(env, "migrate", "--no-input", "--verbosity", "0")
    return {"env": env, "count": count, **run_act(env, "prepare", str(count))}


@pytest.fixture(scope="session")
def small_list(postgres_server: str, tmp_path_factory: pytest.TempPathFactory) -> Iterator[dict[str, Any]]:
    """A list of 24 to be copied."""
    with ExitStack() as stack:
        yield prepared(postgres_server, tmp_path_factory.mktemp("small"), SMALL, stack)


@pytest.fixture(scope="session")
def large_list(postgres_server: str, tmp_path_factory: pytest.TempPathFactory) -> Iterator[dict[str, Any]]:
    """A list of 240 to be copied."""
    with ExitStack() as stack:
        yield prepared(postgres_server, tmp_path_factory.mktemp("large"), LARGE, stack)


def copied(template: Mapping[str, Any], folder: Path, redis: RedisServer, stack: ExitStack) -> AwardList:
    """Copy the installation, database and files, and give it a Redis."""
    shutil.copytree(template["env"]["BRANDCERT_VAR_DIR"], folder)
    server, _, name = template["env"][DATABASE_URL].rpartition("/")
    url = stack.enter_context(temporary_database(f"{server}/postgres", name))
    places = {DATABASE_URL: url, "BRANDCERT_VAR_DIR": str(folder), "BRANDCERT_REDIS_URL": redis.url}
    return AwardList(
        env={**template["env"], **places},
        redis=redis,
        count=template["count"],
        batch=template["batch"],
        code=template["code"],
    )


@pytest.fixture
def award_list(
    small_list: dict[str, Any], tmp_path: Path, redis_server: Callable[[], RedisServer]
) -> Iterator[AwardList]:
    """A proposed list of 24 in an installation of this test alone."""
    with ExitStack() as stack:
        yield copied(small_list, tmp_path / "var", redis_server(), stack)


@pytest.fixture
def large_award_list(
    large_list: dict[str, Any], tmp_path: Path, redis_server: Callable[[], RedisServer]
) -> Iterator[AwardList]:
    """A proposed list of 240 in an installation of this test alone."""
    with ExitStack() as stack:
        yield copied(large_list, tmp_path / "var", redis_server(), stack)


@pytest.fixture
def celery_beat(tmp_path: Path) -> Iterator[Callable[[Mapping[str, str]], Program]]:
    """Start a real Celery beat with a given environment."""
    with ExitStack() as stack:

        def start(env: Mapping[str, str]) -> Program:
            command = [sys.executable, "-m", "celery", "--app", "config", "beat", "--loglevel", "INFO"]
            beat = Program([*command, "--pidfile", ""], tmp_path / "beat.log", env)
            stack.callback(beat.kill9)
            beat.wait_ready(lambda: "Sending due task" in beat.log(), 60)
            return beat

        yield start
