"""Reminders: due and not yet sent, each threshold of each deadline once, however long the clock stood still."""

import datetime
from collections.abc import Collection, Iterable, Mapping
from typing import Any

from django.db import models, transaction

from brandcert.core import events
from brandcert.core.actors import SYSTEM
from brandcert.core.models import Event
from brandcert.core.policies import label_of


def threshold_at(left: int, thresholds: Iterable[int]) -> int | None:
    """Return the most urgent threshold that has been reached; None before the first one, or when the day is over."""
    reached = [threshold for threshold in thresholds if 0 <= left <= threshold]
    return min(reached) if reached else None


def reminded(model: type[models.Model], act: str, keys: Collection[int]) -> dict[tuple[int, str], int]:
    """Return by row and deadline the most urgent threshold that was recorded, in one query for all rows."""
    rows = Event.objects.filter(name=f"{model._meta.label_lower}.{act}", subject_id__in=keys)
    found: dict[tuple[int, str], int] = {}
    for key, payload in rows.values_list("subject_id", "payload"):
        place = (key, payload["due"])
        found[place] = min(payload["threshold"], found.get(place, payload["threshold"]))
    return found


def remind_once(
    row: models.Model,
    act: str,
    *,
    due: datetime.date,
    left: int,
    thresholds: Iterable[int],
    payload: Mapping[str, Any] | None = None,
) -> Event | None:
    """Record `<app.model>.<act>` unless this threshold of this deadline, or a more urgent one, was recorded before.

    The row is locked meanwhile, so that two clocks record it once. A clock that slept records only the most urgent
    threshold; a deadline that was moved is a new one. Returns the event, or None when nothing is to be said.
    """
    threshold = threshold_at(left, thresholds)
    if threshold is None:
        return None
    with transaction.atomic():
        type(row)._base_manager.select_for_update().get(pk=row.pk)
        before = Event.objects.filter(
            name=f"{label_of(row)}.{act}",
            subject_type=label_of(row),
            subject_id=row.pk,
            payload__due=due.isoformat(),
            payload__threshold__lte=threshold,
        )
        if before.exists():
            return None
        return events.record(
            act,
            row,
            by=SYSTEM,
            payload={"due": due.isoformat(), "threshold": threshold, "left": left, **(payload or {})},
        )
