"""One order a line in, one answer a line out: `python -m tests.journeys.acts` in the environment of an installation."""

from __future__ import annotations

import json
import sys
import traceback
from typing import TYPE_CHECKING, Any

import django

if TYPE_CHECKING:
    from collections.abc import Callable


def acts() -> dict[str, Callable[..., Any]]:
    """Return every act by name; Django is ready only now."""
    from tests.journeys.acts import applying, certifying, desk, finding, judging, looking, people

    modules = (people, applying, judging, certifying, looking, finding, desk)
    return {
        name: act
        for module in modules
        for name, act in vars(module).items()
        if getattr(act, "__module__", "") == module.__name__ and callable(act)
    }


def carry_out(known: dict[str, Callable[..., Any]], order: dict[str, Any]) -> dict[str, Any]:
    """Do one order; a refusal is told apart from a fault."""
    from brandcert.core.errors import BusinessError

    try:
        return {"done": known[order["act"]](**order["facts"])}
    except BusinessError as refusal:
        return {"refused": str(refusal)}
    except Exception:  # noqa: BLE001 -- the test prints what happened, whatever it is
        return {"fault": traceback.format_exc()}


def main() -> None:
    """Answer orders until there are no more."""
    django.setup()
    known = acts()
    for line in sys.stdin:
        print(json.dumps(carry_out(known, json.loads(line))), flush=True)  # noqa: T201 -- the answer


if __name__ == "__main__":
    main()
