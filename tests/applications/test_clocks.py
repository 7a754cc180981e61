"""Deadlines of applications: lapsing, flags, and the clock that goes on after a correction."""

from __future__ import annotations

import datetime
from typing import TYPE_CHECKING, Any

import pytest
from django.db import transaction
from django.utils import timezone

from brandcert.accounts.enums import Role
from brandcert.applications import services
from brandcert.applications.enums import Status
from brandcert.applications.models import Application, CorrectionNotice
from brandcert.applications.services.clocks import resumed, watch_deadlines
from brandcert.core import events
from brandcert.core.delivery import deliver
from brandcert.core.errors import Refused
from brandcert.core.models import CalendarDay, Event
from brandcert.core.transitions import perform
from brandcert.core.workdays import add_workdays, last_known_year
from brandcert.notifications.models import Message
from brandcert.programs.enums import Route
from tests.tampering import tampering

if TYPE_CHECKING:
    from django.test import Client

    from tests.world import World

pytestmark = pytest.mark.both
DAY = datetime.timedelta(days=1)


def test_clocks_go_on_while_no_calendar_is_entered(world: World) -> None:
    application = world.application(Status.CORRECTION, due_on=world.today - DAY)
    CalendarDay.objects.all().delete()

    watch_deadlines()

    application.refresh_from_db()
    assert application.status == Status.LAPSED


def test_a_correction_lapses_after_its_last_day(world: World) -> None:
    application = world.application(Status.CORRECTION, due_on=world.today)

    assert services.lapse_overdue(today=world.today) == 0
    assert services.lapse_overdue(today=world.today + DAY) == 1
    assert services.lapse_overdue(today=world.today + DAY) == 0

    application.refresh_from_db()
    assert (application.status, application.reason_code) == (Status.LAPSED, "overdue")
    assert Event.objects.get(name="applications.application.lapse").actor == "system"


def test_no_person_lets_an_application_lapse(world: World) -> None:
    application = world.application(Status.CORRECTION)

    with pytest.raises(Refused):
        perform(application.lapse, by=world.clerk, reason="x")


def test_an_overdue_acceptance_is_flagged_once(world: World) -> None:
    world.application(Status.RECOMMENDED, due_on=world.today)
    late = world.application(Status.RECOMMENDED, due_on=world.today - DAY)

    assert services.flag_overdue_acceptance(today=world.today) == 1
    assert services.flag_overdue_acceptance(today=world.today) == 0

    assert [event.subject_id for event in Event.objects.filter(name__endswith=".flag_overdue")] == [late.pk]


def test_an_overdue_rectification_is_brought_before_the_leaders_once_for_each_deadline(world: World) -> None:
    world.application(Status.RECTIFICATION, due_on=world.today)
    late = world.application(Status.RECTIFICATION, due_on=world.today - DAY)
    leaders = {world.director, world.secretary}
    assert services.flag_overdue_rectification(today=world.today) == 1
    assert services.flag_overdue_rectification(today=world.today) == 0
    event = Event.objects.get(name="applications.application.flag_rectification")
    assert event.subject_id == late.pk
    deliver(event.pk)
    told = Message.objects.filter(event=event)
    assert {row.recipient for row in told} >= leaders
    assert all(str(late.receipt_number) in row.body for row in told)
    # A further round with a day of its own is brought up again when that is over.
    Application.objects.filter(pk=late.pk).update(due_on=world.today + DAY)
    assert services.flag_overdue_rectification(today=world.today + 2 * DAY) == 2


def test_where_no_unit_recommends_the_province_is_overdue_with_what_was_submitted(world: World) -> None:
    late = world.application(Status.SUBMITTED, due_on=world.today - DAY)
    assert services.flag_overdue_acceptance(today=world.today) == 0
    world.batch.route = Route.SELF
    world.batch.save()
    assert services.flag_overdue_acceptance(today=world.today) == 1
    assert Event.objects.about(late).get().name.endswith(".flag_overdue")


@pytest.mark.parametrize(
    ("due", "days", "last"),
    [
        # Across the Spring Festival of 2026 (15 to 23 February; Saturdays 14 and 28 are worked).
        (datetime.date(2026, 2, 12), 3, datetime.date(2026, 2, 24)),
        (datetime.date(2026, 2, 27), 1, datetime.date(2026, 2, 28)),
        # The holidays of 2031 are unknown: Monday to Friday but the fixed holidays, and no crash.
        (datetime.date(2031, 9, 29), 3, datetime.date(2031, 10, 7)),
    ],
)
def test_an_overdue_acceptance_is_escalated_to_whom_the_batch_names(
    world: World, due: datetime.date, days: int, last: datetime.date
) -> None:
    world.batch.escalation_days, world.batch.escalation_role = days, Role.SUPERVISOR
    world.batch.save()
    late = world.application(Status.RECOMMENDED, due_on=due)
    assert add_workdays(due, days).on == last
    assert services.escalate_overdue_acceptance(today=last) == 0

    assert services.escalate_overdue_acceptance(today=last + DAY) == 1
    assert services.escalate_overdue_acceptance(today=last + 2 * DAY) == 0

    event = Event.objects.about(late).get(name__endswith=".escalate_overdue")
    assert event.payload == {"due": str(due), "to": "supervisor"}
    supervisor = world.supervisor
    deliver(event.pk)
    assert [row.recipient for row in Message.objects.filter(event=event)] == [supervisor]


def test_an_escalated_acceptance_stands_in_the_queue_and_on_the_case_of_the_director(
    world: World, client: Client
) -> None:
    other = world.application(Status.RECOMMENDED, due_on=world.today)
    late = world.application(Status.RECOMMENDED, due_on=world.today - 30 * DAY)
    services.escalate_overdue_acceptance(today=world.today)
    client.force_login(world.director)

    queue = client.get("/manage/queues/late-acceptances/").content.decode()
    case = client.get(f"/manage/applications/application/{late.pk}/change/").content.decode()

    assert str(late.receipt_number) in queue
    assert "视为受理" in queue
    assert "已于" in case
    assert client.get(f"/manage/applications/application/{other.pk}/change/").status_code == 404
    assert set(Application.objects.visible_to(world.director)) == {late}
    client.force_login(world.clerk)
    assert "视为受理" in client.get("/manage/queues/accept/").content.decode()


@pytest.fixture
def unknown_year(world: World) -> int:
    """Give the last year the calendar knows, and a day near its end from which deadlines run into the next."""
    return last_known_year()


def provisional(world: World, year: int, status: Status = Status.CORRECTION, days: int = 10) -> Any:
    """Make a case whose deadline was counted on 28 December of the last known year."""
    start = datetime.date(year, 12, 28)
    deadline = add_workdays(start, days)
    assert deadline.is_provisional
    row = world.application(status, due_on=deadline.on, is_due_provisional=True)
    with transaction.atomic():
        made = events.record("request_correction", row, by=world.clerk, payload={"to": status})
    noon = datetime.datetime.combine(start, datetime.time(12), tzinfo=timezone.get_current_timezone())
    with tampering():
        Event.objects.filter(pk=made.pk).update(at=noon)
    CorrectionNotice.objects.create(application=row, requested_by=world.clerk, due_on=deadline.on)
    return row


def enter(day: datetime.date, *, is_workday: bool, world: World) -> None:
    """Enter a day of the calendar as the management page does."""
    made = CalendarDay.objects.create(day=day, is_workday=is_workday)
    with transaction.atomic():
        event = events.record("create", made, by=world.secretary)
    deliver(event.pk)


def test_a_provisional_deadline_follows_the_calendar_as_it_is_entered(
    world: World, unknown_year: int
) -> None:
    row = provisional(world, unknown_year)
    first = row.due_on
    free = [day for day in (first - DAY * n for n in range(3)) if day.weekday() < 5]
    for day in free:
        enter(day, is_workday=False, world=world)
    row.refresh_from_db()
    expected = add_workdays(datetime.date(unknown_year, 12, 28), 10)
    assert (row.due_on, row.is_due_provisional) == (expected.on, False)
    assert row.due_on > first
    assert row.corrections.get().due_on == row.due_on
    told = Event.objects.about(row).filter(name__endswith=".recount")
    assert {event.payload["days"] for event in told} == {10}


def test_an_enterprise_never_gets_less_time_than_it_was_told(world: World, unknown_year: int) -> None:
    row = provisional(world, unknown_year)
    saturday = next(day for day in (row.due_on - DAY * n for n in range(1, 8)) if day.weekday() == 5)
    enter(saturday, is_workday=True, world=world)
    told = row.due_on
    row.refresh_from_db()
    assert (row.due_on, row.is_due_provisional) == (told, False)


def test_a_deadline_of_the_office_may_come_earlier(world: World, unknown_year: int) -> None:
    row = provisional(world, unknown_year, Status.RECOMMENDED)
    told = row.due_on
    saturday = next(day for day in (told - DAY * n for n in range(1, 8)) if day.weekday() == 5)
    enter(saturday, is_workday=True, world=world)
    row.refresh_from_db()
    assert row.due_on < told


def test_the_sweep_counts_again_when_the_event_was_lost(world: World, unknown_year: int) -> None:
    row = provisional(world, unknown_year, Status.RECOMMENDED)
    for day in (datetime.date(unknown_year + 1, 1, 1), row.due_on):
        CalendarDay.objects.create(day=day, is_workday=False)
    watch_deadlines()
    told = row.due_on
    row.refresh_from_db()
    assert row.due_on > told
    assert not row.is_due_provisional
    watch_deadlines()
    assert Event.objects.about(row).filter(name__endswith=".recount").count() == 1


def test_the_sweep_watches_both_deadlines(world: World) -> None:
    lapsing = world.application(Status.CORRECTION, due_on=world.today - DAY)
    late = world.application(Status.RECOMMENDED, due_on=world.today - DAY)

    watch_deadlines()

    lapsing.refresh_from_db()
    assert lapsing.status == Status.LAPSED
    assert Event.objects.about(late).count() == 1


@pytest.mark.parametrize(("left", "expected"), [(3, 3), (0, 1)])
def test_the_clock_goes_on_after_a_correction(world: World, left: int, expected: int) -> None:
    application = world.application(Status.CORRECTION)
    CorrectionNotice.objects.create(
        application=application, requested_by=world.clerk, due_on=world.today, days_left=left
    )

    assert resumed(application, today=world.today)["due_on"] == add_workdays(world.today, expected).on


def test_without_a_running_clock_none_goes_on(world: World) -> None:
    application = world.application(Status.CORRECTION)
    CorrectionNotice.objects.create(application=application, requested_by=world.clerk, due_on=world.today)

    assert resumed(application, today=world.today) == {"due_on": None}
