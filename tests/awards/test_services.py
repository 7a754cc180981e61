"""From the meeting to the decision, with everything that may stand in the way."""

import datetime

import pytest
from django.db import transaction
from django.utils import timezone

from brandcert.accounts.enums import Role
from brandcert.accounts.models import RoleGrant, User
from brandcert.applications.enums import Stage, Status
from brandcert.applications.models import Application
from brandcert.awards import services
from brandcert.awards.enums import Choice
from brandcert.awards.models import Award, Decision, Objection, PublicNotice
from brandcert.awards.services.appeals import NoGrounds, NotAppealable
from brandcert.awards.services.deliberations import NoQuorum
from brandcert.awards.services.filing import IncompleteObjection, NoticeOver
from brandcert.awards.services.notices import NothingProposed
from brandcert.awards.services.objections import AlreadyDecided
from brandcert.awards.services.staging import NothingCarried
from brandcert.awards.services.voting import NotPresent
from brandcert.core import approvals, events
from brandcert.core.errors import GuardFailed, Refused, SomeoneWasFaster
from brandcert.core.models import Event
from brandcert.core.workdays import add_workdays
from tests.awards.conftest import Committee

pytestmark = pytest.mark.both


def state(application: Application) -> str:
    return str(Application.objects.get(pk=application.pk).status)


def test_the_whole_way_from_deliberation_to_award(committee: Committee) -> None:
    application, notice = committee.published()
    world = committee.world
    assert application.status == Status.PUBLIC_NOTICE
    assert notice.ends_on == add_workdays(world.today, 7).on
    assert notice.starts_on == world.today + datetime.timedelta(days=1)
    committee.end(notice)
    services.propose_awards(notice, by=committee.world.secretary)
    decision = services.award_list(notice, by=world.director, today=world.today)
    awarded = Application.objects.get(pk=application.pk)
    assert (awarded.status, awarded.stage) == (Status.AWARDED, Stage.AWARDED)
    assert Award.objects.get(application=awarded).decision == decision
    assert [event.name.rpartition(".")[2] for event in Event.objects.about(awarded)] == [
        "propose_open_notice",
        "open_notice",
        "propose_award",
        "award",
    ]


def test_the_agenda_is_ranked_by_total_then_the_deciding_dimension(committee: Committee) -> None:
    low, high, tie = committee.ready("0.85"), committee.ready("0.95"), committee.ready("0.85")
    # Same total as `low`, but one point more in quality, which decides ties, and less in innovation.
    committee.score(tie, "0.85", quality="0.90", innovation="0.775")
    meeting = committee.meeting()
    assert [item.application_id for item in meeting.items.all()] == [high.pk, tie.pk, low.pk]


def test_a_meeting_needs_a_quorum_and_minutes(committee: Committee) -> None:
    committee.ready()
    with pytest.raises(NoQuorum):
        services.call_deliberation(
            batch=committee.world.batch,
            held_on=committee.world.today,
            attendees=committee.members[:2],
            by=committee.chair,
        )
    with pytest.raises(NoQuorum):
        committee.meeting(minutes="  ")


def test_only_members_who_are_present_vote_and_only_until_the_meeting_closes(committee: Committee) -> None:
    committee.ready()
    item = committee.meeting().items.get()
    with pytest.raises(NotPresent):
        services.cast_vote(item, choice=Choice.AGAINST, by=committee.chair)
    with pytest.raises(Refused):
        services.cast_vote(item, choice=Choice.FOR, by=committee.world.clerk)


def test_what_was_voted_down_is_not_proposed(committee: Committee) -> None:
    committee.ready()
    meeting = committee.meeting(Choice.AGAINST)
    with pytest.raises(NothingCarried):
        services.propose_notice(meeting, by=committee.chair)


@pytest.mark.parametrize(
    ("share", "dimensions", "words"), [("0.79", {}, "80"), ("0.95", {"standards": "0.5"}, "60")]
)
def test_the_thresholds_hold_even_when_the_committee_votes_for_it(
    committee: Committee, share: str, dimensions: dict[str, str], words: str
) -> None:
    application = committee.ready()
    committee.score(application, share, **dimensions)
    meeting = committee.meeting()
    services.propose_notice(meeting, by=committee.chair)
    with pytest.raises(GuardFailed, match=words):
        services.publish_notice(meeting, by=committee.world.director, today=committee.world.today)
    assert state(application) == Status.DELIBERATION
    assert not PublicNotice.objects.exists()


def test_the_quota_is_never_exceeded(committee: Committee) -> None:
    batch = committee.world.batch
    batch.quota = 1
    batch.save()
    second, first = committee.ready("0.85"), committee.ready("0.95")
    meeting = committee.meeting()
    assert [row.subject_id for row in services.propose_notice(meeting, by=committee.chair)] == [first.pk]
    approvals.propose("open_notice", second, by=committee.chair, details={"deliberation": meeting.pk})
    with pytest.raises(GuardFailed):
        services.publish_notice(meeting, by=committee.world.director, today=committee.world.today)
    assert (state(first), state(second)) == (Status.DELIBERATION, Status.DELIBERATION)


def test_an_integrity_entry_stops_publication_and_award(committee: Committee) -> None:
    application = committee.ready()
    committee.world.integrity_hit(application.enterprise)
    meeting = committee.meeting()
    services.propose_notice(meeting, by=committee.chair)
    with pytest.raises(GuardFailed):
        services.publish_notice(meeting, by=committee.world.director, today=committee.world.today)
    committee.world.clear_integrity(application.enterprise)
    notice = services.publish_notice(meeting, by=committee.world.director, today=committee.world.today)
    committee.end(notice)
    committee.world.integrity_hit(application.enterprise)
    with pytest.raises(NothingProposed):
        services.propose_awards(notice, by=committee.world.secretary)


def test_nothing_is_awarded_before_the_last_day_is_over(committee: Committee) -> None:
    application, notice = committee.published()
    with pytest.raises(NothingProposed):
        services.propose_awards(notice, by=committee.world.secretary)
    approvals.propose("award", application, by=committee.world.secretary)
    with pytest.raises(GuardFailed):
        services.award_list(notice, by=committee.world.director, today=notice.ends_on)
    assert state(application) == Status.PUBLIC_NOTICE
    assert not Decision.objects.exists()


def test_whoever_accepted_may_not_award_and_whoever_reviewed_may_not_publish(committee: Committee) -> None:
    application, notice = committee.published()
    committee.end(notice)
    services.propose_awards(notice, by=committee.world.secretary)
    both = committee.world.person(Role.DIRECTOR, Role.CLERK)
    with transaction.atomic():
        events.record("accept", application, by=both)
    with pytest.raises(Refused):
        services.award_list(notice, by=both, today=committee.world.today)
    other = committee.ready()
    with transaction.atomic():
        events.record("finish_review", other, by=committee.chair)
    with pytest.raises(Refused):
        approvals.propose("open_notice", other, by=committee.chair)


def test_the_committee_cannot_approve_its_own_list(committee: Committee) -> None:
    committee.ready()
    meeting = committee.meeting()
    services.propose_notice(meeting, by=committee.chair)
    RoleGrant.objects.create(user=committee.chair, role=Role.DIRECTOR, since=committee.world.today)
    with pytest.raises(approvals.NotApprovable):
        services.publish_notice(
            meeting, by=User.objects.get(pk=committee.chair.pk), today=committee.world.today
        )


def objection(_committee: Committee, notice: PublicNotice) -> Objection:
    return services.file_objection(
        notice.items.get(), name="张三", contact="0431-00000000", facts="产地不实", now=timezone.now()
    )


def test_an_admitted_objection_holds_the_application_until_it_is_dismissed(committee: Committee) -> None:
    application, notice = committee.published()
    world = committee.world
    filed = objection(committee, notice)
    services.admit_objection(filed, by=world.clerk, now=timezone.now())
    assert state(application) == Status.OBJECTION
    committee.end(notice)
    with pytest.raises(NothingProposed):
        services.propose_awards(notice, by=committee.world.secretary)
    approval = services.propose_objection_decision(filed, is_upheld=False, finding="查无实据", by=world.clerk)
    approvals.approve(approval, by=world.director)
    assert state(application) == Status.PUBLIC_NOTICE
    filed.refresh_from_db()
    assert (filed.outcome, filed.finding) == ("dismissed", "查无实据")
    assert services.propose_awards(notice, by=committee.world.secretary)


def test_an_upheld_objection_ends_the_application(committee: Committee) -> None:
    application, notice = committee.published()
    filed = objection(committee, notice)
    services.admit_objection(filed, by=committee.world.clerk, now=timezone.now())
    services.hand_in_statement(filed, text="产地属实", by=committee.world.owner, now=timezone.now())
    approval = services.propose_objection_decision(
        filed, is_upheld=True, finding="属实", by=committee.world.clerk
    )
    approvals.approve(approval, by=committee.world.director)
    assert state(application) == Status.REJECTED


def test_an_unanswered_objection_stops_the_award_though_nobody_admitted_it(committee: Committee) -> None:
    _application, notice = committee.published()
    filed = objection(committee, notice)
    committee.end(notice)
    with pytest.raises(NothingProposed):
        services.propose_awards(notice, by=committee.world.secretary)
    services.refuse_objection(filed, finding="匿名且无证据", by=committee.world.clerk, now=timezone.now())
    assert services.propose_awards(notice, by=committee.world.secretary)
    with pytest.raises(AlreadyDecided):
        services.admit_objection(filed, by=committee.world.clerk, now=timezone.now())


def test_an_objection_needs_a_name_and_comes_in_time(committee: Committee) -> None:
    _application, notice = committee.published()
    item = notice.items.get()
    with pytest.raises(IncompleteObjection):
        services.file_objection(item, name=" ", contact="x", facts="y", now=timezone.now())
    late = timezone.now() + datetime.timedelta(days=60)
    with pytest.raises(NoticeOver):
        services.file_objection(item, name="a", contact="x", facts="y", now=late)


def refused(committee: Committee) -> Application:
    application = committee.ready()
    committee.meeting(Choice.AGAINST)
    approval = approvals.propose(
        "reject_or_defer",
        application,
        by=committee.chair,
        details={"reason": "未达要求", "reason_code": "committee"},
    )
    approvals.approve(approval, by=committee.world.director)
    return Application.objects.get(pk=application.pk)


def test_an_upheld_appeal_returns_to_the_step_appealed_from(committee: Committee) -> None:
    application = refused(committee)
    world = committee.world
    appeal = services.file_appeal(application, grounds="评分漏项", by=world.owner, today=world.today)
    approval = services.propose_appeal_decision(appeal, is_upheld=True, finding="成立", by=world.clerk)
    with pytest.raises(Refused):
        approvals.approve(approval, by=world.director)
    approvals.approve(approval, by=world.person(Role.DIRECTOR))
    application = Application.objects.get(pk=application.pk)
    assert (application.status, application.stage, application.reason) == (
        Status.DELIBERATION,
        Stage.INSPECTION,
        "",
    )
    appeal.refresh_from_db()
    assert appeal.outcome == "upheld"


def test_a_dismissed_appeal_leaves_the_refusal(committee: Committee) -> None:
    application = refused(committee)
    world = committee.world
    appeal = services.file_appeal(application, grounds="不服", by=world.owner, today=world.today)
    approval = services.propose_appeal_decision(appeal, is_upheld=False, finding="维持", by=world.clerk)
    approvals.approve(approval, by=world.person(Role.DIRECTOR))
    assert state(application) == Status.REJECTED


def test_an_appeal_comes_from_the_owner_in_time_and_once(committee: Committee) -> None:
    application = refused(committee)
    world = committee.world
    late = world.today + datetime.timedelta(days=16)
    with pytest.raises(NotAppealable):
        services.file_appeal(application, grounds="x", by=world.owner, today=late)
    with pytest.raises(Refused):
        services.file_appeal(application, grounds="x", by=world.editor, today=world.today)
    with pytest.raises(NoGrounds):
        services.file_appeal(application, grounds=" ", by=world.owner, today=world.today)
    services.file_appeal(application, grounds="x", by=world.owner, today=world.today)
    with pytest.raises(NotAppealable):
        services.file_appeal(application, grounds="y", by=world.owner, today=world.today)


def test_an_awarded_application_cannot_be_awarded_again(committee: Committee) -> None:
    application, notice = committee.published()
    committee.end(notice)
    services.propose_awards(notice, by=committee.world.secretary)
    services.award_list(notice, by=committee.world.director, today=committee.world.today)
    with pytest.raises(NothingProposed):
        services.award_list(notice, by=committee.world.director, today=committee.world.today)
    with pytest.raises(SomeoneWasFaster):
        approvals.propose("award", Application.objects.get(pk=application.pk), by=committee.world.secretary)
    assert Decision.objects.count() == 1
