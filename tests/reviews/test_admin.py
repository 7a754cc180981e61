"""The pages on which experts score and the secretary runs the panel."""

from __future__ import annotations

import io
from decimal import Decimal
from typing import Any

import pytest
from django.contrib import admin
from django.test import Client
from django.utils import translation
from PIL import Image

from brandcert.accounts.models import User
from brandcert.applications.models import Application, Material
from brandcert.core.models import Approval
from brandcert.documents.services import store_upload
from brandcert.reviews import queries, services
from brandcert.reviews.enums import AssignmentStatus, ConflictKind
from brandcert.reviews.models import (
    Assignment,
    Conflict,
    CriterionScore,
    Draw,
    Expert,
    Panel,
    Result,
    Score,
)
from brandcert.reviews.services import Line
from tests.reviews.conftest import ReviewRoom

CANARY = "7.77"


def as_user(user: User) -> Client:
    client = Client(headers={"accept-language": "en"})
    client.force_login(User.objects.get(pk=user.pk))
    return client


def url(task: Assignment, page: str = "score") -> str:
    return f"/manage/reviews/assignment/{task.pk}/{page}/"


def case_url(application: Application) -> str:
    return f"/manage/applications/application/{application.pk}/change/"


def text_of(client: Client, address: str, status: int = 200) -> str:
    answer = client.get(address)
    assert answer.status_code == status, (address, answer.status_code)
    return answer.content.decode()


def proof(room: ReviewRoom, application: Application, title: str = "licence") -> Material:
    out = io.BytesIO()
    Image.new("RGB", (80, 120), "white").save(out, "PDF")
    requirement = room.world.batch.requirements.filter(category=application.category)[0]
    upload = store_upload(file=io.BytesIO(out.getvalue()), name=f"{title}.pdf", by=room.world.owner)
    return Material.objects.create(application=application, requirement=requirement, upload=upload)


def posted(room: ReviewRoom, application: Application, share: str = "0.80", **extra: Any) -> dict[str, Any]:
    """Return what a browser sends for a sheet filled in whole."""
    lines = room.full(application, share)
    data: dict[str, Any] = {"revision": "0", "comment": "总体良好", "save": "1"}
    for code, line in lines.items():
        data |= {f"points-{code}": str(line.points), f"reason-{code}": line.reason}
    return data | extra


# --- declaration -----------------------------------------------------------------------------------
def test_nothing_of_the_application_is_shown_before_the_declaration(room: ReviewRoom) -> None:
    application = room.accepted()
    material = proof(room, application, "secret-licence")
    room.draw(application)
    task = room.tasks(application)[0]
    client = as_user(task.expert.user)
    page = text_of(client, url(task))
    assert application.enterprise.name in page
    assert "secret-licence" not in page
    assert "points-M1.1" not in page
    assert client.get(f"/manage/reviews/assignment/{task.pk}/evidence/{material.pk}/1.png").status_code == 404
    assert client.get(f"/files/{material.upload_id}/").status_code == 404
    assert client.get(case_url(application)).status_code == 404


def test_declaring_opens_the_evidence_and_keeps_scoring_closed_until_the_panel_is_appointed(
    room: ReviewRoom,
) -> None:
    application = room.accepted()
    proof(room, application)
    room.draw(application)
    task = room.tasks(application)[0]
    client = as_user(task.expert.user)
    assert client.post(url(task, "declare"), {"agree": "1"}).headers["Location"] == url(task)
    page = text_of(client, url(task))
    assert "licence.pdf" in page
    assert 'name="points-M1.1"' not in page
    client.post(url(task), posted(room, application))
    assert not Score.objects.exists()


def test_recusing_asks_for_ground_and_reason(room: ReviewRoom) -> None:
    application = room.accepted()
    room.draw(application)
    task = room.tasks(application)[0]
    client = as_user(task.expert.user)
    assert client.post(url(task, "declare"), {"decline": "1", "reason": "亲属"}).status_code == 200
    assert room.tasks(application)[0].status == AssignmentStatus.INVITED
    client.post(url(task, "declare"), {"decline": "1", "kind": "kin", "reason": "亲属"})
    assert (room.tasks(application)[0].status, Conflict.objects.get().kind) == (
        AssignmentStatus.DECLINED,
        "kin",
    )
    other = room.tasks(application)[1]
    as_user(other.expert.user).post(
        url(other, "declare"), {"decline": "1", "kind": "no_time", "reason": "出差"}
    )
    assert (room.tasks(application)[1].status, Conflict.objects.count()) == (AssignmentStatus.DECLINED, 1)


# --- the sheet -------------------------------------------------------------------------------------
def test_a_draft_is_saved_without_script(room: ReviewRoom) -> None:
    application = room.in_review()
    material = proof(room, application)
    task = room.tasks(application)[0]
    client = as_user(task.expert.user)
    data = {
        "revision": "0",
        "points-M1.1": "6.5",
        "reason-M1.1": "领先",
        "cite-M1.1": [str(material.pk)],
        "save": "1",
    }
    assert client.post(url(task), data).status_code == 302
    score = Score.objects.get()
    assert (score.revision, services.saved_lines(score)["M1.1"]) == (
        1,
        Line(Decimal("6.50"), "领先", (material.pk,)),
    )
    page = text_of(client, url(task))
    assert 'value="6.50"' in page
    assert "11 criteria are not scored yet." in page
    assert Assignment.objects.get(pk=task.pk).status == AssignmentStatus.AGREED


def test_a_mistake_keeps_every_entry_on_the_page_and_stores_nothing(room: ReviewRoom) -> None:
    application = room.in_review()
    task = room.tasks(application)[0]
    data = posted(room, application, **{"points-M1.1": "7.5", "reason-M1.2": "按标准发布目录核对"})
    page = as_user(task.expert.user).post(url(task), data).content.decode()
    assert 'value="7.5"' in page
    assert "按标准发布目录核对" in page
    assert 'id="id_points-M1.1_error"' in page
    assert not Score.objects.exists()


def test_signing_locks_the_sheet(room: ReviewRoom) -> None:
    application = room.in_review()
    task = room.tasks(application)[0]
    client = as_user(task.expert.user)
    data = posted(room, application, submit="1", confirm="on")
    assert client.post(url(task), data).status_code == 302
    assert Assignment.objects.get(pk=task.pk).status == AssignmentStatus.LOCKED
    page = text_of(client, url(task))
    assert 'name="points-M1.1"' not in page
    assert 'name="submit"' not in page
    client.post(url(task), data | {"points-M1.1": "0", "revision": "1"})
    assert Score.objects.get().total == Decimal("48.00")


def test_signing_without_confirmation_or_with_gaps_saves_the_draft_and_says_why(room: ReviewRoom) -> None:
    application = room.in_review()
    task = room.tasks(application)[0]
    client = as_user(task.expert.user)
    page = client.post(url(task), posted(room, application, submit="1")).content.decode()
    assert "Please confirm before you sign." in page
    assert 'name="revision" value="1"' in page
    gaps = posted(
        room,
        application,
        submit="1",
        confirm="on",
        revision="1",
        **{"points-M1.1": "", "points-M1.2": "1", "reason-M1.2": ""},
    )
    page = client.post(url(task), gaps).content.decode()
    assert "1 criterion is not scored yet." in page
    assert "1 reason is missing" in page
    assert (Score.objects.get().revision, Assignment.objects.get(pk=task.pk).status) == (
        2,
        AssignmentStatus.AGREED,
    )


def test_r30_a_second_window_sees_both_values_before_it_saves_again(room: ReviewRoom) -> None:
    application = room.in_review()
    task = room.tasks(application)[0]
    client = as_user(task.expert.user)
    client.post(url(task), {"revision": "0", "points-M1.1": "6", "reason-M1.1": "窗口一", "save": "1"})
    answer = client.post(
        url(task), {"revision": "0", "points-M1.1": "5", "reason-M1.1": "窗口二", "save": "1"}
    )
    page = answer.content.decode()
    assert answer.status_code == 409
    assert 'value="5"' in page
    assert "Saved in the other window: 6.00 窗口一" in page
    assert 'name="revision" value="1"' in page
    assert services.saved_lines(Score.objects.get())["M1.1"].points == Decimal("6.00")
    client.post(url(task), {"revision": "1", "points-M1.1": "5", "reason-M1.1": "窗口二", "save": "1"})
    assert services.saved_lines(Score.objects.get())["M1.1"].points == Decimal("5.00")


def test_evidence_is_shown_as_pictures_drawn_on_the_server(room: ReviewRoom) -> None:
    application = room.in_review()
    material = proof(room, application)
    foreign = proof(room, room.accepted())
    task = room.tasks(application)[0]
    client = as_user(task.expert.user)
    page = f"/manage/reviews/assignment/{task.pk}/evidence/{material.pk}/1.png"
    assert page in text_of(client, url(task))
    answer = client.get(page)
    picture = Image.open(io.BytesIO(answer.content))
    assert (answer.headers["Content-Type"], picture.format) == ("image/png", "PNG")
    assert max(picture.size) <= 2000
    for other in (page.replace("/1.png", "/2.png"), page.replace(f"/{material.pk}/", f"/{foreign.pk}/")):
        assert client.get(other).status_code == 404


# --- who sees what ---------------------------------------------------------------------------------
def canary(room: ReviewRoom) -> tuple[Application, Assignment]:
    """Make a case in which one open sheet holds a number that occurs nowhere else."""
    application = room.in_review()
    task = room.tasks(application)[0]
    room.save(task, {"M4.1": Line(Decimal("5.77"), f"理由{CANARY}")})
    return application, task


def test_r71_nobody_else_sees_an_open_sheet_on_any_page(room: ReviewRoom) -> None:
    application, task = canary(room)
    peer = room.tasks(application)[1]
    world = room.world
    addresses = [
        url(task),
        url(task, "change"),
        url(task, "history"),
        case_url(application),
        "/manage/",
        "/manage/reviews/assignment/",
        "/manage/reviews/assignment/?o=1.2.3.4.5",
        "/manage/reviews/assignment/?o=score__total",
        "/manage/reviews/assignment/?q=5.77",
        "/manage/reviews/assignment/?score__total__gt=1",
        "/manage/reviews/expert/",
        f"/manage/applications/application/{application.pk}/history/",
    ]
    for person in (
        peer.expert.user,
        world.secretary,
        world.director,
        world.auditor,
        world.clerk,
        world.committee,
    ):
        client = as_user(person)
        for address in addresses:
            page = client.get(address, follow=True).content.decode()
            assert "5.77" not in page.replace("q=5.77", "").replace('value="5.77"', ""), (person, address)
            assert CANARY not in page, (person, address)


def test_r71_experts_count_and_list_their_own_tasks_only(room: ReviewRoom) -> None:
    application, task = canary(room)
    peer = room.tasks(application)[1]
    page = text_of(as_user(peer.expert.user), "/manage/reviews/assignment/")
    assert page.count('class="field-application"') == 1
    assert str(task.expert) not in page
    for name in ("score", "change", "history"):
        assert as_user(peer.expert.user).get(url(task, name)).status_code == 404
    assert str(task.expert) not in text_of(as_user(peer.expert.user), case_url(application))


def test_r71_the_director_counts_only_locked_tasks_the_secretary_reads_only_locked_sheets(
    room: ReviewRoom,
) -> None:
    application, task = canary(room)
    director, secretary = as_user(room.world.director), as_user(room.world.secretary)
    assert director.get(url(task, "change")).status_code == 404
    assert secretary.get(url(task)).status_code == 403
    assert "Score sheet" not in text_of(secretary, url(task, "change"))
    room.save(task, room.full(application, "0.77"), revision=1)
    services.lock_score(task, by=task.expert.user)
    assert "46.20" in text_of(director, url(task, "change"))
    assert "46.20" in text_of(secretary, case_url(application))
    assert 'name="points-M1.1"' not in text_of(secretary, url(task))
    assert "46.20" not in text_of(as_user(room.world.clerk), case_url(application))


def test_score_sheets_and_results_have_no_page_of_their_own() -> None:
    assert not {Score, CriterionScore, Result, Panel, Draw} & set(admin.site._registry)


def test_r67_a_conflicted_expert_is_refused_on_every_page(room: ReviewRoom) -> None:
    application = room.in_review()
    material = proof(room, application)
    task = room.tasks(application)[0]
    Conflict.objects.create(expert=task.expert, enterprise=application.enterprise, kind=ConflictKind.KIN)
    client = as_user(task.expert.user)
    reads = {
        url(task): 403,
        f"/manage/reviews/assignment/{task.pk}/evidence/{material.pk}/1.png": 404,
        f"/files/{material.upload_id}/": 404,
        case_url(application): 404,
        f"/manage/applications/application/{application.pk}/history/": 404,
        f"/manage/reviews/assignment/{task.pk}/step/lock/": 403,
    }
    assert {address: client.get(address).status_code for address in reads} == reads
    writes = {
        url(task): 403,
        f"/manage/reviews/assignment/{task.pk}/step/agree/": 403,
        f"/manage/reviews/assignment/{task.pk}/step/lock/": 403,
        f"/manage/reviews/assignment/{task.pk}/step/replace/": 403,
        f"/manage/applications/application/{application.pk}/step/finish_review/": 404,
    }
    data = posted(room, application, submit="1", confirm="on")
    assert {address: client.post(address, data).status_code for address in writes} == writes
    assert client.get(
        "/manage/applications/application/?q=" + (application.receipt_number or "")
    ).status_code in {200, 403}
    assert not Score.objects.exists()


def test_a_forged_task_is_not_taken(room: ReviewRoom) -> None:
    application = room.in_review()
    mine, peers = room.tasks(application)[:2]
    client = as_user(mine.expert.user)
    data = posted(room, application, assignment=str(peers.pk), score=str(peers.pk))
    assert client.post(url(peers), data).status_code == 404
    client.post(url(mine), data)
    assert [row.assignment_id for row in Score.objects.all()] == [mine.pk]


# --- the secretary ---------------------------------------------------------------------------------
def test_the_secretary_runs_the_panel_from_the_page_of_the_case(room: ReviewRoom) -> None:
    application = room.accepted()
    client, base = as_user(room.world.secretary), f"/manage/applications/application/{application.pk}"
    assert "Draw experts" in text_of(client, case_url(application))
    assert client.post(f"{base}/step/draw_panel/", {"seed": "公布的种子"}).status_code == 302
    assert Draw.objects.get().seed == "公布的种子"
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
    data = {"title": "研究员", "employer": "吉林大学", "categories": '["SERVICES"]', "fields": "[]"}
    assert as_user(room.world.secretary).post(address, data).status_code == 302
    assert Expert.objects.get(pk=expert.pk).categories == ["SERVICES"]
    assert as_user(expert.user).get(address).status_code in {403, 404}
    assert as_user(expert.user).get("/manage/reviews/expert/").status_code == 403


# --- cost ------------------------------------------------------------------------------------------
@pytest.mark.parametrize("files", [1, 3])
def test_the_scoring_page_asks_the_database_a_fixed_number_of_times(
    room: ReviewRoom, files: int, django_assert_num_queries: Any
) -> None:
    application = room.in_review()
    for number in range(files):
        proof(room, application, f"file{number}")
    task = room.tasks(application)[0]
    room.save(task, room.full(application))
    client = as_user(task.expert.user)
    client.get(url(task))
    with django_assert_num_queries(19):
        client.get(url(task))


@pytest.mark.parametrize("cases", [1, 3])
def test_the_list_of_tasks_asks_the_database_a_fixed_number_of_times(
    room: ReviewRoom, cases: int, django_assert_num_queries: Any
) -> None:
    for _number in range(cases):
        room.draw(room.accepted(), "seed")
    client = as_user(room.world.secretary)
    client.get("/manage/reviews/assignment/")
    with django_assert_num_queries(11):
        client.get("/manage/reviews/assignment/")


def test_the_gaps_on_the_page_are_the_gaps_of_the_guard(room: ReviewRoom) -> None:
    application = room.in_review()
    task = room.tasks(application)[0]
    room.save(task, {"M1.1": Line(Decimal(1), "")})
    page = text_of(as_user(task.expert.user), url(task))
    with translation.override("en"):
        gaps = queries.sheet_gaps(task)
    assert gaps == ["11 criteria are not scored yet.", "1 reason is missing (compulsory under 60 %)."]
    assert all(gap in page for gap in gaps)
