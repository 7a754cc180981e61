"""What can be asked about meetings, notices, objections, decisions and appeals."""

from brandcert.awards.queries.agenda import Agenda, AgendaRow, DimensionMark, agenda
from brandcert.awards.queries.cases import (
    current_notice_item,
    is_beyond_quota,
    is_carried,
    is_revealed,
    item_decided_by,
    last_item,
    open_objections,
    places_left,
    rank_key,
    ranking,
    rubric_of,
    running_notices,
    vetoed,
    votes,
    weak_dimensions,
)
from brandcert.awards.queries.lists import ListedItem, listed
from brandcert.awards.queries.refusals import (
    REFUSALS,
    appeals_of_refusal,
    had_no_hand,
    refusal_event,
    step_back,
    took_part,
)

__all__ = [
    "REFUSALS",
    "Agenda",
    "AgendaRow",
    "DimensionMark",
    "ListedItem",
    "agenda",
    "appeals_of_refusal",
    "current_notice_item",
    "had_no_hand",
    "is_beyond_quota",
    "is_carried",
    "is_revealed",
    "item_decided_by",
    "last_item",
    "listed",
    "open_objections",
    "places_left",
    "rank_key",
    "ranking",
    "refusal_event",
    "rubric_of",
    "running_notices",
    "step_back",
    "took_part",
    "vetoed",
    "votes",
    "weak_dimensions",
]
