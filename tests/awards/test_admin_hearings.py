"""The pages of objections and appeals, and what the page of the case tells of them."""

from __future__ import annotations

from io import BytesIO
from typing import TYPE_CHECKING

from django.utils import timezone

from brandcert.accounts.enums import Role
from brandcert.applications.enums import Status
from brandcert.awards import services
from brandcert.core.models import Approval, Event
from brandcert.documents.services import store_upload
from tests.awards.desk import DESK, appeal, heard, objection, page, state, step, text
from tests.documents import files

if TYPE_CHECKING:
    from django.test import Client

    from tests.awards.conftest import Committee


# --- objections and appeals ------------------------------------------------------------------
def test_an_objection_is_admitted_proposed_and_decided_on_its_page(
    committee: Committee, client: Client
) -> None:
    application, notice = committee.published()
    filed = objection(notice)
    client.force_login(committee.world.clerk)
    offered = client.get(step(filed, "admit"))
    client.post(step(filed, "admit"), {"told_facts": offered.context["form"].initial["told_facts"]})
    assert state(application) == Status.OBJECTION
    answer = client.post(step(filed, "propose_decide"), {"outcome": "dismissed", "finding": " "})
    assert answer.context["form"].errors.keys() == {"finding"}
    client.post(step(filed, "propose_decide"), {"outcome": "dismissed", "finding": "查无实据"})
    proposal = Approval.objects.get(action="applications.application.dismiss_objection")
    assert client.post(page(filed, "approvals", proposal.pk, "approve")).status_code == 403
    client.force_login(committee.world.director)
    assert "查无实据" in text(client, page(filed))
    client.post(page(filed, "approvals", proposal.pk, "approve"))
    filed.refresh_from_db()
    assert (filed.outcome, state(application)) == ("dismissed", Status.PUBLIC_NOTICE)


def test_the_objector_is_shown_to_the_handler_and_the_auditor_only(
    committee: Committee, client: Client
) -> None:
    filed = objection(committee.published()[1])
    world = committee.world
    services.admit_objection(filed, by=world.clerk, now=timezone.now())
    known = {}
    others = {
        "handler": world.clerk,
        "other clerk": world.person(Role.CLERK),
        "director": world.director,
        "auditor": world.auditor,
    }
    for name, reader in others.items():
        client.force_login(reader)
        masked = text(client, page(filed)) + text(client, f"{DESK}/objection/?q=YY")
        assert "张三" not in masked
        assert "13800000000" not in masked
        client.post(step(filed, "reveal_objector"), {"ground": "check"})
        shown = text(client, page(filed)) + text(client, f"{DESK}/objection/?q=YY")
        known[name] = "张三" in shown or "13800000000" in shown
    assert known == {"handler": True, "other clerk": False, "director": False, "auditor": True}
    acts = Event.objects.filter(name="awards.objection.reveal_objector")
    assert [act.payload for act in acts] == [{"ground": "check"}] * 2


def test_an_appeal_is_upheld_by_another_director_on_its_page(committee: Committee, client: Client) -> None:
    row = appeal(committee)
    client.force_login(committee.world.clerk)
    client.post(step(row, "propose_decide"), {"outcome": "upheld", "finding": "评分确有遗漏"})
    proposal = Approval.objects.get(action="applications.application.reopen")
    client.force_login(committee.world.director)
    assert "did not take part in the refusal" in text(client, page(row))
    assert client.post(page(row, "approvals", proposal.pk, "approve")).status_code == 403
    assert state(row.application) == Status.REJECTED
    client.force_login(committee.world.person(Role.DIRECTOR))
    client.post(page(row, "approvals", proposal.pk, "approve"))
    assert state(row.application) == Status.DELIBERATION


def test_an_appeal_is_dismissed_by_another_director_on_its_page(committee: Committee, client: Client) -> None:
    row = appeal(committee)
    client.force_login(committee.world.clerk)
    client.post(step(row, "propose_decide"), {"outcome": "dismissed", "finding": "维持原决定"})
    proposal = Approval.objects.get(action="awards.appeal.decide")
    client.force_login(committee.world.person(Role.DIRECTOR))
    client.post(page(row, "approvals", proposal.pk, "approve"))
    row.refresh_from_db()
    assert (row.outcome, row.finding) == ("dismissed", "维持原决定")


def test_a_proposal_about_another_objection_is_not_found_here(committee: Committee, client: Client) -> None:
    application, notice = committee.published()
    first, second = objection(notice), objection(notice)
    for filed in (first, second):
        services.admit_objection(filed, by=committee.world.clerk, now=timezone.now())
    heard(first, by=committee.world.owner)
    proposal = services.propose_objection_decision(
        first, is_upheld=True, finding="属实", by=committee.world.clerk
    )
    client.force_login(committee.world.director)
    assert client.post(page(second, "approvals", proposal.pk, "approve")).status_code == 404
    assert state(application) == Status.OBJECTION


# --- the page of the application -------------------------------------------------------------
def test_the_page_of_the_case_tells_meeting_notice_and_decision(committee: Committee, client: Client) -> None:
    application, decision = committee.awarded()
    client.force_login(committee.world.director)
    shown = text(client, f"/manage/applications/application/{application.pk}/change/")
    assert decision.number in shown
    assert page(application.agenda_items.get().deliberation) in shown
    assert page(application.notice_items.get().notice) in shown


def test_evidence_is_read_by_those_who_hear_the_matter(committee: Committee, client: Client) -> None:
    world = committee.world
    filed = objection(committee.published()[1])
    services.admit_objection(filed, by=world.clerk, now=timezone.now())
    filed.refresh_from_db()
    upload = store_upload(file=BytesIO(files.pdf()), name="证据.pdf", by=world.owner)
    services.add_evidence(filed, files=[upload], now=timezone.now())
    readers = {"handler": world.clerk, "other clerk": world.person(Role.CLERK), "director": world.director}
    shown = {}
    for name, reader in readers.items():
        client.force_login(reader)
        shown[name] = "证据.pdf" in text(client, page(filed))
    assert shown == {"handler": True, "other clerk": False, "director": False}
