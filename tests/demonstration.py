"""The complete demonstration, built once for all tests of a run and copied for whoever uses it."""

from __future__ import annotations

import fcntl
import os
import shutil
from typing import TYPE_CHECKING, Protocol

import pytest

from tests.sites import environment, manage

if TYPE_CHECKING:
    from pathlib import Path

FIRST_STAGE = "submitted"


class CopyDemonstration(Protocol):
    """How a test asks for a demonstration of its own."""

    def __call__(self, folder: Path, stage: str = "all") -> dict[str, str]:
        """Copy it, complete or as it was at the first stage; gives the environment of the installation there."""


@pytest.fixture(scope="session")
def copy_demonstration(tmp_path_factory: pytest.TempPathFactory) -> CopyDemonstration:
    """Build the demonstration on first use, also for parallel test runs, and hand out copies."""
    base = tmp_path_factory.getbasetemp()
    built = (base.parent if "PYTEST_XDIST_WORKER" in os.environ else base) / "demonstration"
    with (built.parent / "demonstration.lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        if not (built / "complete").exists():
            shutil.rmtree(built, ignore_errors=True)
            built.mkdir()
            manage(environment(built / "var", ""), "migrate", "--no-input", "--verbosity", "0")
            manage(environment(built / "var", ""), "demo", "--stage", FIRST_STAGE)
            shutil.copytree(built / "var", built / FIRST_STAGE)
            manage(environment(built / "var", ""), "demo")
            (built / "var").rename(built / "all")
            (built / "complete").touch()

    def copy(folder: Path, stage: str = "all") -> dict[str, str]:
        shutil.copytree(built / stage, folder / "var")
        return environment(folder / "var", "")

    return copy
