"""What can be asked about meetings, notices, objections, decisions and appeals."""

from brandcert.awards.queries.agenda import Agenda, AgendaRow, DimensionMark, agenda
from brandcert.awards.queries.cases import (
    REFUSALS,
    current_notice_item,
    is_carried,
    is_revealed,
    last_item,
    open_objections,
    places_left,
    rank_key,
    ranking,
    refusal_event,
    rubric_of,
    running_notices,
    vetoed,
    votes,
    weak_dimensions,
)
from brandcert.awards.queries.lists import ListedItem, listed

__all__ = [
    "REFUSALS",
    "Agenda",
    "AgendaRow",
    "DimensionMark",
    "ListedItem",
    "agenda",
    "current_notice_item",
    "is_carried",
    "is_revealed",
    "last_item",
    "listed",
    "open_objections",
    "places_left",
    "rank_key",
    "ranking",
    "refusal_event",
    "rubric_of",
    "running_notices",
    "vetoed",
    "votes",
    "weak_dimensions",
]
