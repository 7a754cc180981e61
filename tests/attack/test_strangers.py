"""R-55: for one enterprise another's cases, files, messages and certificates do not exist."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from typing import TYPE_CHECKING, Any

import pytest

from tests.processes import ROOT

if TYPE_CHECKING:
    from pathlib import Path

    from tests.demonstration import CopyDemonstration

pytestmark = pytest.mark.timeout(1200)


def report(env: dict[str, str], *command: str) -> Any:
    """Run an attack in an installation and read what it found."""
    done = subprocess.run(
        [sys.executable, "-m", *command],
        cwd=ROOT,
        env={**os.environ, **env},
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 0, done.stderr[-4000:]
    return json.loads(done.stdout)


def test_r55_a_stranger_finds_no_door_no_form_and_no_word_of_another_enterprise(
    copy_demonstration: CopyDemonstration, tmp_path: Path
) -> None:
    found = report(copy_demonstration(tmp_path), "tests.attack.strangers")
    assert found["faults"] == []
    # The attack was one: the owners themselves see the marks, every kind of address was tried, most were refused.
    assert found["shown to owners"] > 200
    assert found["addresses"] > 200
    assert found["forms"] > 20
    assert found["not reached"] == []
    assert found["refused"] > 1000


@pytest.mark.full
def test_r55_an_unscoped_lookup_is_found(copy_demonstration: CopyDemonstration, tmp_path: Path) -> None:
    found = report(copy_demonstration(tmp_path), "tests.attack.strangers", "breach")
    assert any("answers 200" in fault for fault in found["faults"])
    assert any(" shows " in fault for fault in found["faults"])
