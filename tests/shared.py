"""What is made once for all processes of a test run, by whoever needs it first."""

from __future__ import annotations

import fcntl
import os
import shutil
from contextlib import contextmanager
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from pathlib import Path

    import pytest


def shared_folder(factory: pytest.TempPathFactory) -> Path:
    """Give the folder that all processes of this test run have in common."""
    base = factory.getbasetemp()
    return base.parent if "PYTEST_XDIST_WORKER" in os.environ else base


@contextmanager
def locked(path: Path) -> Iterator[None]:
    """Hold a lock between processes; whoever dies lets go of it."""
    with path.open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        yield


def made_once(base: Path, name: str, make: Callable[[Path], None]) -> Path:
    """Give a folder in the shared one that `make` filled, here or in another process; all wait until it is complete."""
    folder = base / name
    with locked(folder.with_name(f"{name}.lock")):
        if not (folder / "complete").exists():
            shutil.rmtree(folder, ignore_errors=True)
            folder.mkdir()
            make(folder)
            (folder / "complete").touch()
    return folder
