"""Drawing, declaring, replacing, and T8."""

from __future__ import annotations

import datetime
import json
import subprocess
import sys

import pytest
from django.core.management import call_command
from django.utils import timezone

from brandcert.applications.enums import Status
from brandcert.applications.models import Application, ApplicationVersion
from brandcert.core.errors import GuardFailed, Refused, SomeoneWasFaster
from brandcert.core.models import Event
from brandcert.core.workdays import add_workdays
from brandcert.enterprises.models import Membership
from brandcert.programs.models import Batch
from brandcert.reviews import drawing, queries, services
from brandcert.reviews.enums import AssignmentStatus, ConflictKind
from brandcert.reviews.models import Assignment, Conflict, Draw, Expert
from tests.reviews.conftest import ReviewRoom

pytestmark = pytest.mark.both


def test_a_panel_is_drawn_invited_and_on_record(room: ReviewRoom) -> None:
    application = room.accepted()
    panel = room.draw(application)
    tasks = room.tasks(application)
    draw = Draw.objects.get()
    assert [task.expert_id for task in tasks] == draw.record["chosen"]
    assert {task.status for task in tasks} == {AssignmentStatus.INVITED}
    assert [task.is_leader for task in tasks] == [True, False, False]
    assert panel.rubric.category == application.category
    assert drawing.is_reproduced(draw.record)
    assert Event.objects.filter(name="reviews.assignment.invite").count() == 3
    assert Event.objects.about(application).get().payload == {"draw": draw.pk, "purpose": "panel"}


def excluded(draw: Draw, expert: Expert) -> list[str]:
    return next((row["reasons"] for row in draw.record["excluded"] if row["expert"] == expert.pk), [])


def test_each_exclusion_of_the_pool_has_its_reason(room: ReviewRoom) -> None:
    application = room.accepted()
    enterprise = application.enterprise
    employed = room.expert(employer_credit_code=enterprise.credit_code)
    kin, member, former, drafter, role, gone = (room.expert() for _number in range(6))
    Conflict.objects.create(expert=kin, enterprise=enterprise, kind=ConflictKind.KIN)
    Membership.objects.create(enterprise=enterprise, user=member.user, role="editor")
    left = timezone.now() - datetime.timedelta(days=800)
    Membership.objects.create(enterprise=enterprise, user=former.user, role="editor", left_at=left)
    ApplicationVersion.objects.create(
        application=application, number=1, content={}, materials=[], sha256="0", handed_in_by=drafter.user
    )
    role.user.grants.all().delete()
    Expert.objects.filter(pk=gone.pk).update(is_available=False)
    other = room.expert(categories=["SERVICES"])
    room.draw(application)
    draw = Draw.objects.get()
    assert [excluded(draw, one) for one in (employed, kin, member, former, drafter, role, gone, other)] == [
        ["employer"],
        ["kin"],
        ["employer"],
        ["employer"],
        ["drafter"],
        ["role"],
        ["unavailable"],
        ["category"],
    ]
    assert set(draw.record["chosen"]) <= {one.pk for one in room.experts}
    found = Conflict.objects.filter(is_detected=True).values_list("expert", "kind")
    assert set(found) == {
        (employed.pk, "employer"),
        (member.pk, "employer"),
        (former.pk, "employer"),
        (drafter.pk, "drafter"),
    }


def test_whoever_left_the_enterprise_long_ago_may_judge(room: ReviewRoom) -> None:
    application = room.accepted()
    left = timezone.now() - datetime.timedelta(days=3 * 365 + 2)
    old = room.expert()
    Membership.objects.create(enterprise=application.enterprise, user=old.user, role="editor", left_at=left)
    room.draw(application)
    assert excluded(Draw.objects.get(), old) == []


def test_load_is_balanced_over_the_batch(room: ReviewRoom) -> None:
    first, second = room.accepted(), room.accepted()
    room.draw(first)
    room.draw(second)
    assert len({task.expert_id for task in [*room.tasks(first), *room.tasks(second)]}) == 6


def test_only_accepted_cases_are_drawn_only_once_only_by_the_secretary(room: ReviewRoom) -> None:
    application = room.accepted()
    with pytest.raises(Refused):
        services.draw_panel(application, by=room.world.clerk, today=room.world.today)
    room.draw(application)
    with pytest.raises(services.AlreadyDrawn):
        room.draw(application)
    with pytest.raises(GuardFailed):
        room.draw(room.world.application(Status.RECOMMENDED))


def test_a_pool_without_enough_experts_leaves_nothing_behind(room: ReviewRoom) -> None:
    Expert.objects.filter(pk__in=[one.pk for one in room.experts[2:]]).update(is_available=False)
    application = room.accepted()
    with pytest.raises(services.NotEnoughExperts):
        room.draw(application)
    assert (Draw.objects.count(), queries.panel_of(application)) == (0, None)


def test_a_trimmed_batch_needs_five_experts(room: ReviewRoom) -> None:
    Batch.objects.update(trims_mean=True)
    application = room.accepted()
    room.draw(application)
    assert len(room.tasks(application)) == 5


def test_t08_needs_a_panel(room: ReviewRoom) -> None:
    with pytest.raises(GuardFailed):
        services.appoint_panel(room.accepted(), by=room.world.secretary, today=room.world.today)


def test_t08_needs_every_declaration(room: ReviewRoom) -> None:
    application = room.accepted()
    room.draw(application)
    for task in room.tasks(application)[:2]:
        services.agree(task, by=task.expert.user)
    with pytest.raises(GuardFailed):
        services.appoint_panel(application, by=room.world.secretary, today=room.world.today)
    last = room.tasks(application)[2]
    services.agree(last, by=last.expert.user)
    done = services.appoint_panel(application, by=room.world.secretary, today=room.world.today)
    due = add_workdays(room.world.today, 20).on
    assert (done.status, done.due_on) == (Status.EXPERT_REVIEW, due)
    assert {task.due_on for task in room.tasks(application)} == {due}


def test_t08_needs_as_many_experts_as_the_batch_asks_for(room: ReviewRoom) -> None:
    application = room.accepted()
    room.draw(application)
    first, *rest = room.tasks(application)
    services.decline(first, kind="", reason="出差", by=first.expert.user)
    for task in rest:
        services.agree(task, by=task.expert.user)
    with pytest.raises(GuardFailed):
        services.appoint_panel(application, by=room.world.secretary, today=room.world.today)


def test_t08_sees_a_conflict_that_appeared_after_the_declaration(room: ReviewRoom) -> None:
    application = room.accepted()
    room.draw(application)
    for task in room.tasks(application):
        services.agree(task, by=task.expert.user)
    Expert.objects.filter(pk=room.tasks(application)[0].expert_id).update(
        employer_credit_code=application.enterprise.credit_code
    )
    with pytest.raises(GuardFailed):
        services.appoint_panel(application, by=room.world.secretary, today=room.world.today)


def test_recusing_writes_the_conflict_down_and_a_successor_is_drawn(room: ReviewRoom) -> None:
    application = room.accepted()
    room.draw(application)
    first = room.tasks(application)[0]
    services.decline(first, kind=ConflictKind.CONSULTANT, reason="曾任该企业顾问", by=first.expert.user)
    conflict = Conflict.objects.get()
    assert (conflict.expert, conflict.kind, conflict.is_detected) == (first.expert, "consultant", False)
    declined = Assignment.objects.get(pk=first.pk)
    new = services.replace_expert(declined, reason="", by=room.world.secretary, today=room.world.today)
    assert new.expert_id not in [task.expert_id for task in room.tasks(application)[:3]]
    assert new.is_leader
    with pytest.raises(services.PanelComplete):
        services.replace_expert(declined, reason="", by=room.world.secretary, today=room.world.today)


def test_having_no_time_is_no_conflict(room: ReviewRoom) -> None:
    application = room.accepted()
    room.draw(application)
    first = room.tasks(application)[0]
    services.decline(first, kind="", reason="出差", by=first.expert.user)
    assert (Conflict.objects.count(), room.tasks(application)[0].status) == (0, AssignmentStatus.DECLINED)


@pytest.mark.parametrize(("kind", "reason"), [("friend", "认识"), ("kin", "  ")])
def test_recusing_needs_a_ground_from_the_list_and_words(room: ReviewRoom, kind: str, reason: str) -> None:
    application = room.accepted()
    room.draw(application)
    first = room.tasks(application)[0]
    with pytest.raises(GuardFailed):
        services.decline(first, kind=kind, reason=reason, by=first.expert.user)
    assert (Conflict.objects.count(), room.tasks(application)[0].status) == (0, AssignmentStatus.INVITED)


def test_replacing_an_open_task_draws_another_expert(room: ReviewRoom) -> None:
    application = room.in_review()
    first = room.tasks(application)[0]
    new = services.replace_expert(first, reason="超期未评", by=room.world.secretary, today=room.world.today)
    assert room.tasks(application)[0].status == AssignmentStatus.REPLACED
    assert (new.due_on, new.status) == (application.due_on, AssignmentStatus.INVITED)
    with pytest.raises(GuardFailed):
        services.replace_expert(
            room.tasks(application)[1], reason="", by=room.world.secretary, today=room.world.today
        )


def test_a_locked_sheet_is_not_replaced(room: ReviewRoom) -> None:
    application = room.scored()
    with pytest.raises(GuardFailed):
        services.replace_expert(
            room.tasks(application)[0], reason="x", by=room.world.secretary, today=room.world.today
        )


def test_nobody_answers_for_another_expert(room: ReviewRoom) -> None:
    application = room.accepted()
    room.draw(application)
    first, second, _third = room.tasks(application)
    for someone in (second.expert.user, room.world.secretary):
        with pytest.raises(Refused):
            services.agree(first, by=someone)
        with pytest.raises(Refused):
            services.decline(first, kind="kin", reason="x", by=someone)


def test_an_invitation_ends_with_the_case(room: ReviewRoom) -> None:
    application = room.accepted()
    room.draw(application)
    Application.objects.filter(pk=application.pk).update(status=Status.WITHDRAWN)
    task = room.tasks(application)[0]
    with pytest.raises(GuardFailed):
        services.agree(task, by=task.expert.user)


def test_answering_twice_is_told(room: ReviewRoom) -> None:
    application = room.accepted()
    room.draw(application)
    task = room.tasks(application)[0]
    services.agree(task, by=task.expert.user)
    with pytest.raises(SomeoneWasFaster):
        services.agree(task, by=task.expert.user)


def test_declaring_a_conflict_ends_the_experts_open_tasks(room: ReviewRoom) -> None:
    application = room.in_review()
    first, second, _third = room.tasks(application)
    services.declare_conflict(
        first.expert, enterprise=application.enterprise, kind=ConflictKind.SHAREHOLDER, by=first.expert.user
    )
    services.declare_conflict(
        second.expert,
        enterprise=application.enterprise,
        kind=ConflictKind.OBJECTED,
        note="企业书面异议",
        by=room.world.secretary,
    )
    states = [task.status for task in room.tasks(application)]
    assert states == [AssignmentStatus.DECLINED, AssignmentStatus.REPLACED, AssignmentStatus.AGREED]


def test_experts_declare_conflicts_for_themselves_only(room: ReviewRoom) -> None:
    mine, other = room.experts[:2]
    enterprise = room.world.enterprise
    with pytest.raises(Refused):
        services.declare_conflict(other, enterprise=enterprise, kind="kin", by=mine.user)
    with pytest.raises(GuardFailed):
        services.declare_conflict(mine, enterprise=enterprise, kind="friend", by=mine.user)
    for _again in range(2):
        services.declare_conflict(mine, enterprise=enterprise, kind="kin", by=mine.user)
    assert Conflict.objects.count() == 1


def test_the_command_replays_a_draw(room: ReviewRoom, capsys: pytest.CaptureFixture[str]) -> None:
    room.draw(room.accepted())
    draw = Draw.objects.get()
    call_command("draw", "replay", str(draw.pk), "--format", "json")
    assert json.loads(capsys.readouterr().out)["is_reproduced"] is True
    call_command("draw", "replay", str(draw.pk))
    assert "the same" in capsys.readouterr().out


@pytest.mark.parametrize("change", [{"chosen": [1, 2, 3]}, {"solver": "other"}])
def test_the_command_fails_for_a_record_that_was_changed(room: ReviewRoom, change: dict[str, object]) -> None:
    room.draw(room.accepted())
    draw = Draw.objects.get()
    Draw.objects.update(record={**draw.record, **change})
    with pytest.raises(SystemExit) as ended:
        call_command("draw", "replay", str(draw.pk))
    assert ended.value.code == 1
    with pytest.raises(SystemExit):
        call_command("draw", "replay", "999999")


def test_the_command_knows_wrong_usage() -> None:
    done = subprocess.run([sys.executable, "manage.py", "draw"], capture_output=True, text=True, check=False)
    assert done.returncode == 2
