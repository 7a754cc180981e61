"""The complete demonstration, built once for all tests of a run and copied for whoever uses it."""

from __future__ import annotations

import shutil
from typing import TYPE_CHECKING, Protocol

import pytest

from tests.shared import made_once
from tests.sites import environment, manage, migrated_folder

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

    def make(folder: Path) -> None:
        env = environment(folder / "var", "")
        shutil.copytree(migrated_folder(tmp_path_factory), folder / "var")
        manage(env, "demo", "--stage", FIRST_STAGE)
        shutil.copytree(folder / "var", folder / FIRST_STAGE)
        manage(env, "demo")
        (folder / "var").rename(folder / "all")

    built = made_once(tmp_path_factory, "demonstration", make)

    def copy(folder: Path, stage: str = "all") -> dict[str, str]:
        shutil.copytree(built / stage, folder / "var")
        return environment(folder / "var", "")

    return copy
