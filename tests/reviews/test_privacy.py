"""Who sees which score: nobody a peer's before it is locked, a conflicted expert nothing."""

from __future__ import annotations

from decimal import Decimal

from django.contrib import admin

from brandcert.applications.models import Application
from brandcert.reviews import services
from brandcert.reviews.enums import ConflictKind
from brandcert.reviews.models import (
    Assignment,
    Conflict,
    CriterionScore,
    Draw,
    Panel,
    Result,
    Score,
)
from brandcert.reviews.services import Line
from tests.reviews.conftest import ReviewRoom
from tests.reviews.pages import as_user, case_url, posted, proof, text_of, url

CANARY = "只此一处的话"


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
