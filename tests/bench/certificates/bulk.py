"""A whole award list through everything: numbers, events, files, PostgreSQL that waits for its disk, Redis, workers."""

from __future__ import annotations

import json
import os
import subprocess
import sys
import tempfile
import time
from contextlib import ExitStack
from pathlib import Path
from typing import TYPE_CHECKING, Any

import psycopg

from tests.chaos.lists import run_act
from tests.processes import ROOT, Program, wait_until
from tests.services import DATABASE_URL, POSTGRES_SETTINGS, RedisServer, create_database, running_postgres
from tests.sites import environment, manage

if TYPE_CHECKING:
    from collections.abc import Mapping

# As a bureau would run it: what is committed is on the disk.
DURABLE = {**POSTGRES_SETTINGS, "fsync": "on", "synchronous_commit": "on", "full_page_writes": "on"}
ISSUED = "SELECT count(*) FROM certificates_certificate WHERE status = 'active'"


def run(*, count: int) -> dict[str, Any]:
    """Issue three lists of that length: in one process, through Celery with one child, through Celery with two.

    Each in a copy of the same database. Seconds go from the approval to the last valid certificate; what ten thousand
    would take is reckoned from the two children's rate.
    """
    with tempfile.TemporaryDirectory(prefix="brandcert-bench-") as name, ExitStack() as stack:
        folder = Path(name)
        server = stack.enter_context(running_postgres(DURABLE))
        redis = RedisServer(folder / "redis.log")
        stack.callback(redis.kill)
        redis.start()
        env = environment(folder / "var", create_database(server, "prepared")) | {
            "BRANDCERT_REDIS_URL": redis.url
        }
        (folder / "var").mkdir()
        manage(env, "migrate", "--no-input", "--verbosity", "0")
        batch = run_act(env, "prepare", str(count))["batch"]
        seconds = {}
        for arm in ("alone", "one", "two"):
            redis.flush()
            copy = {**env, DATABASE_URL: create_database(server, arm, "prepared")}
            seconds[arm] = (
                alone(copy, batch) if arm == "alone" else through_celery(copy, batch, count, folder, arm)
            )
        return {
            "celery_overhead_pct": round((seconds["one"] / seconds["alone"] - 1) * 100, 1),
            "two_over_one": round(seconds["one"] / seconds["two"], 2),
            "ten_thousand_s": round(seconds["two"] / count * 10_000, 1),
            "bulk_measured_on": count,
        }


def alone(env: Mapping[str, str], batch: int) -> float:
    """Issue the list in one process without a broker."""
    program = [sys.executable, "-m", "tests.chaos.act", "issue_here", str(batch)]
    done = subprocess.run(
        program, cwd=ROOT, env={**os.environ, **env}, capture_output=True, text=True, check=True
    )
    return float(json.loads(done.stdout.strip().splitlines()[-1]))


def through_celery(env: Mapping[str, str], batch: int, count: int, folder: Path, arm: str) -> float:
    """Issue the list by a real worker with one child or two."""
    children = {"one": "1", "two": "2"}[arm]
    command = [sys.executable, "-m", "celery", "--app", "config", "worker", "--loglevel", "INFO"]
    command += ["--hostname", f"{arm}@localhost", "--queues", "default,issue,bulk", "--concurrency", children]
    log = folder / f"{arm}.log"
    worker = Program([*command, "--without-mingle", "--without-gossip"], log, env)
    try:
        # Typesetter, fonts and key are loaded by then, and the children are there.
        worker.wait_ready(lambda: f"{arm}@localhost ready." in worker.log(), 120)
        run_act(env, "approve", str(batch))
        begun = time.monotonic()
        with psycopg.connect(env[DATABASE_URL], autocommit=True) as connection:
            wait_until(
                lambda: connection.execute(ISSUED).fetchall()[0][0] > count,  # one was valid before
                count * 2 + 60,
                f"{count} valid certificates; {worker.log()[-2000:]}",
            )
        return time.monotonic() - begun
    finally:
        worker.kill9()
