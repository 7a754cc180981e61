"""The steps a person can take on a case: the buttons, their forms, and what happened to them."""

from dataclasses import dataclass
from typing import Any, Final

from django import forms
from django.utils import timezone
from django.utils.functional import Promise
from django.utils.translation import gettext as _

from brandcert.core import actors, approvals, policies, transitions
from brandcert.core.admin import registry
from brandcert.core.admin.history import label_of_act, names_of
from brandcert.core.errors import BusinessError
from brandcert.core.models import Approval, StatefulModel

# What leads on comes first, what ends the case last.
ORDER: Final = ("primary", "plain", "warning", "danger")


@dataclass(frozen=True, slots=True)
class Act:
    """One button of a case: what the policies are asked, what is run, which form comes before it."""

    name: str
    action: str
    asked: str
    label: str | Promise
    tone: str
    form: type[forms.Form]
    run: registry.Run
    blockers: tuple[str, ...] = ()
    proposes: bool = False

    @property
    def has_questions(self) -> bool:
        """Say whether the form asks anything; a StepForm may add its fields only when it is made."""
        return bool(self.form.base_fields) or issubclass(self.form, registry.StepForm)

    def bound(self, row: Any, user: Any, *data: Any) -> forms.Form:
        """Return the form, filled with the data given."""
        if issubclass(self.form, registry.StepForm):
            return self.form(*data, row=row, user=user)
        return self.form(*data)


def acts_for(row: StatefulModel, user: Any) -> list[Act]:
    """Return the buttons of the case for this person: transitions first, then other acts; each says why it is off."""
    waiting = {approval.action for approval in open_approvals(row)}
    label = policies.label_of(row)
    found = []
    for offer in transitions.offers(row, to=user):
        action = f"{label}.{offer.name}"
        made = (
            _proposal(row, user, offer, action, action in waiting)
            if offer.two_persons
            else _step(offer, action)
        )
        if made is not None:
            found.append(made)
    return sorted(found + _other_acts(row, user, label), key=lambda act: ORDER.index(act.tone))


def _step(offer: transitions.Offer, action: str) -> Act | None:
    step = registry.step_of(action)
    if step is None or step.run is None:
        return None
    form = step.form or (registry.ReasonForm if offer.needs_reason else forms.Form)
    return Act(offer.name, action, action, offer.label, offer.tone, form, step.run, offer.blockers)


def _proposal(row: Any, user: Any, offer: transitions.Offer, action: str, is_waiting: bool) -> Act | None:
    label = policies.label_of(row)
    asked = f"{label}.propose_{offer.name}"
    if not policies.allowed(user, asked, row):
        return None
    step = registry.step_of(action) or registry.Step()
    form = step.form or (registry.ReasonForm if offer.needs_reason else forms.Form)
    blockers = (_("This act is already waiting for approval."),) if is_waiting else offer.blockers
    words = _("Propose: %(act)s") % {"act": offer.label}
    run = step.propose or _default_proposal(offer.name)
    return Act(offer.name, action, asked, words, offer.tone, form, run, blockers, proposes=True)


def _default_proposal(name: str) -> registry.Run:
    def propose(row: Any, *, by: Any, **details: Any) -> Approval:
        return approvals.propose(name, row, by=by, details=details)

    return propose


def _other_acts(row: Any, user: Any, label: str) -> list[Act]:
    return [
        Act(
            action.rpartition(".")[2],
            action,
            action,
            step.label,
            step.tone,
            step.form or forms.Form,
            step.run,
            tuple(str(sentence) for sentence in step.against(row)),
        )
        for action, step in registry.acts_of(label).items()
        if step.run is not None and step.when(row) and policies.allowed(user, action, row)
    ]


def reason_against(row: StatefulModel, user: Any, name: str) -> Any:
    """Return why the person may neither do nor propose the step, or None; unknown names give None too."""
    label = policies.label_of(row)
    asked = [
        action for action in (f"{label}.propose_{name}", f"{label}.{name}") if policies.is_declared(action)
    ]
    refusals = [policies.refusal(user, action, row) for action in asked[:1]]
    return next((reason for reason in refusals if reason is not None), None)


def is_known(row: StatefulModel, name: str) -> bool:
    """Say whether the desk knows a step or another act of this name for the row's model."""
    action = f"{policies.label_of(row)}.{name}"
    return name in transitions.steps_of(type(row)) or action in registry.acts_of(policies.label_of(row))


def open_approvals(row: Any) -> list[Approval]:
    """Return the proposals about the row that wait for their second person."""
    return list(
        Approval.objects.filter(
            subject_type=policies.label_of(row),
            subject_id=row.pk,
            outcome="",
            expires_at__gt=timezone.now(),
        ).order_by("id")
    )


def approvals_for(row: Any, user: Any) -> list[dict[str, Any]]:
    """Return the open proposals as the page shows them, with what keeps this person from approving."""
    waiting = open_approvals(row)
    names = names_of(approval.proposed_by for approval in waiting) if waiting else {}
    return [_shown(approval, row, user, names) for approval in waiting]


def _shown(approval: Approval, row: Any, user: Any, names: Any) -> dict[str, Any]:
    is_mine = approval.proposed_by == actors.code_of(user)
    refused = policies.refusal(user, approval.action, row)
    step = registry.step_of(approval.action)
    if refused is None and step is not None:
        refused = step.not_by(row, user)
    return {
        "pk": approval.pk,
        "label": label_of_act(approval.action),
        "by": names.get(approval.proposed_by, approval.proposed_by),
        "at": approval.proposed_at,
        "expires_at": approval.expires_at,
        "details": _details(approval),
        **_sheet(step, approval, row, user),
        "why_not": _("You proposed this: a second person has to approve it.") if is_mine else refused,
        "may_approve": not is_mine and refused is None,
        "may_decline": is_mine or refused is None,
        "is_mine": is_mine,
    }


def _sheet(step: registry.Step | None, approval: Approval, row: Any, user: Any) -> dict[str, Any]:
    """Return the letter that goes out with the approval, as whoever proposed it read it, or why it cannot go."""
    if step is None or step.form is None or not issubclass(step.form, registry.StepForm):
        return {}
    if step.form.preview is registry.StepForm.preview:
        return {}
    form = step.form(approval.details, row=row, user=user)
    if not form.is_valid():
        return {}
    try:
        preview = form.preview() or {}
    except BusinessError as fault:
        return {"sheet_fault": str(fault)}
    return {"sheet": preview.get("sheet")}


def _details(approval: Approval) -> list[dict[str, Any]]:
    """Return the proposal's details under the labels of its form."""
    step = registry.step_of(approval.action)
    if step is not None and step.describe is not None:
        return [dict(line) for line in step.describe(approval)]
    fields = dict(step.form.base_fields) if step and step.form else dict(registry.ReasonForm.base_fields)
    return [
        {
            "label": fields[name].label or name if name in fields else name,
            "value": _answer(fields.get(name), value),
        }
        for name, value in approval.details.items()
    ]


def _answer(field: Any, value: Any) -> str:
    """Return a detail in words: of a choice its label."""
    choices = {str(key): str(words) for key, words in getattr(field, "choices", None) or ()}
    return choices.get(str(value)) or _words(value)


def _words(value: Any) -> str:
    if isinstance(value, list | tuple):
        return "\n".join(_words(part) for part in value)
    if isinstance(value, dict):
        return "\n".join(f"{key}: {_words(part)}" for key, part in value.items())
    return str(value)
