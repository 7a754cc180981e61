"""Start real programs for tests, know when they are ready, and make sure that none outlives its test."""

from __future__ import annotations

import os
import shutil
import signal
import socket
import subprocess
import time
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping, Sequence

ROOT = Path(__file__).resolve().parent.parent
INSTALL = "script/install.sh system test"


class ServiceError(Exception):
    """A program that a test needs is missing or did not start; never a reason to skip."""


def find_program(name: str, *more_places: str) -> str:
    """Find a program; raises ServiceError with the line that installs it."""
    places = os.pathsep.join([os.environ.get("PATH", os.defpath), *more_places])
    found = shutil.which(name, path=places)
    if found is None:
        message = f"{name} is not installed. Run: {INSTALL}"
        raise ServiceError(message)
    return found


def free_port() -> int:
    """Give a port of this machine that nobody listened on a moment ago."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


def is_listening(port: int) -> bool:
    """Tell whether something accepts connections on a port of this machine."""
    with socket.socket() as probe:
        probe.settimeout(1)
        return probe.connect_ex(("127.0.0.1", port)) == 0


def wait_until(condition: Callable[[], bool], seconds: float, what: str) -> None:
    """Wait for a condition; raises ServiceError naming what did not happen in time."""
    limit = time.monotonic() + seconds
    while not condition():
        if time.monotonic() > limit:
            message = f"not within {seconds} s: {what}"
            raise ServiceError(message)
        time.sleep(0.02)


class Program:
    """One program in a process group of its own, with everything it prints in one file."""

    def __init__(
        self,
        command: Sequence[str],
        log_file: Path,
        env: Mapping[str, str] | None = None,
        user: str | None = None,
    ) -> None:
        """Start it; `env` is added to the environment of the test run."""
        self.log_file = log_file
        self.name = " ".join(command)
        guard = [find_program("setpriv"), "--pdeathsig", "KILL"]
        if user:
            guard += ["--reuid", user, "--regid", user, "--clear-groups"]
        with log_file.open("ab") as output:
            self.process = subprocess.Popen(
                [*guard, "--", *command],
                cwd=ROOT,
                env={**os.environ, "PYTHONUNBUFFERED": "1", **(env or {})},
                stdin=subprocess.DEVNULL,
                stdout=output,
                stderr=subprocess.STDOUT,
                start_new_session=True,
            )

    @property
    def pid(self) -> int:
        """The leader's process id; the group has the same."""
        return self.process.pid

    def is_running(self) -> bool:
        """Tell whether the leader lives."""
        return self.process.poll() is None

    def log(self) -> str:
        """Everything it printed so far."""
        return self.log_file.read_text(errors="replace")

    def wait_ready(self, condition: Callable[[], bool], seconds: float = 120) -> None:
        """Wait for a condition; raises ServiceError with the log where the program dies first or takes too long."""
        try:
            wait_until(lambda: not self.is_running() or condition(), seconds, "ready")
        except ServiceError as error:
            self.end()
            message = f"{self.name} is not ready after {seconds} s:\n{self.log()}"
            raise ServiceError(message) from error
        if not self.is_running():
            self.end()
            message = f"{self.name} ended with {self.process.returncode}:\n{self.log()}"
            raise ServiceError(message)

    def children(self) -> list[int]:
        """Process ids of its living children, one level down."""
        listing = Path(f"/proc/{self.pid}/task/{self.pid}/children")
        return [int(pid) for pid in listing.read_text().split()] if listing.exists() else []

    def send(self, number: signal.Signals) -> None:
        """Send a signal to the leader only."""
        self.process.send_signal(number)

    def signal_group(self, number: signal.Signals) -> None:
        """Send a signal to the leader and all its children."""
        try:
            os.killpg(self.pid, number)
        except ProcessLookupError:
            return

    def kill9(self) -> None:
        """End leader and children at once, as a power cut would."""
        self.signal_group(signal.SIGKILL)
        self.process.wait()

    def kill_children(self) -> list[int]:
        """Kill the children at once and leave the leader, as the kernel does when memory runs out."""
        victims = self.children()
        for pid in victims:
            os.kill(pid, signal.SIGKILL)
        return victims

    def end(self, seconds: float = 15) -> None:
        """End it politely, then by force; the group is gone afterwards in any case."""
        if self.is_running():
            self.send(signal.SIGCONT)
            self.process.terminate()
            try:
                self.process.wait(seconds)
            except subprocess.TimeoutExpired:
                self.signal_group(signal.SIGKILL)
        self.kill9()
