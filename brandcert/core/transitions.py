"""perform(): the one door through which every change of state goes."""

import inspect
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any, TypeVar, cast

from django.db import models, transaction
from django.utils.functional import Promise
from django.utils.translation import gettext as _

from brandcert.core import approvals, events, policies
from brandcert.core.errors import BusinessError, GuardFailed, SomeoneWasFaster
from brandcert.core.guards import guards_of
from brandcert.core.models import Approval, StatefulModel, digest

Row = TypeVar("Row", bound=StatefulModel)


class WrongState(SomeoneWasFaster):
    """The row is not, or no longer, in a state that the step starts from."""


@dataclass(frozen=True, slots=True)
class Offer:
    """A step as a surface shows it: its button and why it is unavailable, if it is."""

    name: str
    label: str | Promise
    tone: str
    two_persons: bool
    needs_reason: bool
    blockers: tuple[str, ...]


def perform(
    step: Callable[..., Any],
    *,
    by: Any,
    approval: Approval | None = None,
    payload: Mapping[str, Any] | None = None,
    **details: Any,
) -> Any:
    """Carry out a transition and return the fresh, saved row.

    Inside the caller's transaction the row is locked and read again; then policy, guards, the
    transition itself, `save()` and the event, in this order. `details` go to the guards, and those
    it names to the transition's body; `payload` (codes only) goes into the event beside states and hash of details.

    Raises TransactionManagementError outside a transaction, SomeoneWasFaster when the row has moved on
    since the caller read it, Refused, GuardFailed or another BusinessError, NotApprovable.
    """
    seen, name = cast("StatefulModel", step.__self__), step.__name__  # type: ignore[attr-defined] # a bound method
    if not transaction.get_connection().in_atomic_block:
        raise transaction.TransactionManagementError("perform() runs inside a transaction")
    row = locked(seen)
    action = f"{policies.label_of(row)}.{name}"
    source = str(row.status)  # type: ignore[attr-defined] # each model declares its own status
    _same_state(seen, row, name)
    policies.require(by, action, row)
    _approve(row, name, action, by, approval)
    for guard in guards_of(action):
        guard(row, by, details)
    _run(row, name, details)
    row.version += 1
    row.save()
    events.record(
        name,
        row,
        by=by,
        payload={
            "from": source,
            "to": str(row.status),  # type: ignore[attr-defined] # as above
            "details": digest(details),
            **({"approval": approval.pk} if approval else {}),
            **(payload or {}),
        },
    )
    return row


def locked(row: Row) -> Row:
    """Return the row locked and read again; on SQLite the immediate transaction is the lock."""
    return type(row)._base_manager.select_for_update().get(pk=row.pk)


def _same_state(seen: Any, row: Any, name: str) -> None:
    if seen.status != row.status or not _meta(row, name).has_transition(row.status):
        raise WrongState(
            _("This is no longer possible: the state is now “%(state)s”.")
            % {"state": row.get_status_display()}
        )


def _approve(row: Any, name: str, action: str, by: Any, approval: Approval | None) -> None:
    needs_two = _custom(row, name)["two_persons"]
    if needs_two and approval is None:
        raise GuardFailed(_("This act needs a proposal by one person and the approval of another."))
    if approval is not None:
        approvals.use(approval, row, action, by=by)


def _run(row: Any, name: str, details: Mapping[str, Any]) -> None:
    if _custom(row, name)["needs_reason"] and not str(details.get("reason", "")).strip():
        raise GuardFailed(_("Please give a reason."))
    method = getattr(row, name)
    # Guards may ask for more than the body stores.
    wanted = inspect.signature(method).parameters
    row.performing = name
    try:
        method(**{key: value for key, value in details.items() if key in wanted})
    finally:
        row.performing = ""


def _meta(row: Any, name: str) -> Any:
    return getattr(type(row), name)._django_fsm


def _custom(row: Any, name: str) -> Mapping[str, Any]:
    """Return what `step` declared; a step with several sources declares it alike for each."""
    return cast("Mapping[str, Any]", next(iter(_meta(row, name).transitions.values())).custom)


def steps_of(model: type[models.Model]) -> dict[str, Any]:
    """Return the model's steps by name with their django-fsm description, in alphabetical order; none without a life."""
    if not issubclass(model, StatefulModel):
        return {}
    field: Any = next(field for field in model._meta.fields if field.name == "status")
    return {name: method._django_fsm for name, method in field.transitions[model].items()}


def offers(row: StatefulModel, *, to: Any) -> list[Offer]:
    """Return the steps that start from the row's state and concern this person, with what blocks each.

    A step is listed when the person may do or propose it; its blockers are unmet guards. Guards that
    look at details not given yet are asked again by `perform`.
    """
    label = policies.label_of(row)
    found = []
    for name, meta in steps_of(type(row)).items():
        if not meta.has_transition(row.status):  # type: ignore[attr-defined] # as above
            continue
        if not (_may(to, f"{label}.{name}", row) or _may(to, f"{label}.propose_{name}", row)):
            continue
        custom = _custom(row, name)
        found.append(Offer(name=name, blockers=blockers(row, name, by=to), **_shown(custom)))
    return found


def _shown(custom: Mapping[str, Any]) -> dict[str, Any]:
    return {key: custom[key] for key in ("label", "tone", "two_persons", "needs_reason")}


def _may(user: Any, action: str, row: Any) -> bool:
    return policies.is_declared(action) and policies.allowed(user, action, row)


def blockers(row: StatefulModel, name: str, *, by: Any) -> tuple[str, ...]:
    """Return, in the user's language, each fact that is missing before the step can be taken."""
    missing = []
    for guard in guards_of(f"{policies.label_of(row)}.{name}"):
        try:
            guard(row, by, {})
        except BusinessError as error:
            missing.append(str(error))
    return tuple(missing)
