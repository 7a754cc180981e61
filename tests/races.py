"""Running the same thing in several threads at the same instant, on real connections."""

import threading
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any

from django.db import connection


@dataclass(frozen=True, slots=True)
class Outcome:
    """What one runner returned or raised."""

    value: Any = None
    error: BaseException | None = None

    @property
    def ok(self) -> bool:
        """Say whether nothing was raised."""
        return self.error is None


def race(runners: Sequence[Callable[[], Any]]) -> list[Outcome]:
    """Run all at once, each in its own thread and connection; return what came of each, in order."""
    barrier = threading.Barrier(len(runners))
    outcomes: list[Outcome] = [Outcome()] * len(runners)

    def run(place: int, runner: Callable[[], Any]) -> None:
        try:
            barrier.wait(30)
            outcomes[place] = Outcome(value=runner())
        except BaseException as error:  # noqa: BLE001 - handed to the test, which judges it
            outcomes[place] = Outcome(error=error)
        finally:
            connection.close()

    threads = [threading.Thread(target=run, args=pair) for pair in enumerate(runners)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(120)
    return outcomes


def ends(outcomes: Sequence[Outcome]) -> list[Any]:
    """Return what each runner gave back or raised, in order."""
    return [one.value if one.ok else one.error for one in outcomes]
