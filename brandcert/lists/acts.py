"""Which acts can be done for many rows of a list at once; the app that owns the act registers it."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any, Final

from django import forms
from django.utils.functional import Promise

from brandcert.core import policies

Text = str | Promise


def _as_they_are(rows: Any) -> Any:
    return rows


def _version(row: Any) -> str:
    return str(getattr(row, "version", ""))


def _by_itself(row: Any) -> tuple[str, str]:
    return "", str(row)


@dataclass(frozen=True, slots=True)
class BulkAct:
    """An act as it is done for many rows: the very service of the single act, so the same policies and guards.

    `action` (`app.model.act`) is what the policies and the trail know. `run(row, by=user, **details)` writes rows of
    the database and nothing else, because a trial runs it and takes everything back; `now` and `today` are passed when it
    asks for them. `offered(user)` decides in whose menu it stands, not whether a row is done. `form` asks once what holds for
    all rows: plain fields with one value each. `rows` fetches what `title(row)` -> (number, words) needs. `seen(row)` is
    what an older view of the row is recognised by, at most forty characters: its version, and whatever else it is judged by.
    """

    action: str
    label: Text
    run: Callable[..., Any]
    offered: Callable[[Any], bool]
    note: Text = ""
    form: type[forms.Form] | None = None
    rows: Callable[[Any], Any] = _as_they_are
    title: Callable[[Any], tuple[str, str]] = _by_itself
    seen: Callable[[Any], str] = _version

    @property
    def model(self) -> str:
        """Return the model whose rows it is for: `app.model`."""
        return self.action.rpartition(".")[0]

    @property
    def is_grave(self) -> bool:
        """Say whether the single act asks for a fresh second factor."""
        return self.action in policies.grave()


_acts: Final[dict[str, BulkAct]] = {}


def register(act: BulkAct) -> BulkAct:
    """Let an act be done for many rows. Raises ValueError when it is registered twice."""
    if act.action in _acts:
        raise ValueError(f"{act.action} is registered twice")
    _acts[act.action] = act
    return act


def registered() -> Mapping[str, BulkAct]:
    """Return all acts by their action."""
    return dict(_acts)


def offered_to(user: Any, model: str = "") -> dict[str, BulkAct]:
    """Return the acts in a person's menu, of one list or of all."""
    return {key: act for key, act in _acts.items() if model in {"", act.model} and act.offered(user)}
