"""A decoder of foreign files works in a child process that can take neither memory, nor time, nor the site with it."""

import contextlib
import gc
import os
import resource
import select
import signal
import time
import warnings
from collections.abc import Callable
from pathlib import Path
from typing import Final, NoReturn

MEGABYTES: Final = 300
SECONDS: Final = 8
_MEGABYTE: Final = 1024 * 1024
_PART: Final = 64 * 1024
_DONE: Final = b"+"
_FAILED: Final = b"-"


class OutOfBounds(Exception):
    """The work needed more memory or time than it was given, or crashed its process."""


class WorkFailed(Exception):
    """The work ended with an error of its own; the text names its class."""


def confined(work: Callable[[], bytes], *, megabytes: int = MEGABYTES, seconds: int = SECONDS) -> bytes:
    """Run `work` in a forked child and return its bytes; the child may use so much more memory and so many seconds.

    Nothing the child does to its memory, its files' positions or its signals reaches this process; it must not use
    the database. Raises OutOfBounds and WorkFailed.
    """
    here, there = os.pipe()
    with warnings.catch_warnings():
        # Newer Pythons warn about forking beside threads. The child calls decoders only and leaves without cleaning up.
        warnings.simplefilter("ignore", DeprecationWarning)
        child = os.fork()
    if child == 0:
        _work(work, there, megabytes, seconds)
    os.close(there)
    try:
        answer = _answer(here, time.monotonic() + seconds)
    finally:
        os.close(here)
        with contextlib.suppress(ProcessLookupError):
            os.kill(child, signal.SIGKILL)
        with contextlib.suppress(ChildProcessError):
            os.waitpid(child, 0)
    if answer.startswith(_FAILED):
        raise WorkFailed(answer[1:].decode())
    if not answer.startswith(_DONE):
        raise OutOfBounds
    return answer[1:]


def _answer(pipe: int, deadline: float) -> bytes:
    """Read until the child closes its end; what is not there in time is not waited for."""
    parts: list[bytes] = []
    while True:
        ready, _write, _error = select.select([pipe], [], [], max(0.0, deadline - time.monotonic()))
        if not ready:
            return b""
        part = os.read(pipe, _PART)
        if not part:
            return b"".join(parts)
        parts.append(part)


def _work(work: Callable[[], bytes], pipe: int, megabytes: int, seconds: int) -> NoReturn:
    """Do the work as the child and leave at once, without the parent's clean-up."""
    code = 1
    try:
        _silence()
        gc.disable()
        _limit(resource.RLIMIT_AS, _in_use() + megabytes * _MEGABYTE)
        _limit(resource.RLIMIT_CPU, seconds)
        _limit(resource.RLIMIT_CORE, 0)
        try:
            answer = _DONE + work()
        except MemoryError:
            answer = b""
        except Exception as error:  # noqa: BLE001 - a decoder may fail in any way on a hostile file
            answer = _FAILED + type(error).__name__.encode()
        while answer:
            answer = answer[os.write(pipe, answer) :]
        code = 0
    finally:
        os._exit(code)


def _silence() -> None:
    """Let a decoder's last words go nowhere, and let signals meant for the parent end the child."""
    nowhere = os.open(os.devnull, os.O_WRONLY)
    os.dup2(nowhere, 1)
    os.dup2(nowhere, 2)
    for number in (
        signal.SIGTERM,
        signal.SIGINT,
        signal.SIGALRM,
        signal.SIGXCPU,
        signal.SIGABRT,
        signal.SIGSEGV,
    ):
        signal.signal(number, signal.SIG_DFL)


def _limit(what: int, most: int) -> None:
    _soft, hard = resource.getrlimit(what)
    least = most if hard == resource.RLIM_INFINITY else min(most, hard)
    resource.setrlimit(what, (least, least))


def _in_use() -> int:
    """Return the address space of the process so far, in bytes."""
    pages = int(Path("/proc/self/statm").read_text(encoding="ascii").split()[0])
    return pages * resource.getpagesize()
