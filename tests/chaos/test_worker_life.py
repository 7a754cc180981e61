"""How a worker begins and ends: not at all without fonts or with the wrong key; never in the middle of a task."""

from __future__ import annotations

import datetime
import signal
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from brandcert.documents.signing import make_demo_key
from tests.processes import ServiceError, wait_until
from tests.sites import manage

if TYPE_CHECKING:
    from tests.chaos.lists import AwardList
    from tests.sites import StartWorker

CHUNK = 4
# Finds the production settings, which insist on everything but a broker that runs.
PRODUCTION = {
    "DJANGO_SETTINGS_MODULE": "config.settings.production",
    "BRANDCERT_DEMO": "0",
    "BRANDCERT_SECRET_KEY": "only-for-tests-" * 4,
    "BRANDCERT_BASE_URL": "https://brandcert.example",
}


@pytest.fixture
def demo_key(tmp_path: Path) -> str:
    """A demonstration key, put where the key of the authority belongs."""
    return str(make_demo_key(tmp_path, now=datetime.datetime.now(tz=datetime.UTC)))


def test_a_worker_without_the_fonts_does_not_start(
    site_env: dict[str, str], celery_worker: StartWorker
) -> None:
    env = {**site_env, "DJANGO_SETTINGS_MODULE": "tests.chaos.settings", "TEST_PLANTED": "no_fonts"}
    with pytest.raises(ServiceError, match=r"This worker does not start.* is missing or altered"):
        celery_worker(env)


def test_a_worker_in_production_with_the_demonstration_key_does_not_start(
    site_env: dict[str, str], celery_worker: StartWorker, demo_key: str
) -> None:
    with pytest.raises(ServiceError, match=r"This worker does not start.*demonstration key"):
        celery_worker({**site_env, **PRODUCTION, "BRANDCERT_SIGNING_KEY": demo_key})


def test_check_names_missing_fonts(site_env: dict[str, str]) -> None:
    manage(site_env, "check")
    env = {**site_env, "DJANGO_SETTINGS_MODULE": "tests.chaos.settings", "TEST_PLANTED": "no_fonts"}
    with pytest.raises(ServiceError, match=r"brandcert\.E010"):
        manage(env, "check")


def test_check_refuses_the_demonstration_key_in_production(site_env: dict[str, str], demo_key: str) -> None:
    with pytest.raises(ServiceError, match=r"brandcert\.E012.*demonstration key"):
        manage({**site_env, **PRODUCTION, "BRANDCERT_SIGNING_KEY": demo_key}, "check")


@pytest.mark.timeout(600)
def test_a_worker_is_warm_when_it_is_ready_and_finishes_its_task_when_it_is_ended(
    award_list: AwardList, celery_worker: StartWorker
) -> None:
    worker = celery_worker({**award_list.env, "TEST_PLANTED": "no_sweep"})
    assert "libpango" in Path(f"/proc/{worker.pid}/maps").read_text()
    award_list.approve()
    award_list.wait_issued(1)
    worker.send(signal.SIGTERM)
    worker.process.wait(120)
    issued = award_list.issued()
    assert 0 < issued < award_list.count
    assert issued % CHUNK == 0, "the chunk in hand was finished, the next one not begun"
    assert all(row.attempts == 0 for row in award_list.rows() if row.status == "draft")


@pytest.mark.full
@pytest.mark.timeout(600)
def test_a_killed_worker_leaves_its_chunk_unfinished(
    award_list: AwardList, celery_worker: StartWorker
) -> None:
    """The counter-proof of the test above: the very same end by force, at a point in the middle of a chunk."""
    marker = Path(award_list.env["BRANDCERT_VAR_DIR"]) / "killed"
    armed = {"TEST_PLANTED": "no_sweep", "TEST_FAULT": f"pdf_rendered:{marker}"}
    worker = celery_worker({**award_list.env, **armed})
    award_list.approve()
    wait_until(marker.exists, 120, "a kill in the middle of a certificate")
    worker.kill9()
    assert any(row.attempts > 0 and row.status == "draft" for row in award_list.rows())


def test_r21_no_task_runs_so_long_that_the_broker_hands_it_out_again(site_env: dict[str, str]) -> None:
    env = {**site_env, "BRANDCERT_REDIS_URL": "redis://127.0.0.1:6379/0"}
    code = (
        "from django.conf import settings as s; "
        "print(s.CELERY_BROKER_TRANSPORT_OPTIONS['visibility_timeout'], s.CELERY_TASK_TIME_LIMIT)"
    )
    visibility, limit = manage(env, "shell", "--no-imports", "-c", code).split()[-2:]
    assert int(visibility) >= 4 * int(limit)
