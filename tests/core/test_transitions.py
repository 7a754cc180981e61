"""The one door: lock, re-read, policy, guard, transition, save, event."""

import datetime
from typing import Any

import pytest
from django.db import transaction
from django.utils import timezone

from brandcert.applications.enums import Stage, Status
from brandcert.applications.models import Application
from brandcert.core import approvals
from brandcert.core.actors import SYSTEM
from brandcert.core.errors import GuardFailed, OutsideTheDoor, Refused, SomeoneWasFaster
from brandcert.core.models import Approval, Event
from brandcert.core.transitions import perform
from tests.world import World

pytestmark = pytest.mark.both


def lapse(application: Application, **extra: Any) -> Application:
    with transaction.atomic():
        moved: Application = perform(application.lapse, by=SYSTEM, reason="逾期", **extra)
    return moved


def test_a_transition_called_directly_raises(world: World) -> None:
    application = world.application(Status.CORRECTION)
    with pytest.raises(OutsideTheDoor):
        application.lapse(reason="x")
    assert Application.objects.get(pk=application.pk).status == Status.CORRECTION


def test_the_status_cannot_be_assigned(world: World) -> None:
    application = world.application(Status.CORRECTION)
    with pytest.raises(AttributeError):
        application.status = Status.AWARDED


@pytest.mark.django_db(transaction=True)
def test_the_door_needs_a_transaction(world: World) -> None:
    application = world.application(Status.CORRECTION)
    with pytest.raises(transaction.TransactionManagementError):
        perform(application.lapse, by=SYSTEM, reason="x")


def test_the_change_and_its_event_are_written_together(world: World) -> None:
    application = lapse(world.application(Status.CORRECTION))
    event = Event.objects.about(application).get()
    assert application.status == Status.LAPSED
    assert application.stage == Stage.SUBMITTED
    assert application.version == 1
    assert event.name == "applications.application.lapse"
    assert event.actor == "system"
    assert (event.payload["from"], event.payload["to"]) == (Status.CORRECTION, Status.LAPSED)


def test_nothing_remains_when_the_transaction_fails(world: World) -> None:
    application = world.application(Status.CORRECTION)
    with pytest.raises(RuntimeError), transaction.atomic():
        perform(application.lapse, by=SYSTEM, reason="x")
        raise RuntimeError
    assert Application.objects.get(pk=application.pk).status == Status.CORRECTION
    assert Event.objects.count() == 0


def test_the_policy_is_asked_and_a_superuser_is_bound_by_it(world: World) -> None:
    application = world.application(Status.CORRECTION)
    chief = world.person()
    chief.is_superuser = True
    chief.save()
    with pytest.raises(Refused), transaction.atomic():
        perform(application.lapse, by=chief, reason="x")
    assert Event.objects.count() == 0


def test_whoever_saw_an_older_state_is_told_so(world: World) -> None:
    application = world.application(Status.CORRECTION)
    lapse(Application.objects.get(pk=application.pk))
    with pytest.raises(SomeoneWasFaster):
        lapse(application)
    assert Event.objects.count() == 1


def test_a_step_that_needs_a_reason_is_refused_without_one(world: World) -> None:
    application = world.application(Status.SUBMITTED)
    with pytest.raises(GuardFailed), transaction.atomic():
        perform(application.withdraw, by=world.owner, reason="  ")


def proposal(world: World, **details: Any) -> Approval:
    application = world.application(Status.PUBLIC_NOTICE)
    return approvals.propose(
        "withdraw_late", application, by=world.owner, details={"reason": "停产", **details}
    )


def use(approval: Approval, by: Any) -> Application:
    application = Application.objects.get(pk=approval.subject_id)
    with transaction.atomic():
        moved: Application = perform(
            application.withdraw_late, by=by, approval=approval, reason=approval.details["reason"]
        )
    return moved


def test_a_two_person_step_is_refused_without_an_approval(world: World) -> None:
    application = world.application(Status.PUBLIC_NOTICE)
    with pytest.raises(GuardFailed), transaction.atomic():
        perform(application.withdraw_late, by=world.director, reason="x")


def test_a_second_person_approves_what_the_first_proposed(world: World) -> None:
    approval = proposal(world)
    assert use(approval, world.director).status == Status.WITHDRAWN
    approval.refresh_from_db()
    assert approval.outcome == Approval.Outcome.APPROVED
    assert approval.decided_by == f"user:{world.director.pk}"


def test_the_proposer_cannot_approve_even_with_both_roles(world: World) -> None:
    from brandcert.accounts.enums import Role
    from brandcert.accounts.models import RoleGrant, User

    approval = proposal(world)
    RoleGrant.objects.create(user=world.owner, role=Role.DIRECTOR, since=world.today)
    with pytest.raises(approvals.NotApprovable):
        use(approval, User.objects.get(pk=world.owner.pk))


def test_an_approval_is_refused_when_the_facts_have_changed(world: World) -> None:
    approval = proposal(world)
    application = Application.objects.get(pk=approval.subject_id)
    application.version += 1
    application.save()
    with pytest.raises(approvals.NotApprovable):
        use(approval, world.director)


def test_an_expired_approval_is_refused(world: World) -> None:
    approval = proposal(world)
    Approval.objects.filter(pk=approval.pk).update(expires_at=timezone.now() - datetime.timedelta(1))
    with pytest.raises(approvals.NotApprovable):
        use(approval, world.director)


def test_an_approval_works_once(world: World) -> None:
    approval = proposal(world)
    use(approval, world.director)
    with pytest.raises(SomeoneWasFaster):
        use(approval, world.director)


def test_the_same_act_waits_for_approval_only_once(world: World) -> None:
    approval = proposal(world)
    application = Application.objects.get(pk=approval.subject_id)
    with pytest.raises(approvals.AlreadyProposed):
        approvals.propose("withdraw_late", application, by=world.owner, details={"reason": "again"})


def test_the_proposer_may_take_a_proposal_back_and_make_another(world: World) -> None:
    approval = proposal(world)
    approvals.decline(approval, by=world.owner, reason="误操作")
    application = Application.objects.get(pk=approval.subject_id)
    assert approvals.propose("withdraw_late", application, by=world.owner, details={"reason": "again"}).pk
