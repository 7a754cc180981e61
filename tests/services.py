"""Fixtures with a real PostgreSQL and Redis, and the switches of `./dev test`; missing programs are errors."""

from __future__ import annotations

import fcntl
import gc
import os
import shutil
import signal
import subprocess
import sys
import tempfile
import uuid
from contextlib import ExitStack, contextmanager
from pathlib import Path
from typing import TYPE_CHECKING

import psycopg
import pytest
import redis
from psycopg import sql

from tests.processes import Program, ServiceError, find_program, free_port, is_listening
from tests.shared import locked, shared_folder

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Mapping

pytest_plugins = ["tests.sites"]

DATABASE_URL = "BRANDCERT_DATABASE_URL"


# Durability is off and every connection may do everything: for tests only.
POSTGRES_SETTINGS = {
    "listen_addresses": "127.0.0.1",
    "fsync": "off",
    "synchronous_commit": "off",
    "full_page_writes": "off",
    "max_connections": "300",
}
INITDB = ["--username=postgres", "--auth=trust", "--encoding=UTF8", "--locale=C.UTF-8", "--no-sync"]


def postgres_program(name: str) -> str:
    """Find a program of the newest PostgreSQL; Debian keeps them out of the PATH."""
    versions = sorted(Path("/usr/lib/postgresql").glob("*/bin"), key=lambda path: float(path.parent.name))
    return find_program(name, *(str(path) for path in reversed(versions)))


@contextmanager
def folder_of(user: str | None) -> Iterator[Path]:
    """Make a folder that belongs to another user of this machine, for the length of a `with`."""
    folder = Path(tempfile.mkdtemp(prefix="brandcert-pg-"))
    try:
        if user:
            shutil.chown(folder, user)
        yield folder
    finally:
        shutil.rmtree(folder)


@contextmanager
def running_postgres(options: Mapping[str, str] = POSTGRES_SETTINGS) -> Iterator[str]:
    """Run a private PostgreSQL for the length of a `with` and give the URL of its database `postgres`."""
    # PostgreSQL refuses to run as root.
    user = "postgres" if os.geteuid() == 0 else None
    with folder_of(user) as folder, tempfile.NamedTemporaryFile(prefix="brandcert-pg-") as log:
        log_file, data, port = Path(log.name), str(folder / "data"), free_port()
        making = Program([postgres_program("initdb"), "-D", data, *INITDB], log_file, user=user)
        if making.process.wait(120):
            raise ServiceError(f"initdb failed:\n{making.log()}")
        settings = {**options, "port": str(port), "unix_socket_directories": str(folder)}
        given = [part for name, value in settings.items() for part in ("-c", f"{name}={value}")]
        program = Program([postgres_program("postgres"), "-D", data, *given], log_file, user=user)
        try:
            program.wait_ready(lambda: "ready to accept connections" in program.log(), 60)
            yield f"postgres://postgres@127.0.0.1:{port}/postgres"
        finally:
            # SIGINT is PostgreSQL's "fast" shutdown: open connections are cut instead of waited for.
            if program.is_running():
                program.send(signal.SIGINT)
            program.end()


def pytest_addoption(parser: pytest.Parser) -> None:
    """Add the two switches of `./dev test`."""
    group = parser.getgroup("brandcert")
    group.addoption(
        "--postgres", action="store_true", help='run what is marked "both", on a private PostgreSQL'
    )
    group.addoption("--full", action="store_true", help='also run the long proofs, marked "full"')


@pytest.hookimpl(tryfirst=True)
def pytest_cmdline_main(config: pytest.Config) -> int | None:
    """Run the same command again beside a private PostgreSQL.

    Settings are read from the environment before any hook of ours, so a process that began with SQLite stays with it.
    """
    if not config.getoption("--postgres") or hasattr(config, "workerinput"):
        return None
    if os.environ.get(DATABASE_URL, "").startswith("postgres"):
        return None
    with running_postgres() as url:
        again = [sys.executable, "-m", "pytest", *config.invocation_params.args]
        return subprocess.run(again, env={**os.environ, DATABASE_URL: url}, check=False).returncode


def pytest_ignore_collect(collection_path: Path, config: pytest.Config) -> bool | None:
    """Do not even load a file without a test for PostgreSQL, unless it was asked for by name."""
    named = {Path(argument.split("::")[0]).resolve() for argument in config.args}
    if not config.getoption("--postgres") or collection_path in named or collection_path.suffix != ".py":
        return None
    return True if "mark.both" not in collection_path.read_text(encoding="utf-8") else None


@pytest.hookimpl(trylast=True)
def pytest_collection_modifyitems(config: pytest.Config, items: list[pytest.Item]) -> None:
    """Leave out what belongs to the other database or to the long run; begin with what takes long.

    Within a kind the order they came in stays, so that a module's tests remain together; the short ones at the end fill
    what is left of each process's time.
    """
    on_postgres, full = config.getoption("--postgres"), config.getoption("--full")

    def is_wanted(item: pytest.Item) -> bool:
        if item.get_closest_marker("full") and not full:
            return False
        return not on_postgres or item.get_closest_marker("both") is not None

    unwanted = [item for item in items if not is_wanted(item)]
    if unwanted:
        config.hook.pytest_deselected(items=unwanted)
        items[:] = [item for item in items if is_wanted(item)]
    items.sort(key=place_of)


def pytest_collection_finish() -> None:
    """Spare the collector everything that was loaded until here and stays: it went through all of it again and again."""
    gc.collect()
    gc.freeze()


def place_of(item: pytest.Item) -> tuple[int, float]:
    """Tell when a test runs: tests in a transaction, those that commit, whole installations, the rest.

    Of the installations those that are allowed the longest time begin: whoever has nothing left takes over from the
    end of the other's list, so that the two meet in the short ones and nobody waits for a long last test.
    """
    used = set(getattr(item, "fixturenames", ()))
    marker = item.get_closest_marker("django_db")
    if "transactional_db" in used or (marker and marker.kwargs.get("transaction")):
        return 1, 0
    if marker or "db" in used:
        return 0, 0
    if used & {
        "copy_demonstration",
        "celery_worker",
        "live_site",
        "on_sqlite",
        "on_postgres",
        "site_env",
        "browser",
    }:
        limit = item.get_closest_marker("timeout")
        return 2, -float(limit.args[0]) if limit else 0
    return 3, 0


def pytest_unconfigure(config: pytest.Config) -> None:
    """Remove the folder that the test settings made for this run."""
    folder = Path(os.environ.get("BRANDCERT_VAR_DIR", ""))
    if folder.name.startswith("brandcert-test-") and not hasattr(config, "workerinput"):
        shutil.rmtree(folder, ignore_errors=True)


@contextmanager
def shared_postgres(folder: Path) -> Iterator[str]:
    """Run one PostgreSQL for all processes of the test run: the first one starts it and ends it after the last one."""
    told = folder / "postgres.url"
    with ExitStack() as stack, (folder / "postgres.users").open("w") as users:
        with locked(folder / "postgres.lock"):
            is_mine = not told.exists()
            if is_mine:
                told.write_text(stack.enter_context(running_postgres()))
            fcntl.flock(users, fcntl.LOCK_SH)
        yield told.read_text()
        if is_mine:
            with locked(folder / "postgres.lock"):
                told.unlink()
            fcntl.flock(users, fcntl.LOCK_EX)


@pytest.fixture(scope="session")
def postgres_server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """URL of a private PostgreSQL (its database `postgres`, user `postgres`, who may do everything)."""
    with ExitStack() as stack:
        url = os.environ.get(DATABASE_URL, "")
        folder = shared_folder(tmp_path_factory)
        yield url if url.startswith("postgres") else stack.enter_context(shared_postgres(folder))


@contextmanager
def temporary_database(server: str, template: str = "template1") -> Iterator[str]:
    """Make a database for the length of a `with`, dropped afterwards whoever is still connected; gives its URL."""
    name = f"t_{uuid.uuid4().hex}"
    url = create_database(server, name, template)
    try:
        yield url
    finally:
        with psycopg.connect(server, autocommit=True) as connection:
            connection.execute(sql.SQL("DROP DATABASE {} WITH (FORCE)").format(sql.Identifier(name)))


def create_database(server: str, name: str, template: str = "template1") -> str:
    """Make a database that lives as long as its server; gives its URL."""
    create = sql.SQL("CREATE DATABASE {} TEMPLATE {}")
    with psycopg.connect(server, autocommit=True) as connection:
        connection.execute(create.format(sql.Identifier(name), sql.Identifier(template)))
    return f"{server.rpartition('/')[0]}/{name}"


@pytest.fixture
def postgres_database(postgres_server: str) -> Iterator[str]:
    """URL of a new, empty PostgreSQL database."""
    with temporary_database(postgres_server) as url:
        yield url


class RedisServer:
    """A real Redis without persistence that can be killed, frozen and emptied; it keeps its port."""

    def __init__(self, log_file: Path) -> None:
        """Choose a port; `start` starts it."""
        self.port = free_port()
        self.url = f"redis://127.0.0.1:{self.port}/0"
        self._log_file = log_file
        self._program: Program | None = None

    def start(self) -> None:
        """Start it, empty, and wait until it answers."""
        self.kill()
        command = [
            find_program("redis-server"),
            "--port",
            str(self.port),
            "--bind",
            "127.0.0.1",
            "--save",
            "",
        ]
        self._program = Program(command, self._log_file)
        self._program.wait_ready(lambda: is_listening(self.port))

    def kill(self) -> None:
        """End it at once; everything in it is lost."""
        if self._program:
            self._program.kill9()
            self._program = None

    def freeze(self) -> None:
        """Let it accept connections and answer nothing."""
        self._signal(signal.SIGSTOP)

    def thaw(self) -> None:
        """Let it go on where it was frozen."""
        self._signal(signal.SIGCONT)

    def flush(self) -> None:
        """Empty it while it runs."""
        with self.client() as client:
            client.flushall()

    def client(self) -> redis.Redis:
        """Give a client, to be used in a `with`."""
        return redis.Redis.from_url(self.url)

    def _signal(self, number: signal.Signals) -> None:
        if self._program is None:
            message = "this Redis does not run"
            raise ServiceError(message)
        self._program.send(number)


@pytest.fixture
def redis_server(tmp_path: Path) -> Iterator[Callable[[], RedisServer]]:
    """Start as many Redis servers as a test wants: `redis_server()` gives one that runs."""
    started: list[RedisServer] = []

    def start() -> RedisServer:
        started.append(RedisServer(tmp_path / f"redis-{len(started)}.log"))
        started[-1].start()
        return started[-1]

    yield start
    for server in started:
        server.kill()
