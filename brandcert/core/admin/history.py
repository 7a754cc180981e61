"""The history of a row as staff read it: who did what, and when."""

from collections.abc import Callable, Iterable, Mapping
from typing import Any, Final

from django.apps import apps
from django.contrib.auth import get_user_model
from django.db import models
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from brandcert.core.actors import SYSTEM, code_of
from brandcert.core.admin.registry import act_label
from brandcert.core.models import Approval, Event, StatefulModel
from brandcert.core.transitions import steps_of

_PREFIXES: Final = {
    "propose_": gettext_lazy("Proposed: %(act)s"),
    "decline_": gettext_lazy("Proposal declined: %(act)s"),
}
_ACTS: Final = {"add": gettext_lazy("Created"), "change": gettext_lazy("Changed")}
_TONES: Final = {"danger": "red", "warning": "amber"}


def subject_of(event: Event) -> str:
    """Return what an event is about as people call it, with its key; the code of a model that is gone."""
    try:
        kind = str(apps.get_model(event.subject_type)._meta.verbose_name)
    except (LookupError, ValueError):
        kind = event.subject_type
    return f"{kind} {event.subject_id}"


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


def timeline_of(
    row: models.Model, *, told: Callable[[list[Event]], list[Event]] | None = None
) -> list[dict[str, Any]]:
    """Return the row's events, the newest first; those behind whom a proposal about another row stands say who signed it.

    `told` picks what the reader is told of them.
    """
    events = list(Event.objects.about(row).order_by("-id"))
    if told is not None:
        events = told(events)
    names = names_of(code for event in events for code in (event.actor, *_places(event)))
    states = dict(_states(row))
    approved = _approved(events)
    return [
        {
            "at": event.at,
            "title": label_of_act(event.name),
            "tone": tone_of_act(event.name),
            "text": " · ".join([*_facts(event, names, states), *approved.get(event.pk, ())]),
        }
        for event in events
    ]


def _approved(events: Iterable[Event]) -> Mapping[int, list[str]]:
    """Return of acts that a proposal about another row stands behind who proposed, who approved, when, and for which reason.

    Where proposal and act concern the same row its own history tells both.
    """
    asked = {event.pk: event.payload.get("approval") for event in events if "approval" in event.payload}
    found = Approval.objects.in_bulk([pk for pk in asked.values() if pk]) if asked else {}
    told = {event.pk: found.get(asked[event.pk]) for event in events if event.pk in asked}
    apart = {
        event.pk: approval
        for event in events
        if (approval := told.get(event.pk))
        and (approval.subject_type, approval.subject_id) != _subject(event)
    }
    names = names_of(code for one in apart.values() for code in (one.proposed_by, one.decided_by))
    return {pk: _signatures(approval, names) for pk, approval in apart.items()}


def _subject(event: Event) -> tuple[str, int]:
    return event.subject_type, event.subject_id


def _signatures(approval: Approval, names: Mapping[str, str]) -> list[str]:
    signed: list[tuple[str, str, Any]] = [
        (_("proposed by %(name)s on %(at)s"), approval.proposed_by, approval.proposed_at)
    ]
    if approval.decided_by:
        signed.append((_("approved by %(name)s on %(at)s"), approval.decided_by, approval.decided_at))
    words = [
        text % {"name": names.get(code, code), "at": date_format(timezone.localtime(at), "Y-m-d H:i")}
        for text, code, at in signed
    ]
    reason = approval.details.get("reason")
    return [*words, _("reason: %(reason)s") % {"reason": reason}] if reason else words


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
