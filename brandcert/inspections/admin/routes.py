"""Calendar and route list: which visits lie ahead, prefecture by prefecture, to be printed before one travels."""

from __future__ import annotations

import datetime
from collections.abc import Iterable
from typing import Any, Final

from django import forms
from django.urls import reverse
from django.utils.translation import gettext_lazy

from brandcert.applications.enums import Status
from brandcert.inspections.models import Inspection

# How far the list looks when nothing is chosen.
AHEAD: Final = datetime.timedelta(days=60)
LONGEST: Final = datetime.timedelta(days=366)
BEFORE: Final = (Status.REVIEW_DONE, Status.INSPECTION, Status.RECTIFICATION)


class SpanForm(forms.Form):
    """Asks from which day to which day the list reaches."""

    begin = forms.DateField(
        label=gettext_lazy("From"),
        widget=forms.DateInput(format="%Y-%m-%d", attrs={"type": "date"}),
        input_formats=["%Y-%m-%d"],
    )
    end = forms.DateField(
        label=gettext_lazy("Until"),
        widget=forms.DateInput(format="%Y-%m-%d", attrs={"type": "date"}),
        input_formats=["%Y-%m-%d"],
    )

    def clean(self) -> dict[str, Any]:
        """Refuse an end before the beginning, and more than a year."""
        data: dict[str, Any] = super().clean() or {}
        begin, end = data.get("begin"), data.get("end")
        if begin and end and not begin <= end <= begin + LONGEST:
            self.add_error("end", gettext_lazy("Choose a day after the first one, at most a year later."))
        return data


def span_of(data: Any, today: datetime.date) -> tuple[SpanForm, datetime.date, datetime.date]:
    """Return the form and the days that were chosen; without a good choice the next two months."""
    default = {"begin": today, "end": today + AHEAD}
    form = SpanForm(data if {"begin", "end"} & set(data) else None, initial=default)
    if form.is_bound and form.is_valid():
        return form, form.cleaned_data["begin"], form.cleaned_data["end"]
    return form, default["begin"], default["end"]


def routes(user: Any, begin: datetime.date, end: datetime.date) -> list[dict[str, Any]]:
    """Return the visits ahead that the person may read, by prefecture and within it by county and day."""
    rows = (
        Inspection.objects.visible_to(user)
        .open()
        .filter(planned_on__range=(begin, end), application__status__in=BEFORE)
        .select_related(
            "application__product",
            "application__enterprise__division__parent__parent",
            "application__category",
        )
        .prefetch_related("team__user", "date_answers")
    )
    found: dict[str, dict[str, Any]] = {}
    for row in sorted(rows, key=_place):
        chain = row.application.enterprise.division.ancestors()
        prefecture = chain[-2] if len(chain) > 1 else chain[0]
        group = found.setdefault(prefecture.code, {"name": str(prefecture), "stops": []})
        group["stops"].append(_stop(row, chain[0]))
    return [
        group | {"days": len({stop["row"].planned_on for stop in group["stops"]})} for group in found.values()
    ]


def _place(row: Inspection) -> tuple[Any, ...]:
    division = row.application.enterprise.division
    chain = division.ancestors()
    return chain[-2].code if len(chain) > 1 else division.code, row.planned_on, division.code, row.pk


def _stop(row: Inspection, division: Any) -> dict[str, Any]:
    team: Iterable[Any] = sorted(row.team.all(), key=lambda member: (not member.is_leader, member.pk))
    return {
        "row": row,
        "division": str(division),
        "url": reverse("admin:inspections_inspection_change", args=[row.pk]),
        "team": [str(member.user) for member in team],
        "is_confirmed": any(
            one.suits and one.proposed_on == row.planned_on for one in row.date_answers.all()
        ),
        "wishes": any(not one.suits and one.is_granted is None for one in row.date_answers.all()),
        "is_planned": row.application.status != Status.REVIEW_DONE,
    }
