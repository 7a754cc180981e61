"""Who may do what: the one place where permission is asked, for every surface.

Each app declares one table `{action: rule}` per model. A rule is a predicate or a tuple of
predicates that must all hold; the first that fails gives the reason. Superusers are bound too.
"""

from collections.abc import Callable, Collection, Mapping
from typing import Any, Final

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _
from rules.predicates import Predicate as Predicate  # noqa: PLC0414 - the apps take it from here

from brandcert.core import factors
from brandcert.core.actors import SYSTEM
from brandcert.core.errors import Refused

Reason = str | Promise
Rule = Predicate | tuple[Predicate, ...]
_tables: Final[dict[str, tuple[Predicate, ...]]] = {}
_reasons: Final[dict[str, Reason]] = {}
_grave: Final[set[str]] = set()


def predicate(reason: Reason) -> Callable[[Callable[..., bool]], Predicate]:
    """Turn a function `(user)` or `(user, obj)` into a named predicate; `reason` is shown when it says no."""

    def decorate(function: Callable[..., bool]) -> Predicate:
        made = Predicate(function, name=f"{function.__module__}.{function.__name__}")
        _reasons[made.name] = reason
        return made

    return decorate


def either(reason: Reason, *choices: Rule) -> Predicate:
    """Return a predicate that holds when any of the rules holds."""

    def holds(user: Any, obj: Any) -> bool:
        return any(all(part.test(user, obj) for part in _parts(rule)) for rule in choices)

    names = "|".join("&".join(part.name for part in _parts(rule)) for rule in choices)
    made = Predicate(holds, name=names)
    _reasons[made.name] = reason
    return made


@predicate(_("Please sign in with an active account."))
def is_active(user: Any) -> bool:
    """Say whether the person is signed in and not disabled."""
    return bool(getattr(user, "is_authenticated", False) and user.is_active)


@predicate(_("Only the system does this."))
def system_only(user: Any) -> bool:
    """Say whether the clock or a worker acts."""
    return user is SYSTEM


@predicate(_("Nobody may do this."))
def nobody(_user: Any) -> bool:
    """Refuse everyone: an act the rules forbid, spelled out."""
    return False


@predicate(_("Everyone may do this."))
def anyone(_user: Any) -> bool:
    """Admit everyone, also without signing in."""
    return True


def _parts(rule: Rule) -> tuple[Predicate, ...]:
    return rule if isinstance(rule, tuple) else (rule,)


def register(model: str, table: Mapping[str, Rule], *, grave: Collection[str] = ()) -> None:
    """Declare the rules of one model (`app.model`); every rule but the open ones needs an active account.

    The `grave` actions ask for a fresh second factor when they are carried out. Raises ValueError when an action
    is declared twice, or called grave without being declared.
    """
    if not set(grave) <= set(table):
        raise ValueError(f"{model}: grave without a rule: {sorted(set(grave) - set(table))}")
    _grave.update(f"{model}.{action}" for action in grave)
    for action, rule in table.items():
        key = f"{model}.{action}"
        if key in _tables:
            raise ValueError(f"{key} is declared twice")
        parts = _parts(rule)
        is_open = parts[0] in (system_only, anyone, nobody)
        _tables[key] = parts if is_open else (is_active, *parts)


def extend(action: str, *rules: Rule) -> None:
    """Let further people do an action another app declared; the app that knows them calls this.

    Raises KeyError for an action nobody declared.
    """
    before = tuple(part for part in _tables[action] if part is not is_active)
    reason = _reasons.get(before[0].name, _("You may not do this."))
    _tables[action] = (is_active, either(reason, before, *rules))


def declared() -> Mapping[str, tuple[Predicate, ...]]:
    """Return every declared action with its rule, for matrices, checks and documentation."""
    return dict(_tables)


def is_declared(action: str) -> bool:
    """Say whether a table declares the action."""
    return action in _tables


def grave() -> frozenset[str]:
    """Return every action that asks for a fresh second factor by itself; the approval of any proposal does as well."""
    return frozenset(_grave)


def refusal(user: Any, action: str, obj: Any = None) -> Reason | None:
    """Return why the user may not do the action, or None when he may.

    Raises KeyError for an action nobody declared: a typing error must not look like a refusal.
    """
    for part in _tables[action]:
        if not part.test(user, obj):
            return _reasons.get(part.name, _("You may not do this."))
    return None


def allowed(user: Any, action: str, obj: Any = None) -> bool:
    """Say whether the user may do the action to the object."""
    return refusal(user, action, obj) is None


def require(user: Any, action: str, obj: Any = None) -> None:
    """Raise Refused, with the reason, unless the user may do the action to the object; asked before an act, not to show it.

    For a grave action raises StaleFactor unless the session's second factor is fresh.
    """
    reason = refusal(user, action, obj)
    if reason is not None:
        raise Refused(reason)
    if action in _grave:
        factors.require_fresh(user)


def label_of(obj: Any) -> str:
    """Return the name under which tables and events know a model or one of its rows: `app.model`."""
    label: str = obj._meta.label_lower
    return label
