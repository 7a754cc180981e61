"""R-15 and R-17: Redis dies, or forgets everything, in the middle of a bulk issue; nothing is lost, nothing twice."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from tests.processes import wait_until

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from tests.chaos.lists import AwardList
    from tests.processes import Program
    from tests.sites import StartWorker

    StartBeat = Callable[[Mapping[str, str]], Program]

IN_VAIN = "Cannot connect to redis"


def outage(award_list: AwardList, worker: Program, *, after: int, tries: int) -> None:
    """Kill Redis once so many are issued, and keep it down until the worker tried so often in vain to come back."""
    award_list.wait_issued(after)
    award_list.redis.kill()
    before = worker.log().count(IN_VAIN)
    wait_until(lambda: worker.log().count(IN_VAIN) >= before + tries, 180, "the worker misses its broker")
    assert award_list.issued() < award_list.count, "the outage came too late to show anything"
    award_list.redis.start()


@pytest.mark.timeout(600)
def test_r15_a_redis_killed_during_a_bulk_issue_loses_nothing_and_doubles_nothing(
    award_list: AwardList, celery_worker: StartWorker, celery_beat: StartBeat
) -> None:
    worker = celery_worker({**award_list.env, "TEST_PLANTED": "slow"}, concurrency=2)
    celery_beat(award_list.env)
    award_list.approve()
    outage(award_list, worker, after=6, tries=2)
    award_list.wait_issued(award_list.count)
    award_list.require_order()


@pytest.mark.full
@pytest.mark.timeout(1200)
def test_r15_full_a_minute_without_redis_during_a_large_issue(
    large_award_list: AwardList, celery_worker: StartWorker, celery_beat: StartBeat
) -> None:
    worker = celery_worker(large_award_list.env, concurrency=2)
    celery_beat(large_award_list.env)
    large_award_list.approve()
    # It waits 2, 4, 6 … seconds between its tries: the eighth comes after more than a minute.
    outage(large_award_list, worker, after=60, tries=8)
    large_award_list.wait_issued(large_award_list.count, 360)
    large_award_list.require_order()


@pytest.mark.timeout(600)
def test_r17_a_redis_emptied_again_and_again_loses_nothing_and_doubles_nothing(
    award_list: AwardList, celery_worker: StartWorker, celery_beat: StartBeat
) -> None:
    award_list.approve()
    assert not award_list.is_queue_empty()
    award_list.redis.flush()
    celery_worker(award_list.env, concurrency=2)
    celery_beat(award_list.env)
    for moment in (1, 5, 12, 20):
        award_list.wait_issued(moment)
        award_list.redis.flush()
    award_list.wait_issued(award_list.count, 240)
    award_list.require_order()


@pytest.mark.full
@pytest.mark.timeout(600)
def test_r15_the_same_outage_finds_messages_without_rows_wanting(
    award_list: AwardList, celery_worker: StartWorker, celery_beat: StartBeat
) -> None:
    planted = {"TEST_PLANTED": "bare_delay,no_sweep,slow"}
    worker = celery_worker({**award_list.env, **planted})
    celery_beat(award_list.env)
    award_list.approve(**planted)
    outage(award_list, worker, after=6, tries=2)
    award_list.wait_for_sweeps(worker, 3)
    wait_until(award_list.is_queue_empty, 60, "everything in the queues is done")
    assert award_list.issued() < award_list.count


@pytest.mark.full
@pytest.mark.timeout(600)
def test_r17_without_the_sweep_an_emptied_redis_loses_certificates(
    award_list: AwardList, celery_worker: StartWorker, celery_beat: StartBeat
) -> None:
    award_list.approve()
    award_list.redis.flush()
    worker = celery_worker({**award_list.env, "TEST_PLANTED": "no_sweep"})
    celery_beat(award_list.env)
    award_list.wait_for_sweeps(worker, 3)
    wait_until(award_list.is_queue_empty, 60, "everything in the queues is done")
    assert award_list.issued() == 0
