"""Limits are counted once for all processes, name nobody, believe no forged address, and fail open with a log line."""

from __future__ import annotations

import datetime
import logging
import threading
import time
from typing import TYPE_CHECKING, Any

import pytest
from django.core.cache import cache
from django.db import connection, connections, transaction
from django.test import RequestFactory

from brandcert.core import caching, throttling
from brandcert.core.models import SharedValue
from brandcert.core.throttling import Limit, client_address
from config import env

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from pytest_django.fixtures import Settings

    from tests.services import RedisServer

NOON = datetime.datetime(2026, 8, 3, 12, 0, 5, tzinfo=datetime.UTC)
THREE = Limit("three", most=3, per=60)


@pytest.fixture(autouse=True)
def _closed_breaker() -> Iterator[None]:
    yield
    caching._Breaker.closed_until = 0


def counted(who: str, now: datetime.datetime = NOON, times: int = 4) -> list[bool]:
    return [throttling.allow(THREE, who, now=now) for _time in range(times)]


@pytest.mark.django_db
@pytest.mark.both
def test_beyond_the_limit_nothing_is_allowed_until_the_next_period_and_others_are_not_touched() -> None:
    assert counted("203.0.113.1") == [True, True, True, False]
    assert counted("203.0.113.2", times=1) == [True]
    assert counted("203.0.113.1", NOON + datetime.timedelta(seconds=54), 1) == [False]
    assert counted("203.0.113.1", NOON + datetime.timedelta(seconds=55), 1) == [True]
    assert THREE.left(NOON) == 55


@pytest.mark.django_db
def test_the_store_names_nobody() -> None:
    throttling.allow(THREE, "203.0.113.77", now=NOON)
    cache.set("allauth:rl:login:ip:203.0.113.77", [1.5], 60)
    assert cache.get("allauth:rl:login:ip:203.0.113.77") == [1.5]
    kept = " ".join(f"{row.key} {row.value}" for row in SharedValue.objects.all())
    assert SharedValue.objects.count() == 2
    assert "203.0.113" not in kept


@pytest.mark.django_db
@pytest.mark.both
def test_a_value_lives_until_its_time_and_the_sweep_removes_its_row() -> None:
    cache.set("short", 1, timeout=0.01)
    cache.set("long", {"a": [1, 2]}, timeout=60)
    time.sleep(0.02)
    assert (cache.get("short"), cache.get("long")) == (None, {"a": [1, 2]})
    assert cache.add("short", 2, timeout=0.01)
    assert not cache.add("long", 3)
    assert cache.touch("long", 60)
    time.sleep(0.02)
    caching.forget_expired()
    assert SharedValue.objects.count() == 1
    assert cache.delete("long")
    assert not cache.delete("long")
    with pytest.raises(ValueError, match="long"):
        cache.incr("long")


@pytest.mark.django_db(transaction=True)
@pytest.mark.both
def test_counting_at_once_loses_no_count() -> None:
    found: list[int] = []

    def count() -> None:
        found.extend(cache.count("race", 60) for _time in range(5))  # type: ignore[attr-defined] # as in throttling
        connections.close_all()

    threads = [threading.Thread(target=count) for _number in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert sorted(found) == list(range(1, 21))


@pytest.mark.django_db(transaction=True)
@pytest.mark.both
def test_a_busy_database_keeps_nobody_from_verifying(caplog: pytest.LogCaptureFixture) -> None:
    assert throttling.allow(THREE, "203.0.113.1", now=NOON)
    seconds: list[float] = []
    allowed: list[bool] = []

    def ask() -> None:
        start = time.monotonic()
        allowed.append(throttling.allow(THREE, "203.0.113.1", now=NOON))
        seconds.append(time.monotonic() - start)
        connections.close_all()

    with transaction.atomic(), caplog.at_level(logging.ERROR):
        list(SharedValue.objects.select_for_update())
        thread = threading.Thread(target=ask)
        thread.start()
        thread.join()
    assert allowed == [True]
    assert 0.4 < seconds[0] < 3
    assert "could not be counted" in caplog.text
    if connection.vendor == "sqlite":
        with connection.cursor() as cursor:
            assert cursor.execute("PRAGMA busy_timeout").fetchone()[0] == 30_000


# --- Redis ---------------------------------------------------------------------------------------
@pytest.fixture
def on_redis(redis_server: Callable[[], RedisServer], settings: Settings) -> RedisServer:
    server = redis_server()
    settings.CACHES = {"default": {**settings.CACHES["default"], "LOCATION": server.url}}
    return server


@pytest.mark.django_db
def test_redis_counts_and_keeps_values_that_name_nobody_and_run_nothing(on_redis: RedisServer) -> None:
    assert counted("203.0.113.1") == [True, True, True, False]
    cache.set("mail@example.org", [1.5, "a"], 60)
    assert cache.get("mail@example.org") == [1.5, "a"]
    assert not cache.add("mail@example.org", 1)
    assert cache.delete("mail@example.org")
    with on_redis.client() as client:
        (name,) = client.keys("*")
        assert len(name) == 64
        assert client.get(name) == b"4"
        assert 0 < client.ttl(name) <= THREE.per
    assert not SharedValue.objects.exists()
    with pytest.raises(NotImplementedError):
        cache.clear()


@pytest.mark.django_db
@pytest.mark.parametrize("fault", ["freeze", "kill"])
def test_without_redis_the_database_counts_after_one_short_wait(
    on_redis: RedisServer, fault: str, caplog: pytest.LogCaptureFixture
) -> None:
    assert counted("203.0.113.1", times=1) == [True]
    getattr(on_redis, fault)()
    start = time.monotonic()
    assert counted("203.0.113.1", times=5) == [True, True, True, False, False]
    assert time.monotonic() - start < 1
    assert caplog.text.count("limits are counted in the database") == 1


# --- addresses -----------------------------------------------------------------------------------
@pytest.mark.parametrize(
    ("peer", "forwarded", "expected"),
    [
        ("203.0.113.9", "", "203.0.113.9"),
        ("203.0.113.9", "198.51.100.1", "203.0.113.9"),
        ("10.0.0.2", "198.51.100.1", "198.51.100.1"),
        ("10.0.0.2", "6.6.6.6, 198.51.100.1", "198.51.100.1"),
        ("10.0.0.2", "6.6.6.6, 198.51.100.1, 10.0.0.3", "198.51.100.1"),
        ("10.0.0.2", "6.6.6.6, 198.51.100.1:4711", "198.51.100.1"),
        ("10.0.0.2", "[2001:db8::1]:4711", "2001:db8::1"),
        ("::ffff:10.0.0.2", "198.51.100.1", "198.51.100.1"),
        ("10.0.0.2", "6.6.6.6, nonsense", "10.0.0.2"),
        ("10.0.0.2", "10.0.0.3", "10.0.0.3"),
        ("", "198.51.100.1", "198.51.100.1"),
    ],
)
def test_an_address_is_believed_only_from_a_proxy_of_ours(
    settings: Settings, peer: str, forwarded: str, expected: str
) -> None:
    settings.TRUSTED_PROXIES = ["10.0.0.0/8", "unix"]
    assert client_address(peer, forwarded) == expected


def test_without_trusted_proxies_nothing_is_believed(settings: Settings) -> None:
    settings.TRUSTED_PROXIES = []
    assert client_address("10.0.0.2", "198.51.100.1") == "10.0.0.2"
    assert client_address("", "198.51.100.1") == ""


def test_the_setting_refuses_what_is_no_network(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("BRANDCERT_TRUSTED_PROXIES", "10.0.0.0/8, ::1, unix")
    assert env.networks("TRUSTED_PROXIES") == ["10.0.0.0/8", "::1", "unix"]
    monkeypatch.setenv("BRANDCERT_TRUSTED_PROXIES", "proxy.example")
    with pytest.raises(ValueError, match="BRANDCERT_TRUSTED_PROXIES"):
        env.networks("TRUSTED_PROXIES")


def test_the_middleware_settles_the_address_for_everybody_behind_it(settings: Settings) -> None:
    settings.TRUSTED_PROXIES = ["127.0.0.1"]
    seen: list[Any] = []
    middleware = throttling.ClientAddressMiddleware(lambda request: seen.append(request.META) or request)  # type: ignore[func-returns-value,return-value,arg-type] # only what it was given counts
    middleware(RequestFactory().get("/", headers={"X-Forwarded-For": "6.6.6.6, 198.51.100.1"}))
    assert seen[0]["REMOTE_ADDR"] == "198.51.100.1"
    assert "HTTP_X_FORWARDED_FOR" not in seen[0]


def test_a_network_of_ipv6_counts_as_one_address() -> None:
    def address(text: str) -> str:
        return throttling.address(RequestFactory().get("/", REMOTE_ADDR=text))

    assert address("2001:db8:1:2:3::4") == address("2001:db8:1:2:ffff::1") == "2001:db8:1:2::/64"
    assert address("2001:db8:1:3::4") != address("2001:db8:1:2::4")
    assert address("198.51.100.1") == "198.51.100.1"
