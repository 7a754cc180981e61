"""T9, T11, T25: from locked sheets to a result, and back."""

from __future__ import annotations

from decimal import Decimal

import pytest

from brandcert.applications.enums import Status
from brandcert.applications.models import Application
from brandcert.core import approvals
from brandcert.core.errors import GuardFailed, Refused
from brandcert.core.models import Approval, Event
from brandcert.programs.models import Batch
from brandcert.reviews import queries, scoring, services
from brandcert.reviews.enums import AssignmentStatus, ConflictKind
from brandcert.reviews.models import Assignment, Conflict, Panel, Result, Score
from tests.reviews.conftest import ReviewRoom
from tests.reviews.pages import as_user, case_url, text_of

pytestmark = pytest.mark.both


def now(application: Application) -> Application:
    return Application.objects.get(pk=application.pk)


def test_t09_stores_the_mean_on_the_application_and_its_inputs_in_the_result(room: ReviewRoom) -> None:
    application = room.finished("0.80", "0.85", "0.86")
    result = Result.objects.get()
    expected = scoring.rounded(sum((row.total for row in Score.objects.all()), Decimal(0)) / 3)
    assert (application.status, application.documents_score, application.formula) == (
        Status.REVIEW_DONE,
        expected,
        "mean/1@v1",
    )
    assert application.dimension_scores == result.dimension_scores
    assert list(application.dimension_scores) == [
        "standards",
        "quality",
        "innovation",
        "brand",
        "responsibility",
    ]
    again = scoring.recompute(result.inputs)
    assert (again.documents_score, {key: str(value) for key, value in again.dimension_scores.items()}) == (
        result.documents_score,
        result.dimension_scores,
    )
    assert result.inputs["rubric"] == {"category": "MANUFACTURING", "version": 1}
    assert application.due_on is None


def test_t09_trims_when_the_batch_says_so_and_five_judged(room: ReviewRoom) -> None:
    Batch.objects.update(trims_mean=True, divergence_percent=100)
    application = room.finished("0.10", "0.80", "0.80", "0.80", "1.00")
    assert (application.documents_score, application.formula) == (Decimal("48.00"), "trimmed-mean/1@v1")


def test_t09_waits_for_every_sheet(room: ReviewRoom) -> None:
    application = room.in_review()
    first, second, third = room.tasks(application)
    room.lock(first)
    room.lock(second)
    with pytest.raises(GuardFailed):
        services.propose_result(application, by=room.world.secretary)
    room.lock(third)
    assert services.propose_result(application, by=room.world.secretary).pk


def test_t09_needs_as_many_sheets_as_the_panel_has_seats(room: ReviewRoom) -> None:
    application = room.in_review()
    first, second, third = room.tasks(application)
    room.lock(first)
    room.lock(second)
    services.decline(third, kind="", reason="生病", by=third.expert.user)
    with pytest.raises(GuardFailed):
        services.propose_result(application, by=room.world.secretary)
    new = services.replace_expert(
        Assignment.objects.get(pk=third.pk), reason="", by=room.world.secretary, today=room.world.today
    )
    services.agree(new, by=new.expert.user)
    room.lock(room.tasks(application)[3])
    assert services.propose_result(application, by=room.world.secretary).pk


def test_t09_refuses_scores_far_apart_until_the_secretary_writes_why(room: ReviewRoom) -> None:
    application = room.scored("0.60", "0.80", "0.80")
    with pytest.raises(GuardFailed):
        services.propose_result(application, by=room.world.secretary)
    with pytest.raises(GuardFailed):
        services.note_divergence(application, note=" ", by=room.world.secretary)
    with pytest.raises(Refused):
        services.note_divergence(application, note="x", by=room.world.director)
    services.note_divergence(application, note="材料解释不同，复核后维持", by=room.world.secretary)
    assert services.propose_result(application, by=room.world.secretary).pk


def test_t09_counts_the_sheet_of_a_further_expert_after_a_divergence(room: ReviewRoom) -> None:
    application = room.scored("0.60", "0.80", "0.80")
    further = services.call_arbitrator(application, by=room.world.secretary, today=room.world.today)
    assert further.is_arbitrator
    with pytest.raises(services.PanelComplete):
        services.call_arbitrator(application, by=room.world.secretary, today=room.world.today)
    # With his sheet open the scores may not stand, and the page says so beside buttons that are off.
    secretary = as_user(room.world.secretary)
    with pytest.raises(GuardFailed):
        services.note_divergence(application, note="x", by=room.world.secretary)
    page = text_of(secretary, case_url(application))
    assert "3 of 3 experts, 3 sheets locked · a further expert was called" in page
    assert 'aria-describedby="why-call_arbitrator"' in page
    assert 'aria-describedby="why-note_divergence"' in page
    services.agree(further, by=further.expert.user)
    with pytest.raises(GuardFailed):
        services.propose_result(application, by=room.world.secretary)
    room.lock(room.tasks(application)[3], "0.90")
    approval = services.propose_result(application, by=room.world.secretary)
    totals = [Decimal(36), Decimal(48), Decimal(48), Decimal(54)]
    assert Decimal(approval.details["documents_score"]) == scoring.rounded(sum(totals, Decimal(0)) / 4)


def test_no_divergence_is_handled_where_there_is_none(room: ReviewRoom) -> None:
    application = room.scored()
    with pytest.raises(GuardFailed):
        services.call_arbitrator(application, by=room.world.secretary, today=room.world.today)
    with pytest.raises(GuardFailed):
        services.note_divergence(application, note="x", by=room.world.secretary)


def test_t09_needs_two_persons(room: ReviewRoom) -> None:
    application = room.scored()
    with pytest.raises(Refused):
        services.propose_result(application, by=room.world.clerk)
    approval = services.propose_result(application, by=room.world.secretary)
    with pytest.raises(Refused):
        approvals.approve(approval, by=room.world.secretary)
    assert (now(application).status, Result.objects.count()) == (Status.EXPERT_REVIEW, 0)


def test_t09_approves_only_the_very_numbers_that_were_proposed(room: ReviewRoom) -> None:
    application = room.scored()
    approval = services.propose_result(application, by=room.world.secretary)
    task = room.tasks(application)[0]
    voided = services.propose_void(task, reason="发现利害关系", by=room.world.secretary)
    approvals.approve(voided, by=room.world.director)
    with pytest.raises(approvals.NotApprovable):
        approvals.approve(approval, by=room.world.director)


def test_t09_refuses_a_panel_in_which_a_conflict_was_found(room: ReviewRoom) -> None:
    application = room.scored()
    expert = room.tasks(application)[0].expert
    Conflict.objects.create(expert=expert, enterprise=application.enterprise, kind=ConflictKind.KIN)
    with pytest.raises(GuardFailed):
        services.propose_result(application, by=room.world.secretary)


def test_t11_ends_an_application_below_the_gate_only(room: ReviewRoom) -> None:
    good = room.finished("0.70", "0.70", "0.70")
    assert good.documents_score == Decimal("42.00")
    with pytest.raises(GuardFailed):
        services.propose_rejection(good, reason="未达到", by=room.world.secretary)


def test_t11_needs_a_reason_and_two_persons(room: ReviewRoom) -> None:
    low = room.finished("0.69", "0.69", "0.69")
    with pytest.raises(GuardFailed):
        services.propose_rejection(low, reason=" ", by=room.world.secretary)
    approval = services.propose_rejection(low, reason="材料评审得分未达到 42 分", by=room.world.secretary)
    ended = approvals.approve(approval, by=room.world.director)
    assert (ended.status, ended.reason_code, ended.reason) == (
        Status.REJECTED,
        "below_gate",
        "材料评审得分未达到 42 分",
    )


def test_a_void_sheet_stays_and_counts_no_more(room: ReviewRoom) -> None:
    application = room.scored()
    task = room.tasks(application)[0]
    approval = services.propose_void(task, reason="发现利害关系", by=room.world.secretary)
    voided = approvals.approve(approval, by=room.world.director)
    assert (voided.status, Score.objects.get(assignment=task).total) == (
        AssignmentStatus.VOID,
        Decimal("48.00"),
    )
    panel = Panel.objects.get()
    assert [sheet.key for sheet in queries.locked_sheets(panel)] == [
        row.pk for row in room.tasks(application)[1:]
    ]
    new = services.replace_expert(voided, reason="", by=room.world.secretary, today=room.world.today)
    assert new.pk != task.pk


def test_a_sheet_is_not_voided_alone_once_the_case_has_left_the_review(room: ReviewRoom) -> None:
    application = room.finished()
    with pytest.raises(GuardFailed):
        services.propose_void(room.tasks(application)[0], reason="x", by=room.world.secretary)


def test_t25_r68_returns_the_case_voids_sheet_and_result_and_keeps_both(room: ReviewRoom) -> None:
    application = room.finished()
    task = room.tasks(application)[0]
    approval = services.propose_void_and_rescore(
        application, assignments=[task], reason="事后发现利害关系", by=room.world.secretary
    )
    returned = approvals.approve(approval, by=room.world.director)
    result = Result.objects.get()
    assert (returned.status, returned.documents_score, returned.dimension_scores) == (
        Status.EXPERT_REVIEW,
        None,
        {},
    )
    assert room.tasks(application)[0].status == AssignmentStatus.VOID
    assert result.voided_at is not None
    single = Approval.objects.get(action="reviews.assignment.void")
    assert (single.outcome, single.proposed_by, single.decided_by) == (
        "approved",
        approval.proposed_by,
        f"user:{room.world.director.pk}",
    )
    with pytest.raises(GuardFailed):
        services.propose_result(returned, by=room.world.secretary)
    new = services.replace_expert(
        room.tasks(application)[0], reason="", by=room.world.secretary, today=room.world.today
    )
    services.agree(new, by=new.expert.user)
    room.lock(room.tasks(application)[3], "0.90")
    again = approvals.approve(
        services.propose_result(now(application), by=room.world.secretary), by=room.world.director
    )
    assert (again.status, again.documents_score) == (Status.REVIEW_DONE, Decimal("50.00"))
    assert Result.objects.filter(voided_at=None).get().documents_score == Decimal("50.00")


def test_t25_names_locked_sheets_of_this_case_and_a_reason(room: ReviewRoom) -> None:
    application, other = room.finished(), room.scored()
    own = room.tasks(application)[0]
    for rows, reason in (([], "x"), ([room.tasks(other)[0]], "x"), ([own], " ")):
        with pytest.raises(GuardFailed):
            services.propose_void_and_rescore(
                application, assignments=rows, reason=reason, by=room.world.secretary
            )
    with pytest.raises(Refused):
        services.propose_void_and_rescore(application, assignments=[own], reason="x", by=room.world.clerk)


def test_the_trail_tells_no_score_of_a_sheet(room: ReviewRoom) -> None:
    room.scored("0.8133", "0.80", "0.80")
    totals = [str(row.total) for row in Score.objects.all()]
    assert max(totals) > "48.50"
    assert not [event.payload for event in Event.objects.all() if max(totals) in str(event.payload)]
