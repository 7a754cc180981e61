"""A worker killed before, inside and after a row of a bulk job loses no row and does none twice."""

from __future__ import annotations

import sqlite3
import sys
from contextlib import closing
from pathlib import Path
from typing import TYPE_CHECKING, Any

from tests.chaos.test_kill import run
from tests.processes import Program, wait_until

if TYPE_CHECKING:
    from collections.abc import Mapping

    from tests.sites import StartWorker

POINTS = ("before_row", "inside_row", "after_row")
COUNT = 6


def ask(env: Mapping[str, str], question: str) -> list[Any]:
    """Look into the database directly: a whole process for each look would keep the worker from its work."""
    place = Path(env["BRANDCERT_VAR_DIR"], "brandcert.sqlite3")
    with closing(sqlite3.connect(place, timeout=30)) as database:
        return database.execute(question).fetchall()


def test_a_bulk_job_goes_on_after_each_kill_and_does_every_row_once(
    site_env: dict[str, str], tmp_path: Path, celery_worker: StartWorker
) -> None:
    env = {
        **site_env,
        "DJANGO_SETTINGS_MODULE": "tests.chaos.settings",
        "BRANDCERT_SWEEP_SECONDS": "1",
        "BRANDCERT_LEASE_SECONDS": "1",
    }
    run(env, "-m", "tests.chaos.bulk_job", str(COUNT))
    markers = {point: tmp_path / f"killed-{point}" for point in POINTS}
    worker = celery_worker(
        {**env, "TEST_FAULT": ",".join(f"{point}:{marker}" for point, marker in markers.items())}
    )
    command = [sys.executable, "-m", "celery", "--app", "config", "beat", "--pidfile", ""]
    beat = Program(command, tmp_path / "beat.log", env)
    try:
        wait_until(
            lambda: bool(ask(env, "SELECT 1 FROM lists_bulkjob WHERE finished_at IS NOT NULL")),
            200,
            "the end of the job",
        )
    finally:
        beat.end()
        worker.end()
    assert all(marker.exists() for marker in markers.values()), "killed at each point"
    assert ask(env, "SELECT outcome, count(*) FROM lists_bulkrow GROUP BY outcome") == [("done", COUNT)]
    accepted = "SELECT count(*), count(DISTINCT subject_id) FROM core_event WHERE name = 'applications.application.accept'"
    assert ask(env, accepted) == [(COUNT, COUNT)]
    assert ask(env, "SELECT count(*) FROM core_event WHERE name = 'lists.bulkjob.finish'") == [(1,)]
    assert ask(env, "SELECT DISTINCT status FROM applications_application") == [("accepted",)]
    attempts = ask(env, "SELECT sum(attempts) FROM lists_bulkrow")[0][0]
    assert attempts == COUNT + 2, (
        "the row killed before and inside it was begun again, the one killed after it was not"
    )
