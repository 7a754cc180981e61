"""Deadlines of applications: lapsing, flags, and the clock that goes on after a correction."""

from __future__ import annotations

import datetime
from typing import TYPE_CHECKING

import pytest

from brandcert.applications import services
from brandcert.applications.enums import Status
from brandcert.applications.models import CorrectionNotice
from brandcert.applications.services.clocks import resumed, watch_deadlines
from brandcert.core.errors import Refused
from brandcert.core.models import Event
from brandcert.core.transitions import perform
from brandcert.core.workdays import add_workdays

if TYPE_CHECKING:
    from tests.world import World

pytestmark = pytest.mark.both
DAY = datetime.timedelta(days=1)


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
