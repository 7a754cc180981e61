"""Grave acts ask for a second factor that was given a few minutes ago, in the very session that acts."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from typing import Any, Final

from brandcert.core.actors import SYSTEM

IsFresh = Callable[[], bool]
# Set by the middleware for the length of one request. Commands, workers and the demonstration have none.
_session: Final[ContextVar[IsFresh | None]] = ContextVar("factor_of_the_session", default=None)


class StaleFactor(Exception):
    """The act needs a fresh factor: the person is asked for it, and the act is carried out afterwards.

    No BusinessError: no page may take it for a refusal, show it and go on.
    """


@contextmanager
def acting_in(session: IsFresh) -> Iterator[None]:
    """Bind what is done inside to a session; `session()` says, at the moment of the act, whether its factor is fresh."""
    token = _session.set(session)
    try:
        yield
    finally:
        _session.reset(token)


def require_fresh(by: Any) -> None:
    """Raise StaleFactor when the person acts from a session without a fresh second factor."""
    is_fresh = _session.get()
    if is_fresh is not None and by is not SYSTEM and not is_fresh():
        raise StaleFactor
