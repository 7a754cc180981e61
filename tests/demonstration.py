"""The complete demonstration, built once for all tests of a run and copied for whoever uses it.

`python -m tests.demonstration FOLDER` builds it there, beside a test run that will need it.
"""

from __future__ import annotations

import os
import shutil
import sys
from pathlib import Path
from typing import TYPE_CHECKING, Protocol

import pytest

from tests.processes import Program
from tests.shared import made_once, shared_folder
from tests.sites import environment, manage, migrated_folder

if TYPE_CHECKING:
    from collections.abc import Iterator

FIRST_STAGE = "submitted"


class CopyDemonstration(Protocol):
    """How a test asks for a demonstration of its own."""

    def __call__(self, folder: Path, stage: str = "all") -> dict[str, str]:
        """Copy it, complete or as it was at the first stage; gives the environment of the installation there."""


def built(base: Path) -> Path:
    """Give the folder with both stages, built by whoever comes first."""

    def make(folder: Path) -> None:
        env = environment(folder / "var", "")
        shutil.copytree(migrated_folder(), folder / "var")
        manage(env, "demo", "--stage", FIRST_STAGE)
        shutil.copytree(folder / "var", folder / FIRST_STAGE)
        manage(env, "demo")
        (folder / "var").rename(folder / "all")

    return made_once(base, "demonstration", make)


@pytest.fixture(scope="session", autouse=True)
def _demonstration_ahead(
    request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[None]:
    """Begin to build it beside the first tests of a parallel run, so that later nobody waits for it."""
    is_first = os.environ.get("PYTEST_XDIST_WORKER") == "gw0"
    if not is_first or not any(is_needed(item) for item in request.session.items):
        yield
        return
    base = shared_folder(tmp_path_factory)
    builder = Program([sys.executable, "-m", "tests.demonstration", str(base)], base / "demonstration.log")
    yield
    builder.end()


def is_needed(item: pytest.Item) -> bool:
    """Tell whether a test uses the demonstration."""
    return "copy_demonstration" in getattr(item, "fixturenames", ())


@pytest.fixture(scope="session")
def copy_demonstration(tmp_path_factory: pytest.TempPathFactory) -> CopyDemonstration:
    """Build the demonstration on first use, also for parallel test runs, and hand out copies."""
    place = built(shared_folder(tmp_path_factory))

    def copy(folder: Path, stage: str = "all") -> dict[str, str]:
        shutil.copytree(place / stage, folder / "var")
        return environment(folder / "var", "")

    return copy


if __name__ == "__main__":
    built(Path(sys.argv[1]))
