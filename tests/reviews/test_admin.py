"""The page on which experts declare, score and sign."""

from __future__ import annotations

import io
from decimal import Decimal
from typing import Any

import pytest
from django.utils import translation
from PIL import Image

from brandcert.applications.models import Application
from brandcert.reviews import queries, services
from brandcert.reviews.enums import AssignmentStatus
from brandcert.reviews.models import (
    Assignment,
    Conflict,
    Score,
)
from brandcert.reviews.services import Line
from tests.reviews.conftest import ReviewRoom
from tests.reviews.pages import as_user, case_url, posted, proof, text_of, url


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


def test_a_draft_is_saved_without_script(room: ReviewRoom) -> None:
    application = room.in_review()
    material = proof(room, application)
    task = room.tasks(application)[0]
    client = as_user(task.expert.user)
    data = {
        "revision": "0",
        "points-M1.1": "6.5",
        "reason-M1.1": "领先",
        "cite-M1.1": "1",
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


def test_an_expert_reads_beside_the_files_what_the_applicant_says_with_contact_data_masked(
    room: ReviewRoom,
) -> None:
    application = room.in_review()
    report = {"laboratory": "示例检测中心", "report": "JC-2026-01", "result": "passed"}
    said = {"evidence": {"testing": [report]}, "subject": {"contact_phone": "0431-88888888"}}
    Application.objects.filter(pk=application.pk).update(content=said)
    page = text_of(as_user(room.tasks(application)[0].expert.user), url(room.tasks(application)[0]))
    assert "JC-2026-01" in page
    assert "as-cards entries" in page
    assert "0431-88888888" not in page


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


@pytest.mark.parametrize("cases", [1, 3])
def test_the_list_of_tasks_asks_the_database_a_fixed_number_of_times(
    room: ReviewRoom, cases: int, django_assert_num_queries: Any
) -> None:
    for _number in range(cases):
        room.draw(room.accepted(), "seed")
    client = as_user(room.world.secretary)
    client.get("/manage/reviews/assignment/")
    with django_assert_num_queries(15):
        client.get("/manage/reviews/assignment/")


def test_the_gaps_on_the_page_are_the_gaps_of_the_guard(room: ReviewRoom) -> None:
    application = room.in_review()
    task = room.tasks(application)[0]
    room.save(task, {"M1.1": Line(Decimal(1), "")})
    page = text_of(as_user(task.expert.user), url(task))
    with translation.override("en"):
        gaps = queries.sheet_gaps(task, queries.criteria_of(task.panel.rubric_id))
    assert gaps == ["11 criteria are not scored yet.", "1 reason is missing (compulsory under 60 %)."]
    assert all(gap in page for gap in gaps)
