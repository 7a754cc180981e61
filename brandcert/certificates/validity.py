"""What a certificate's dates and states mean to the public. Pure.

One rule carries everything: a certificate is valid only while it is *active inside its dates*. Every
other state, also one invented tomorrow, is not valid: an allow-list, never a deny-list.
"""

import datetime
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final
from zoneinfo import ZoneInfo

from brandcert.certificates.enums import PUBLIC, CertificateStatus

BEIJING: Final = ZoneInfo("Asia/Shanghai")
ONE_DAY: Final = datetime.timedelta(days=1)
LIVE: Final = frozenset({CertificateStatus.ACTIVE, CertificateStatus.SUSPENDED})


@dataclass(frozen=True, slots=True)
class Span:
    """From when to when (exclusive; none while it lasts) a certificate had a status, and why."""

    status: str
    starts_at: datetime.datetime
    ends_at: datetime.datetime | None = None
    ground: str = ""


@dataclass(frozen=True, slots=True)
class Standing:
    """The public answer for one date or instant."""

    status: str
    is_valid: bool
    ground: str = ""


def add_years(day: datetime.date, years: int) -> datetime.date:
    """Return the same day `years` later; 29 February becomes 1 March in a year without it."""
    try:
        return day.replace(year=day.year + years)
    except ValueError:
        return datetime.date(day.year + years, 3, 1)


def last_day(valid_from: datetime.date, years: int) -> datetime.date:
    """Return the last valid day, inclusive: `years` later minus one day."""
    return add_years(valid_from, years) - ONE_DAY


def add_months(day: datetime.date, months: int) -> datetime.date:
    """Return the same day `months` later, or the last day of that month when it is shorter."""
    month = day.month - 1 + months
    year, month = day.year + month // 12, month % 12 + 1
    first_of_next = datetime.date(year + month // 12, month % 12 + 1, 1)
    return min(day.day, (first_of_next - ONE_DAY).day) * ONE_DAY + datetime.date(year, month, 1) - ONE_DAY


def beijing_date(instant: datetime.datetime) -> datetime.date:
    """Return the date in Beijing at the instant."""
    return instant.astimezone(BEIJING).date()


def day_start(day: datetime.date) -> datetime.datetime:
    """Return the first instant of the day in Beijing."""
    return datetime.datetime.combine(day, datetime.time.min, BEIJING)


def is_valid(status: str, valid_from: datetime.date, valid_to: datetime.date, day: datetime.date) -> bool:
    """Say whether a certificate of this state is valid on the day: active and inside its dates, nothing else."""
    return status == CertificateStatus.ACTIVE and valid_from <= day <= valid_to


def shown_status(status: str, valid_to: datetime.date, day: datetime.date) -> str | None:
    """Return the status the public sees on the day; None for drafts, void numbers and unknown states.

    A row that still says active or suspended after its last day is shown as expired, whether or not
    the clock's job has run.
    """
    if status not in PUBLIC:
        return None
    return CertificateStatus.EXPIRED if status in LIVE and day > valid_to else status


def standing(
    status: str, valid_from: datetime.date, valid_to: datetime.date, day: datetime.date, ground: str = ""
) -> Standing | None:
    """Return the public answer now, where `day` is today; None when the register does not know the certificate."""
    shown = shown_status(status, valid_to, day)
    if shown is None:
        return None
    # A suspension that ran into the last day is over with it, and so is its ground.
    told = ground if shown == status else ""
    return Standing(str(shown), is_valid(shown, valid_from, valid_to, day), told)


def standing_on(
    spans: Sequence[Span], valid_from: datetime.date, valid_to: datetime.date, day: datetime.date
) -> Standing | None:
    """Return the answer for a past day from the dated intervals; None when the certificate did not exist then.

    Valid means active during the whole of the day: one minute of suspension makes the day not valid,
    and the state that broke it is the answer.
    """
    start, end = day_start(day), day_start(day + ONE_DAY)
    touching = [
        span
        for span in sorted(spans, key=lambda span: span.starts_at)
        if span.starts_at < end and (span.ends_at is None or span.ends_at > start)
    ]
    if not touching or shown_status(touching[-1].status, valid_to, day) is None:
        return None
    broken = [span for span in touching if span.status != CertificateStatus.ACTIVE]
    told = broken[-1] if broken else touching[-1]
    shown = shown_status(told.status, valid_to, day)
    if shown is None:
        return None
    begins_in_time = touching[0].starts_at <= start
    is_good = not broken and begins_in_time and is_valid(shown, valid_from, valid_to, day)
    return Standing(str(shown), is_good, told.ground if shown == told.status else "")
