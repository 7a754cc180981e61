"""Which handlers want to know which events."""

from collections import defaultdict
from collections.abc import Callable, Mapping, Sequence
from typing import Any, Final

Handler = Callable[[Any], None]
_handlers: Final[dict[str, dict[str, Handler]]] = defaultdict(dict)


def name_of(handler: Handler) -> str:
    """Return the stable name under which deliveries to the handler are recorded."""
    return f"{handler.__module__.removeprefix('brandcert.')}.{handler.__name__}"


def subscribe(*events: str) -> Callable[[Handler], Handler]:
    """Register a function `(event)` for events `app.model.step`; it runs once per event, after the commit."""

    def decorate(handler: Handler) -> Handler:
        for event in events:
            _handlers[event][name_of(handler)] = handler
        return handler

    return decorate


def handlers_of(event: str) -> Mapping[str, Handler]:
    """Return the handlers of one event by their stable names."""
    return dict(_handlers.get(event, {}))


def subscriptions() -> Mapping[str, Sequence[str]]:
    """Return every subscribed event with the names of its handlers."""
    return {event: tuple(handlers) for event, handlers in _handlers.items()}
