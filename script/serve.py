"""Run web server, Celery worker and Celery beat together, and end them together."""

from __future__ import annotations

import argparse
import fcntl
import os
import shutil
import signal
import socket
import subprocess
import sys
import time
import urllib.error
import urllib.request
from pathlib import Path
from typing import TYPE_CHECKING, TextIO

if TYPE_CHECKING:
    from types import FrameType

ROOT = Path(__file__).resolve().parent.parent
START_SECONDS = 120
STOP_SECONDS = 10
# These hold nothing that is not in the database, so they are started again; without the web server there is no site.
RESTARTED = ("worker", "beat")
MOST_RESTARTS = 5
RESTART_SECONDS = 60


class CannotStartError(Exception):
    """Something outside this process stands in the way; the text tells what to do about it."""


def parse_bind(text: str) -> tuple[str, int]:
    """Split `host:port`; raises CannotStartError on anything else."""
    host, _, port = text.rpartition(":")
    if not host or not port.isdecimal() or not 0 < int(port) < 2**16:
        message = f"BIND={text} is not host:port, for example BIND=127.0.0.1:8001"
        raise CannotStartError(message)
    return host.strip("[]"), int(port)


def address(host: str, port: int) -> str:
    """Give the address to open: the name localhost for this machine, because passkeys refuse IP addresses."""
    if host in {"127.0.0.1", "0.0.0.0", "::1", "::"}:  # noqa: S104 -- recognised here, not bound
        host = "localhost"
    return f"http://{f'[{host}]' if ':' in host else host}:{port}"


def refuse_busy_port(host: str, port: int) -> None:
    """Raise CannotStartError where another program listens already."""
    family = socket.AF_INET6 if ":" in host else socket.AF_INET
    with socket.socket(family, socket.SOCK_STREAM) as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind((host, port))
        except OSError as error:
            message = (
                f"Cannot listen on {host}:{port} ({error.strerror}).\n"
                f"Stop the other program or choose another port: BIND={host}:{port + 1} ./dev"
            )
            raise CannotStartError(message) from error


def take_lock(var: Path) -> TextIO:
    """Hold the one lock of this data folder: two beats or a reset under a running server would do harm."""
    var.mkdir(parents=True, exist_ok=True)
    handle = (var / "dev.lock").open("a")
    try:
        fcntl.flock(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except OSError as error:
        handle.close()
        message = f"brandcert already runs on {var}. End that ./dev first (Ctrl-C), or set another BRANDCERT_VAR_DIR."
        raise CannotStartError(message) from error
    return handle


def commands(host: str, port: int) -> dict[str, list[str]]:
    """List the three programs by name."""
    python = sys.executable
    bind = f"[{host}]:{port}" if ":" in host else f"{host}:{port}"
    web = [python, "-m", "gunicorn", "config.wsgi", "--bind", bind, "--workers", "2", "--preload"]
    web += ["--no-control-socket", "--log-level", "warning"]
    if os.environ.get("BRANDCERT_DEBUG", "").lower() in {"1", "true", "yes", "on"}:
        web = [python, "manage.py", "runserver", bind]
    celery = [python, "-m", "celery", "--quiet", "--app", "config"]
    return {
        "web": web,
        "worker": [
            *celery,
            "worker",
            "--loglevel",
            "WARNING",
            "--concurrency",
            "2",
            "--queues",
            "default,issue,bulk",
        ],
        "beat": [*celery, "beat", "--loglevel", "WARNING", "--pidfile", ""],
    }


def launch(command: list[str]) -> subprocess.Popen[bytes]:
    """Start one program in a process group of its own; where Linux helps, it also ends when this process is killed."""
    guard = shutil.which("setpriv")
    prefix = [guard, "--pdeathsig", "TERM", "--"] if guard else []
    return subprocess.Popen([*prefix, *command], cwd=ROOT, start_new_session=True)


def signal_group(process: subprocess.Popen[bytes], number: signal.Signals) -> None:
    """Send a signal to a program and all its children, dead leader or not."""
    try:
        os.killpg(process.pid, number)
    except ProcessLookupError:
        return


def stop(processes: dict[str, subprocess.Popen[bytes]]) -> None:
    """End every program: politely to the leader first, then by force to whatever is left of its group."""
    for process in processes.values():
        if process.poll() is None:
            process.terminate()
    limit = time.monotonic() + STOP_SECONDS
    while time.monotonic() < limit and any(process.poll() is None for process in processes.values()):
        time.sleep(0.1)
    for process in processes.values():
        signal_group(process, signal.SIGKILL)
        process.wait()


class Programs:
    """The running programs; the worker and beat are started again when they end, a few times in a minute."""

    def __init__(self, commands: dict[str, list[str]]) -> None:
        """Keep how each is started."""
        self.commands = commands
        self.running: dict[str, subprocess.Popen[bytes]] = {}
        self.restarts: list[float] = []

    def start(self) -> None:
        """Start all."""
        for name, command in self.commands.items():
            self.running[name] = launch(command)

    def look_after(self) -> str | None:
        """Start again what may be; name a program that ended for good."""
        for name, process in self.running.items():
            if process.poll() is None:
                continue
            now = time.monotonic()
            self.restarts = [moment for moment in self.restarts if moment > now - RESTART_SECONDS]
            if name not in RESTARTED or len(self.restarts) >= MOST_RESTARTS:
                return name
            self.restarts.append(now)
            print(f"The {name} process ended; its message is above. Starting it again.", file=sys.stderr)
            signal_group(process, signal.SIGKILL)
            self.running[name] = launch(self.commands[name])
        return None


def answers(url: str) -> bool:
    """Tell whether the web server answers; any HTTP status will do."""
    try:
        with urllib.request.urlopen(url, timeout=2):  # noqa: S310 -- the address is built here
            return True
    except urllib.error.HTTPError:
        return True
    except OSError:
        return False


def serve(host: str, port: int) -> int:
    """Run the three programs until a signal comes (0) or one of them ends by itself (1)."""
    stopping = False

    def request_stop(_number: int, _frame: FrameType | None) -> None:
        nonlocal stopping
        stopping = True

    for number in (signal.SIGINT, signal.SIGTERM, signal.SIGHUP):
        signal.signal(number, request_stop)
    url = address(host, port)
    os.environ.setdefault("BRANDCERT_BASE_URL", url)
    probe = f"http://{f'[{host}]' if ':' in host else host}:{port}/healthz"
    programs = Programs(commands(host, port))
    is_welcomed = False
    started = time.monotonic()
    try:
        programs.start()
        while not stopping:
            if dead := programs.look_after():
                print(
                    f"The {dead} process ended; its message is above. Stopping the others.", file=sys.stderr
                )
                return 1
            if not is_welcomed and answers(probe):
                is_welcomed = True
                print(f"\nbrandcert runs at {url}  (Ctrl-C ends it)", flush=True)
            if not is_welcomed and time.monotonic() - started > START_SECONDS:
                print(f"The web server gave no answer in {START_SECONDS} seconds. Stopping.", file=sys.stderr)
                return 1
            time.sleep(0.2)
    finally:
        stop(programs.running)
    return 0


def main() -> int:
    """Parse the command line; exit 0 ended by a signal, 1 refused or failed, 2 wrong usage."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("bind", nargs="?", help="host:port")
    parser.add_argument(
        "--can-start", action="store_true", help="only tell whether port and data folder are free"
    )
    parser.add_argument("--address", action="store_true", help="only print the address to open in a browser")
    options = parser.parse_args()
    try:
        target = parse_bind(options.bind) if options.bind else None
    except CannotStartError as error:
        print(error, file=sys.stderr)
        return 2
    if options.address and target:
        print(address(*target))
        return 0
    try:
        lock = take_lock(Path(os.environ.setdefault("BRANDCERT_VAR_DIR", str(ROOT / "var"))))
        if target:
            refuse_busy_port(*target)
    except CannotStartError as error:
        print(error, file=sys.stderr)
        return 1
    with lock:
        if options.can_start or target is None:
            return 0
        return serve(*target)


if __name__ == "__main__":
    sys.exit(main())
