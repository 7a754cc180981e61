"""Every refusal can be appealed, and an upheld appeal goes on where the case was refused, with everything it needs there."""

from __future__ import annotations

import datetime
from collections.abc import Callable
from typing import TYPE_CHECKING, Any

import pytest
from django.utils import timezone

from brandcert.accounts.enums import Role
from brandcert.applications import services as applications
from brandcert.applications.enums import Status
from brandcert.applications.models import Application
from brandcert.applications.services.acceptance import Item
from brandcert.awards import queries, services
from brandcert.awards.enums import Choice
from brandcert.awards.models import Appeal, Objection
from brandcert.awards.services.appeals import NoGrounds, NotAppealable, appeal_deadline
from brandcert.awards.services.letters import write_rejection
from brandcert.core import approvals, policies
from brandcert.core.errors import GuardFailed, Refused
from brandcert.core.models import Approval, Event
from brandcert.core.workdays import add_workdays
from brandcert.documents.models import LetterDelivery, Upload
from brandcert.documents.wording import date_words
from brandcert.enterprises.enums import IntegrityKind
from brandcert.enterprises.models import IntegrityRecord
from brandcert.inspections.enums import Severity
from tests.inspections.conftest import VisitRoom

if TYPE_CHECKING:
    from tests.awards.conftest import Committee

WEEK = datetime.timedelta(days=7)


def now(application: Application) -> Application:
    return Application.objects.get(pk=application.pk)


def paper(by: Any, number: int) -> Upload:
    return Upload.objects.create(
        name=f"{number}.pdf", kind="pdf", size=1, sha256=f"{number:064d}", path=f"u/{number}", uploaded_by=by
    )


def refused_by_two(application: Application, act: str, by: Any, director: Any, **details: Any) -> None:
    proposal = approvals.propose(act, application, by=by, details={"reason": "理由", **details})
    approvals.approve(proposal, by=director)


# --- the refusals: each returns the case and the people who had a hand in it --------------------------
def by_the_unit(committee: Committee) -> tuple[Application, list[Any]]:
    world = committee.world
    row = world.application(Status.SUBMITTED)
    applications.refuse_recommendation(row, reason="不符合条件", by=world.recommender)
    return row, [world.recommender]


def by_the_province(committee: Committee) -> tuple[Application, list[Any]]:
    world = committee.world
    row = world.application(Status.RECOMMENDED)
    applications.refuse_acceptance(row, reason_code="ineligible", reason="成立不满三年", by=world.clerk)
    return row, [world.clerk]


def by_the_clock(committee: Committee) -> tuple[Application, list[Any]]:
    world = committee.world
    row = world.application(Status.RECOMMENDED)
    items: list[Item] = [{"field": "subject.established_on", "problem": "日期有误"}]
    notice = applications.request_correction(row, items=items, by=world.clerk, today=world.today)
    applications.lapse_overdue(today=notice.due_on + WEEK)
    return row, [world.clerk]


def below_the_gate(committee: Committee) -> tuple[Application, list[Any]]:
    world = committee.world
    row = world.application(Status.REVIEW_DONE, documents_score="30.00")
    refused_by_two(row, "reject_below_gate", world.secretary, world.director)
    return row, [world.secretary, world.director]


def after_the_visit(committee: Committee) -> tuple[Application, list[Any]]:
    world = committee.world
    room = VisitRoom(world)
    visit = room.visited()
    room.finding(visit, Severity.SEVERE)
    room.sign(visit)
    row = now(visit.application)
    refused_by_two(row, "reject_after_inspection", room.leader, world.director)
    return row, [room.leader, room.second, world.director]


def by_the_committee(committee: Committee) -> tuple[Application, list[Any]]:
    row = committee.ready()
    committee.meeting(Choice.AGAINST)
    refused_by_two(row, "reject_or_defer", committee.chair, committee.world.director, reason_code="committee")
    return row, [*committee.members, committee.world.director]


def after_an_objection(committee: Committee) -> tuple[Application, list[Any]]:
    world = committee.world
    row, notice = committee.published()
    filed = services.file_objection(
        notice.items.get(), name="张三", contact="0431-0", facts="产地不实", now=timezone.now()
    )
    services.admit_objection(filed, by=world.clerk, now=timezone.now())
    services.hand_in_statement(filed, text="属实", by=world.owner, now=timezone.now())
    proposal = services.propose_objection_decision(filed, is_upheld=True, finding="属实", by=world.clerk)
    approvals.approve(proposal, by=world.director)
    return row, [world.clerk, world.director]


def for_fraud(committee: Committee) -> tuple[Application, list[Any]]:
    world = committee.world
    row, _notice = committee.published()
    refused_by_two(row, "reject_for_fraud", world.clerk, world.director, reason_code="fraud")
    return row, [world.clerk, world.director]


REFUSALS: dict[Callable[[Committee], tuple[Application, list[Any]]], tuple[str, str]] = {
    by_the_unit: (Status.SUBMITTED, "recommend_days"),
    by_the_province: (Status.RECOMMENDED, "accept_days"),
    by_the_clock: (Status.CORRECTION, "correction_days"),
    below_the_gate: (Status.REVIEW_DONE, ""),
    after_the_visit: (Status.REVIEW_DONE, ""),
    by_the_committee: (Status.DELIBERATION, ""),
    after_an_objection: (Status.OBJECTION, ""),
    for_fraud: (Status.PUBLIC_NOTICE, ""),
}


def go_on(committee: Committee, row: Application, refusal: Callable[..., Any]) -> None:
    """Take the step that was refused once more, now in the enterprise's favour."""
    world = committee.world
    if refusal is by_the_unit:
        applications.recommend(row, opinion="同意", by=world.recommender, now=timezone.now())
    elif refusal is by_the_clock:
        assert row.corrections.get().due_on == row.due_on
        assert row.held_from == Status.RECOMMENDED
    elif refusal is after_the_visit:
        room = VisitRoom(world)
        first = list(row.inspections.get().team.select_related("user"))
        with pytest.raises(GuardFailed, match=str(first[0].user)):
            room.plan(row, team=[one.user for one in first], leader=first[0].user)
        room.plan(row)
        approvals.approve(room.proposal(), by=world.director)
        assert now(row).status == Status.INSPECTION
    elif refusal is by_the_committee:
        # The votes before count no more.
        proposal = approvals.propose("open_notice", row, by=committee.chair, details={"deliberation": 1})
        with pytest.raises(GuardFailed):
            approvals.approve(proposal, by=world.director)
        approvals.decline(proposal, by=committee.chair, reason="重新评议")
        world.clear_integrity(row.enterprise)
        meeting = committee.meeting(Choice.FOR)
        services.propose_notice(meeting, by=committee.chair)
        assert services.publish_notice(meeting, by=world.director, today=world.today).items.count() == 1
    elif refusal is after_an_objection:
        filed = Objection.objects.get()
        assert filed.outcome == ""
        approvals.approve(
            services.propose_objection_decision(filed, is_upheld=False, finding="查无实据", by=world.clerk),
            by=world.director,
        )
        assert now(row).status == Status.PUBLIC_NOTICE
    elif refusal is for_fraud:
        bars = IntegrityRecord.objects.filter(enterprise=row.enterprise, kind=IntegrityKind.BAR)
        assert bars.count() == 1
        assert not bars.in_force(world.today).exists()
        notice = queries.current_notice_item(row).notice  # type: ignore[union-attr] # it was published
        assert row.due_on == notice.ends_on
        committee.end(notice)
        services.propose_awards(notice, by=world.secretary)
        services.award_list(notice, by=world.director, today=world.today)
        assert now(row).status == Status.AWARDED


@pytest.mark.parametrize("refusal", REFUSALS, ids=lambda one: one.__name__)
def test_an_upheld_appeal_goes_on_at_the_step_refused(
    committee: Committee, refusal: Callable[[Committee], tuple[Application, list[Any]]]
) -> None:
    world = committee.world
    row, hands = refusal(committee)
    row = now(row)
    back_to, days = REFUSALS[refusal]
    stage = row.stage
    appeal = services.file_appeal(row, grounds="事实认定有误", by=world.owner, today=world.today)
    assert appeal.receipt_number.startswith(f"FH-{world.today.year}-")
    assert appeal.due_on == world.today + datetime.timedelta(days=world.batch.appeal_decision_days)
    for person in hands:
        assert policies.refusal(person, "awards.appeal.propose_decide", appeal)
        assert policies.refusal(person, "awards.appeal.decide", appeal)
        assert not queries.had_no_hand(person, row)
    clerk, director = world.person(Role.CLERK), world.person(Role.DIRECTOR)
    services.record_hearing(
        appeal, held_on=world.today, present="企业代表", record="补充说明", by=clerk, today=world.today
    )
    proposal = services.propose_appeal_decision(appeal, is_upheld=True, finding="理由成立", by=clerk)
    approvals.approve(proposal, by=director)
    row = now(row)
    assert (row.status, row.stage, row.reason, row.reason_code) == (back_to, stage, "", "")
    due = add_workdays(world.today, getattr(world.batch, days)).on if days else row.due_on
    assert row.due_on == due
    appeal.refresh_from_db()
    assert (appeal.outcome, appeal.finding, appeal.decided_by) == ("upheld", "理由成立", director)
    assert appeal_deadline(row) is None
    go_on(committee, row, refusal)


def the_letter_names_the_day_that_is_kept(row: Application, last_day: datetime.date) -> None:
    """See the day in the letter; one that arrived later on paper counts from its arrival, unless it was opened before."""
    refusal = queries.refusal_event(row)
    assert refusal is not None
    letter = write_rejection(refusal)
    assert letter.facts["values"]["appeal_until"] == date_words(last_day)
    sent_on = timezone.localdate(refusal.at)
    LetterDelivery.objects.create(letter=letter, method="post", outcome="delivered", on=sent_on + WEEK * 2)
    assert appeal_deadline(row) == last_day + WEEK
    LetterDelivery.objects.create(letter=letter, method="portal", outcome="delivered", on=sent_on)
    assert appeal_deadline(row) == last_day


def test_what_is_filed_late_twice_or_without_grounds(committee: Committee) -> None:
    world = committee.world
    row, _hands = by_the_committee(committee)
    row = now(row)
    deadline = appeal_deadline(row)
    assert deadline == world.today + datetime.timedelta(days=15)
    world.batch.appeal_service_days = 7
    world.batch.save()
    row = now(row)
    assert appeal_deadline(row) == deadline + WEEK
    the_letter_names_the_day_that_is_kept(row, deadline + WEEK)
    late = deadline + WEEK + datetime.timedelta(days=1)
    with pytest.raises(NotAppealable, match=str(deadline + WEEK)):
        services.file_appeal(row, grounds="x", by=world.owner, today=late)
    with pytest.raises(NotAppealable):
        services.file_appeal(
            row, grounds="x", by=world.owner, today=late + WEEK + WEEK + WEEK, late_reason="住院"
        )
    with pytest.raises(Refused):
        services.file_appeal(
            row, grounds="x", by=world.owner, today=world.today, files=[paper(world.clerk, 99)]
        )
    mine = [paper(world.owner, number) for number in range(11)]
    with pytest.raises(NoGrounds):
        services.file_appeal(row, grounds="x", by=world.owner, today=world.today, files=mine)
    appeal = services.file_appeal(
        row, grounds="x", by=world.owner, today=late, late_reason="住院", files=mine[:2]
    )
    clerk, director = world.person(Role.CLERK), world.person(Role.DIRECTOR)
    assert (appeal.due_on, appeal.files.count()) == (None, 2)
    assert policies.allowed(clerk, "documents.upload.view", mine[0])
    with pytest.raises(NotAppealable):
        services.propose_appeal_decision(appeal, is_upheld=False, finding="x", by=clerk)
    with pytest.raises(Refused):
        services.admit_late_appeal(appeal, reason="情况属实", by=world.director, now=timezone.now())
    services.admit_late_appeal(appeal, reason="情况属实", by=director, now=timezone.now())
    appeal.refresh_from_db()
    assert appeal.due_on == world.today + datetime.timedelta(days=30)
    proposal = services.propose_appeal_decision(appeal, is_upheld=False, finding="维持", by=clerk)
    services.withdraw_appeal(appeal, by=world.owner)
    assert Approval.objects.get(pk=proposal.pk).outcome == "declined"
    assert Appeal.objects.get().outcome == "withdrawn"
    with pytest.raises(NotAppealable):
        services.file_appeal(row, grounds="y", by=world.owner, today=world.today)
    with pytest.raises(NotAppealable):
        services.withdraw_appeal(appeal, by=world.owner)


def test_a_late_appeal_is_refused_with_a_reason_and_an_overdue_one_is_told_once(committee: Committee) -> None:
    world = committee.world
    first, _hands = by_the_unit(committee)
    first = now(first)
    late = world.today + datetime.timedelta(days=16)
    appeal = services.file_appeal(first, grounds="x", by=world.owner, today=late, late_reason="出差")
    with pytest.raises(NoGrounds):
        services.refuse_late_appeal(appeal, reason=" ", by=world.director)
    services.refuse_late_appeal(appeal, reason="不属正当理由", by=world.director)
    assert (Appeal.objects.get().outcome, now(first).status) == ("refused", Status.NOT_ACCEPTED)
    second, _hands = by_the_province(committee)
    appeal = services.file_appeal(now(second), grounds="x", by=world.owner, today=world.today)
    assert appeal.due_on is not None
    assert services.flag_overdue_appeals(today=appeal.due_on) == 0
    after = appeal.due_on + datetime.timedelta(days=1)
    assert [services.flag_overdue_appeals(today=after) for _time in range(2)] == [1, 0]
    assert Event.objects.filter(name="awards.appeal.flag_overdue").count() == 1


@pytest.mark.parametrize(("exceeds", "status"), [(True, Status.PUBLIC_NOTICE), (False, Status.DELIBERATION)])
def test_an_appeal_upheld_when_the_places_are_gone(committee: Committee, exceeds: bool, status: str) -> None:
    world = committee.world
    row, _hands = for_fraud(committee)
    committee.published(enterprise=world.new_enterprise(None))
    world.batch.quota = 1
    world.batch.appeal_exceeds_quota = exceeds
    world.batch.save()
    appeal = services.file_appeal(now(row), grounds="x", by=world.owner, today=world.today)
    clerk, director = world.person(Role.CLERK), world.person(Role.DIRECTOR)
    proposal = services.propose_appeal_decision(appeal, is_upheld=True, finding="成立", by=clerk)
    approvals.approve(proposal, by=director)
    assert now(row).status == status
    assert queries.is_beyond_quota(now(row)) == exceeds


@pytest.mark.parametrize(
    ("refused_on", "last", "due"),
    [("2026-02-12", "2026-02-27", "2026-03-29"), ("2031-09-24", "2031-10-09", "2031-11-08")],
    ids=["over the Spring Festival", "in a year whose holidays are unknown"],
)
def test_the_term_is_counted_in_days_whatever_the_calendar_says(
    committee: Committee, refused_on: str, last: str, due: str
) -> None:
    world = committee.world
    row = world.application(Status.REJECTED)
    at = datetime.datetime.combine(datetime.date.fromisoformat(refused_on), datetime.time(23, 30))
    Event.objects.create(
        name="applications.application.reject_or_defer",
        subject_type="applications.application",
        subject_id=row.pk,
        actor="system",
        at=timezone.make_aware(at),
        payload={"from": Status.DELIBERATION, "to": Status.REJECTED},
    )
    assert str(appeal_deadline(row)) == last
    day = datetime.date.fromisoformat(last)
    with pytest.raises(NotAppealable):
        services.file_appeal(row, grounds="x", by=world.owner, today=day + datetime.timedelta(days=1))
    appeal = services.file_appeal(row, grounds="x", by=world.owner, today=day)
    assert str(appeal.due_on) == due
