"""Meetings of the committee: called with a frozen agenda, attended, closed, and the list they propose."""

import datetime
from collections.abc import Mapping, Sequence
from typing import Any

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from brandcert.applications.enums import Status
from brandcert.applications.models import Application
from brandcert.awards import queries
from brandcert.awards.enums import Presence
from brandcert.awards.models import AgendaItem, Attendance, Deliberation
from brandcert.awards.services.voting import count_item, locked_meeting, recuse_tied
from brandcert.core import events, policies
from brandcert.core.errors import BusinessError
from brandcert.programs.models import Batch


class EmptyAgenda(BusinessError):
    """No application of the batch waits for a deliberation."""


class NoQuorum(BusinessError):
    """Too few members are present, or the minutes are missing."""


class NotOnAgenda(BusinessError):
    """The application cannot be put on the agenda, or no reason was given for it."""


@transaction.atomic
def call_deliberation(
    *,
    batch: Batch,
    held_on: datetime.date,
    attendees: Sequence[Any],
    by: Any,
    starts_at: datetime.time | None = None,
    place: str = "",
    chair: Any = None,
    keeper: Any = None,
    is_now: bool = True,
) -> Deliberation:
    """Call a meeting whose agenda is every application in deliberation, best first, frozen as it stands.

    `is_now` notes everybody invited as present; otherwise each signs in. Members whom a record ties to an enterprise are
    out for its item. Raises EmptyAgenda when none waits, NoQuorum when too few members are invited, Refused.
    """
    policies.require(by, "awards.deliberation.call")
    members = list(dict.fromkeys(attendees))
    for member in members:
        policies.require(member, "awards.deliberation.vote")
    if len(members) < batch.quorum:
        raise NoQuorum(_("At least %(quorum)s members must be present.") % {"quorum": batch.quorum})
    leads = chair or (by if by in members else members[0])
    if leads not in members:
        raise NoQuorum(_("The chair must be one of the members invited."))
    waiting = _waiting(batch)
    meeting = Deliberation.objects.create(
        batch=batch,
        held_on=held_on,
        starts_at=starts_at,
        place=place.strip(),
        called_by=by,
        chair=leads,
        keeper=keeper,
        rules=_rules(batch),
    )
    meeting.attendees.set(members)
    if is_now:
        Attendance.objects.bulk_create(
            Attendance(deliberation=meeting, member=one, presence=Presence.PRESENT, noted_by=by)
            for one in members
        )
    recuse_tied(meeting, _agenda(meeting, waiting))
    events.record("call", meeting, by=by, payload={"items": len(waiting)})
    return meeting


def _agenda(meeting: Deliberation, waiting: Sequence[Application]) -> list[AgendaItem]:
    """Put the applications on the agenda, best first, with what ranks them."""
    facts = queries.frozen_facts(waiting)
    return AgendaItem.objects.bulk_create(
        AgendaItem(deliberation=meeting, application=one, rank=rank, facts=facts[one.pk])
        for rank, one in enumerate(queries.ranking(waiting), start=1)
    )


def _waiting(batch: Batch) -> list[Application]:
    """Return every application of the batch in deliberation; raises EmptyAgenda when none waits."""
    rows = Application.objects.filter(batch=batch, status=Status.DELIBERATION)
    found = list(rows.select_related("category", "panel__rubric", "enterprise"))
    if not found:
        raise EmptyAgenda(_("No application waits for a deliberation."))
    return found


def _rules(batch: Batch) -> dict[str, Any]:
    """Return by what the meeting will vote, whatever the batch says later."""
    return {
        "quorum": batch.quorum,
        "majority": batch.majority,
        "tie": batch.tie_rule,
        "secret": batch.is_ballot_secret,
        "quota": batch.quota,
        "quotas": {
            row.key: batch.quota_of(row.key)
            for row in batch.program.categories.order_by("pk")
            if batch.quota_of(row.key) is not None
        },
        "award_score": str(batch.award_score),
        "dimension_percent": batch.dimension_percent,
    }


@transaction.atomic
def add_item(meeting: Deliberation, *, application: Application, reason: str, by: Any) -> AgendaItem:
    """Put an application on the agenda that reached the committee after the call: at its end, with the reason.

    Raises NotOnAgenda, Refused.
    """
    policies.require(by, "awards.deliberation.add_item", meeting)
    row = locked_meeting(meeting)
    case = Application.objects.select_related("category", "panel__rubric", "enterprise").get(
        pk=application.pk
    )
    if row.closed_at or case.batch_id != row.batch_id or case.status != Status.DELIBERATION:
        raise NotOnAgenda(_("Only an application of the batch that waits for a deliberation can be added."))
    if row.items.filter(application=case).exists():
        raise NotOnAgenda(_("The application is on the agenda already."))
    if not reason.strip():
        raise NotOnAgenda(_("Please give a reason."))
    last = row.items.order_by("-rank").values_list("rank", flat=True).first() or 0
    item = AgendaItem.objects.create(
        deliberation=row,
        application=case,
        rank=last + 1,
        facts=queries.frozen_facts([case])[case.pk],
        added_at=timezone.now(),
        added_by=by,
        added_reason=reason.strip(),
    )
    recuse_tied(row, [item])
    events.record("add_item", row, by=by, payload={"item": item.pk})
    return item


@transaction.atomic
def sign_in(meeting: Deliberation, *, by: Any, now: datetime.datetime) -> Attendance:
    """Note that the member himself is there. Raises NoQuorum for whoever is not invited or a closed meeting, Refused."""
    policies.require(by, "awards.deliberation.sign_in", meeting)
    row = locked_meeting(meeting)
    return _note(row, by, Presence.PRESENT, "", by=by, now=now)


@transaction.atomic
def note_attendance(
    meeting: Deliberation,
    *,
    presence: Mapping[int, str],
    notes: Mapping[int, str],
    by: Any,
    now: datetime.datetime,
) -> None:
    """Note for each member, by his key, whether he is there; nobody is represented. Raises NoQuorum, Refused."""
    policies.require(by, "awards.deliberation.note_attendance", meeting)
    row = locked_meeting(meeting)
    members = {one.pk: one for one in row.attendees.all()}
    for key, value in presence.items():
        if key in members and value:
            _note(row, members[key], Presence(value), notes.get(key, ""), by=by, now=now)


def _note(
    meeting: Deliberation, member: Any, presence: Presence, note: str, *, by: Any, now: datetime.datetime
) -> Attendance:
    if meeting.closed_at or not meeting.attendees.filter(pk=member.pk).exists():
        raise NoQuorum(_("Only invited members attend, while the meeting is open."))
    before = Attendance.objects.filter(deliberation=meeting, member=member).first()
    if before is not None and (before.presence, before.note) == (presence, note.strip()):
        return before
    row, _created = Attendance.objects.update_or_create(
        deliberation=meeting,
        member=member,
        defaults={"presence": presence, "note": note.strip()[:200], "noted_by": by, "noted_at": now},
    )
    events.record("attend", meeting, by=by, payload={"attendance": row.pk, "presence": presence})
    return row


@transaction.atomic
def close_deliberation(
    deliberation: Deliberation, *, minutes: str, by: Any, now: datetime.datetime
) -> Deliberation:
    """Close the meeting with its minutes: what was not counted yet is counted, and no vote changes afterwards.

    Raises NoQuorum when the minutes are empty.
    """
    policies.require(by, "awards.deliberation.close", deliberation)
    meeting = locked_meeting(deliberation)
    if meeting.closed_at:
        return meeting
    if not minutes.strip():
        raise NoQuorum(_("The minutes are missing."))
    for item in meeting.items.filter(decided_at=None).order_by("rank"):
        count_item(meeting, item, now=now)
    meeting.minutes, meeting.closed_at = minutes.replace("\r\n", "\n"), now
    meeting.save(update_fields=["minutes", "closed_at"])
    events.record("close", meeting, by=by, payload={"items": meeting.items.count()})
    return meeting
