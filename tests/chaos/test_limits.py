"""The limit of signing in is one limit for all web processes, whatever becomes of the store it is counted in."""

from __future__ import annotations

import re
import time
import urllib.error
import urllib.parse
import urllib.request
from concurrent.futures import ThreadPoolExecutor
from http.cookiejar import CookieJar
from typing import TYPE_CHECKING

import pytest

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from tests.services import RedisServer
    from tests.sites import LiveSite

# By the settings: so many failures for one mail address in five minutes.
MOST_FAILURES = 5
REFUSED = "Too many attempts"
WRONG = "do not belong together"
TOKEN = re.compile(r'name="csrfmiddlewaretoken" value="([^"]+)"')
# Twice the limit of design/reliability.md, because test machines are shared; what a healthy answer takes comes on top.
LIMIT = 2 * 1.0


class Visitor:
    """Somebody with cookies of his own who tries to sign in."""

    def __init__(self, site: LiveSite) -> None:
        """Open the page of the form."""
        self.url = f"{site.url}/accounts/login/"
        self._opener = urllib.request.build_opener(urllib.request.HTTPCookieProcessor(CookieJar()))
        self._opener.addheaders = [("Accept-Language", "en")]
        found = TOKEN.search(self._open(None))
        assert found
        self._token = found[1]

    def _open(self, form: Mapping[str, str] | None) -> str:
        data = urllib.parse.urlencode(form).encode() if form else None
        try:
            with self._opener.open(self.url, data, timeout=120) as answer:
                return str(answer.read().decode())
        except urllib.error.HTTPError as error:
            with error:
                return f"{error.code} {error.read().decode()}"

    def fails(self, login: str) -> tuple[str, float]:
        """Try a wrong password; give which of the two refusals came, and the seconds."""
        start = time.monotonic()
        text = self._open({"csrfmiddlewaretoken": self._token, "login": login, "password": "wrong"})
        seconds = time.monotonic() - start
        (told,) = [words for words in (REFUSED, WRONG) if words in text]
        return told, seconds


def refusals(site: LiveSite, login: str, times: int) -> list[str]:
    """Try wrong passwords from three places at once, so that both processes are busy; give the answers."""
    with ThreadPoolExecutor(3) as pool:
        visitors = list(pool.map(lambda _number: Visitor(site), range(3)))
        answers = pool.map(lambda number: visitors[number % 3].fails(login)[0], range(times))
        return list(answers)


@pytest.mark.both
@pytest.mark.parametrize("store", ["database", "redis"])
def test_the_limit_of_signing_in_holds_across_processes(
    site_env: Mapping[str, str],
    live_site: Callable[[Mapping[str, str]], LiveSite],
    redis_server: Callable[[], RedisServer],
    store: str,
) -> None:
    url = redis_server().url if store == "redis" else ""
    site = live_site({**site_env, "BRANDCERT_REDIS_URL": url})
    answers = refusals(site, "somebody@example.org", MOST_FAILURES + 4)
    assert answers.count(WRONG) == MOST_FAILURES
    assert answers.count(REFUSED) == 4


@pytest.mark.parametrize("fault", [pytest.param("freeze", marks=pytest.mark.full), "kill"])
def test_without_redis_signing_in_goes_on_at_once_and_the_limit_with_it(
    site_env: Mapping[str, str],
    live_site: Callable[[Mapping[str, str]], LiveSite],
    redis_server: Callable[[], RedisServer],
    fault: str,
) -> None:
    redis = redis_server()
    site = live_site({**site_env, "BRANDCERT_REDIS_URL": redis.url})
    visitor = Visitor(site)
    healthy = [
        visitor.fails("other@example.org")[1] for _time in range(4)
    ]  # all code is loaded in both processes
    getattr(redis, fault)()
    answers = [visitor.fails("somebody@example.org") for _time in range(MOST_FAILURES + 2)]
    assert [told for told, _seconds in answers] == [WRONG] * MOST_FAILURES + [REFUSED] * 2
    assert max(seconds for _told, seconds in answers) <= LIMIT + max(healthy)
    assert "limits are counted in the database" in site.program.log()


@pytest.mark.full
def test_counted_in_every_process_alone_the_limit_is_open(
    site_env: Mapping[str, str], live_site: Callable[[Mapping[str, str]], LiveSite]
) -> None:
    env = {**site_env, "DJANGO_SETTINGS_MODULE": "tests.chaos.settings", "TEST_PLANTED": "own_counters"}
    assert refusals(live_site(env), "somebody@example.org", 4 * MOST_FAILURES).count(WRONG) > MOST_FAILURES
