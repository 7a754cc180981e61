"""R-60: none of a hundred hostile files is taken, none costs the site its health, each is refused by its cause."""

from __future__ import annotations

import json
import subprocess
import sys
import time

import pytest

from brandcert.documents.names import safe_name
from brandcert.documents.services.confinement import OutOfBounds, WorkFailed, confined
from tests.documents import hostile
from tests.processes import ROOT


def test_every_hostile_file_is_refused_by_its_cause_within_512_megabytes_and_10_seconds() -> None:
    done = subprocess.run(
        [sys.executable, "-m", "tests.documents.weighing"],
        cwd=ROOT,
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 0, done.stderr
    weighed = json.loads(done.stdout)
    assert weighed["causes"] == {
        case.title: case.cause.__name__ if case.cause else "" for case in hostile.ALL
    }
    assert len(hostile.REFUSED) >= 60
    assert weighed["megabytes"] <= 512
    assert weighed["seconds"] <= 10


@pytest.mark.parametrize("case", hostile.BAD_NAMES, ids=lambda case: ascii(case.title))
def test_a_dangerous_name_is_made_harmless(case: hostile.Hostile) -> None:
    name = safe_name(case.name, "application/pdf")
    assert name.endswith(".pdf")
    assert len(name) <= 124
    assert not set(name) & set('/\\<>:"|?*\0\r\n\u202e\u2066\u2069')
    assert not name.startswith(".")


def _take_memory() -> bytes:
    return bytes(len(b"x" * (4 * 1024**3)) and 1)


def _die() -> bytes:
    import ctypes

    ctypes.string_at(0)
    return b""


def _fail() -> bytes:
    raise ValueError("not readable")


def _wait() -> bytes:
    time.sleep(60)
    return b""


def test_work_in_a_child_gives_its_bytes_and_nothing_else_of_it_stays() -> None:
    seen: list[int] = []

    def work() -> bytes:
        seen.append(1)
        return b"x" * 3_000_000

    assert confined(work) == b"x" * 3_000_000
    assert seen == []


@pytest.mark.parametrize(
    ("work", "error"),
    [(_take_memory, OutOfBounds), (_die, OutOfBounds), (_wait, OutOfBounds), (_fail, WorkFailed)],
)
def test_a_child_that_takes_too_much_or_dies_is_a_refusal(work: object, error: type[Exception]) -> None:
    begun = time.monotonic()
    with pytest.raises(error):
        confined(work, megabytes=32, seconds=1)  # type: ignore[arg-type] # one of the functions above
    assert time.monotonic() - begun < 5
