"""Reminders: due and not yet sent, each once, the most urgent only after a sleep, nothing of what is over."""

from __future__ import annotations

import datetime
from functools import partial
from typing import TYPE_CHECKING, Any

import pytest
from django.utils import timezone

from brandcert.accounts.enums import Role
from brandcert.applications.enums import Status
from brandcert.awards import services as awards
from brandcert.certificates.models import Certificate
from brandcert.certificates.services import remind_expiry
from brandcert.core import approvals, delivery
from brandcert.core.models import Approval, Event
from brandcert.core.reminders import threshold_at
from brandcert.inspections.models import Finding, Inspection, Rectification
from brandcert.notifications.models import Message
from brandcert.notifications.services import remind
from brandcert.reviews.models import Assignment, Expert, Panel
from brandcert.supervision.models import SanctionCase
from tests.certificates.drafts import Register
from tests.races import ends, race

if TYPE_CHECKING:
    from pathlib import Path

    from django.db import models

    from tests.world import World

ZONE = timezone.get_default_timezone()
D = datetime.date


def at(day: str, hour: int = 9) -> datetime.datetime:
    return datetime.datetime.fromisoformat(day).replace(hour=hour, tzinfo=ZONE)


def said(row: models.Model) -> list[tuple[str, int]]:
    """Each reminder of the row: its name and threshold, in order."""
    found = Event.objects.about(row).filter(name__contains=".remind_")
    return [(event.name.rpartition(".")[2], event.payload["threshold"]) for event in found]


@pytest.mark.parametrize(
    ("left", "threshold"), [(9, None), (6, None), (5, 5), (2, 5), (1, 1), (0, 1), (-1, None)]
)
def test_the_most_urgent_threshold_that_was_reached_counts(left: int, threshold: int | None) -> None:
    assert threshold_at(left, (5, 1)) == threshold


def test_a_correction_is_reminded_of_five_and_one_working_days_before_each_once(world: World) -> None:
    """Due Friday 2026-11-27: five working days before is the Friday before, one is Thursday; the weekend is skipped."""
    row = world.application(Status.CORRECTION, due_on=D(2026, 11, 27))
    for day in (
        "2026-11-19",
        "2026-11-20",
        "2026-11-20",
        "2026-11-22",
        "2026-11-26",
        "2026-11-27",
        "2026-11-28",
    ):
        remind(now=at(day))
        remind(now=at(day, 18))
    assert said(row) == [("remind_correction", 5), ("remind_correction", 1)]
    assert [event.payload["left"] for event in Event.objects.about(row)] == [5, 1]


def test_after_a_sleep_only_the_most_urgent_is_said_and_nothing_of_what_is_over(world: World) -> None:
    slept = world.application(Status.CORRECTION, due_on=D(2026, 11, 27))
    over = world.application(Status.CORRECTION, due_on=D(2026, 11, 25))
    remind(now=at("2026-11-26"))
    remind(now=at("2026-11-27"))
    assert said(slept) == [("remind_correction", 1)]
    assert said(over) == []


def test_silent_departments_and_meetings_are_remembered_as_many_days_before_as_the_batch_says(
    world: World,
) -> None:
    """Both end on Friday 2026-11-27; whoever asked is told of the department, those invited of hour and place."""
    world.application(Status.DELIBERATION)
    [asked] = awards.consult_departments(
        world.batch, departments=["省税务局"], by=world.clerk, today=D(2026, 11, 20)
    )
    members = [world.person(Role.COMMITTEE) for _number in range(3)]
    meeting = awards.call_deliberation(
        batch=world.batch,
        held_on=D(2026, 11, 27),
        starts_at=datetime.time(9, 30),
        place="三楼会议室",
        attendees=members,
        by=world.secretary,
        is_now=False,
    )
    for day in ("2026-11-24", "2026-11-25", "2026-11-26", "2026-11-26", "2026-11-27"):
        remind(now=at(day))
    assert said(asked) == [("remind_consultation", 2)]
    assert said(meeting) == [("remind_meeting", 1)]
    delivery.sweep()
    told = Message.objects.filter(event__name__contains=".remind_").order_by("id")
    assert {one.recipient for one in told if "三楼会议室" in one.body and "09:30" in one.body} == set(members)
    assert [one.recipient for one in told if "省税务局" in one.body] == [world.clerk]


def test_a_deadline_that_was_moved_is_a_new_one(world: World) -> None:
    row = world.application(Status.CORRECTION, due_on=D(2026, 11, 27))
    remind(now=at("2026-11-26"))
    type(row).objects.filter(pk=row.pk).update(due_on=D(2026, 12, 4))
    remind(now=at("2026-11-27"))
    remind(now=at("2026-11-30"))
    assert said(row) == [("remind_correction", 1), ("remind_correction", 5)]


def test_what_was_done_in_time_is_not_reminded_of(world: World) -> None:
    row = world.application(Status.RECOMMENDED, due_on=D(2026, 11, 27))
    remind(now=at("2026-11-26"))
    assert said(row) == []


def test_a_draft_is_reminded_of_the_end_of_its_batch_by_days_and_the_people_are_told(world: World) -> None:
    world.batch.opens_at, world.batch.closes_at = at("2026-11-01"), at("2026-11-29", 17)
    world.batch.save()
    row = world.application(Status.DRAFT)
    for day in ("2026-11-21", "2026-11-22", "2026-11-25", "2026-11-28", "2026-11-29", "2026-11-30"):
        remind(now=at(day))
    remind(now=at("2026-11-29", 18))
    assert said(row) == [("remind_submit", 7), ("remind_submit", 1)]
    delivery.sweep()
    last = Message.objects.filter(recipient=world.owner, kind="reminder.submit").latest("pk")
    assert "2026-11-29" in last.body
    assert "还剩 1 个自然日" in last.body


def test_a_rectification_is_reminded_of_while_a_finding_has_no_answer(world: World) -> None:
    row = world.application(Status.RECTIFICATION)
    visit = Inspection.objects.create(application=row, planned_on=D(2026, 11, 2), planned_by=world.secretary)
    findings = [
        Finding.objects.create(inspection=visit, severity="closable", clause="4", description=words)
        for words in ("台账缺页", "器具超期")
    ]
    done, open_ = (Rectification.objects.create(finding=one, due_on=D(2026, 11, 27)) for one in findings)
    Rectification.objects.filter(pk=done.pk).update(answered_at=at("2026-11-10"))
    remind(now=at("2026-11-26"))
    assert said(row) == [("remind_rectification", 1)]
    Rectification.objects.filter(pk=open_.pk).update(due_on=D(2026, 12, 1), answered_at=at("2026-11-26"))
    remind(now=at("2026-11-30"))
    assert len(said(row)) == 1


def test_an_expert_is_reminded_of_a_score_until_it_is_locked(world: World) -> None:
    case = world.application(Status.EXPERT_REVIEW)
    panel = Panel.objects.create(application=case, rubric=case.category.rubrics.get())
    expert = Expert.objects.create(user=world.expert, employer="东北师范大学")
    task = Assignment.objects.create(panel=panel, expert=expert, due_on=D(2026, 11, 27))
    for day in ("2026-11-23", "2026-11-25", "2026-11-27"):
        remind(now=at(day))
    assert said(task) == [("remind_score", 2), ("remind_score", 0)]
    # An invitation has its own term; whoever has not answered is asked the working day before.
    Assignment.objects.filter(pk=task.pk).update(answer_by=D(2026, 11, 26))
    for day in ("2026-11-24", "2026-11-25", "2026-11-26"):
        remind(now=at(day))
    assert said(task)[2:] == [("remind_invitation", 1)]
    Assignment.objects.filter(pk=task.pk).update(answer_by=None)
    delivery.sweep()
    told = Message.objects.filter(recipient=world.expert)
    assert {message.kind for message in told} == {"reminder.score", "reminder.invitation"}
    assert all("2026-11-27" in message.subject for message in told)


def test_the_director_is_reminded_of_a_proposal_the_working_day_before_it_lapses(world: World) -> None:
    row = world.application(Status.REVIEW_DONE)
    director, second = world.director, world.secretary
    approval = approvals.propose("reject_below_gate", row, by=second, details={"reason": "x"})
    Approval.objects.filter(pk=approval.pk).update(expires_at=at("2026-11-30", 12))
    remind(now=at("2026-11-26"))
    assert said(approval) == []
    remind(now=at("2026-11-28"))
    remind(now=at("2026-11-30", 9))
    assert said(approval) == [("remind_approval", 1)]
    delivery.sweep()
    kinds = Message.objects.filter(recipient=director).values_list("kind", flat=True)
    assert sorted(kinds) == ["reminder.approval", "staff.approval"]
    assert not Message.objects.filter(recipient=second, kind="reminder.approval").exists()


@pytest.fixture
def certificate(world: World, settings: Any, tmp_path: Path) -> Certificate:
    settings.MEDIA_ROOT = tmp_path
    register = Register(world)
    (draft,) = register.drafts(1)
    return Certificate.objects.get(pk=draft.pk)


def make_active(certificate: Certificate, until: datetime.date) -> None:
    """Let the row be valid until the day; how it came to be does not matter here."""
    with_number = {
        "number": "JLJP-Z-2026-9001",
        "display_number": "吉精品（制）〔2026〕9001号",
        "verification_code": "TEST",
        "sha256": "0" * 64,
        "valid_to": until,
    }
    state = {"status": "active"}
    Certificate.objects.filter(pk=certificate.pk).update(**with_number, **state)


def test_the_end_of_validity_is_announced_three_times(certificate: Certificate, world: World) -> None:
    end = D(2027, 6, 30)
    make_active(certificate, end)
    for left in (181, 180, 179, 120, 90, 89, 30, 30, 1, 0, -1):
        remind_expiry(today=end - datetime.timedelta(days=left))
    assert said(certificate) == [("remind_expiry", 180), ("remind_expiry", 90), ("remind_expiry", 30)]
    delivery.sweep()
    told = Message.objects.filter(recipient=world.owner, kind="reminder.expiry")
    assert told.count() == 3
    assert all("2027-06-30" in message.subject for message in told)


def test_a_server_that_slept_for_months_says_only_the_latest(certificate: Certificate) -> None:
    end = D(2027, 6, 30)
    make_active(certificate, end)
    remind_expiry(today=end - datetime.timedelta(days=20))
    remind_expiry(today=end - datetime.timedelta(days=10))
    assert said(certificate) == [("remind_expiry", 30)]


def test_an_unanswered_prior_notice_is_reminded_of_and_an_answered_one_is_not(
    certificate: Certificate, world: World
) -> None:
    make_active(certificate, D(2028, 6, 30))
    words = {"ground": "complaint", "facts": "事实", "basis": "依据", "served_on": D(2026, 11, 20)}
    rows = [
        SanctionCase.objects.create(
            certificate=certificate,
            action=action,
            status=status,
            opened_by=world.supervisor,
            answer_by=D(2026, 11, 27),
            **words,
        )
        for action, status in (("suspend", "announced"), ("revoke", "heard"))
    ]
    remind(now=at("2026-11-26"))
    assert (said(rows[0]), said(rows[1])) == ([("remind_answer", 1)], [])
    delivery.sweep()
    assert Message.objects.filter(recipient=world.owner, kind="reminder.answer").count() == 1


@pytest.mark.both
@pytest.mark.django_db(transaction=True)
def test_four_clocks_at_once_remind_once(world: World) -> None:
    row = world.application(Status.CORRECTION, due_on=D(2026, 11, 27))
    counts = ends(race([partial(remind, now=at("2026-11-26"))] * 4))
    assert sorted(counts) == [0, 0, 0, 1]
    assert said(row) == [("remind_correction", 1)]
