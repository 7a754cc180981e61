"""Calendars under secret addresses: what other programs read, for how long, and what is not in them."""

from __future__ import annotations

import datetime

import pytest
from django.core.cache import cache
from django.test import Client

from brandcert.accounts.enums import Role
from brandcert.accounts.models import Division
from brandcert.core.models import Event
from brandcert.enterprises.models import Enterprise
from brandcert.inspections import services
from brandcert.inspections.calendars import Day, calendar
from brandcert.inspections.enums import Mode
from brandcert.inspections.models import CalendarFeed, Inspection
from brandcert.inspections.views import READS
from tests.inspections.conftest import VisitRoom
from tests.inspections.test_admin import as_user
from tests.inspections.test_routes import ROUTES

MADE = datetime.datetime(2026, 1, 2, 3, 4, 5, tzinfo=datetime.UTC)


def test_lines_are_folded_at_75_octets_and_texts_escaped() -> None:
    day = Day(
        "visit-1@x",
        datetime.date(2026, 2, 28),
        "吉林，甲;乙,丙\\" * 12,
        "a\r\nb",
        "",
        "https://x/",
        "CONFIRMED",
        2,
        MADE,
    )
    data = calendar("名", [day])
    lines = data.split(b"\r\n")
    assert max(map(len, lines)) <= 75
    assert all(line.decode() for line in lines[:-1])
    whole = data.replace(b"\r\n ", b"").decode().split("\r\n")
    assert "SUMMARY:" + "吉林，甲\\;乙\\,丙\\\\" * 12 in whole
    assert {"LOCATION:a\\nb", "DTSTART;VALUE=DATE:20260228", "DTEND;VALUE=DATE:20260301"} <= set(whole)
    assert {"DTSTAMP:20260102T030405Z", "SEQUENCE:2", "UID:visit-1@x"} <= set(whole)
    assert (whole[0], whole[-2:]) == ("BEGIN:VCALENDAR", ["END:VCALENDAR", ""])


def address(client: Client, visits: str) -> str:
    """Make an address; return it as a path, and see that it is shown once."""
    page = client.post(f"{ROUTES}calendar/", {"visits": visits})
    found: str = page.context["address"]
    assert found in page.content.decode()
    assert found not in client.get(ROUTES).content.decode()
    return found.removeprefix("http://testserver")


def lines(path: str) -> list[str]:
    """Read a calendar as a program without a session does."""
    answer = Client().get(path)
    assert (answer.status_code, answer["Content-Type"]) == (200, "text/calendar; charset=utf-8")
    return answer.content.replace(b"\r\n ", b"").decode().split("\r\n")


def test_a_calendar_follows_the_visits_until_its_address_is_revoked(visits: VisitRoom) -> None:
    row = visits.visited()
    leader = as_user(visits.leader)
    own = address(leader, "own")
    assert own.split("/")[-1].removesuffix(".ics") not in "".join(
        CalendarFeed.objects.values_list("digest", flat=True)
    )
    found = lines(own)
    assert {f"UID:visit-{row.pk}@testserver", "STATUS:CONFIRMED", "SEQUENCE:0"} <= set(found)
    whole = "\n".join(found)
    assert str(row.application.enterprise) in whole
    assert not any(str(person) in whole for person in (visits.leader, visits.second, visits.world.owner))

    answer = services.ask_other_date(
        row,
        wished_on=visits.day + datetime.timedelta(days=1),
        reason="停产",
        by=visits.world.owner,
        now=visits.world.now,
    )
    services.decide_date(answer, is_granted=True, by=visits.leader, now=visits.world.now)
    assert {"SEQUENCE:1", f"DTSTART;VALUE=DATE:{answer.wished_on:%Y%m%d}"} <= set(lines(own))
    # A slip of somebody's hand in the year takes nothing from the others.
    Inspection.objects.update(planned_on=datetime.date.max)
    assert "DTSTART;VALUE=DATE:99991231" in lines(own)
    Inspection.objects.update(planned_on=answer.wished_on)
    Inspection.objects.update(mode=Mode.MYSTERY, place="秘密地点")
    whole = "\n".join(lines(own))
    assert not any(words in whole for words in (str(row.application.enterprise), "秘密地点"))
    services.cancel_open(row.application, now=visits.world.now + datetime.timedelta(days=1))
    assert {"STATUS:CANCELLED", "SEQUENCE:2", f"UID:visit-{row.pk}@testserver"} <= set(lines(own))

    again = address(leader, "own")
    assert Client().get(own).status_code == 404
    feed = CalendarFeed.objects.get(revoked_at=None)
    assert as_user(visits.second).post(f"{ROUTES}calendar/", {"revoke": feed.pk}).status_code == 404
    assert leader.post(f"{ROUTES}calendar/", {"revoke": feed.pk}).status_code == 302
    assert Client().get(again).status_code == 404
    names = list(Event.objects.filter(subject_type="inspections.calendarfeed").values_list("name", flat=True))
    assert sorted(name.rpartition(".")[2] for name in names) == ["revoke", "revoke", "subscribe", "subscribe"]


def test_the_secretary_subscribes_by_prefecture_and_an_address_ends_with_its_person(
    visits: VisitRoom,
) -> None:
    row = visits.visited()
    secretary = as_user(visits.world.secretary)
    here = Enterprise.objects.get(pk=row.application.enterprise_id).division.ancestors()[-2]
    other = Division.objects.filter(parent=here.parent).exclude(pk=here.pk)[0]
    uid = f"UID:visit-{row.pk}@testserver"
    for place, is_in in ((str(here.pk), True), (str(other.pk), False), ("all", True)):
        assert (uid in lines(address(secretary, place))) is is_in
    assert as_user(visits.leader).post(f"{ROUTES}calendar/", {"visits": "all"}).status_code == 404
    assert (
        as_user(visits.world.person(Role.CLERK)).post(f"{ROUTES}calendar/", {"visits": "own"}).status_code
        == 404
    )
    own = address(as_user(visits.second), "own")
    type(visits.second).objects.filter(pk=visits.second.pk).update(is_active=False)
    assert Client().get(own).status_code == 404


def test_guessing_addresses_is_slowed_down(monkeypatch: pytest.MonkeyPatch, visits: VisitRoom) -> None:
    cache.clear()
    monkeypatch.setattr("brandcert.inspections.views.READS", type(READS)("calendar", most=2, per=READS.per))
    answers = [Client().get("/calendar/x.ics").status_code for _time in range(3)]
    assert answers == [404, 404, 429]
