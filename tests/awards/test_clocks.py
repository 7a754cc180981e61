"""Every term of the second half of the way, over the Spring Festival and into a year whose holidays are unknown."""

from __future__ import annotations

import datetime
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import pytest
from django.db import transaction
from django.utils import timezone

from brandcert.applications import services as applications
from brandcert.applications.enums import Status
from brandcert.applications.models import Application
from brandcert.awards import services
from brandcert.core import approvals, events
from brandcert.core.delivery import deliver
from brandcert.core.errors import GuardFailed
from brandcert.core.models import CalendarDay, Event
from brandcert.enterprises.models import IntegrityCheck
from brandcert.inspections import queries as visit_queries
from brandcert.inspections import services as visits
from brandcert.inspections.models import Inspection, Rectification
from brandcert.inspections.services.dates import BadWish
from brandcert.notifications.models import Message
from brandcert.programs.services.calendar import set_day
from tests.inspections.conftest import VisitRoom
from tests.tampering import tampering

if TYPE_CHECKING:
    from collections.abc import Callable

    from django.test import Client

    from tests.awards.conftest import Committee
    from tests.world import World

D = datetime.date
# Thursday before the Spring Festival. Working days after it: Feb 13 (1), Sat 14 worked (2), 15-23 off, 24 (3), 25 (4),
# 26 (5), 27 (6), Sat 28 worked (7), Mar 2 (8), 3 (9), 4 (10).
SPRING = D(2026, 2, 12)
# Wednesday; nothing of 2027 is known. Dec 31 (1), Jan 1 off (fixed date), Mon Jan 4 (2), 5 (3), 6 (4), 7 (5), 8 (6),
# Mon 11 (7), 12 (8), 13 (9), 14 (10).
UNKNOWN = D(2026, 12, 30)
# Friday Jan 1 stays off by its fixed date although a day of its year is known from then on.
# Then Monday Jan 4 is announced as a day off: each later day is one working day less: 3 → Jan 6, 5 → Jan 8,
# 7 → Jan 12, 10 → Jan 15.
BRIDGE = D(2027, 1, 4)
# At last Saturday Jan 9 is announced as worked: 7 would end on Jan 11, 10 on Jan 14. Nobody loses a day that was told.
WORKED = D(2027, 1, 9)


def at(day: datetime.date) -> datetime.datetime:
    """Return noon of the day."""
    return datetime.datetime.combine(day, datetime.time(12), tzinfo=timezone.get_current_timezone())


@dataclass
class Case:
    """A walk to the day each clock starts, by the services."""

    world: World
    committee: Committee
    start: datetime.date

    def acceptance(self) -> Any:
        """T5: the time to accept begins."""
        row = self.world.application(Status.SUBMITTED)
        applications.recommend(row, opinion="同意", by=self.world.recommender, now=at(self.start))
        return row

    def correction(self) -> Any:
        """T2: the enterprise is asked to correct."""
        row = self.world.application(Status.RECOMMENDED)
        item: Any = {"field": "subject.main_business", "problem": "与营业执照不一致"}
        applications.request_correction(row, items=[item], by=self.world.clerk, today=self.start)
        return row

    def notice(self) -> Any:
        """T16: the list is published."""
        self.committee.ready()
        IntegrityCheck.objects.update(checked_on=self.start)
        meeting = self.committee.meeting()
        services.propose_notice(meeting, by=self.committee.chair)
        return services.publish_notice(meeting, by=self.world.director, today=self.start)

    def plan(self) -> Any:
        """T12: what was found has to be put right."""
        room = VisitRoom(self.world)
        inspection = room.visited()
        finding = room.finding(inspection)
        visits.order_rectification(inspection.application, by=room.leader, today=self.start)
        return Rectification.objects.get(finding=finding)

    def objection(self) -> Any:
        """Somebody objects: it is to be admitted or not."""
        notice = self.notice()
        item = notice.items.get()
        return services.file_objection(
            item, name="张三", contact="13900001111", facts="标签不一致", now=at(self.start)
        )

    def admitted(self) -> Any:
        """T18: it is admitted: the enterprise is to be heard, the office to decide."""
        row = self.objection()
        return services.admit_objection(row, by=self.world.clerk, now=at(self.start))

    def consultation(self) -> Any:
        """Departments are asked about the list."""
        self.committee.ready()
        batch, by = self.world.batch, self.world.secretary
        return services.consult_departments(batch, departments=["税务局"], by=by, today=self.start)[0]

    def appeal(self) -> Any:
        """T23: the enterprise appeals."""
        row = self.world.application(Status.RECOMMENDED)
        with transaction.atomic():
            refusal = events.record("refuse_acceptance", row, by=self.world.clerk, payload={"to": "x"})
        Application.objects.filter(pk=row.pk).update(status=Status.NOT_ACCEPTED)
        with tampering():
            Event.objects.filter(pk=refusal.pk).update(at=at(self.start))
        row.refresh_from_db()
        return services.file_appeal(row, grounds="事实有误", by=self.world.owner, today=self.start)


# (what, field with the last day, flag, Spring Festival, unknown year, after Jan 4 is off, after Jan 9 is worked too)
TABLE = [
    (
        Case.acceptance,
        "due_on",
        "is_due_provisional",
        D(2026, 2, 26),
        D(2027, 1, 7),
        D(2027, 1, 8),
        D(2027, 1, 8),
    ),
    (
        Case.correction,
        "due_on",
        "is_due_provisional",
        D(2026, 3, 4),
        D(2027, 1, 14),
        D(2027, 1, 15),
        D(2027, 1, 15),
    ),
    (
        Case.notice,
        "ends_on",
        "is_provisional",
        D(2026, 2, 28),
        D(2027, 1, 11),
        D(2027, 1, 12),
        D(2027, 1, 12),
    ),
    (
        Case.plan,
        "plan_due_on",
        "is_plan_due_provisional",
        D(2026, 2, 26),
        D(2027, 1, 7),
        D(2027, 1, 8),
        D(2027, 1, 8),
    ),
    (
        Case.objection,
        "due_on",
        "is_due_provisional",
        D(2026, 2, 26),
        D(2027, 1, 7),
        D(2027, 1, 8),
        D(2027, 1, 8),
    ),
    (
        Case.admitted,
        "statement_due_on",
        "is_statement_provisional",
        D(2026, 2, 26),
        D(2027, 1, 7),
        D(2027, 1, 8),
        D(2027, 1, 8),
    ),
    # 15: after Mar 4 (10) come Mar 5, 6, 9, 10, 11; after Jan 14 (10) come 15, 18, 19, 20, 21. A term of the office
    # itself follows a worked Saturday also to an earlier day.
    (
        Case.admitted,
        "due_on",
        "is_due_provisional",
        D(2026, 3, 11),
        D(2027, 1, 21),
        D(2027, 1, 22),
        D(2027, 1, 21),
    ),
    (
        Case.consultation,
        "due_on",
        "is_due_provisional",
        D(2026, 2, 26),
        D(2027, 1, 7),
        D(2027, 1, 8),
        D(2027, 1, 8),
    ),
    # 30 calendar days: no calendar moves them. Feb has 28: 12 + 30 = Mar 14; Dec 30 + 30 = Jan 29.
    (Case.plan, "due_on", "", D(2026, 3, 14), D(2027, 1, 29), D(2027, 1, 29), D(2027, 1, 29)),
    (Case.appeal, "due_on", "", D(2026, 3, 14), D(2027, 1, 29), D(2027, 1, 29), D(2027, 1, 29)),
]


@pytest.fixture
def unknown_year(world: World) -> None:
    """Forget what a newer calendar package may know of the year after."""
    CalendarDay.objects.filter(day__year__gt=2026).delete()


def started(row: Any, start: datetime.date) -> Any:
    """Let the change of state be of the day the clock starts."""
    with tampering():
        Event.objects.filter(payload__has_key="to").update(at=at(start))
    row.refresh_from_db()
    return row


def enter(world: World, day: datetime.date, *, is_workday: bool) -> None:
    """Enter a day as staff do, and let everything that hangs on it run."""
    row = set_day(day, is_workday=is_workday, name="调休", by=world.secretary, today=UNKNOWN)
    last = Event.objects.about(row).last()
    assert last is not None
    deliver(last.pk)
    for event in Event.objects.filter(pk__gt=last.pk).order_by("pk"):
        deliver(event.pk)


@pytest.mark.usefixtures("unknown_year")
@pytest.mark.parametrize(
    ("make", "field", "flag", "spring", "unknown", "bridged", "worked"),
    TABLE,
    ids=[f"{row[0].__name__}-{row[1]}" for row in TABLE],
)
def test_each_term_by_hand_over_the_festival_and_into_an_unknown_year(
    world: World,
    committee: Committee,
    make: Callable[[Case], Any],
    field: str,
    flag: str,
    spring: datetime.date,
    unknown: datetime.date,
    bridged: datetime.date,
    worked: datetime.date,
) -> None:
    festival = started(make(Case(world, committee, SPRING)), SPRING)
    assert (getattr(festival, field), bool(flag and getattr(festival, flag))) == (spring, False)
    world.enterprise = world.new_enterprise("91220200XNT000226B")
    world.owner = world.member(world.enterprise)

    row = started(make(Case(world, committee, UNKNOWN)), UNKNOWN)

    assert (getattr(row, field), bool(flag and getattr(row, flag))) == (unknown, bool(flag))
    for day, is_workday, due in ((BRIDGE, False, bridged), (WORKED, True, worked)):
        enter(world, day, is_workday=is_workday)
        row.refresh_from_db()
        assert (getattr(row, field), bool(flag and getattr(row, flag))) == (due, False), f"{day}"
    if field in {"plan_due_on", "statement_due_on"}:
        counts = Event.objects.filter(name__regex=r"\.recount_(plan|statement)$")
        assert [one.payload["days"] for one in counts] == [5]
        told = Message.objects.filter(kind="application.recount", recipient=world.owner)
        assert sum("2027-01-08" in one.body for one in told) == 1


@pytest.mark.usefixtures("unknown_year")
def test_the_notice_of_a_visit_is_checked_again_by_the_calendar_and_the_day_stays_until_people_agree(
    world: World, client: Client
) -> None:
    room = VisitRoom(world)
    visit = room.plan(room.reviewed())
    approvals.approve(room.proposal(), by=world.director)
    # Told on Dec 30, three working days: Jan 5 at the earliest; over the Spring Festival Feb 24.
    case = visit.application
    with pytest.raises(GuardFailed, match="2026-02-24"):
        visits.plan(
            room.reviewed(product=world.product()),
            team=[room.leader, room.second],
            leader=room.leader,
            mode=visit.mode,
            planned_on=D(2026, 2, 23),
            by=world.secretary,
            today=SPRING,
        )
    Inspection.objects.filter(pk=visit.pk).update(planned_on=D(2027, 1, 5), planned_at=at(UNKNOWN))
    with tampering():
        Event.objects.about(case).filter(name__endswith=".plan_inspection").update(at=at(UNKNOWN))
    visit.refresh_from_db()
    assert visit_queries.earliest_day(visit) == D(2027, 1, 5)
    assert visits.check_notices(today=UNKNOWN) == 0
    enter(world, BRIDGE, is_workday=False)

    visits.check_notices(today=UNKNOWN)
    assert visits.check_notices(today=UNKNOWN) == 0
    event = Event.objects.about(case).get(name=visit_queries.SHORT_NOTICE)
    assert event.payload == {"inspection": visit.pk, "day": "2027-01-05", "earliest": "2027-01-06"}
    deliver(event.pk)
    told = {row.recipient: row.body for row in Message.objects.filter(event=event)}
    assert set(told) == {world.owner, world.editor, room.leader, room.second, world.secretary}
    assert all("2027-01-06" in body for body in told.values())
    visit.refresh_from_db()
    assert visit.planned_on == D(2027, 1, 5)
    client.force_login(world.owner)
    assert "2027-01-06" in client.get(f"/portal/applications/{case.pk}/").content.decode()
    client.force_login(room.leader)
    assert b"2027-01-06" in client.get(f"/manage/inspections/inspection/{visit.pk}/change/").content
    # The leader cannot keep the day against a wish that leaves the time; an earlier wish may still be declined.
    now = at(UNKNOWN)
    wish = visits.ask_other_date(visit, wished_on=D(2027, 1, 6), reason="准备", by=world.owner, now=now)
    with pytest.raises(BadWish, match="2027-01-06"):
        visits.decide_date(wish, is_granted=False, note="不便", by=room.leader, now=now)
    visits.decide_date(wish, is_granted=True, by=room.leader, now=now)
    visit.refresh_from_db()
    assert (visit_queries.earliest_day(visit), visit_queries.short_notice(visit)) == (None, None)
