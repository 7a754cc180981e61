"""The base of every management page: policies bind everyone, steps go by POST, a second person approves."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from django.contrib.messages import get_messages
from django.test import Client

from brandcert.accounts.enums import Role
from brandcert.accounts.models import User
from brandcert.applications.enums import Status
from brandcert.applications.models import Application
from brandcert.core import approvals
from brandcert.core.models import Approval, Event

if TYPE_CHECKING:
    from tests.world import World

LIST = "/manage/applications/application/"


def page(row: Application, rest: str = "change/") -> str:
    return f"{LIST}{row.pk}/{rest}"


def state(row: Application) -> tuple[str, int, int]:
    fresh = Application.objects.get(pk=row.pk)
    return fresh.status, fresh.version, Event.objects.about(row).count()


# --- steps ---------------------------------------------------------------------------------------
@pytest.mark.both
@pytest.mark.parametrize("method", ["get", "post"])
def test_a_step_somebody_else_does_is_refused_and_nothing_changes(
    world: World, client: Client, method: str
) -> None:
    application = world.application(Status.RECOMMENDED)
    client.force_login(world.secretary)
    before = state(application)

    answer = getattr(client, method)(page(application, "step/refuse_acceptance/"), {"reason": "x"})

    assert answer.status_code == 403
    assert (
        "Only a provincial clerk does this."
        in client.get(
            page(application, "step/refuse_acceptance/"), headers={"accept-language": "en"}
        ).content.decode()
    )
    assert state(application) == before


@pytest.mark.both
def test_a_superuser_is_bound_by_the_policies(world: World, client: Client) -> None:
    application = world.application(Status.RECOMMENDED)
    client.force_login(User.objects.create_superuser("root@example.org", "x"))

    assert client.get(LIST).status_code == 403
    assert client.get(page(application)).status_code == 404
    assert client.post(page(application, "step/accept/")).status_code == 404
    assert client.get("/manage/core/event/").status_code == 403
    assert Application.objects.get(pk=application.pk).status == Status.RECOMMENDED


def test_opening_the_form_of_a_step_does_not_take_it(world: World, client: Client) -> None:
    application = world.application(Status.SUBMITTED)
    client.force_login(world.recommender)

    answer = client.get(page(application, "step/recommend/"), {"opinion": "同意。"})

    assert answer.status_code == 200
    assert state(application)[0] == Status.SUBMITTED


def test_a_step_needs_a_csrf_token(world: World) -> None:
    client = Client(enforce_csrf_checks=True)
    application = world.application(Status.SUBMITTED)
    client.force_login(world.recommender)

    answer = client.post(page(application, "step/recommend/"), {"opinion": "同意。"})

    assert answer.status_code == 403
    assert state(application)[0] == Status.SUBMITTED


@pytest.mark.both
def test_a_posted_step_is_taken_by_the_person_and_confirmed(world: World, client: Client) -> None:
    application = world.application(Status.SUBMITTED)
    client.force_login(world.recommender)

    answer = client.post(page(application, "step/recommend/"), {"opinion": "同意。", "version": "0"})

    assert (answer.status_code, answer["Location"]) == (302, page(application))
    assert state(application)[0] == Status.RECOMMENDED
    assert Event.objects.about(application).get().actor == f"user:{world.recommender.pk}"
    assert len(list(get_messages(answer.wsgi_request))) == 1


def test_a_broken_rule_is_told_on_the_form_and_nothing_typed_is_lost(world: World, client: Client) -> None:
    application = world.application(Status.SUBMITTED)
    other = world.application(Status.SUBMITTED)
    client.force_login(world.recommender)
    client.post(page(other, "step/recommend/"), {"opinion": "同意。", "rank": "1"})

    answer = client.post(page(application, "step/recommend/"), {"opinion": "产品质量稳定。", "rank": "1"})

    assert answer.status_code == 200
    assert "产品质量稳定。" in answer.content.decode()
    assert answer.context["form"].non_field_errors()
    assert state(application)[0] == Status.SUBMITTED


def test_whoever_saw_an_older_case_is_told_and_keeps_what_he_typed(world: World, client: Client) -> None:
    application = world.application(Status.SUBMITTED)
    Application.objects.filter(pk=application.pk).update(version=3)
    client.force_login(world.recommender)

    answer = client.post(page(application, "step/recommend/"), {"opinion": "同意。", "version": "2"})

    assert answer.status_code == 409
    assert "同意。" in answer.content.decode()
    assert state(application)[0] == Status.SUBMITTED


def test_a_step_of_another_state_is_a_conflict_that_names_the_state(world: World, client: Client) -> None:
    application = world.application(Status.ACCEPTED)
    client.force_login(world.clerk)

    answer = client.post(page(application, "step/accept/"))

    assert answer.status_code == 409
    assert application.get_status_display() in answer.context["message"]


@pytest.mark.parametrize("name", ["fly", "submit_all", "__init__"])
def test_an_unknown_step_does_not_exist(world: World, client: Client, name: str) -> None:
    application = world.application(Status.RECOMMENDED)
    client.force_login(world.clerk)

    assert client.post(page(application, f"step/{name}/")).status_code == 404


def test_the_page_of_a_case_is_read_only(world: World, client: Client) -> None:
    application = world.application(Status.RECOMMENDED)
    client.force_login(world.clerk)

    answer = client.post(page(application), {"status": "awarded", "reason": "x"})

    assert answer.status_code == 405
    assert state(application) == (Status.RECOMMENDED, 0, 0)


def test_a_blocked_step_says_why_and_stays_blocked_when_posted(world: World, client: Client) -> None:
    application = world.application(Status.RECOMMENDED)
    client.force_login(world.clerk)

    offered = {action["name"]: action for action in client.get(page(application)).context["actions"]}
    answer = client.post(page(application, "step/accept/"))

    assert len(offered["accept"]["blockers"]) == 2
    assert answer.status_code == 200
    assert answer.context["form"].non_field_errors()
    assert state(application)[0] == Status.RECOMMENDED


# --- two persons ---------------------------------------------------------------------------------
def test_a_director_reads_and_approves_what_was_proposed_before_the_review(
    world: World, client: Client
) -> None:
    application = world.application(Status.RECOMMENDED)
    client.force_login(world.director)
    assert client.get(page(application, "change/")).status_code == 404
    facts = {"reason": "检验报告系伪造。", "reason_code": "fraud"}
    approval = approvals.propose("reject_for_fraud", application, by=world.clerk, details=facts)
    shown = client.get(page(application, "change/"))
    assert shown.status_code == 200
    assert "检验报告系伪造。" in shown.content.decode()
    assert application in type(application).objects.visible_to(world.director)
    client.post(page(application, f"approvals/{approval.pk}/approve/"))
    assert state(application)[0] == Status.REJECTED


@pytest.mark.both
def test_two_persons_propose_and_approve(world: World, client: Client) -> None:
    application = world.application(Status.REVIEW_DONE)
    client.force_login(world.clerk)
    proposed = client.post(
        page(application, "step/reject_for_fraud/"),
        {"reason": "检验报告系伪造。", "reason_code": "fraud", "confirmed": "1"},
    )
    approval = Approval.objects.get()
    assert proposed.status_code == 302
    assert state(application)[0] == Status.REVIEW_DONE

    client.force_login(world.director)
    shown = client.get(page(application))
    assert "检验报告系伪造。" in shown.content.decode()
    answer = client.post(page(application, f"approvals/{approval.pk}/approve/"))

    assert answer.status_code == 302
    assert state(application)[0] == Status.REJECTED
    approval.refresh_from_db()
    assert (approval.proposed_by, approval.decided_by) == (
        f"user:{world.clerk.pk}",
        f"user:{world.director.pk}",
    )


@pytest.mark.both
def test_whoever_proposed_cannot_approve(world: World, client: Client) -> None:
    both = world.person(Role.CLERK, Role.DIRECTOR)
    application = world.application(Status.REVIEW_DONE)
    approval = approvals.propose("reject_for_fraud", application, by=both, details={"reason": "伪造。"})
    client.force_login(both)

    shown = client.get(page(application)).context["approvals"][0]
    answer = client.post(page(application, f"approvals/{approval.pk}/approve/"))

    assert (shown["may_approve"], shown["may_decline"]) == (False, True)
    assert answer.status_code == 403
    assert state(application)[0] == Status.REVIEW_DONE


def test_someone_without_the_right_cannot_approve(world: World, client: Client) -> None:
    application = world.application(Status.REVIEW_DONE)
    approval = approvals.propose(
        "reject_for_fraud", application, by=world.clerk, details={"reason": "伪造。"}
    )
    client.force_login(world.secretary)

    answer = client.post(page(application, f"approvals/{approval.pk}/approve/"))

    assert answer.status_code == 403
    assert state(application)[0] == Status.REVIEW_DONE


def test_deciding_is_a_post(world: World, client: Client) -> None:
    application = world.application(Status.REVIEW_DONE)
    approval = approvals.propose(
        "reject_for_fraud", application, by=world.clerk, details={"reason": "伪造。"}
    )
    client.force_login(world.director)

    for decision in ("approve", "decline"):
        assert client.get(page(application, f"approvals/{approval.pk}/{decision}/")).status_code == 405


def test_an_approval_is_decided_on_its_own_case_only(world: World, client: Client) -> None:
    application, other = world.application(Status.REVIEW_DONE), world.application(Status.REVIEW_DONE)
    approval = approvals.propose(
        "reject_for_fraud", application, by=world.clerk, details={"reason": "伪造。"}
    )
    client.force_login(world.director)

    assert client.post(page(other, f"approvals/{approval.pk}/approve/")).status_code == 404


def test_a_proposal_is_declined_with_a_reason(world: World, client: Client) -> None:
    application = world.application(Status.REVIEW_DONE)
    approval = approvals.propose(
        "reject_for_fraud", application, by=world.clerk, details={"reason": "伪造。"}
    )
    client.force_login(world.director)

    client.post(page(application, f"approvals/{approval.pk}/decline/"), {"reason": " "})
    approval.refresh_from_db()
    assert approval.outcome == ""
    client.post(page(application, f"approvals/{approval.pk}/decline/"), {"reason": "证据不足。"})

    approval.refresh_from_db()
    assert (approval.outcome, approval.reason) == ("declined", "证据不足。")


def test_an_act_that_waits_cannot_be_proposed_again(world: World, client: Client) -> None:
    application = world.application(Status.REVIEW_DONE)
    approvals.propose("reject_for_fraud", application, by=world.clerk, details={"reason": "伪造。"})
    client.force_login(world.clerk)

    answer = client.post(
        page(application, "step/reject_for_fraud/"),
        {"reason": "再次。", "reason_code": "fraud", "confirmed": "1"},
    )

    assert answer.status_code == 200
    assert answer.context["form"].non_field_errors()
    assert Approval.objects.count() == 1


def test_a_proposal_that_the_case_has_outrun_says_so(world: World, client: Client) -> None:
    application = world.application(Status.SUBMITTED)
    approval = approvals.propose(
        "reject_for_fraud", application, by=world.clerk, details={"reason": "伪造。"}
    )
    client.force_login(world.recommender)
    client.post(page(application, "step/recommend/"), {"opinion": "同意。"})
    director = world.person(Role.DIRECTOR, Role.CLERK)
    client.force_login(director)

    answer = client.post(page(application, f"approvals/{approval.pk}/approve/"), follow=True)

    assert [message.level_tag for message in answer.context["messages"]][-1] == "error"
    assert state(application)[0] == Status.RECOMMENDED
