"""What members and the chair do with one item of an agenda: vote, step aside, count, note, put down, take back."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any, Final

from django import forms
from django.utils import timezone
from django.utils.translation import gettext as _

from brandcert.applications.enums import Status
from brandcert.awards import queries, services
from brandcert.awards.admin.records import page_of
from brandcert.awards.enums import Choice, Staged
from brandcert.awards.forms import DiscussionForm, RecuseForm, StageForm, VoteForm
from brandcert.awards.models import AgendaItem, Deliberation
from brandcert.core import policies

MEETING: Final = "awards.deliberation"
Done = Callable[[AgendaItem, Any, Mapping[str, Any]], str]


def _vote(item: AgendaItem, user: Any, facts: Mapping[str, Any]) -> str:
    services.cast_vote(item, choice=facts["choice"], reason=facts["reason"], by=user)
    return _("Your vote is counted.")


def _recuse(item: AgendaItem, user: Any, facts: Mapping[str, Any]) -> str:
    services.recuse(item, reason=facts["reason"], by=user)
    return _("You are out for this item.")


def _close(item: AgendaItem, user: Any, _facts: Mapping[str, Any]) -> str:
    row = services.close_item(item, by=user, now=timezone.now())
    return _("The votes are counted: %(result)s.") % {"result": row.get_result_display()}


def _discuss(item: AgendaItem, user: Any, facts: Mapping[str, Any]) -> str:
    services.note_discussion(item, text=facts["text"], by=user)
    return _("What was said is kept for the minutes.")


def _stage(item: AgendaItem, user: Any, facts: Mapping[str, Any]) -> str:
    services.stage_decision(item, outcome=facts["outcome"], reason=facts["reason"], by=user)
    return _("Put down. It can be changed and taken back until the list is released.")


def _unstage(item: AgendaItem, user: Any, _facts: Mapping[str, Any]) -> str:
    services.unstage(item, by=user)
    return _("Taken back.")


# Name in the address → (act of the policies, form, what is done).
ACTS: Final[Mapping[str, tuple[str, type[forms.Form], Done]]] = {
    "vote": ("vote", VoteForm, _vote),
    "recuse": ("recuse", RecuseForm, _recuse),
    "close": ("close_item", forms.Form, _close),
    "discuss": ("note_discussion", DiscussionForm, _discuss),
    "stage": ("stage", StageForm, _stage),
    "unstage": ("stage", forms.Form, _unstage),
}


def prefix_of(item: AgendaItem) -> str:
    """Return what the fields of an item begin with: a page has many."""
    return f"item-{item.pk}"


def shown_item(line: queries.AgendaRow, view: MeetingView, bound: Any) -> dict[str, Any]:
    """Return what the page shows of one item to this person, and what he can do with it."""
    own, item, user = line.vote_of(view.user), line.item, view.user
    is_out, is_counted = line.is_out(user), item.decided_at is not None
    may_vote = view.is_voting and not is_out and not is_counted
    knows = not is_out and (is_counted or view.meeting.closed_at is not None or own is not None)
    return {
        "line": line,
        "case": line.application,
        "url": page_of(line.application),
        "form": _form(VoteForm, item, bound, own and {"choice": own.choice, "reason": own.reason})
        if may_vote
        else None,
        "own": own,
        # Whoever is there says so with his vote; whoever is invited may say so before.
        "recuse": _form(RecuseForm, item, bound, None)
        if view.is_awaited and not is_out and not is_counted
        else None,
        "is_out": is_out,
        "knows_votes": knows,
        "names_votes": knows and not view.meeting.is_secret,
        "cast": len(line.votes),
        "expected": max(view.present - sum(row.member_id in view.present_keys for row in line.recusals), 0),
        # Before the roll call nobody is there yet: that says nothing about the item.
        "lacks_quorum": view.present > 0
        and view.present - sum(row.member_id in view.present_keys for row in line.recusals)
        < view.meeting.quorum,
        "tally": _tally(line) if knows and (is_counted or not view.meeting.is_secret) else [],
        "may_close": view.may("close_item") and not is_counted and view.meeting.closed_at is None,
        "discuss": _form(DiscussionForm, item, bound, {"text": item.discussion})
        if view.may("note_discussion") and view.meeting.closed_at is None
        else None,
        "stage": _stage_form(line, view, bound),
        "placed": view.placed.get(item.pk),
        "may_read_dossier": line.dossier is not None
        and policies.allowed(user, "awards.dossier.view", line.dossier),
    }


def _tally(line: queries.AgendaRow) -> list[tuple[Any, int]]:
    return [(Choice(choice).label, number) for choice, number in line.tally.items()]


def _form(kind: type[forms.Form], item: AgendaItem, bound: Any, initial: Any) -> forms.Form:
    if isinstance(bound, kind) and bound.prefix == prefix_of(item):
        return bound
    return kind(prefix=prefix_of(item), initial=initial or None)


def _stage_form(line: queries.AgendaRow, view: MeetingView, bound: Any) -> forms.Form | None:
    is_ready = view.meeting.closed_at is not None and line.application.status == Status.DELIBERATION
    if not is_ready or line.is_out(view.user) or not view.may("stage"):
        return None
    staged = line.staged
    initial: dict[str, str] = {"outcome": Staged.AWARD if line.is_carried else Staged.REJECT}
    if staged is not None:
        initial = {"outcome": staged.outcome, "reason": staged.reason}
    return _form(StageForm, line.item, bound, initial)


class MeetingView:
    """A meeting as one person looks at it; read once for all items."""

    def __init__(self, meeting: Deliberation, user: Any) -> None:
        """Read who is there and what the person may do."""
        self.meeting, self.user = meeting, user
        self._may: dict[str, bool] = {}
        self.present_keys = {member.pk for member in queries.present_members(meeting)}
        self.present = len(self.present_keys)
        self.is_voting = meeting.closed_at is None and user.pk in self.present_keys
        self.is_awaited = (
            meeting.closed_at is None
            and not self.is_voting
            and meeting.attendees.filter(pk=user.pk).exists()
            and self.may("recuse")
        )
        self.placed = (
            {row.item.pk: row for row in queries.shortlist(meeting)} if meeting.closed_at is not None else {}
        )

    def may(self, act: str) -> bool:
        """Say whether the person may do this in the meeting."""
        if act not in self._may:
            self._may[act] = policies.allowed(self.user, f"{MEETING}.{act}", self.meeting)
        return self._may[act]
