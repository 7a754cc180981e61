"""The calendar of visits: prefecture by prefecture, for those who may read them."""

from __future__ import annotations

from typing import Any

import pytest

from brandcert.accounts.enums import Role
from brandcert.accounts.models import Division
from brandcert.enterprises.models import Enterprise
from brandcert.inspections import services
from brandcert.inspections.models import Inspection
from tests.inspections.conftest import VisitRoom
from tests.inspections.test_admin import as_user

ROUTES = "/manage/inspections/inspection/routes/"


@pytest.mark.parametrize("visits_ahead", [1, 3])
def test_the_visits_ahead_stand_by_prefecture_and_day(
    visits: VisitRoom, visits_ahead: int, django_assert_num_queries: Any
) -> None:
    rows = [visits.visited() for _number in range(visits_ahead)]
    Inspection.objects.filter(pk=rows[0].pk).update(place="人民大街1号")
    services.confirm_date(rows[0], by=visits.world.owner, now=visits.world.now)
    leader = as_user(visits.leader)
    leader.get(ROUTES)
    with django_assert_num_queries(12):
        answer = leader.get(ROUTES)
    shown = answer.context["routes"]
    enterprise = Enterprise.objects.get(pk=rows[0].application.enterprise_id)
    prefecture = enterprise.division.ancestors()[-2]
    assert [route["name"] for route in shown] == [str(prefecture)]
    assert [stop["row"].pk for stop in shown[0]["stops"]] == [row.pk for row in rows]
    text = answer.content.decode()
    assert "人民大街1号" in text
    assert text.count("day confirmed") == 1


def test_the_calendar_is_sorted_cut_and_closed_to_others(visits: VisitRoom) -> None:
    row = visits.visited()
    other = Division.objects.exclude(parent=None).exclude(pk=row.application.enterprise.division_id).first()
    assert other is not None
    Enterprise.objects.filter(pk=row.application.enterprise_id).update(division=other)
    day = visits.day.isoformat()
    secretary, leader = as_user(visits.world.secretary), as_user(visits.leader)
    assert len(secretary.get(ROUTES, {"begin": day, "end": day}).context["routes"]) == 1
    later = visits.after(40).isoformat()
    assert leader.get(ROUTES, {"begin": later, "end": later}).context["routes"] == []
    wrong = leader.get(ROUTES, {"begin": later, "end": day})
    assert "at most a year later" in wrong.content.decode()
    assert "routes/" in leader.get("/manage/inspections/inspection/").content.decode()
    stranger = visits.world.person(Role.INSPECTOR)
    assert as_user(stranger).get(ROUTES).status_code == 403
    assert as_user(visits.world.owner).get(ROUTES).status_code == 302
