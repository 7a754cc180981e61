"""Facts a transition needs, registered by whichever app owns the rows that show them."""

from collections import defaultdict
from collections.abc import Callable, Mapping, Sequence
from typing import Any, Final

Guard = Callable[[Any, Any, Mapping[str, Any]], None]
_guards: Final[dict[str, list[Guard]]] = defaultdict(list)


def guard(model: str, *steps: str) -> Callable[[Guard], Guard]:
    """Register `(row, by, details)` to be run on the locked row before each of the model's `steps`.

    The function raises a BusinessError when the fact is missing; it writes nothing.
    """

    def decorate(function: Guard) -> Guard:
        for step in steps:
            _guards[f"{model}.{step}"].append(function)
        return function

    return decorate


def guards_of(action: str) -> Sequence[Guard]:
    """Return the guards of `app.model.step`, in the order in which the apps registered them."""
    return tuple(_guards.get(action, ()))


def registered() -> Mapping[str, Sequence[Guard]]:
    """Return all guards by action, for checks and documentation."""
    return {action: tuple(functions) for action, functions in _guards.items()}
