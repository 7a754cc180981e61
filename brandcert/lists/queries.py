"""What is read of jobs: counts, and their rows in words; and what an address asks of a list."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Final

from django.apps import apps
from django.db import models
from django.db.models import Count, Q
from django.utils.translation import gettext as _

from brandcert.core.errors import BusinessError
from brandcert.lists import acts
from brandcert.lists.enums import Outcome
from brandcert.lists.models import BulkJob, BulkRow, SavedFilter

Pair = tuple[str, str]
# Where one is in the list and how it is framed, not what is asked of it.
PASSING: Final = frozenset({"p", "all", "e", "_facets", "_popup", "_to_field", "_rows"})


class UnknownAct(BusinessError):
    """The act of the job is no longer known: the software has changed since."""


def act_of(job: BulkJob) -> acts.BulkAct:
    """Return the act of a job; raises UnknownAct."""
    found = acts.registered().get(job.act)
    if found is None:
        raise UnknownAct(_("This act can no longer be done for many rows at once."))
    return found


def model_of(act: acts.BulkAct) -> type[models.Model]:
    """Return the model whose rows the act is for."""
    return apps.get_model(act.model)


def counts(job: BulkJob) -> Mapping[str, int]:
    """Return how many rows would be done, wait, and ended how, in one query."""
    asked = {str(value): Count("pk", filter=Q(outcome=value)) for value in Outcome.values}
    found: dict[str, int] = job.rows.aggregate(
        tried=Count("pk", filter=Q(is_tried=True)),
        possible=Count("pk", filter=Q(is_tried=True, objection="")),
        objected=Count("pk", filter=~Q(objection="")),
        waiting=Count("pk", filter=Q(outcome="")),
        **asked,
    )
    return {**found, "ended": job.total - found["waiting"]}


@dataclass(frozen=True, slots=True)
class Line:
    """A row of a job in words; without `subject` the row has gone."""

    row: BulkRow
    number: str
    title: str
    subject: Any


def lines(act: acts.BulkAct, rows: Iterable[BulkRow]) -> list[Line]:
    """Return rows in words, their subjects read at once."""
    kept = list(rows)
    asked = act.rows(model_of(act)._default_manager.all())
    found = asked.in_bulk([row.subject_id for row in kept])
    told = []
    for row in kept:
        subject = found.get(row.subject_id)
        number, title = act.title(subject) if subject is not None else ("", f"#{row.subject_id}")
        told.append(Line(row, number, title, subject))
    return told


def asked_pairs(query: Iterable[tuple[str, Sequence[str]]]) -> tuple[Pair, ...]:
    """Return what an address asks of a list, in an order by which two of them can be compared; an empty search asks nothing."""
    found = ((key, value) for key, values in query for value in values if key not in PASSING)
    return tuple(sorted({(key, value) for key, value in found if (key, value) != ("q", "")}))


def kept_pairs(row: SavedFilter) -> tuple[Pair, ...]:
    """Return what a saved filter asks; nothing of what is no pair of words."""
    kept = row.query if isinstance(row.query, list) else []
    pairs = (pair for pair in kept if isinstance(pair, list) and len(pair) == 2)  # noqa: PLR2004 -- a pair has two
    return asked_pairs((str(key), [str(value)]) for key, value in pairs)


def filters_in_sight(user: Any, model: str) -> list[SavedFilter]:
    """Return the person's filters of a list, then those shared with the person, in one query."""
    rows = SavedFilter.objects.visible_to(user).filter(model=model).select_related("owner")
    return sorted(rows.order_by("name", "id"), key=lambda row: row.owner_id != user.pk)
