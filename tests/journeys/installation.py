"""The whole product running for one walk: web server, worker, beat, mail folder, and a way to ask its services."""

from __future__ import annotations

import email
import email.policy
import json
import os
import re
import subprocess
import sys
from contextlib import ExitStack, contextmanager
from typing import TYPE_CHECKING, Any

from tests.processes import ROOT, Program, free_port, is_listening, wait_until
from tests.sites import QUEUES

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Mapping
    from email.message import EmailMessage
    from pathlib import Path

GUNICORN = ["--workers", "2", "--preload", "--no-control-socket"]
WORKER = [
    "--loglevel",
    "INFO",
    "--queues",
    QUEUES,
    "--concurrency",
    "1",
    "--without-mingle",
    "--without-gossip",
]


class RefusedActError(Exception):
    """The installation refused an act; the text is what a person would have read."""


class Services:
    """A process of the installation that calls services for the test, one act after the other."""

    def __init__(self, env: Mapping[str, str], log_file: Path) -> None:
        """Start it; what it logs goes to a file."""
        self._log = log_file.open("w")
        self._process = subprocess.Popen(
            [sys.executable, "-m", "tests.journeys.acts"],
            cwd=ROOT,
            env={**os.environ, **env},
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=self._log,
            text=True,
        )

    def do(self, act: str, **facts: Any) -> Any:
        """Carry out one act of `acts.py`; raises RefusedActError, or AssertionError with the traceback from there."""
        assert self._process.stdin is not None
        assert self._process.stdout is not None
        self._process.stdin.write(json.dumps({"act": act, "facts": facts}) + "\n")
        self._process.stdin.flush()
        line = self._process.stdout.readline()
        assert line, f"the services ended: {self._log.name}"
        answer = json.loads(line)
        if "refused" in answer:
            raise RefusedActError(answer["refused"])
        assert "fault" not in answer, f"{act}: {answer['fault']}"
        return answer["done"]

    def end(self) -> None:
        """End it and close what was open."""
        assert self._process.stdin is not None
        assert self._process.stdout is not None
        self._process.stdin.close()
        self._process.wait(20)
        self._process.stdout.close()
        self._log.close()


class Installation:
    """One running product: its address, its services, its mail folder and the logs of its programs."""

    def __init__(self, folder: Path, url: str, services: Services, programs: Mapping[str, Program]) -> None:
        """Keep the parts."""
        self.folder, self.url, self.services, self.programs = folder, url, services, programs

    def wait(self, condition: Callable[[], bool], what: str, seconds: float = 60) -> None:
        """Wait for what the worker does; a failure shows the worker's last lines."""
        try:
            wait_until(condition, seconds, what)
        except Exception as error:
            log = self.programs["worker"].log()[-4000:]
            message = f"{error}\n--- worker ---\n{log}"
            raise AssertionError(message) from error

    def mails(self) -> list[EmailMessage]:
        """Read every mail that was sent, oldest first."""
        files = sorted((self.folder / "mail").glob("*.log"), key=lambda path: path.stat().st_mtime_ns)
        texts = (text for path in files for text in re.split(r"\n-{79}\n", path.read_text(encoding="utf-8")))
        return [
            email.message_from_string(text, policy=email.policy.default) for text in texts if text.strip()
        ]

    def errors(self) -> list[str]:
        """List the lines of all programs that tell an error or a traceback."""
        sign = re.compile(r" (ERROR|CRITICAL) |^Traceback|/ERROR/|/CRITICAL/")
        return [
            f"{name}: {line}"
            for name, program in self.programs.items()
            for line in program.log().splitlines()
            if sign.search(line)
        ]


@contextmanager
def running(env: Mapping[str, str], folder: Path, *, worker: bool = True) -> Iterator[Installation]:
    """Run the product for the length of a `with`, on the migrated database that `env` names; pages alone need no worker."""
    port = free_port()
    url = f"http://localhost:{port}"
    # The sweep and the seal come by often, so that a lost wake-up call would not cost a minute.
    env = {**env, "BRANDCERT_BASE_URL": url, "BRANDCERT_SWEEP_SECONDS": "5", "BRANDCERT_SEAL_SECONDS": "3"}
    with ExitStack() as stack:

        def start(name: str, *command: str) -> Program:
            program = Program([sys.executable, "-m", *command], folder / f"{name}.log", env)
            stack.callback(program.end)
            return program

        programs = {"web": start("web", "gunicorn", "config.wsgi", *GUNICORN, "--bind", f"127.0.0.1:{port}")}
        if worker:
            programs["worker"] = start("worker", "celery", "--app", "config", "worker", *WORKER)
            programs["beat"] = start("beat", "celery", "--app", "config", "beat", "--loglevel", "INFO")
        services = Services(env, folder / "services.log")
        stack.callback(services.end)
        programs["web"].wait_ready(lambda: is_listening(port), 90)
        if worker:
            programs["worker"].wait_ready(lambda: " ready." in programs["worker"].log(), 90)
        yield Installation(folder / "var", url, services, programs)
