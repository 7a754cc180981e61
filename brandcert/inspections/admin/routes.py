"""Calendar and route list: which visits lie ahead, prefecture by prefecture, to be printed before one travels."""

from __future__ import annotations

import datetime
from collections.abc import Iterable
from typing import Any, Final

from django import forms
from django.http import HttpRequest
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext_lazy

from brandcert.accounts.enums import Role
from brandcert.accounts.models import Division
from brandcert.applications.enums import Status
from brandcert.core import policies
from brandcert.inspections import services
from brandcert.inspections.models import CalendarFeed, Inspection

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


class FeedForm(forms.Form):
    """Asks whose visits a calendar holds: one's own, all, or those of a prefecture."""

    visits = forms.ChoiceField(label=gettext_lazy("Visits"))

    def __init__(self, *args: Any, user: Any, **kwargs: Any) -> None:
        """Offer one's own to inspectors, and the places to those who plan visits."""
        super().__init__(*args, **kwargs)
        own = [("own", gettext_lazy("my visits"))] if Role.INSPECTOR in user.roles else []
        places: list[tuple[str, Any]] = []
        if policies.allowed(user, "inspections.calendarfeed.subscribe_all", None):
            found = Division.objects.filter(parent__isnull=False, parent__parent=None).order_by("code")
            places = [("all", gettext_lazy("all visits")), *((str(row.pk), str(row)) for row in found)]
        choice: Any = self.fields["visits"]
        choice.choices = own + places

    def wish(self) -> dict[str, Any]:
        """Return what the service takes."""
        chosen = self.cleaned_data["visits"]
        place = Division.objects.get(pk=int(chosen)) if chosen.isdigit() else None
        return {"is_own": chosen == "own", "prefecture": place}


def feeds(user: Any) -> dict[str, Any]:
    """Return the form and the addresses in force of the person, for the page; nothing for who may have none."""
    if not policies.allowed(user, "inspections.calendarfeed.subscribe", None):
        return {}
    rows = CalendarFeed.objects.filter(user=user, revoked_at=None).select_related("prefecture")
    return {"feed_form": FeedForm(user=user), "feeds": rows}


def make_feed(request: HttpRequest) -> str | None:
    """Make the address that was asked for and return it; None for a choice that was not offered."""
    form = FeedForm(request.POST, user=request.user)
    if not form.is_valid():
        return None
    _feed, token = services.subscribe(**form.wish(), by=request.user, now=timezone.now())
    return request.build_absolute_uri(reverse("inspections:feed", args=[token]))


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
