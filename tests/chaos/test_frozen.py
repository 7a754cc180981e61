"""R-16: a Redis that accepts connections and answers nothing keeps nobody waiting."""

from __future__ import annotations

import re
import secrets
import time
import urllib.error
import urllib.parse
import urllib.request
from http import HTTPStatus
from typing import TYPE_CHECKING

import pytest

from tests.chaos.lists import run_act

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from tests.chaos.lists import AwardList
    from tests.processes import Program
    from tests.sites import LiveSite, StartWorker

# Twice the limit of design/reliability.md, because test machines are shared.
LIMIT = 2 * 2.0
# The half second of the settings and what a busy machine adds; a worker's own patience is three seconds.
PATIENCE = 2.0
STEPS = 20


class NoRedirect(urllib.request.HTTPRedirectHandler):
    """Gives the first answer, whatever it is."""

    def redirect_request(self, *args: object, **kwargs: object) -> None:
        """Follow nothing."""


def ask(site: LiveSite, path: str, cookies: Mapping[str, str], **form: str) -> int:
    """Ask for a page, or post a form; give the status."""
    jar = "; ".join(f"{name}={value}" for name, value in cookies.items())
    body = urllib.parse.urlencode(form).encode() if form else None
    request = urllib.request.Request(site.url + path, data=body, headers={"Cookie": jar})  # noqa: S310 -- our own server
    try:
        with urllib.request.build_opener(NoRedirect).open(request, timeout=120) as answer:
            return int(answer.status)
    except urllib.error.HTTPError as error:
        with error:
            return error.code


def approve_on_the_web(
    site: LiveSite, award_list: AwardList, cookies: Mapping[str, str]
) -> tuple[int, float]:
    """Press the button on the page of the list; give the status and the seconds it took."""
    start = time.monotonic()
    path = f"/manage/certificates/issuebatch/{award_list.batch}/step/approve/"
    status = ask(site, path, cookies, csrfmiddlewaretoken=cookies["csrftoken"])
    return status, time.monotonic() - start


def warmed(site: LiveSite, award_list: AwardList) -> dict[str, str]:
    """Log the director in and show both web processes what they are going to do, so that all code is loaded."""
    cookies = {
        "sessionid": run_act(award_list.env, "login", "director"),
        "csrftoken": secrets.token_hex(16),
    }
    for _time in range(6):
        assert ask(site, "/manage/certificates/issuebatch/queue/", cookies) == HTTPStatus.OK
        assert site.answer(f"/v/{award_list.code}/")[0] == HTTPStatus.OK
    return cookies


@pytest.mark.timeout(600)
def test_r16_with_redis_frozen_the_approval_answers_and_the_work_is_done_after_the_thaw(
    award_list: AwardList,
    celery_worker: StartWorker,
    celery_beat: Callable[[Mapping[str, str]], Program],
    live_site: Callable[[Mapping[str, str]], LiveSite],
) -> None:
    celery_worker(award_list.env)
    celery_beat(award_list.env)
    site = live_site(award_list.env)
    cookies = warmed(site, award_list)
    award_list.redis.freeze()
    status, seconds = approve_on_the_web(site, award_list, cookies)
    assert status == HTTPStatus.FOUND
    assert seconds <= LIMIT
    assert award_list.is_approved()
    start = time.monotonic()
    public = site.fetch(f"/v/{award_list.code}/")
    assert time.monotonic() - start <= LIMIT
    assert re.search(r"JLJP-F-\d{4}-0001", public)
    assert award_list.issued() == 0
    award_list.redis.thaw()
    award_list.wait_issued(award_list.count)
    award_list.require_order()


@pytest.mark.full
@pytest.mark.timeout(600)
def test_r16_messages_published_carelessly_are_an_error_of_the_page(
    award_list: AwardList, live_site: Callable[[Mapping[str, str]], LiveSite]
) -> None:
    site = live_site({**award_list.env, "TEST_PLANTED": "bare_delay"})
    cookies = warmed(site, award_list)
    award_list.redis.freeze()
    assert approve_on_the_web(site, award_list, cookies)[0] == HTTPStatus.INTERNAL_SERVER_ERROR


@pytest.mark.timeout(600)
def test_r16_the_first_failure_costs_half_a_second_and_the_next_ones_nothing(award_list: AwardList) -> None:
    assert max(run_act(award_list.env, "publish", str(STEPS))) <= PATIENCE
    award_list.redis.freeze()
    first, *others = run_act(award_list.env, "publish", str(STEPS))
    assert 0.4 <= first <= PATIENCE
    assert sum(others) <= PATIENCE
    planted = {**award_list.env, "TEST_PLANTED": "patient"}
    assert max(run_act(planted, "publish", "2")) > 2


@pytest.mark.timeout(600)
def test_r16_the_first_publishing_to_an_absent_broker_costs_nothing(award_list: AwardList) -> None:
    award_list.redis.kill()
    assert max(run_act(award_list.env, "publish", str(STEPS))) <= PATIENCE
