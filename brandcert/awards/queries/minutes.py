"""The minutes as they follow from the facts: a draft for the secretary, and what the locked record prints."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, Final

from django.template.loader import render_to_string
from django.utils.translation import gettext_lazy, override

from brandcert.awards.enums import Choice, Presence, Result
from brandcert.awards.models import Deliberation
from brandcert.awards.queries.cases import votes
from brandcert.awards.queries.meetings import minutes_hash
from brandcert.programs.enums import Majority, TieRule

_WHY: Final[Mapping[str, Any]] = {
    "quorum": gettext_lazy("too many members are recused: fewer than the quorum could vote"),
    "votes": gettext_lazy("fewer members than the quorum voted"),
    "defer": gettext_lazy("more than half voted to defer"),
    "tie": gettext_lazy("as many votes for as against: the rule for a tie decided"),
}


def why_result(tally: dict[str, Any]) -> str:
    """Return in words which rule made the result, where it was not the plain majority."""
    return str(_WHY.get(str(tally.get("rule", "")), ""))


def draft_minutes(meeting: Deliberation) -> str:
    """Return the minutes as the facts give them, in Chinese, the language of the record; the secretary edits them."""
    with override("zh-hans"):
        return render_to_string("awards/minutes_draft.txt", minutes_context(meeting)).strip() + "\n"


def minutes_context(meeting: Deliberation) -> dict[str, Any]:
    """Return who was there, how each item was voted on and why, and who has signed."""
    attendance = list(meeting.attendances.select_related("member").order_by("member__name", "member__pk"))
    noted = {row.member_id for row in attendance}
    rules = meeting.voting_rules
    return {
        "meeting": meeting,
        "present": [row.member for row in attendance if row.presence == Presence.PRESENT],
        "away": [row for row in attendance if row.presence != Presence.PRESENT],
        "unknown": [one for one in meeting.attendees.order_by("name", "pk") if one.pk not in noted],
        "majority": Majority(rules.majority).label,
        "tie": TieRule(rules.tie).label,
        "items": [_item(row) for row in _rows(meeting)],
        "signatures": meeting.signatures.select_related("member"),
        "fingerprint": minutes_hash(meeting) if meeting.closed_at else "",
    }


def _rows(meeting: Deliberation) -> Any:
    return meeting.items.select_related("application__enterprise", "application__product").order_by("rank")


def _item(row: Any) -> dict[str, Any]:
    count = votes(row)
    return {
        "row": row,
        "case": row.application,
        "recusals": list(row.recusals.select_related("member").order_by("pk")),
        "tally": [(Choice(choice).label, count.get(choice, 0)) for choice in Choice.values],
        "result": Result(row.result).label if row.result else "",
        "why": why_result(row.tally),
    }
