"""The panel on the page of the case, the pool and its conflicts."""

from __future__ import annotations

import re
from decimal import Decimal

import pytest
from django.test import Client
from django.utils import timezone

from brandcert.accounts.enums import Role
from brandcert.applications.enums import Status
from brandcert.applications.models import Application
from brandcert.awards import services as awards
from brandcert.awards.services.filing import NoticeOver
from brandcert.core.errors import BusinessError
from brandcert.core.models import Approval
from brandcert.reviews import services
from brandcert.reviews.enums import AssignmentStatus
from brandcert.reviews.models import (
    Conflict,
    Draw,
    Expert,
)
from tests.awards.conftest import Committee
from tests.reviews.conftest import ReviewRoom
from tests.reviews.pages import as_user, case_url, text_of, url
from tests.tampering import tampering


def test_the_secretary_runs_the_panel_from_the_page_of_the_case(room: ReviewRoom) -> None:
    application = room.accepted()
    client, base = as_user(room.world.secretary), f"/manage/applications/application/{application.pk}"
    assert "Draw experts" in text_of(client, case_url(application))
    # While a drawing of the batch is open, no case of it is drawn by itself, and the page says why.
    drawing = services.announce_draw(application.batch, by=room.world.secretary, now=room.world.now)
    assert "its cases get their experts by it" in text_of(client, case_url(application))
    assert client.post(f"{base}/step/draw_panel/").status_code == 200
    board = text_of(client, f"/manage/reviews/assignment/boards/{application.batch_id}/")
    assert f"/manage/reviews/batchdraw/{drawing.pk}/change/" in board
    assert "/step/draw_panel/" not in board
    assert not Draw.objects.exists()
    drawing.delete()
    # Whoever draws cannot choose the seed: the house makes it when it draws.
    assert 'name="seed"' not in text_of(client, f"{base}/step/draw_panel/")
    assert client.post(f"{base}/step/draw_panel/", {"seed": "chosen"}).status_code == 302
    drawn = Draw.objects.get()
    assert re.fullmatch(r"[0-9a-f]{32}", drawn.seed)
    assert drawn.record["seed"] == drawn.seed
    page = text_of(client, case_url(application))
    assert "3 experts have not signed the declaration yet." in page
    assert "gives the same experts" in page
    for task in room.tasks(application):
        services.agree(task, by=task.expert.user)
    client.post(f"{base}/step/appoint_panel/", {})
    for task in room.tasks(application):
        room.lock(task)
    client.post(f"{base}/step/finish_review/", {})
    approval = Approval.objects.get()
    director = as_user(room.world.director)
    assert "48.00" in text_of(director, case_url(application))
    director.post(f"{base}/approvals/{approval.pk}/approve/")
    assert Application.objects.get(pk=application.pk).documents_score == Decimal("48.00")


def test_declining_lets_the_secretary_draw_a_successor(room: ReviewRoom) -> None:
    application = room.accepted()
    room.draw(application)
    first = room.tasks(application)[0]
    services.decline(first, kind="", reason="出差", by=first.expert.user)
    client = as_user(room.world.secretary)
    assert "Draw a successor" in text_of(client, url(first, "change"))
    client.post(f"/manage/reviews/assignment/{first.pk}/step/draw_successor/", {})
    assert len(room.tasks(application)) == 4
    client.get(url(first, "change"))  # shows what was done, once
    assert "Draw a successor" not in text_of(client, url(first, "change"))


def test_t25_is_proposed_and_approved_on_the_page_of_the_case(room: ReviewRoom) -> None:
    application = room.finished()
    task = room.tasks(application)[0]
    base = f"/manage/applications/application/{application.pk}"
    secretary = as_user(room.world.secretary)
    assert str(task.expert) in text_of(secretary, f"{base}/step/void_and_rescore/")
    secretary.post(f"{base}/step/void_and_rescore/", {"assignments": [task.pk], "reason": "发现利害关系"})
    approval = Approval.objects.filter(outcome="").get()
    director = as_user(room.world.director)
    assert str(task.expert) in text_of(director, case_url(application))
    director.post(f"{base}/approvals/{approval.pk}/approve/")
    assert room.tasks(application)[0].status == AssignmentStatus.VOID


def test_t25_takes_a_published_entry_back_to_review_and_its_list_says_so(room: ReviewRoom) -> None:
    """A conflict found during the public notice: proposed and approved at the desk, nothing is awarded meanwhile."""
    world, committee = room.world, Committee(room.world)
    application = room.finished()
    task = room.tasks(application)[0]
    with tampering():
        Application.objects.filter(pk=application.pk).update(status=Status.DELIBERATION)
    committee.score(Application.objects.get(pk=application.pk), "0.90")
    world.clear_integrity(application.enterprise)
    meeting = committee.meeting()
    awards.propose_notice(meeting, by=committee.chair)
    # Whoever approved the result does not publish it.
    publisher = world.person(Role.DIRECTOR)
    notice = awards.publish_notice(meeting, by=publisher, today=world.today)
    secretary, director = as_user(world.secretary), as_user(world.director)
    base = f"/manage/applications/application/{application.pk}"
    assert f"{base}/step/void_and_rescore/" in text_of(secretary, case_url(application))
    # Whoever names no sheet, or gives no reason, reads so and proposes nothing.
    assert secretary.post(f"{base}/step/void_and_rescore/", {"reason": "x"}).status_code == 200
    assert not Approval.objects.filter(outcome="").exists()
    secretary.post(
        f"{base}/step/void_and_rescore/", {"assignments": [task.pk], "reason": "专家与企业有股权关系"}
    )
    approval = Approval.objects.filter(outcome="").get()
    assert secretary.post(f"{base}/approvals/{approval.pk}/approve/").status_code == 403
    assert "专家与企业有股权关系" in text_of(director, case_url(application))
    director.post(f"{base}/approvals/{approval.pk}/approve/")
    back = Application.objects.get(pk=application.pk)
    assert (back.status, back.documents_score, back.due_on is None) == (Status.EXPERT_REVIEW, None, False)
    # Nobody can object to, or award, what is judged anew; the list stays as it was published and says so.
    shown = Client().get(f"/notices/{notice.pk}/").context["rows"]
    assert [row["state"]["words"] for row in shown] == ["不再拟认定"]
    with pytest.raises(NoticeOver):
        awards.file_objection(
            notice.items.get(), name="张三", contact="0431-0", facts="x", now=timezone.now()
        )
    with pytest.raises(BusinessError):
        awards.propose_awards(notice, by=world.secretary)
    assert str(back.product) in Client().get(f"/notices/{notice.pk}/list.csv").content.decode("utf-8-sig")


def test_a_void_is_approved_on_the_page_of_the_task(room: ReviewRoom) -> None:
    application = room.scored()
    task = room.tasks(application)[0]
    base = f"/manage/reviews/assignment/{task.pk}"
    as_user(room.world.secretary).post(f"{base}/step/void/", {"reason": "发现利害关系"})
    approval = Approval.objects.get()
    assert as_user(room.world.secretary).post(f"{base}/approvals/{approval.pk}/approve/").status_code == 403
    as_user(room.world.director).post(f"{base}/approvals/{approval.pk}/approve/")
    assert room.tasks(application)[0].status == AssignmentStatus.VOID


def test_stating_a_conflict_on_the_page_ends_open_tasks(room: ReviewRoom) -> None:
    application = room.in_review()
    task = room.tasks(application)[0]
    client = as_user(room.world.secretary)
    data = {
        "expert": task.expert_id,
        "enterprise": application.enterprise_id,
        "kind": "objected",
        "note": "企业书面异议",
    }
    assert client.post("/manage/reviews/conflict/add/", data).status_code == 302
    assert (Conflict.objects.get().kind, room.tasks(application)[0].status) == (
        "objected",
        AssignmentStatus.REPLACED,
    )
    assert as_user(task.expert.user).post("/manage/reviews/conflict/add/", data).status_code == 403


def test_the_pool_is_kept_by_the_secretary_and_seen_by_no_expert(room: ReviewRoom) -> None:
    expert = room.experts[0]
    address = f"/manage/reviews/expert/{expert.pk}/change/"
    data = {"title": "研究员", "employer": "吉林大学", "categories": ["SERVICES"], "fields_text": ""}
    for rows in ("interests", "absences", "conflicts"):
        data |= {f"{rows}-TOTAL_FORMS": "0", f"{rows}-INITIAL_FORMS": "0"}
    assert as_user(room.world.secretary).post(address, data).status_code == 302
    assert Expert.objects.get(pk=expert.pk).categories == ["SERVICES"]
    assert as_user(expert.user).get(address).status_code in {403, 404}
    assert as_user(expert.user).get("/manage/reviews/expert/").status_code == 403
