"""An award list about to be issued: PostgreSQL, Redis, workers, beat, all of them real."""

from __future__ import annotations

import json
import shutil
import sys
from contextlib import ExitStack
from typing import TYPE_CHECKING, Any

import pytest

from tests.chaos.lists import AwardList, run_act
from tests.processes import Program
from tests.services import DATABASE_URL, create_database, temporary_database
from tests.shared import made_once, shared_folder
from tests.sites import environment, migrated_database

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Mapping
    from pathlib import Path

    from tests.services import RedisServer

SMALL, LARGE = 24, 240


def prepared(base: Path, server: str, count: int) -> dict[str, Any]:
    """Make an installation on PostgreSQL with one valid certificate and a proposed list, to be copied."""
    name = f"list_of_{count}"

    def make(folder: Path) -> None:
        url = create_database(server, name, migrated_database(base, server))
        env = environment(folder / "var", url)
        env |= {
            "DJANGO_SETTINGS_MODULE": "tests.chaos.settings",
            "BRANDCERT_SWEEP_SECONDS": "2",
            "BRANDCERT_LEASE_SECONDS": "2",
        }
        facts = {"env": env, "count": count, **run_act(env, "prepare", str(count))}
        (folder / "facts.json").write_text(json.dumps(facts))

    facts: dict[str, Any] = json.loads((made_once(base, name, make) / "facts.json").read_text())
    return facts


@pytest.fixture(scope="session")
def small_list(postgres_server: str, tmp_path_factory: pytest.TempPathFactory) -> dict[str, Any]:
    """A list of 24 to be copied."""
    return prepared(shared_folder(tmp_path_factory), postgres_server, SMALL)


@pytest.fixture(scope="session")
def large_list(postgres_server: str, tmp_path_factory: pytest.TempPathFactory) -> dict[str, Any]:
    """A list of 240 to be copied."""
    return prepared(shared_folder(tmp_path_factory), postgres_server, LARGE)


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
