"""A list of days as a calendar other programs read (iCalendar, RFC 5545): whole days, or an hour written in UTC, so that no zone of time is needed."""

from __future__ import annotations

import datetime
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import Final

LONGEST: Final = 75
ONE_DAY: Final = datetime.timedelta(days=1)
_ESCAPED: Final = str.maketrans({"\\": "\\\\", ";": "\\;", ",": "\\,", "\n": "\\n", "\r": None})


@dataclass(frozen=True, slots=True)
class Day:
    """One entry of the calendar: a whole day or from an hour on, what for and where; `sequence` rises with each change."""

    uid: str
    on: datetime.date
    title: str
    place: str
    text: str
    url: str
    status: str
    sequence: int
    made_at: datetime.datetime
    begins_at: datetime.datetime | None = None


def calendar(name: str, days: Iterable[Day]) -> bytes:
    """Return the calendar as it is sent: lines of at most 75 octets that end in CRLF."""
    head = [
        "BEGIN:VCALENDAR",
        "VERSION:2.0",
        "PRODID:-//brandcert//calendar//ZH",
        "CALSCALE:GREGORIAN",
        "METHOD:PUBLISH",
        f"X-WR-CALNAME:{escaped(name)}",
        "REFRESH-INTERVAL;VALUE=DURATION:PT1H",
    ]
    lines = [*head, *(line for day in days for line in _event(day)), "END:VCALENDAR"]
    return b"".join(folded(line) for line in lines)


def _event(day: Day) -> Iterator[str]:
    yield "BEGIN:VEVENT"
    yield f"UID:{day.uid}"
    yield f"DTSTAMP:{_moment(day.made_at)}"
    if day.begins_at is not None:
        yield f"DTSTART:{_moment(day.begins_at)}"
    else:
        yield f"DTSTART;VALUE=DATE:{day.on:%Y%m%d}"
        # Without an end an entry lasts its one day; after the last day of the calendar there is no other.
        if day.on < datetime.date.max:
            yield f"DTEND;VALUE=DATE:{day.on + ONE_DAY:%Y%m%d}"
    yield f"SUMMARY:{escaped(day.title)}"
    if day.place:
        yield f"LOCATION:{escaped(day.place)}"
    if day.text:
        yield f"DESCRIPTION:{escaped(day.text)}"
    yield f"URL:{day.url}"
    yield f"STATUS:{day.status}"
    yield f"SEQUENCE:{day.sequence}"
    yield "TRANSP:OPAQUE"
    yield "END:VEVENT"


def _moment(at: datetime.datetime) -> str:
    return f"{at.astimezone(datetime.UTC):%Y%m%dT%H%M%SZ}"


def escaped(text: str) -> str:
    """Return a text in which backslash, semicolon, comma and line end are spelled as the format asks."""
    return text.replace("\r\n", "\n").translate(_ESCAPED)


def folded(line: str) -> bytes:
    """Return a line cut into pieces of at most 75 octets, no character cut in two, each continued after a space."""
    pieces, piece = [], b""
    for character in line:
        more = character.encode()
        if len(piece) + len(more) > LONGEST:
            pieces.append(piece)
            piece = b" "
        piece += more
    return b"\r\n".join([*pieces, piece]) + b"\r\n"
