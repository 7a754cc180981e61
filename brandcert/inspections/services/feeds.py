"""Secret addresses of calendars: made, shown once, revoked."""

from __future__ import annotations

import datetime
import hashlib
import secrets
from typing import Any

from django.db import transaction

from brandcert.accounts.models import Division
from brandcert.core import events, policies
from brandcert.inspections.models import CalendarFeed


def subscribe(
    *, is_own: bool = True, prefecture: Division | None = None, by: Any, now: datetime.datetime
) -> tuple[CalendarFeed, str]:
    """Make a secret address for a calendar of visits; the one made before for the same visits ends.

    Return it with its secret, which is kept nowhere. Only who plans visits subscribes to those of others. Raises Refused.
    """
    policies.require(by, f"inspections.calendarfeed.{'subscribe' if is_own else 'subscribe_all'}", None)
    token = secrets.token_urlsafe(32)
    with transaction.atomic():
        same = CalendarFeed.objects.select_for_update().filter(
            user=by, is_own=is_own, prefecture=prefecture, revoked_at=None
        )
        for row in list(same):
            _end(row, by=by, now=now)
        feed = CalendarFeed.objects.create(
            user=by, is_own=is_own, prefecture=prefecture, digest=digest_of(token), made_at=now
        )
        events.record("subscribe", feed, by=by, payload={"own": is_own})
    return feed, token


def revoke(feed: CalendarFeed, *, by: Any, now: datetime.datetime) -> None:
    """End an address; whoever asks for it afterwards finds nothing. Raises Refused."""
    policies.require(by, "inspections.calendarfeed.revoke", feed)
    with transaction.atomic():
        row = CalendarFeed.objects.select_for_update().get(pk=feed.pk)
        if row.revoked_at is None:
            _end(row, by=by, now=now)


def _end(row: CalendarFeed, *, by: Any, now: datetime.datetime) -> None:
    row.revoked_at = now
    row.save(update_fields=["revoked_at"])
    events.record("revoke", row, by=by)


def digest_of(token: str) -> str:
    """Return what is kept of a secret: 256 random bits need no salt."""
    return hashlib.sha256(token.encode()).hexdigest()
