"""One award list in one installation, watched from outside: plain SQL on its database, its own processes."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from collections import Counter
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import psycopg
import redis as redis_client

from tests.processes import ROOT, ServiceError, wait_until
from tests.services import DATABASE_URL
from tests.sites import QUEUES, manage

if TYPE_CHECKING:
    from collections.abc import Mapping

    from tests.processes import Program
    from tests.services import RedisServer

LIST = """
SELECT c.id, c.status, c.series_number, c.attempts, c.fault FROM certificates_certificate c
JOIN certificates_issueitem b ON b.certificate_id = c.id WHERE b.batch_id = %s ORDER BY c.id
"""
EVENTS = """
SELECT subject_id FROM core_event WHERE subject_type = 'certificates.certificate' AND name = %s
"""


def run_act(env: Mapping[str, str], act: str, argument: str = "") -> Any:
    """Run one act in a process of its own and give what it tells; raises ServiceError when it fails."""
    command = [sys.executable, "-m", "tests.chaos.act", act, argument]
    done = subprocess.run(
        command, cwd=ROOT, env={**os.environ, **env}, capture_output=True, text=True, check=False
    )
    if done.returncode:
        raise ServiceError(done.stderr)
    return json.loads(done.stdout.strip().splitlines()[-1])


@dataclass(frozen=True, slots=True)
class Row:
    """What the database says of one certificate."""

    key: int
    status: str
    place: int | None
    attempts: int
    fault: str


@dataclass(frozen=True, slots=True)
class AwardList:
    """A list of certificates, proposed and to be approved."""

    env: Mapping[str, str]
    redis: RedisServer
    count: int
    batch: int
    code: str

    def ask(self, query: str, *values: Any) -> list[Any]:
        """Ask the database."""
        with psycopg.connect(self.env[DATABASE_URL]) as connection:
            return connection.execute(query, values).fetchall()

    def rows(self) -> list[Row]:
        """Read the certificates of the list."""
        return [Row(*found) for found in self.ask(LIST, self.batch)]

    def issued(self) -> int:
        """Count how many are valid."""
        return sum(row.status == "active" for row in self.rows())

    def is_approved(self) -> bool:
        """Tell whether the approval was committed."""
        query = "SELECT approved_at IS NOT NULL FROM certificates_issuebatch WHERE id = %s"
        return bool(self.ask(query, self.batch)[0][0])

    def approve(self, **more: str) -> None:
        """Approve the list in a process of its own."""
        run_act({**self.env, **more}, "approve", str(self.batch))

    def wait_issued(self, count: int, seconds: float = 180) -> None:
        """Wait until so many are valid."""
        wait_until(lambda: self.issued() >= count, seconds, f"{count} issued; {self.rows()}")

    def is_queue_empty(self) -> bool:
        """Tell whether no message waits and none is in the hands of a worker."""
        with redis_client.Redis.from_url(self.redis.url) as client:
            return not any(client.llen(name) for name in QUEUES.split(",")) and not client.hlen("unacked")

    def wait_for_sweeps(self, worker: Program, count: int, seconds: float = 120) -> None:
        """Wait until the workers swept so often from now on."""
        before = worker.log().count("Task core.sweep")
        # Each sweep is told twice: received and succeeded.
        wait_until(
            lambda: worker.log().count("Task core.sweep") >= before + 2 * count, seconds, f"{count} sweeps"
        )

    def require_order(self) -> None:
        """Assert that each certificate was issued once, with numbers from 1 on, and that every file is good."""
        rows = self.rows()
        assert Counter(row.status for row in rows) == {"active": self.count}, rows
        assert sorted(row.place or 0 for row in rows) == list(range(1, self.count + 1))
        keys = {row.key for row in rows}
        for name in ("number", "issue"):
            told = Counter(key for (key,) in self.ask(EVENTS, f"certificates.certificate.{name}"))
            assert {key: told[key] for key in keys} == dict.fromkeys(keys, 1), name
        manage(self.env, "fsck")
