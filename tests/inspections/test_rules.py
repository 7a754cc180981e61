"""Modes and season of the visits of a batch, the notice over holidays, and what is kept from the enterprise."""

from __future__ import annotations

import datetime
from typing import Any

import pytest
from django.test import Client

from brandcert.applications.enums import Status
from brandcert.core import approvals, events
from brandcert.core.actors import SYSTEM
from brandcert.core.errors import GuardFailed
from brandcert.core.models import Event
from brandcert.inspections import queries, services
from brandcert.inspections.enums import Mode
from brandcert.inspections.models import Inspection, VisitRule
from brandcert.inspections.services.plans import check_notice
from tests.inspections.conftest import VisitRoom, now
from tests.inspections.test_admin import as_user

DAY = datetime.timedelta(days=1)


def around(day: datetime.date, *, is_in: bool) -> dict[str, str]:
    """Return a season with the day, or one that begins the day after and ends the day before it, over the new year."""
    first, last = (day - DAY, day + DAY) if is_in else (day + DAY, day - DAY)
    return {"season_begins": f"{first:%m-%d}", "season_ends": f"{last:%m-%d}"}


@pytest.mark.parametrize(
    ("begins", "ends", "inside", "outside"),
    [("06-01", "09-30", (6, 1), (5, 31)), ("12-01", "02-28", (1, 5), (3, 1)), ("", "", (7, 7), None)],
)
def test_a_season_may_go_over_the_new_year(
    begins: str, ends: str, inside: tuple[int, int], outside: tuple[int, int] | None
) -> None:
    rule = VisitRule(season_begins=begins, season_ends=ends)
    assert rule.is_in_season(datetime.date(2027, *inside))
    assert outside is None or not rule.is_in_season(datetime.date(2027, *outside))


def test_a_plan_keeps_to_the_modes_and_the_season_of_the_batch(visits: VisitRoom) -> None:
    case = visits.reviewed()
    secretary = as_user(visits.world.secretary)
    facts: dict[str, Any] = {
        "batch": case.batch_id,
        "category": case.category_id,
        "modes": [Mode.VIDEO, Mode.ON_SITE],
    }
    page = "/manage/inspections/visitrule/add/"
    assert secretary.post(page, facts | {"season_begins": "13-40", "season_ends": "01-01"}).status_code == 200
    assert secretary.post(page, facts | around(visits.day, is_in=False)).status_code == 302
    assert as_user(visits.leader).post(page, facts).status_code == 403
    rule = VisitRule.objects.get()
    for fields in ({"mode": Mode.MYSTERY}, {}, {"season_reason": "抢在封山前"}, {"mode": Mode.VIDEO}):
        with pytest.raises(GuardFailed):
            visits.plan(case, **fields)
    VisitRule.objects.update(lets_exception=True)
    with pytest.raises(GuardFailed):
        visits.plan(case)
    form = secretary.get(f"/manage/applications/application/{case.pk}/step/plan_inspection/").content.decode()
    assert rule.season_begins in form
    assert 'name="season_reason"' in form
    assert 'value="mystery"' not in form
    inspection = visits.plan(case, season_reason="抢在封山前")
    assert visits.proposal().details["season_reason"] == "抢在封山前"
    Inspection.objects.update(season_reason="")
    with pytest.raises((GuardFailed, approvals.NotApprovable)):
        approvals.approve(visits.proposal(), by=visits.world.director)
    VisitRule.objects.update(**around(visits.day, is_in=True))
    with pytest.raises(GuardFailed):
        visits.plan(case, mode=Mode.VIDEO)
    visits.plan(case, mode=Mode.VIDEO, place="会议号 123 456")
    assert Inspection.objects.get(pk=inspection.pk).cancelled_at is not None


@pytest.mark.parametrize(
    ("today", "first"),
    [
        # The Spring Festival 2026: the Saturday before it is worked, nine days are free.
        (datetime.date(2026, 2, 13), datetime.date(2026, 2, 25)),
        # Nobody knows the holidays of that year: Monday to Friday count.
        (datetime.date(2090, 1, 6), datetime.date(2090, 1, 11)),
    ],
)
def test_the_notice_is_counted_over_holidays_and_in_an_unknown_year(
    visits: VisitRoom, today: datetime.date, first: datetime.date
) -> None:
    case = visits.reviewed()
    with pytest.raises(GuardFailed):
        check_notice(case, Mode.ON_SITE, first - DAY, today=today)
    check_notice(case, Mode.ON_SITE, first, today=today)
    check_notice(case, Mode.MYSTERY, today, today=today)


def test_a_mystery_visit_is_kept_from_the_enterprise_until_it_is_reported(visits: VisitRoom) -> None:
    case = visits.reviewed(query_code="A1B2C3D4E5F6")
    inspection = visits.plan(case, mode=Mode.MYSTERY, place="秘密地点")
    owner, receipt = as_user(visits.world.owner), {"receipt": case.receipt_number, "code": case.query_code}

    def told() -> tuple[Any, ...]:
        page, home = owner.get(f"/portal/applications/{case.pk}/"), owner.get("/portal/")
        answer = Client().post("/progress/", receipt).context["case"]
        return (
            page.context["steps"],
            page.context["banner"],
            page.context["next"],
            page.context["road"],
            page.context["timeline"],
            home.context["cards"],
            {key: value for key, value in answer.items() if key != "tone_of"},
            answer["tone_of"].status,
        )

    before = told()
    approvals.approve(visits.proposal(), by=visits.world.director)
    events.record("recount", now(case), by=SYSTEM, payload={"before": "2026-03-01", "after": "2026-03-02"})
    assert told() == before
    page = owner.get(f"/portal/applications/{case.pk}/")
    assert not [line for line in page.context["timeline"] if line.get("title") == "Inspection planned"]
    assert inspection.place not in page.content.decode()
    for part in ("visit/other-day/", "visit/sign/"):
        assert owner.get(f"/portal/applications/{case.pk}/{part}").status_code == 404
    assert Event.objects.about(case).filter(name__endswith=".plan_inspection").exists()


def test_what_is_not_rectified_by_its_day_may_end_the_application(visits: VisitRoom) -> None:
    inspection = visits.visited()
    visits.complete(inspection)
    finding = visits.finding(inspection)
    case = services.order_rectification(now(inspection), by=visits.leader, today=visits.after(-60))
    assert queries.lapsed(case, visits.world.today) == [finding]
    case = services.verify_rectification(case, by=visits.second, now=visits.world.now)
    assert case.status == Status.INSPECTION
    with pytest.raises(GuardFailed, match="签"):
        services.propose_rejection(case, reason="逾期未整改", by=visits.leader)
    visits.sign(inspection)
    approval = services.propose_rejection(case, reason="逾期未整改", by=visits.leader)
    approvals.approve(approval, by=visits.world.director)
    assert now(inspection).status == Status.REJECTED
    with pytest.raises(GuardFailed):
        services.propose_rejection(now(visits.visited()), reason="x", by=visits.leader)
