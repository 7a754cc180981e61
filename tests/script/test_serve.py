"""`script/serve.py`: web, worker and beat start together and end together."""

from __future__ import annotations

import fcntl
import os
import shutil
import signal
import socket
import subprocess
import sys
import urllib.request
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from brandcert.accounts.enums import Role
from script import serve
from script.serve import CannotStartError, Programs, address, parse_bind, refuse_busy_port, take_lock
from tests.processes import ROOT, Program, free_port, wait_until
from tests.sites import environment, manage

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from tests.demonstration import CopyDemonstration


@pytest.mark.parametrize(
    ("text", "host", "port", "url"),
    [
        ("127.0.0.1:8000", "127.0.0.1", 8000, "http://localhost:8000"),
        ("0.0.0.0:80", "0.0.0.0", 80, "http://localhost:80"),  # noqa: S104 -- parsed only
        ("[::1]:8000", "::1", 8000, "http://localhost:8000"),
        ("10.1.2.3:9000", "10.1.2.3", 9000, "http://10.1.2.3:9000"),
        ("[fd00::2]:9000", "fd00::2", 9000, "http://[fd00::2]:9000"),
    ],
)
def test_bind_is_read_and_shown_as_people_open_it(text: str, host: str, port: int, url: str) -> None:
    assert parse_bind(text) == (host, port)
    assert address(host, port) == url


@pytest.mark.parametrize(
    "text", ["", "8000", ":8000", "localhost", "localhost:", "localhost:web", "localhost:70000"]
)
def test_a_bind_that_makes_no_sense_is_refused_with_an_example(text: str) -> None:
    with pytest.raises(CannotStartError, match=r"BIND=127\.0\.0\.1:8001"):
        parse_bind(text)


def test_a_busy_port_is_refused_with_a_way_out() -> None:
    with socket.create_server(("127.0.0.1", 0)) as other:
        port = other.getsockname()[1]
        with pytest.raises(CannotStartError, match=f"BIND=127.0.0.1:{port + 1} ./dev"):
            refuse_busy_port("127.0.0.1", port)
    refuse_busy_port("127.0.0.1", port)


def test_one_data_folder_has_one_server(tmp_path: Path) -> None:
    with take_lock(tmp_path), pytest.raises(CannotStartError, match="already runs"):
        take_lock(tmp_path)
    with take_lock(tmp_path) as again:
        fcntl.flock(again, fcntl.LOCK_UN)


def descendants(pid: int) -> set[int]:
    """All living processes below one."""
    listing = Path(f"/proc/{pid}/task/{pid}/children")
    try:
        children = {int(child) for child in listing.read_text().split()}
    except (FileNotFoundError, ProcessLookupError):
        # It ended meanwhile.
        return set()
    return children.union(*(descendants(child) for child in children))


def state_of(pid: int) -> str:
    """Give the letter of a process's state; empty when there is none."""
    try:
        return Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()[0]
    except (FileNotFoundError, ProcessLookupError):
        return ""


def living(pids: set[int]) -> set[int]:
    """Those that still run; a zombie does not."""
    return {pid for pid in pids if state_of(pid) not in {"", "Z", "X"}}


class Served:
    """A running serve.py."""

    def __init__(self, env: Mapping[str, str], folder: Path) -> None:
        """Start it and wait until it says where."""
        self.port = free_port()
        command = [sys.executable, "script/serve.py", f"127.0.0.1:{self.port}"]
        self.program = Program(command, folder / "serve.log", env)
        self.program.wait_ready(lambda: "brandcert runs at" in self.program.log())
        wait_until(
            lambda: len(descendants(self.program.pid)) >= 6, 90, "web, worker and beat with their children"
        )


@pytest.fixture
def served(site_env: Mapping[str, str], tmp_path: Path) -> Iterator[Served]:
    server = Served(site_env, tmp_path)
    everyone = descendants(server.program.pid)
    yield server
    server.program.end(30)
    for pid in living(everyone):
        os.kill(pid, signal.SIGKILL)


def test_the_printed_address_answers_until_a_signal_ends_every_process(served: Served) -> None:
    everyone = descendants(served.program.pid)
    assert f"http://localhost:{served.port}" in served.program.log()
    with urllib.request.urlopen(f"http://localhost:{served.port}/healthz", timeout=10) as answer:
        assert answer.status == 200
    served.program.send(signal.SIGINT)
    assert served.program.process.wait(90) == 0
    wait_until(lambda: not living(everyone), 30, "the end of every process")


def test_one_dead_process_ends_the_others_with_failure(served: Served) -> None:
    everyone = descendants(served.program.pid)
    os.kill(served.program.children()[0], signal.SIGKILL)
    assert served.program.process.wait(90) == 1
    assert "The web process ended" in served.program.log()
    # A killed process whose parent is gone takes a moment to be cleared away.
    wait_until(lambda: not living(everyone), 30, "the end of every process")


def test_a_deleted_queue_and_a_dead_worker_are_made_good_and_the_site_goes_on(
    served: Served, site_env: Mapping[str, str]
) -> None:
    queue = Path(site_env["BRANDCERT_VAR_DIR"], "queue")
    worker = next(pid for pid in served.program.children() if b"--queues" in command_of(pid))
    shutil.rmtree(queue)
    shutil.rmtree(queue.with_name("queue-control"), ignore_errors=True)
    wait_until(queue.exists, 60, "the folder of the queue")
    if Path(f"/proc/{worker}").exists():
        os.kill(worker, signal.SIGKILL)
    wait_until(lambda: "The worker process ended" in served.program.log(), 60, "the end of the worker")
    manage(site_env, "shell", "--command", "from brandcert.core.tasks import seal; seal.delay()")
    wait_until(lambda: not any(queue.iterdir()), 90, "a worker that takes what is sent")
    with urllib.request.urlopen(f"http://localhost:{served.port}/healthz", timeout=10) as answer:
        assert answer.status == 200


def test_what_ends_again_and_again_is_not_started_for_ever(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(serve, "MOST_RESTARTS", 2)
    programs = Programs({"beat": ["/bin/false"]})
    programs.start()
    ended: list[str] = []
    for _time in range(3):
        programs.running["beat"].wait(30)
        ended += [name] if (name := programs.look_after()) else []
    assert ended == ["beat"]


def command_of(pid: int) -> bytes:
    """Tell what a process was started as."""
    return Path(f"/proc/{pid}/cmdline").read_bytes()


def prepared(folder: Path) -> subprocess.CompletedProcess[str]:
    """Prepare the database of an installation, as a start does."""
    env = {**os.environ, **environment(folder, "")}
    command = [sys.executable, "script/prepare.py"]
    return subprocess.run(command, cwd=ROOT, env=env, capture_output=True, text=True, check=False)


@pytest.mark.timeout(900)
def test_a_start_lists_one_login_of_each_role_and_says_nothing_of_what_is_done(
    copy_demonstration: CopyDemonstration, tmp_path: Path
) -> None:
    folder = Path(copy_demonstration(tmp_path)["BRANDCERT_VAR_DIR"])
    done = prepared(folder)
    assert (done.returncode, done.stderr) == (0, "")
    *listed, hint = [line.split() for line in done.stdout.splitlines() if line.strip()]
    roles = [line[0] for line in listed]
    assert len(roles) == len(set(roles))
    assert set(roles) >= {*Role.values, "owner"}
    assert hint[0] == "All"


def test_a_database_somebody_has_used_gets_no_demonstration(site_env: Mapping[str, str]) -> None:
    done = prepared(Path(site_env["BRANDCERT_VAR_DIR"]))
    assert (done.returncode, done.stdout) == (0, "")
    assert "demonstration" not in done.stderr


def test_nothing_is_left_when_serve_itself_is_killed(served: Served) -> None:
    everyone = descendants(served.program.pid)
    served.program.send(signal.SIGKILL)
    wait_until(lambda: not living(everyone), 90, "all processes gone")
