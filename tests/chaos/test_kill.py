"""R-03: a worker killed at each of 12 points of a bulk issue leaves no gap, no double, no half document."""

from __future__ import annotations

import json
import os
import sqlite3
import subprocess
import sys
import time
from contextlib import closing
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest

from tests.processes import ROOT, Program, ServiceError, wait_until
from tests.sites import manage

if TYPE_CHECKING:
    from collections.abc import Mapping

    from tests.sites import StartWorker

POINTS = (
    "before_lock",
    "after_lock",
    "after_number",
    "after_freeze",
    "after_event",
    "after_commit",
    "pdf_rendered",
    "pdf_tmp_written",
    "pdf_renamed",
    "pdf_marked",
    "after_state",
    "pdf_committed",
)
# Where the list is counted and signed for, after the last certificate.
CLOSING = ("before_count", "manifest_signed", "after_complete", "after_close")
COUNT = 24
# As in tests/chaos/settings.py, which only an installation of its own may load.
CHUNK = 4
READ = """
import django, json; django.setup()
from brandcert.certificates.models import Certificate, IssueBatch
from brandcert.core.models import Event
rows = Certificate.objects.order_by("series_number")
print(json.dumps({
    "statuses": sorted(row.status for row in rows),
    "places": [row.series_number for row in rows],
    "faults": [row.fault for row in rows if row.fault],
    "attempts": [row.attempts for row in rows],
    "numbered": Event.objects.filter(name="certificates.certificate.number").count(),
    "issued": Event.objects.filter(name="certificates.certificate.issue").count(),
    "lists": list(IssueBatch.objects.values_list("status", flat=True)),
    "listed": [len(json.loads(row.manifest)["certificates"]) for row in IssueBatch.objects.exclude(manifest="")],
    "completed": Event.objects.filter(name="certificates.issuebatch.complete").count(),
}))
"""


def run(env: Mapping[str, str], *arguments: str) -> str:
    done = subprocess.run(
        [sys.executable, *arguments],
        cwd=ROOT,
        env={**os.environ, **env},
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 0, done.stderr
    return done.stdout.strip().splitlines()[-1] if done.stdout.strip() else ""


def state(env: Mapping[str, str]) -> dict[str, Any]:
    told: dict[str, Any] = json.loads(run(env, "-c", READ))
    return told


def is_through(env: Mapping[str, str]) -> bool:
    """Look into the database directly: a whole process for each look would keep the worker from its work."""
    with closing(
        sqlite3.connect(Path(env["BRANDCERT_VAR_DIR"], "brandcert.sqlite3"), timeout=30)
    ) as database:
        rows = database.execute("SELECT DISTINCT status FROM certificates_certificate").fetchall()
        lists = database.execute("SELECT DISTINCT status FROM certificates_issuebatch").fetchall()
    return rows == [("active",)] and lists == [("completed",)]


@pytest.fixture
def harness(site_env: dict[str, str], tmp_path: Path) -> dict[str, str]:
    """An installation with an approved list of 24, sweeps and leases of 2 seconds, all 12 points to be armed."""
    env = {
        **site_env,
        "DJANGO_SETTINGS_MODULE": "tests.chaos.settings",
        "BRANDCERT_SWEEP_SECONDS": "2",
        "BRANDCERT_LEASE_SECONDS": "2",
    }
    run(env, "-m", "tests.chaos.award_list", str(COUNT))
    return env


def bulk_issue(
    env: Mapping[str, str],
    tmp_path: Path,
    celery_worker: StartWorker,
    seconds: float,
    *,
    kills: int,
    after: float,
    **more: str,
) -> dict[str, Any]:
    """Let a real worker issue the list while it is killed at `kills` of the points; return the end of it."""
    markers = {point: tmp_path / f"killed-{point}" for point in (*POINTS, *CLOSING)}
    armed = ",".join(f"{point}:{marker}" for point, marker in markers.items())
    worker = celery_worker({**env, "TEST_FAULT": armed, **more})
    beat = Program(
        [sys.executable, "-m", "celery", "--app", "config", "beat", "--pidfile", ""],
        tmp_path / "beat.log",
        env,
    )
    try:
        wait_until(
            lambda: sum(marker.exists() for marker in markers.values()) >= kills, seconds, f"{kills} kills"
        )
        limit = time.monotonic() + after
        while time.monotonic() < limit and not is_through(env):
            time.sleep(0.3)
    finally:
        beat.end()
        worker.end()
    return state(env)


@pytest.mark.timeout(340)
def test_r03_killed_at_each_point_every_certificate_is_issued_once(
    harness: dict[str, str], tmp_path: Path, celery_worker: StartWorker
) -> None:
    end = bulk_issue(harness, tmp_path, celery_worker, 170, kills=len(POINTS) + len(CLOSING), after=60)
    assert end["statuses"] == ["active"] * COUNT, end
    assert end["places"] == list(range(1, COUNT + 1))
    assert (end["numbered"], end["issued"]) == (COUNT, COUNT)
    assert (end["lists"], end["listed"], end["completed"]) == (["completed"], [COUNT], 1)
    manage(harness, "fsck")


@pytest.mark.full
@pytest.mark.timeout(280)
def test_r03_the_same_harness_finds_a_naive_loop_wanting(
    harness: dict[str, str], tmp_path: Path, celery_worker: StartWorker
) -> None:
    # Each message of four certificates ends with its first kill and nobody takes it up again.
    end = bulk_issue(harness, tmp_path, celery_worker, 60, kills=COUNT // CHUNK, after=3, TEST_NAIVE="1")
    is_in_order = (
        end["statuses"] == ["active"] * COUNT
        and end["places"] == list(range(1, COUNT + 1))
        and (end["numbered"], end["issued"]) == (COUNT, COUNT)
    )
    assert not is_in_order
    with pytest.raises(ServiceError):
        manage(harness, "fsck")


def test_fault_points_do_nothing_outside_the_test_suite(site_env: dict[str, str], tmp_path: Path) -> None:
    marker = tmp_path / "marker"
    code = "import django; django.setup(); from brandcert.core import faults; faults.hit('after_lock'); print('alive')"
    env = {**site_env, "TEST_FAULT": f"after_lock:{marker}"}
    assert run(env, "-c", code) == "alive"
    assert not marker.exists()
