"""Which ways a notice takes to a person, and at which hours text messages are not sent."""

import datetime
import re
from typing import Final

from brandcert.notifications.enums import Channel

QUIET: Final = re.compile(r"([01]?\d|2[0-3]):([0-5]\d)-([01]?\d|2[0-3]):([0-5]\d)")


def ways(
    defaults: frozenset[Channel], *, wants: frozenset[Channel], is_required: bool
) -> tuple[Channel, ...]:
    """Return by which channels beside the portal a notice goes: its defaults that the person wants, all where the law requires it."""
    chosen = defaults if is_required else defaults & wants
    return tuple(channel for channel in (Channel.EMAIL, Channel.SMS) if channel in chosen)


def quiet_hours(text: str) -> tuple[datetime.time, datetime.time] | None:
    """Read `21:30-08:00` as begin and end; nothing means that every hour will do. Raises ValueError for anything else."""
    if not text.strip():
        return None
    found = QUIET.fullmatch(text.strip().replace("：", ":").replace(" ", ""))
    if found is None:
        raise ValueError(f"quiet hours are written like 21:30-08:00, not {text!r}")
    first, second, third, fourth = (int(part) for part in found.groups())
    return datetime.time(first, second), datetime.time(third, fourth)


def after_quiet(
    at: datetime.datetime, hours: tuple[datetime.time, datetime.time] | None
) -> datetime.datetime:
    """Return the instant itself, or the end of the quiet hours it falls into; `at` is local time.

    The hours may pass midnight; the begin is quiet, the end no longer. Begin and end alike: no hour is quiet.
    """
    if hours is None or hours[0] == hours[1]:
        return at
    begin, end = hours
    here = at.time()
    passes_midnight = begin > end
    is_quiet = here >= begin or here < end if passes_midnight else begin <= here < end
    if not is_quiet:
        return at
    day = at.date() + datetime.timedelta(days=1) if passes_midnight and here >= begin else at.date()
    return datetime.datetime.combine(day, end, tzinfo=at.tzinfo)
