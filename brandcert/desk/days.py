"""An announcement of holidays and worked weekends: how it is typed, and what it would do to running clocks."""

import datetime
import re
from collections.abc import Sequence
from typing import Any, Final

from django import forms
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from brandcert.applications.models import Application
from brandcert.applications.services import recount_provisional
from brandcert.core.admin import StepForm
from brandcert.core.models import CalendarDay
from brandcert.core.workdays import last_known_year
from brandcert.programs.services import Day, set_days

_DATE: Final = r"\d{4}[-./年]\d{1,2}[-./月]\d{1,2}日?"
_LINE: Final = re.compile(
    rf"\s*(?P<first>{_DATE})(?:\s*(?:~|至|–|—|～)\s*(?P<last>{_DATE}))?[\s,，]+(?P<kind>休|班|off|work)(?:[\s,，]+(?P<name>.{{0,60}}))?\s*"
)
_NUMBERS: Final = re.compile(r"\d+")
MOST_DAYS: Final = 120
# So many cases are named in the preview; the others are counted.
SHOWN: Final = 20


def _date(text: str) -> datetime.date:
    year, month, day = map(int, _NUMBERS.findall(text))
    return datetime.date(year, month, day)


def read_line(text: str) -> list[Day]:
    """Return the days of one typed line; raises ValueError for a line that cannot be read."""
    found = _LINE.fullmatch(text)
    if found is None:
        raise ValueError(text)
    first = _date(found["first"])
    last = _date(found["last"]) if found["last"] else first
    count = (last - first).days + 1
    if not 0 < count <= MOST_DAYS:
        raise ValueError(text)
    is_workday, name = found["kind"] in ("班", "work"), (found["name"] or "").strip()
    return [Day(first + datetime.timedelta(days=number), is_workday, name) for number in range(count)]


def write_line(row: CalendarDay) -> str:
    """Return a day as it is typed."""
    return f"{row.day.isoformat()} {'班' if row.is_workday else '休'} {row.name}".strip()


class DaysForm(StepForm):
    """The days of one announcement, a line each, and where it was published."""

    lines = forms.CharField(
        label=gettext_lazy("Days"),
        max_length=8000,
        widget=forms.Textarea(attrs={"rows": 10, "class": "tall"}),
        help_text=gettext_lazy(
            "A line each: date or span, off or work, name. For example: 2027-02-06~2027-02-12 off Spring Festival"
        ),
    )
    source = forms.CharField(
        label=gettext_lazy("announced in"),
        max_length=200,
        widget=forms.TextInput(attrs={"class": "vTextField"}),
        help_text=gettext_lazy(
            "Number or address of the announcement of the State Council's General Office."
        ),
    )

    def clean_lines(self) -> list[Day]:
        """Return the days; say which lines cannot be read, are over, or come twice."""
        found: list[Day] = []
        wrong = []
        for number, text in enumerate(self.cleaned_data["lines"].splitlines(), 1):
            if not text.strip():
                continue
            try:
                found += read_line(text)
            except ValueError:
                wrong.append(_("Line %(number)d cannot be read: %(text)s") % {"number": number, "text": text})
        wrong += self._faults(found)
        if wrong:
            raise forms.ValidationError(wrong)
        return found

    @staticmethod
    def _faults(found: Sequence[Day]) -> list[str]:
        days = [one.day for one in found]
        twice = sorted({day for day in days if days.count(day) > 1})
        wrong = [_("%(day)s comes twice.") % {"day": day} for day in twice]
        if any(day < timezone.localdate() for day in days):
            wrong.append(_("This day is over: deadlines were counted by it."))
        if len(days) > MOST_DAYS:
            wrong.append(_("At most %(count)d days at once.") % {"count": MOST_DAYS})
        return wrong + _gaps(found)

    def preview(self) -> dict[str, Any]:
        """Return what the calendar says now and then, and which running clocks would move."""
        days, source = self.cleaned_data["lines"], self.cleaned_data["source"]
        moved, running = trial(days, source=source, by=self.user)
        clocks = [
            {"label": number, "value": f"{before:%Y-%m-%d} → {after:%Y-%m-%d}"}
            for number, before, after in moved[:SHOWN]
        ]
        stay = running - len(moved)
        words = ngettext("%(count)d running clock", "%(count)d running clocks", stay) % {"count": stay}
        note = _("Days that were promised by a known calendar are never moved.")
        clocks.append({"label": _("Unchanged"), "value": words, "note": note})
        return {
            "title": _("Calendar"),
            "lead": source,
            "groups": [
                {"title": _("Days"), "rows": _compared(days)},
                {"title": _("Clocks that are counted anew"), "rows": clocks},
            ],
        }


def _gaps(days: Sequence[Day]) -> list[str]:
    """Return what keeps a year from becoming known: from then on what is not entered goes by the weekday."""
    last, wrong = last_known_year(), []
    off = {one.day for one in days if not one.is_workday}
    for year in sorted({one.day.year for one in days if one.day.year > last}):
        if year > last + 1:
            wrong.append(_("Enter the holidays of %(year)d first.") % {"year": last + 1})
        feasts = [datetime.date(year, month, 1) for month in (1, 5, 10)]
        missing = ", ".join(day.isoformat() for day in feasts if day not in off)
        if missing:
            words = _(
                "%(year)d is entered for the first time: give all its holidays at once; missing: %(days)s."
            )
            wrong.append(words % {"year": year, "days": missing})
        last = year
    return wrong


def _compared(days: Sequence[Day]) -> list[dict[str, str]]:
    known = {row.day: row for row in CalendarDay.objects.filter(day__in=[one.day for one in days])}
    return [
        {
            "label": one.day.isoformat(),
            "value": f"{_said(known.get(one.day))} → {_said(one)}",
        }
        for one in sorted(days, key=lambda one: one.day)
    ]


def _said(day: Day | CalendarDay | None) -> str:
    if day is None:
        return _("by the weekday")
    return " ".join(
        filter(None, (_("worked") if day.is_workday else _("off"), _(day.name) if day.name else ""))
    )


def trial(
    days: Sequence[Day], *, source: str, by: Any
) -> tuple[list[tuple[str, datetime.date, datetime.date]], int]:
    """Return the clocks that would move (number, before, after) and how many run, by entering the days and taking all of it back."""
    running = Application.objects.exclude(due_on=None)
    before = dict(running.values_list("pk", "due_on"))
    with transaction.atomic():
        set_days(days, source=source, by=by, today=timezone.localdate())
        recount_provisional(year=last_known_year())
        after = list(running.order_by("due_on", "pk").values_list("pk", "receipt_number", "due_on"))
        transaction.set_rollback(True)
    pairs = [(str(number), before[pk], due) for pk, number, due in after]
    return [(number, was, now) for number, was, now in pairs if was and now and was != now], len(before)


def store(_row: Any, *, lines: Sequence[Day], source: str, by: Any, today: datetime.date) -> int:
    """Enter the days by the service."""
    return set_days(lines, source=source, by=by, today=today)
