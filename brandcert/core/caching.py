"""One store of short-lived values for all processes: Redis where there is one, rows of the database otherwise."""

from __future__ import annotations

import datetime
import json
import logging
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Any, Final

from django.core.cache.backends.base import DEFAULT_TIMEOUT, BaseCache
from django.core.cache.backends.redis import RedisCache
from django.db import IntegrityError, connection, transaction
from django.utils import timezone
from django.utils.crypto import salted_hmac

from brandcert.core.delivery import sweeper
from brandcert.core.models import SharedValue

logger = logging.getLogger(__name__)
PAUSE_AFTER_FAILURE: Final = 30.0
# Somebody waits for the page.
PATIENCE_SECONDS: Final = 0.3
LOCK_PATIENCE_MS: Final = 500


def hashed_key(key: str, key_prefix: str, version: int) -> str:
    """Return the name a value is kept under: what it is about (an address, a mail address) cannot be read from it."""
    return salted_hmac(
        "brandcert.core.caching", f"{key_prefix}:{version}:{key}", algorithm="sha256"
    ).hexdigest()


class Json:
    """Values as JSON; numbers stay numbers for INCR. Unlike pickle it runs nothing that somebody put into the store."""

    @staticmethod
    def dumps(value: Any) -> int | str:
        """Return what is stored."""
        return value if type(value) is int else json.dumps(value)

    @staticmethod
    def loads(stored: bytes | str) -> Any:
        """Return what was stored."""
        return json.loads(stored)


@contextmanager
def _hurried() -> Iterator[None]:
    """Run a transaction that fails rather than waits long for the lock of another."""
    on_sqlite = connection.vendor == "sqlite"
    with connection.cursor() as cursor:
        usual = 0
        if on_sqlite:
            usual = cursor.execute("PRAGMA busy_timeout").fetchone()[0]
            cursor.execute(f"PRAGMA busy_timeout = {LOCK_PATIENCE_MS}")
        try:
            with transaction.atomic():
                if not on_sqlite:
                    cursor.execute(f"SET LOCAL lock_timeout = {LOCK_PATIENCE_MS}")
                yield
                if not on_sqlite:
                    cursor.execute("SET LOCAL lock_timeout = DEFAULT")
        finally:
            if on_sqlite:
                cursor.execute(f"PRAGMA busy_timeout = {usual}")


class RowCache(BaseCache):
    """Values as rows. A value is never evicted by others before its time: a counter that vanishes opens a limit."""

    def __init__(self, _location: str, params: dict[str, Any]) -> None:
        """Take Django's parameters; there is nowhere else to look than the database."""
        super().__init__(params)

    def add(self, key: str, value: Any, timeout: Any = DEFAULT_TIMEOUT, version: int | None = None) -> bool:
        """Keep a value unless there is one; return whether it was kept."""
        name = self.make_and_validate_key(key, version)
        try:
            with transaction.atomic():
                SharedValue.objects.filter(key=name, expires_at__lte=timezone.now()).delete()
                SharedValue.objects.create(key=name, value=value, expires_at=self._end(timeout))
        except IntegrityError:
            return False
        return True

    def get(self, key: str, default: Any = None, version: int | None = None) -> Any:
        """Return a value whose time is not over."""
        name = self.make_and_validate_key(key, version)
        row = SharedValue.objects.filter(key=name, expires_at__gt=timezone.now()).first()
        return default if row is None else row.value

    def set(self, key: str, value: Any, timeout: Any = DEFAULT_TIMEOUT, version: int | None = None) -> None:
        """Keep a value in place of whatever there was."""
        name = self.make_and_validate_key(key, version)
        SharedValue.objects.update_or_create(
            key=name, defaults={"value": value, "expires_at": self._end(timeout)}
        )

    def touch(self, key: str, timeout: Any = DEFAULT_TIMEOUT, version: int | None = None) -> bool:
        """Give a value a new end."""
        name = self.make_and_validate_key(key, version)
        living = SharedValue.objects.filter(key=name, expires_at__gt=timezone.now())
        return bool(living.update(expires_at=self._end(timeout)))

    def delete(self, key: str, version: int | None = None) -> bool:
        """Forget a value."""
        name = self.make_and_validate_key(key, version)
        return bool(SharedValue.objects.filter(key=name).delete()[0])

    def incr(self, key: str, delta: int = 1, version: int | None = None) -> int:
        """Add to a number, also while other processes do; raises ValueError where there is none."""
        name = self.make_and_validate_key(key, version)
        with transaction.atomic():
            row = (
                SharedValue.objects.select_for_update()
                .filter(key=name, expires_at__gt=timezone.now())
                .first()
            )
            if row is None:
                raise ValueError(key)
            row.value += delta
            row.save(update_fields=["value"])
        return int(row.value)

    def count(self, key: str, timeout: float) -> int:
        """Return how often this was called for the key within `timeout`; fails rather than waits long for a lock."""
        with _hurried():
            self.add(key, 0, timeout)
            return self.incr(key)

    def clear(self) -> None:
        """Forget everything."""
        SharedValue.objects.all().delete()

    def _end(self, timeout: Any) -> datetime.datetime:
        seconds = self.get_backend_timeout(timeout)
        latest = datetime.datetime(9999, 1, 1, tzinfo=datetime.UTC)
        return latest if seconds is None else datetime.datetime.fromtimestamp(seconds, tz=datetime.UTC)


class _Breaker:
    """Remembers that Redis failed, so that the next requests do not wait for it again."""

    closed_until = 0.0


class SharedCache(BaseCache):
    """Redis when LOCATION names one; while it fails, rows of the database.

    A limit that is counted anew in the other store is at most doubled for one period, never open; the change is logged.
    """

    def __init__(self, location: str, params: dict[str, Any]) -> None:
        """Prepare the client of Redis; nothing is connected yet."""
        super().__init__(params)
        self._rows = RowCache("", params)
        self._redis = _client(location, params) if location else None

    def add(self, *args: Any, **kwargs: Any) -> bool:
        """Keep a value unless there is one; return whether it was kept."""
        return bool(self._either("add", args, kwargs))

    def get(self, *args: Any, **kwargs: Any) -> Any:
        """Return a value whose time is not over."""
        return self._either("get", args, kwargs)

    def set(self, *args: Any, **kwargs: Any) -> None:
        """Keep a value in place of whatever there was."""
        self._either("set", args, kwargs)

    def touch(self, *args: Any, **kwargs: Any) -> bool:
        """Give a value a new end."""
        return bool(self._either("touch", args, kwargs))

    def delete(self, *args: Any, **kwargs: Any) -> bool:
        """Forget a value."""
        return bool(self._either("delete", args, kwargs))

    def incr(self, *args: Any, **kwargs: Any) -> int:
        """Add to a number, also while other processes do; raises ValueError where there is none."""
        return int(self._either("incr", args, kwargs))

    def clear(self) -> None:
        """Forget everything."""
        self._either("clear", (), {})

    def count(self, key: str, timeout: float) -> int:
        """Return how often this was called for the key within `timeout`."""
        return int(self._either("count", (key, timeout), {}))

    def _either(self, act: str, args: tuple[Any, ...], kwargs: dict[str, Any]) -> Any:
        rows: Callable[..., Any] = getattr(self._rows, act)
        if self._redis is None or time.monotonic() < _Breaker.closed_until:
            return rows(*args, **kwargs)
        from redis import RedisError

        try:
            return getattr(self._redis, act)(*args, **kwargs)
        except RedisError:
            _Breaker.closed_until = time.monotonic() + PAUSE_AFTER_FAILURE
            logger.warning("Redis does not answer; limits are counted in the database", exc_info=True)
            return rows(*args, **kwargs)


class _Redis(RedisCache):
    """Redis that can also count; the wake-up calls of the workers lie in the same one."""

    def clear(self) -> None:
        """Refuse: Django would empty the whole of it."""
        raise NotImplementedError

    def count(self, key: str, timeout: float) -> int:
        """Return how often this was called for the key within `timeout`."""
        self.add(key, 0, timeout)
        return int(self.incr(key))


def _client(location: str, params: dict[str, Any]) -> _Redis:
    """Return a client that gives up at once: the library's own would try four times."""
    from redis.backoff import NoBackoff
    from redis.retry import Retry

    options = {
        "serializer": Json,
        "socket_timeout": PATIENCE_SECONDS,
        "socket_connect_timeout": PATIENCE_SECONDS,
        "retry": Retry(NoBackoff(), 0),
    }
    return _Redis(location, {**params, "OPTIONS": options})


@sweeper
def forget_expired() -> None:
    """Remove the rows whose time is over."""
    SharedValue.objects.filter(expires_at__lte=timezone.now()).delete()
