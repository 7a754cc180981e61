"""What needs two persons: the director is told of every proposal, the proposer of a refusal."""

from typing import Any

from django.urls import NoReverseMatch, reverse

from brandcert.core import approvals
from brandcert.core.admin.history import label_of_act
from brandcert.core.approvals import subject_of
from brandcert.core.models import Approval, Event
from brandcert.core.subscriptions import subscribe
from brandcert.notifications import queries, services

C = "certificates.certificate"
# Acts carried out as one list: the list is told, not a certificate of it.
OF_OWNERS = ("applications.application.withdraw_late",)


def _named(prefix: str, *, but: tuple[str, ...] = ()) -> tuple[str, ...]:
    """Return the events of one half of every two-person act."""
    pairs = (action.rpartition(".") for action in approvals.executors() if action not in but)
    return tuple(f"{model}.{prefix}_{act}" for model, _dot, act in pairs)


@subscribe(*_named("propose"))
def tell_approvers(event: Event) -> None:
    """Tell the directors who may approve it that a proposal waits."""
    approval = Approval.objects.filter(pk=event.payload.get("approval")).first()
    if approval is None or approval.outcome:
        return
    row = subject_of(approval)
    _tell(event, queries.approvers(approval, row), "staff.approval", _facts(approval, row), row)


@subscribe("core.approval.remind_approval")
def remind_approvers(event: Event) -> None:
    """Remind the directors of a proposal that is about to lapse."""
    approval = Approval.objects.get(pk=event.subject_id)
    if approval.outcome:
        return
    row = subject_of(approval)
    days = queries.days_in_words(event.payload["left"], workdays=True)
    facts = {**_facts(approval, row), "days": days}
    _tell(event, queries.approvers(approval, row), "reminder.approval", facts, row)


@subscribe(*_named("decline", but=OF_OWNERS))
def tell_proposer(event: Event) -> None:
    """Tell whoever proposed an act that it was declined, and why; not one who took it back."""
    approval = Approval.objects.get(pk=event.payload["approval"])
    person = queries.behind(approval.proposed_by)
    if person is None or approval.decided_by == approval.proposed_by:
        return
    row = subject_of(approval)
    facts = {
        **_facts(approval, row),
        "who": queries.name_behind(approval.decided_by),
        "reason": approval.reason,
    }
    _tell(event, [person], "staff.declined", facts, row)


@subscribe(f"{C}.propose_issue", f"{C}.propose_supersede")
def tell_approvers_of_issue(event: Event) -> None:
    """Tell the directors that a certificate was put on a list to be issued."""
    row = queries.certificate_by(event.subject_id)
    facts: dict[str, queries.Fact] = {
        **queries.certificate_facts(row, event),
        "act": queries.act_in_words(event.name),
        "who": queries.name_behind(event.actor),
    }
    _tell(event, queries.without(queries.directors(), event.actor), "staff.approval", facts, row)


@subscribe(f"{C}.decline_issue")
def tell_issuers(event: Event) -> None:
    """Tell the issuing officers that the director declined a list."""
    row = queries.certificate_by(event.subject_id)
    facts: dict[str, queries.Fact] = {
        **queries.certificate_facts(row, event),
        "act": queries.act_in_words(event.name),
        "who": queries.name_behind(event.actor),
        "reason": queries.reason_of_batch(event),
    }
    _tell(event, queries.issuers(), "staff.declined", facts, row)


def _facts(approval: Approval, row: Any) -> dict[str, queries.Fact]:
    return {
        **queries.facts_of_subject(row),
        "act": queries.later(lambda: label_of_act(approval.action)),
        "who": queries.name_behind(approval.proposed_by),
        "until": queries.day(approval.expires_at.date()),
    }


def _tell(event: Event, people: list[Any], notice: str, facts: queries.Facts, row: Any) -> None:
    services.tell(event, people, notice=notice, facts=facts, url=_page_of(row), case=row)


def _page_of(row: Any) -> str:
    """Return the desk page of the row, else of the case it belongs to."""
    for candidate in (row, getattr(row, "application", None), getattr(row, "panel", None)):
        if candidate is None:
            continue
        meta = candidate._meta
        try:
            return reverse(f"admin:{meta.app_label}_{meta.model_name}_change", args=[candidate.pk])
        except NoReverseMatch:
            continue
    return reverse("admin:index")
