"""Fixtures with the whole product running: its own database, web servers, Celery workers and a browser."""

from __future__ import annotations

import os
import re
import shutil
import subprocess
import sys
import urllib.error
import urllib.request
import uuid
from contextlib import ExitStack, contextmanager
from hashlib import sha256
from typing import TYPE_CHECKING, Protocol

import pytest
from playwright.sync_api import sync_playwright

from tests.processes import ROOT, Program, ServiceError, find_program
from tests.services import DATABASE_URL, create_database, temporary_database
from tests.shared import made_once, shared_folder

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Mapping
    from pathlib import Path

    from playwright.sync_api import Browser

CHROMIUM_FLAGS = (
    "--headless",
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
)
QUEUES = "default,issue,bulk"
MIGRATED = "migrated"


def environment(folder: Path, database_url: str) -> dict[str, str]:
    """Describe one installation with the settings of `./dev`."""
    return {
        "DJANGO_SETTINGS_MODULE": "config.settings.dev",
        "BRANDCERT_VAR_DIR": str(folder),
        "BRANDCERT_DEMO": "1",
        DATABASE_URL: database_url,
        "BRANDCERT_REDIS_URL": "",
    }


def manage(env: Mapping[str, str], *arguments: str) -> str:
    """Run `manage.py` in an installation and give what it prints; raises CalledProcessError on failure."""
    command = [sys.executable, "manage.py", *arguments]
    done = subprocess.run(
        command, cwd=ROOT, env={**os.environ, **env}, capture_output=True, text=True, check=False
    )
    if done.returncode:
        message = f"{' '.join(command)} ended with {done.returncode}:\n{done.stdout}{done.stderr}"
        raise ServiceError(message)
    return done.stdout


def shape_of_database() -> str:
    """Return a hash of everything an empty, migrated database is made of: models, migrations, triggers, first data."""
    sources = [
        *ROOT.glob("brandcert/*/migrations/*.py"),
        *ROOT.glob("brandcert/*/models/*.py"),
        *ROOT.glob("brandcert/*/models.py"),
        *ROOT.glob("brandcert/*/locks.py"),
        *ROOT.glob("brandcert/*/apps.py"),
        *ROOT.glob("brandcert/*/enums.py"),
        *ROOT.glob("brandcert/core/*.py"),
        *ROOT.glob("brandcert/core/management/commands/*.py"),
        *ROOT.glob("brandcert/accounts/data/*"),
        *ROOT.glob("config/**/*.py"),
        ROOT / "requirements.txt",
    ]
    told = sha256()
    for source in sorted(sources):
        told.update(f"{source.relative_to(ROOT)}\n".encode() + source.read_bytes())
    return told.hexdigest()[:20]


def migrated_folder() -> Path:
    """Give a data folder with an empty, migrated SQLite database, to be copied; made anew when its shape changed."""

    def make(folder: Path) -> None:
        manage(environment(folder / "var", ""), "migrate", "--no-input", "--verbosity", "0")

    kept = ROOT / "var" / "tests"
    kept.mkdir(parents=True, exist_ok=True)
    return made_once(kept, f"migrated-{shape_of_database()}", make) / "var"


def migrated_database(base: Path, server: str) -> str:
    """Give the name of an empty, migrated PostgreSQL database, made once per test run, to be used as a template."""

    def make(folder: Path) -> None:
        url = create_database(server, MIGRATED)
        manage(environment(folder / "var", url), "migrate", "--no-input", "--verbosity", "0")

    made_once(base, "migrated-postgres", make)
    return MIGRATED


@contextmanager
def migrated_copy(base: Path, folder: Path) -> Iterator[dict[str, str]]:
    """Make an installation with a migrated, empty database of the kind of this test run, for the length of a `with`."""
    server = os.environ.get(DATABASE_URL, "")
    if server:
        folder.mkdir(exist_ok=True)
        with temporary_database(server, migrated_database(base, server)) as url:
            yield environment(folder, url)
    else:
        shutil.copytree(migrated_folder(), folder)
        yield environment(folder, "")


@pytest.fixture
def site_env(tmp_path_factory: pytest.TempPathFactory, tmp_path: Path) -> Iterator[dict[str, str]]:
    """Environment of an installation of this test alone, migrated and empty, on the database of this test run."""
    with migrated_copy(shared_folder(tmp_path_factory), tmp_path / "var") as env:
        yield env


class StartWorker(Protocol):
    """How a test asks for a Celery worker."""

    def __call__(self, env: Mapping[str, str], *, queues: str = QUEUES, concurrency: int = 1) -> Program:
        """Start one and wait until it is ready."""


@pytest.fixture
def celery_worker(tmp_path: Path) -> Iterator[StartWorker]:
    """Start real Celery workers with a given environment; each is ready when the call returns."""
    with ExitStack() as stack:

        def start(env: Mapping[str, str], *, queues: str = QUEUES, concurrency: int = 1) -> Program:
            name = uuid.uuid4().hex[:8]
            command = [sys.executable, "-m", "celery", "--app", "config", "worker", "--loglevel", "INFO"]
            command += [
                "--hostname",
                f"{name}@localhost",
                "--queues",
                queues,
                "--concurrency",
                str(concurrency),
            ]
            worker = Program(
                [*command, "--without-mingle", "--without-gossip"], tmp_path / f"worker-{name}.log", env
            )
            stack.callback(worker.kill9)
            # It loads typesetter and fonts first, which takes its time on a busy machine.
            worker.wait_ready(lambda: f"{name}@localhost ready." in worker.log(), 120)
            return worker

        yield start


class LiveSite:
    """A real web server with its address."""

    def __init__(self, program: Program, url: str) -> None:
        """Keep the running program and where it listens."""
        self.program = program
        self.url = url

    def answer(self, path: str) -> tuple[int, str]:
        """Ask for one page; gives status and text, whatever the status."""
        try:
            with urllib.request.urlopen(self.url + path, timeout=120) as answer:  # noqa: S310 -- our own server
                return answer.status, answer.read().decode()
        except urllib.error.HTTPError as error:
            with error:
                return error.code, error.read().decode()

    def fetch(self, path: str) -> str:
        """Read one page that must be there."""
        status, text = self.answer(path)
        assert status == 200, f"{path}: {status}"
        return text


@pytest.fixture
def live_site(tmp_path: Path) -> Iterator[Callable[[Mapping[str, str]], LiveSite]]:
    """Start real gunicorn servers with a given environment: `live_site(env).url`."""
    with ExitStack() as stack:

        def start(env: Mapping[str, str]) -> LiveSite:
            command = [sys.executable, "-m", "gunicorn", "config.wsgi", "--workers", "2", "--preload"]
            # A busy machine may take long over the first page; that is no reason to kill the process.
            command += ["--timeout", "120", "--no-control-socket"]
            log_file = tmp_path / f"web-{uuid.uuid4().hex[:8]}.log"
            program = Program([*command, "--no-control-socket", "--bind", "127.0.0.1:0"], log_file, env)
            stack.callback(program.end)
            address = re.compile(r"Listening at: (http://127\.0\.0\.1:\d+)")
            program.wait_ready(lambda: "Booting worker" in program.log())
            found = address.search(program.log())
            if found is None:
                message = f"gunicorn did not tell its address:\n{program.log()}"
                raise ServiceError(message)
            site = LiveSite(program, found[1].replace("127.0.0.1", "localhost"))
            # The first page loads the whole product; a test should not meet that in its own time limits.
            site.fetch("/healthz")
            return site

        yield start


@pytest.fixture(scope="module")
def browser() -> Iterator[Browser]:
    """Start a headless Chromium.

    Playwright keeps an event loop running in this thread, which Django would take for asynchronous code; the tests of
    one module share the browser and Django is told so meanwhile.
    """
    chromium = find_program("chromium", "/usr/bin")
    with pytest.MonkeyPatch.context() as patch, sync_playwright() as playwright:
        patch.setenv("DJANGO_ALLOW_ASYNC_UNSAFE", "true")
        engine = playwright.chromium.launch(executable_path=chromium, args=list(CHROMIUM_FLAGS))
        yield engine
        engine.close()
