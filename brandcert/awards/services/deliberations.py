"""Meetings of the committee: agenda, votes, minutes, and the list they propose."""

import datetime
from collections.abc import Sequence
from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _

from brandcert.applications.enums import Status
from brandcert.applications.models import Application
from brandcert.awards import queries
from brandcert.awards.enums import Choice
from brandcert.awards.models import AgendaItem, Deliberation, Vote
from brandcert.core import approvals, events, policies
from brandcert.core.errors import BusinessError
from brandcert.core.models import Approval
from brandcert.core.transitions import perform
from brandcert.programs.models import Batch


class EmptyAgenda(BusinessError):
    """No application of the batch waits for a deliberation."""


class NotPresent(BusinessError):
    """Only members who are present vote, and only while the meeting is open."""


class NoQuorum(BusinessError):
    """Too few members are present, or the minutes are missing."""


class NothingCarried(BusinessError):
    """No item of the meeting can be proposed."""


@transaction.atomic
def call_deliberation(
    *, batch: Batch, held_on: datetime.date, attendees: Sequence[Any], by: Any
) -> Deliberation:
    """Call a meeting whose agenda is every application in deliberation, best first.

    Raises EmptyAgenda when none waits, NoQuorum when too few members are present.
    """
    policies.require(by, "awards.deliberation.call")
    for member in attendees:
        policies.require(member, "awards.deliberation.vote")
    if len(set(attendees)) < batch.quorum:
        raise NoQuorum(_("At least %(quorum)s members must be present.") % {"quorum": batch.quorum})
    waiting = Application.objects.filter(batch=batch, status=Status.DELIBERATION).select_related(
        "category", "panel__rubric"
    )
    if not waiting:
        raise EmptyAgenda(_("No application waits for a deliberation."))
    meeting = Deliberation.objects.create(batch=batch, held_on=held_on, called_by=by)
    meeting.attendees.set(attendees)
    AgendaItem.objects.bulk_create(
        AgendaItem(deliberation=meeting, application=application, rank=rank)
        for rank, application in enumerate(queries.ranking(waiting), start=1)
    )
    events.record("call", meeting, by=by, payload={"items": len(waiting)})
    return meeting


@transaction.atomic
def cast_vote(item: AgendaItem, *, choice: Choice | str, by: Any, reason: str = "") -> Vote:
    """Cast or change the member's vote while the meeting is open.

    Raises Refused for someone who is no member of the committee, NotPresent for one who is not there.
    """
    policies.require(by, "awards.deliberation.vote", item.deliberation)
    meeting = Deliberation.objects.select_for_update().get(pk=item.deliberation_id)
    if meeting.closed_at or not meeting.attendees.filter(pk=by.pk).exists():
        raise NotPresent(_("Only members who are present vote, while the meeting is open."))
    vote, _created = Vote.objects.update_or_create(
        item=item, member=by, defaults={"choice": Choice(choice), "reason": reason}
    )
    return vote


@transaction.atomic
def close_deliberation(
    deliberation: Deliberation, *, minutes: str, by: Any, now: datetime.datetime
) -> Deliberation:
    """Close the meeting with its minutes; no vote changes afterwards.

    Raises NoQuorum when the minutes are empty.
    """
    policies.require(by, "awards.deliberation.close", deliberation)
    meeting = Deliberation.objects.select_for_update().get(pk=deliberation.pk)
    if meeting.closed_at:
        return meeting
    if not minutes.strip():
        raise NoQuorum(_("The minutes are missing."))
    meeting.minutes, meeting.closed_at = minutes, now
    meeting.save(update_fields=["minutes", "closed_at"])
    events.record("close", meeting, by=by, payload={"items": meeting.items.count()})
    return meeting


@transaction.atomic
def propose_notice(deliberation: Deliberation, *, by: Any) -> list[Approval]:
    """Propose every carried item to the director, best first, as far as the quota goes.

    Raises NothingCarried when no item can be proposed.
    """
    places = queries.places_left(deliberation.batch)
    taken = 0
    proposed: list[Approval] = []
    for item in deliberation.items.select_related("application__batch", "application__enterprise"):
        application = item.application
        if application.status != Status.DELIBERATION or not queries.is_carried(item):
            continue
        is_free = queries.is_beyond_quota(application)
        if places is not None and taken >= places and not is_free:
            continue
        taken += not is_free
        approval = approvals.propose(
            "open_notice", application, by=by, details={"deliberation": deliberation.pk}
        )
        proposed.append(approval)
    if not proposed:
        raise NothingCarried(_("No item of this meeting was carried, or the quota is used up."))
    return proposed


@approvals.executes("applications.application.reject_or_defer")
@transaction.atomic
def reject_or_defer(approval: Approval, *, by: Any) -> Application:
    """Carry out the committee's proposal not to award, or to defer to another batch (T17)."""
    application = Application.objects.get(pk=approval.subject_id)
    moved: Application = perform(
        application.reject_or_defer,
        by=by,
        approval=approval,
        payload={"code": approval.details.get("reason_code", "committee")},
        reason=approval.details.get("reason", ""),
        reason_code=approval.details.get("reason_code", "committee"),
    )
    return moved
