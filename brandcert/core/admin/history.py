"""The history of a row as staff read it: who did what, and when."""

from collections.abc import Iterable, Mapping
from typing import Any, Final

from django.apps import apps
from django.contrib.auth import get_user_model
from django.db import models
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from brandcert.core.actors import SYSTEM, code_of
from brandcert.core.admin.registry import act_label
from brandcert.core.models import Event, StatefulModel
from brandcert.core.transitions import steps_of

_PREFIXES: Final = {
    "propose_": gettext_lazy("Proposed: %(act)s"),
    "decline_": gettext_lazy("Proposal declined: %(act)s"),
}
_ACTS: Final = {"add": gettext_lazy("Created"), "change": gettext_lazy("Changed")}
_TONES: Final = {"danger": "red", "warning": "amber"}


def names_of(codes: Iterable[str]) -> Mapping[str, str]:
    """Return the names of the people behind actor codes, in one query; the system has a name too."""
    keys = {int(code.removeprefix("user:")) for code in codes if code.startswith("user:")}
    people = get_user_model()._default_manager.in_bulk(keys) if keys else {}
    found = {f"user:{pk}": str(person) for pk, person in people.items()}
    return found | {code_of(SYSTEM): _("the system")}


def label_of_act(name: str) -> str:
    """Return the words for `app.model.act`: the label of the step, the name given by its app, or the act itself."""
    model_name, _dot, act = name.rpartition(".")
    for prefix, words in _PREFIXES.items():
        if act.startswith(prefix):
            return str(words) % {"act": label_of_act(f"{model_name}.{act.removeprefix(prefix)}")}
    model = apps.get_model(model_name)
    steps = steps_of(model) if issubclass(model, StatefulModel) else {}
    if act in steps:
        return str(next(iter(steps[act].transitions.values())).custom["label"])
    return str(act_label(name) or _ACTS.get(act) or act.replace("_", " ").capitalize())


def tone_of_act(name: str) -> str:
    """Return the tint of an act in the history: red for the grave steps, amber for those that hold the case."""
    model_name, _dot, act = name.rpartition(".")
    model = apps.get_model(model_name)
    steps = steps_of(model) if issubclass(model, StatefulModel) else {}
    return _TONES.get(next(iter(steps[act].transitions.values())).custom["tone"], "") if act in steps else ""


def timeline_of(row: models.Model) -> list[dict[str, Any]]:
    """Return the row's events, the newest first, in two queries."""
    events = list(Event.objects.about(row).order_by("-id"))
    names = names_of(code for event in events for code in (event.actor, *_places(event)))
    states = dict(_states(row))
    return [
        {
            "at": event.at,
            "title": label_of_act(event.name),
            "tone": tone_of_act(event.name),
            "text": " · ".join(_facts(event, names, states)),
        }
        for event in events
    ]


def _places(event: Event) -> list[str]:
    """Return the actor codes of those in whose place a deputy acted."""
    under = event.payload.get("under", ())
    return [f"user:{code.removeprefix('deputy:')}" for code in under if code.startswith("deputy:")]


def _states(row: Any) -> Any:
    meta: Any = row._meta
    return meta.get_field("status").flatchoices if isinstance(row, StatefulModel) else ()


def _facts(event: Event, names: Mapping[str, str], states: Mapping[Any, Any]) -> list[str]:
    facts = [names.get(event.actor, event.actor)]
    facts += [_("in place of %(name)s") % {"name": names.get(code, code)} for code in _places(event)]
    if any(code.startswith("emergency:") for code in event.payload.get("under", ())):
        facts.append(_("by emergency access"))
    before, after = event.payload.get("from"), event.payload.get("to")
    if before in states and after in states and before != after:
        facts.append(f"{states[before]} → {states[after]}")
    return facts
