"""Votes on the items of a meeting: cast, changed, counted; and who is out for an item."""

import datetime
from collections.abc import Sequence
from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _

from brandcert.awards import queries
from brandcert.awards.enums import Choice, Presence, RecusalKind, Result
from brandcert.awards.models import AgendaItem, Deliberation, Recusal, Vote
from brandcert.awards.voting import outcome
from brandcert.core import events, policies
from brandcert.core.errors import BusinessError


class NotPresent(BusinessError):
    """Only members who are present vote, and only while the meeting is open."""


class IsRecused(BusinessError):
    """The member is out for this item."""


class ItemClosed(BusinessError):
    """The item has been counted: no vote changes any more."""


def locked_meeting(meeting: Deliberation) -> Deliberation:
    """Return the meeting locked and read again: whoever votes, counts or closes takes his turn."""
    return Deliberation.objects.select_for_update(of=("self",)).select_related("batch").get(pk=meeting.pk)


def _open_item(item: AgendaItem) -> tuple[Deliberation, AgendaItem]:
    """Return meeting and item, locked; raises NotPresent for a closed meeting, ItemClosed for a counted item."""
    meeting = locked_meeting(item.deliberation)
    fresh = AgendaItem.objects.select_related("application__enterprise").get(pk=item.pk)
    if meeting.closed_at:
        raise NotPresent(_("Only members who are present vote, while the meeting is open."))
    if fresh.decided_at:
        raise ItemClosed(_("The votes on this item have been counted: none changes any more."))
    return meeting, fresh


@transaction.atomic
def cast_vote(item: AgendaItem, *, choice: Choice | str, by: Any, reason: str = "") -> Vote | Recusal:
    """Cast or change the member's vote until the item is counted; to step aside is a recusal.

    Raises Refused for someone who is no member of the committee, NotPresent for one who is not there, IsRecused,
    ItemClosed.
    """
    policies.require(by, "awards.deliberation.vote", item.deliberation)
    meeting, fresh = _open_item(item)
    if not meeting.attendances.filter(member=by, presence=Presence.PRESENT).exists():
        raise NotPresent(_("Only members who are present vote, while the meeting is open."))
    if choice == Choice.RECUSED:
        return _recuse(fresh, by, reason, by=by)
    if fresh.recusals.filter(member=by).exists():
        raise IsRecused(_("You are recused from this item."))
    tie = queries.ties_of([fresh.application], [by]).get((fresh.application_id, by.pk))
    if tie is not None:
        raise IsRecused(_("You cannot vote on this item: %(why)s.") % {"why": tie[0]})
    vote, _created = Vote.objects.update_or_create(
        item=fresh, member=by, defaults={"choice": Choice(choice), "reason": reason.strip()[:200]}
    )
    return vote


@transaction.atomic
def recuse(item: AgendaItem, *, reason: str, by: Any) -> Recusal:
    """Step aside for one item, with the ground; a vote already cast falls away. Raises what `cast_vote` raises."""
    policies.require(by, "awards.deliberation.recuse", item.deliberation)
    meeting, fresh = _open_item(item)
    if not meeting.attendees.filter(pk=by.pk).exists():
        raise NotPresent(_("Only members who are invited to the meeting step aside."))
    return _recuse(fresh, by, reason, by=by)


def _recuse(item: AgendaItem, member: Any, reason: str, *, by: Any) -> Recusal:
    if not reason.strip():
        raise IsRecused(_("Please say why you step aside."))
    Vote.objects.filter(item=item, member=member).delete()
    row, is_new = Recusal.objects.get_or_create(
        item=item, member=member, defaults={"kind": RecusalKind.DECLARED, "reason": reason.strip()[:200]}
    )
    if is_new:
        events.record("recuse", item.deliberation, by=by, payload={"item": item.pk, "recusal": row.pk})
    return row


def recuse_tied(meeting: Deliberation, items: Sequence[AgendaItem]) -> None:
    """Write down which invited members the records tie to which enterprise: the same ties as for experts."""
    members: list[Any] = list(meeting.attendees.all())
    found = queries.ties_of([item.application for item in items], members)
    Recusal.objects.bulk_create(
        Recusal(
            item=item,
            member=member,
            kind=RecusalKind.DETECTED,
            reason=str(tie[0])[:200],
            evidence=tie[1][:80],
        )
        for item in items
        for member in members
        if (tie := found.get((item.application_id, member.pk))) is not None
    )


@transaction.atomic
def close_item(item: AgendaItem, *, by: Any, now: datetime.datetime) -> AgendaItem:
    """Count the votes on an item: nobody votes on it afterwards. Counting twice changes nothing. Raises Refused."""
    policies.require(by, "awards.deliberation.close_item", item.deliberation)
    meeting = locked_meeting(item.deliberation)
    fresh = AgendaItem.objects.get(pk=item.pk)
    if fresh.decided_at or meeting.closed_at:
        return fresh
    return count_item(meeting, fresh, now=now, by=by)


def count_item(
    meeting: Deliberation, item: AgendaItem, *, now: datetime.datetime, by: Any = None
) -> AgendaItem:
    """Write the count and its result on the item; of a secret ballot who voted how is forgotten."""
    recused = set(item.recusals.values_list("member_id", flat=True))
    present = set(meeting.attendances.filter(presence=Presence.PRESENT).values_list("member_id", flat=True))
    eligible = present - recused
    votes = [vote for vote in item.votes.all() if vote.member_id not in recused]
    count = {choice: sum(vote.choice == choice for vote in votes) for choice in Choice.values}
    chair = next((vote.choice for vote in votes if vote.member_id == meeting.chair_id), "")
    rules = meeting.voting_rules
    result, rule = outcome(count, rules, eligible=len(eligible), chair=chair)
    item.result, item.decided_at = result, now
    item.tally = count | {
        Choice.RECUSED: len(recused & set(meeting.attendees.values_list("pk", flat=True))),
        "present": len(present),
        "eligible": len(eligible),
        "quorum": rules.quorum,
        "majority": rules.majority,
        "rule": rule,
    }
    item.save(update_fields=["result", "tally", "decided_at"])
    if meeting.is_secret:
        item.votes.update(choice="", reason="")
    if by is not None:
        events.record("close_item", meeting, by=by, payload={"item": item.pk, "result": Result(result).value})
    return item


@transaction.atomic
def note_discussion(item: AgendaItem, *, text: str, by: Any) -> AgendaItem:
    """Write down what was said about an item; it stands in the draft of the minutes. Raises ItemClosed, Refused."""
    policies.require(by, "awards.deliberation.note_discussion", item.deliberation)
    meeting = locked_meeting(item.deliberation)
    fresh = AgendaItem.objects.get(pk=item.pk)
    if meeting.closed_at:
        raise ItemClosed(_("The meeting is closed: what was said stands in its minutes."))
    fresh.discussion = text.strip().replace("\r\n", "\n")
    fresh.save(update_fields=["discussion"])
    return fresh
