"""Promises about transitions, policies and subscriptions that `manage.py check` holds us to."""

from typing import Any

from django.apps import apps
from django.core.checks import CheckMessage, Error

from brandcert.core import approvals, guards, policies, subscriptions
from brandcert.core.models import StatefulModel
from brandcert.core.transitions import steps_of


def stateful_models() -> list[type[StatefulModel]]:
    """Return every concrete model with a life."""
    return [model for model in apps.get_models() if issubclass(model, StatefulModel)]


def actions() -> set[str]:
    """Return every step of every model as `app.model.step`."""
    return {f"{model._meta.label_lower}.{name}" for model in stateful_models() for name in steps_of(model)}


def step_faults() -> list[str]:
    """Return steps without a policy, and two-person steps that nobody may propose."""
    found = [f"{action} has no policy" for action in actions() if not policies.is_declared(action)]
    for model in stateful_models():
        for name, meta in steps_of(model).items():
            if not next(iter(meta.transitions.values())).custom["two_persons"]:
                continue
            label = model._meta.label_lower
            if not policies.is_declared(f"{label}.propose_{name}"):
                found.append(f"{label}.{name} needs two persons but nobody may propose it")
    return found


def executor_faults() -> list[str]:
    """Return two-person steps that no service carries out once approved."""
    return [
        f"{model._meta.label_lower}.{name} needs two persons but no service executes it"
        for model in stateful_models()
        for name, meta in steps_of(model).items()
        if next(iter(meta.transitions.values())).custom["two_persons"]
        and f"{model._meta.label_lower}.{name}" not in approvals.executors()
    ]


def reference_faults() -> list[str]:
    """Return guards of unknown steps and subscriptions to events that nothing publishes."""
    known = actions()
    labels = {model._meta.label_lower for model in apps.get_models()}
    found = [f"guard of unknown step {action}" for action in guards.registered() if action not in known]
    for event in subscriptions.subscriptions():
        is_act = event.rpartition(".")[0] in labels and _is_published(event)
        if event not in known and not is_act:
            found.append(f"subscription to unknown event {event}")
    return found


def _is_published(event: str) -> bool:
    """Say whether some table declares the act; whatever may be proposed may also be declined."""
    model, _dot, act = event.rpartition(".")
    declined = act.removeprefix("decline_")
    return policies.is_declared(event) or (
        declined != act and policies.is_declared(f"{model}.propose_{declined}")
    )


def check_promises(**_kwargs: Any) -> list[CheckMessage]:
    """Fail the check for every broken promise."""
    return [
        Error(fault, id=f"brandcert.E00{number}")
        for number, faults in ((1, step_faults()), (2, reference_faults()), (3, executor_faults()))
        for fault in faults
    ]
