"""Working days (工作日): counting deadlines by the official calendar, and showing the computation."""

import datetime
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import Final

from django.utils.translation import gettext as _
from django.utils.translation import gettext_noop

from brandcert.core.errors import BusinessError
from brandcert.core.models import CalendarDay

# The names that the calendar package knows; kept in English, shown in the language of the page.
HOLIDAYS: Final = (
    gettext_noop("New Year's Day"),
    gettext_noop("Spring Festival"),
    gettext_noop("Tomb-sweeping Day"),
    gettext_noop("Labour Day"),
    gettext_noop("Dragon Boat Festival"),
    gettext_noop("National Day"),
    gettext_noop("Mid-autumn Festival"),
    gettext_noop("Anti-Fascist 70th Day"),
)
# New Year, Labour Day and National Day have fixed dates: off beyond the last known year, and by the rules in force since
# 2025 in every year of which staff have entered only some days yet.
FIXED_HOLIDAYS: Final = frozenset({(1, 1), (5, 1), (5, 2), (10, 1), (10, 2), (10, 3)})
FIXED_SINCE: Final = 2025
ONE_DAY: Final = datetime.timedelta(days=1)
SATURDAY: Final = 5
# Some forty years: nothing the rules ask for is counted further.
MOST_DAYS: Final = 10_000


class NoSuchTerm(BusinessError):
    """So many working days from that day on end on no date of the calendar."""


@dataclass(frozen=True, slots=True)
class Line:
    """One line of a shown computation: a date, whether it counted, which count it got and why not."""

    day: datetime.date
    counted: int | None
    name: str
    is_provisional: bool = False


@dataclass(frozen=True, slots=True)
class Deadline:
    """The date a number of working days ends on; provisional when the calendar of that year is unknown."""

    on: datetime.date
    is_provisional: bool
    lines: tuple[Line, ...]


def seed_calendar() -> int:
    """Enter the days that the published calendar package knows and nobody entered yet; return how many.

    Days that staff entered stay as they are.
    """
    from chinese_calendar import constants  # a table of several thousand days, needed only here

    known = set(CalendarDay.objects.values_list("day", flat=True))
    names = dict(constants.holidays)
    worked = dict(constants.workdays)
    rows = [
        CalendarDay(day=day, is_workday=False, name=str(name))
        for day, name in names.items()
        if day not in known
    ] + [
        CalendarDay(day=day, is_workday=True, name=str(name))
        for day, name in worked.items()
        if day not in known
    ]
    CalendarDay.objects.bulk_create(rows)
    return len(rows)


def last_known_year() -> int:
    """Return the last year for which the calendar holds a working-day decision; 0 when it holds none."""
    last = CalendarDay.objects.order_by("-day").values_list("day", flat=True).first()
    return last.year if last else 0


def add_workdays(start: datetime.date, days: int) -> Deadline:
    """Return the date `days` working days after `start`; the day after `start` is day 1.

    Beyond the last known year Monday to Friday count except holidays with a fixed date, and the
    result is marked provisional. Raises ValueError for a number below 1, NoSuchTerm for an absurd one.
    """
    if days < 1:
        raise ValueError("a deadline needs at least one working day")
    horizon = _horizon(start, days)
    exceptions = {row.day: row for row in CalendarDay.objects.filter(day__gt=start, day__lte=horizon)}
    last_year = last_known_year()
    lines = _counted(start, days, exceptions, last_year)
    last = lines[-1].day
    return Deadline(last, last.year > last_year, tuple(lines))


def deadlines(pairs: Iterable[tuple[datetime.date, int]]) -> dict[tuple[datetime.date, int], datetime.date]:
    """Return for each start and number of working days the date they end on; two queries for all."""
    wanted = set(pairs)
    if not wanted:
        return {}
    first = min(start for start, _days in wanted)
    horizon = max(_horizon(start, days) for start, days in wanted)
    exceptions = {row.day: row for row in CalendarDay.objects.filter(day__gt=first, day__lte=horizon)}
    last_year = last_known_year()
    return {(start, days): _counted(start, days, exceptions, last_year)[-1].day for start, days in wanted}


def chain(start: datetime.date, counts: Iterable[int]) -> list[Deadline]:
    """Return the deadlines of terms that follow each other, each counted from the end of the one before; two queries for all."""
    terms = list(counts)
    horizon = _horizon(start, sum(terms))
    exceptions = {row.day: row for row in CalendarDay.objects.filter(day__gt=start, day__lte=horizon)}
    last_year = last_known_year()
    found: list[Deadline] = []
    for days in terms:
        lines = _counted(found[-1].on if found else start, days, exceptions, last_year)
        found.append(Deadline(lines[-1].day, lines[-1].day.year > last_year, tuple(lines)))
    return found


def is_workday(day: datetime.date) -> bool:
    """Say whether the date is a working day, by the calendar or, beyond it, provisionally."""
    exceptions = {row.day: row for row in CalendarDay.objects.filter(day=day)}
    return _judge(day, exceptions, last_known_year())[0]


def workdays_between(start: datetime.date, end: datetime.date) -> int:
    """Return how many working days lie after `start` up to and including `end`; 0 when end is not later."""
    if end <= start:
        return 0
    exceptions = {row.day: row for row in CalendarDay.objects.filter(day__gt=start, day__lte=end)}
    last_year = last_known_year()
    total = 0
    for day in _days_after(start):
        if day > end:
            break
        total += _judge(day, exceptions, last_year)[0]
    return total


def provisional_count(start: datetime.date, end: datetime.date) -> int:
    """Return how many working days were counted from `start` to a provisional `end`, its year being unknown then.

    What has been entered for that year since is left out, so that a deadline can be counted again by as many days.
    """
    exceptions = {row.day: row for row in CalendarDay.objects.filter(day__gt=start, day__lte=end)}
    known = {day: row for day, row in exceptions.items() if day.year < end.year}
    days = (start + ONE_DAY * number for number in range(1, (end - start).days + 1))
    return sum(_judge(day, known, end.year - 1)[0] for day in days)


def workdays_left(today: datetime.date, dates: Iterable[datetime.date]) -> dict[datetime.date, int]:
    """Return for each date the working days from tomorrow to it, negative when it has passed; two queries for all."""
    wanted = set(dates)
    if not wanted:
        return {}
    first, last = min(today, *wanted), max(today, *wanted)
    exceptions = {row.day: row for row in CalendarDay.objects.filter(day__gt=first, day__lte=last)}
    last_year = last_known_year()
    count, counts = 0, {first: 0}
    for day in _days_after(first):
        if day > last:
            break
        count += _judge(day, exceptions, last_year)[0]
        counts[day] = count
    return {day: counts[day] - counts[today] for day in wanted}


def _horizon(start: datetime.date, days: int) -> datetime.date:
    """Return a day by which so many working days have passed; raises NoSuchTerm for what no rule means."""
    if days > MOST_DAYS or start.year > datetime.MAXYEAR - 200:
        raise NoSuchTerm(
            _("A term of %(days)d working days cannot be counted: the rules of the batch are wrong.")
            % {"days": days}
        )
    return start + ONE_DAY * (days * 3 + 30)


def _counted(
    start: datetime.date, days: int, exceptions: dict[datetime.date, CalendarDay], last_year: int
) -> list[Line]:
    """Return every day after `start` up to the last one that counts."""
    lines: list[Line] = []
    count = 0
    for day in _days_after(start):
        is_workday, name = _judge(day, exceptions, last_year)
        count += is_workday
        lines.append(Line(day, count if is_workday else None, name, day.year > last_year))
        if count == days:
            break
    return lines


def _days_after(start: datetime.date) -> Iterator[datetime.date]:
    day = start
    while True:
        day += ONE_DAY
        yield day


def _judge(
    day: datetime.date, exceptions: dict[datetime.date, CalendarDay], last_year: int
) -> tuple[bool, str]:
    row = exceptions.get(day)
    if row is not None:
        return row.is_workday, row.name
    is_weekday = day.weekday() < SATURDAY
    if (day.year > last_year or day.year >= FIXED_SINCE) and (day.month, day.day) in FIXED_HOLIDAYS:
        return False, ""
    return is_weekday, ""
