"""The page of the visit, and the inspection on the page of the case."""

from __future__ import annotations

import io
from decimal import Decimal
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from PIL import Image

from brandcert.accounts.enums import Role
from brandcert.accounts.models import User
from brandcert.applications.enums import Status
from brandcert.applications.models import Application
from brandcert.core import policies
from brandcert.core.models import Approval
from brandcert.inspections import services
from brandcert.inspections.enums import Severity
from brandcert.inspections.models import Finding, Inspection, Photo, Rectification
from tests.inspections.conftest import VisitRoom


def as_user(user: User) -> Client:
    client = Client(headers={"accept-language": "en"})
    client.force_login(User.objects.get(pk=user.pk))
    return client


def here(inspection: Inspection, page: str = "change") -> str:
    return f"/manage/inspections/inspection/{inspection.pk}/{page}/"


def case(inspection: Inspection, page: str = "change") -> str:
    return f"/manage/applications/application/{inspection.application_id}/{page}/"


def picture(name: str = "a.jpg") -> SimpleUploadedFile:
    out = io.BytesIO()
    Image.new("RGB", (60, 40), "green").save(out, "JPEG")
    return SimpleUploadedFile(name, out.getvalue(), content_type="image/jpeg")


def sheet(visits: VisitRoom, inspection: Inspection) -> dict[str, Any]:
    data: dict[str, Any] = {}
    for code, line in visits.lines(inspection).items():
        data |= {f"points-{code}": str(line.points), f"reason-{code}": line.observation}
    return data


def test_the_inspection_goes_through_its_pages_from_plan_to_report(visits: VisitRoom) -> None:
    application = visits.reviewed()
    base = f"/manage/applications/application/{application.pk}"
    secretary, director, leader = (
        as_user(one) for one in (visits.world.secretary, visits.world.director, visits.leader)
    )
    plan = {
        "team": [visits.leader.pk, visits.second.pk],
        "leader": visits.leader.pk,
        "mode": "on_site",
        "planned_on": visits.day.isoformat(),
        "place": "长春市示例路1号",
    }
    assert secretary.post(f"{base}/step/plan_inspection/", plan).status_code == 302
    inspection = Inspection.objects.get()
    page = director.get(f"{base}/change/").content.decode()
    assert f"{visits.leader}, {visits.second}" in page
    director.post(f"{base}/approvals/{Approval.objects.get().pk}/approve/")
    assert "I declare that I have no conflict of interest" in leader.get(here(inspection)).content.decode()
    for user in (visits.leader, visits.second):
        as_user(user).post(here(inspection, "declare"))
    leader.post(here(inspection, "do/checklist"), sheet(visits, inspection))
    leader.post(here(inspection, "do/photo"), {"file": picture(), "caption": "车间"})
    finding = {"severity": "observation", "clause": "8.5.1", "description": "标识不清"}
    as_user(visits.second).post(here(inspection, "do/finding"), finding)
    shown = leader.get(here(inspection)).content.decode()
    assert "标识不清" in shown
    assert "36.00" in shown
    shown = as_user(visits.second).get(here(inspection)).context["sheet_hash"]
    assert as_user(visits.second).post(here(inspection, "do/sign"), {"shown": shown}).status_code == 302
    visits.sign(inspection)
    finish = {"summary": "符合要求"}
    assert leader.post(f"{base}/step/finish_inspection/", finish).status_code == 302
    done = Application.objects.get(pk=application.pk)
    assert (done.status, done.site_score) == (Status.DELIBERATION, Decimal("36.00"))
    locked = leader.get(here(inspection)).content.decode()
    assert 'name="points-M2.1"' not in locked
    assert Inspection.objects.get().sha256 in secretary.get(f"{base}/change/").content.decode()


def test_a_photo_is_shown_to_the_team_and_to_nobody_else(visits: VisitRoom) -> None:
    inspection = visits.visited()
    as_user(visits.leader).post(here(inspection, "do/photo"), {"file": picture(), "caption": ""})
    photo = Photo.objects.get()
    address = f"/manage/inspections/inspection/{inspection.pk}/photo/{photo.pk}.png"
    stranger = visits.world.person(Role.INSPECTOR)
    seen = {
        one: as_user(one).get(address).status_code for one in (visits.second, stranger, visits.world.director)
    }
    assert list(seen.values()) == [200, 404, 404]
    assert policies.allowed(User.objects.get(pk=visits.second.pk), "documents.upload.view", photo.upload)
    assert as_user(stranger).get(f"/files/{photo.upload_id}/").status_code == 404
    assert as_user(stranger).get(here(inspection)).status_code == 404


@pytest.mark.parametrize("content", [b"", b"%PDF-1.4 nothing", b"GIF89a"])
def test_a_bad_photo_is_refused_with_words_and_the_caption_stays(visits: VisitRoom, content: bytes) -> None:
    inspection = visits.visited()
    data = {"file": SimpleUploadedFile("a.jpg", content), "caption": "三号车间"}
    page = as_user(visits.leader).post(here(inspection, "do/photo"), data).content.decode()
    assert "error-summary" in page
    assert "三号车间" in page
    assert not Photo.objects.exists()


def test_a_mistake_in_the_checklist_keeps_every_entry(visits: VisitRoom) -> None:
    inspection = visits.visited()
    data = sheet(visits, inspection) | {"points-M2.1": "10.5", "reason-M2.3": "抽查三份记录"}
    page = as_user(visits.leader).post(here(inspection, "do/checklist"), data).content.decode()
    assert 'value="10.5"' in page
    assert "抽查三份记录" in page
    assert not inspection.checklist.exists()


def test_two_windows_of_the_checklist_merge_and_a_clash_shows_both_versions(visits: VisitRoom) -> None:
    inspection = visits.visited()
    leader, page = as_user(visits.leader), here(inspection, "do/checklist")
    data = sheet(visits, inspection)
    leader.post(page, data)
    form = leader.get(here(inspection)).context["checklist"]
    seen = {name: form[name].value() or "" for name in form.fields}
    other = {"M2.1": services.Line(Decimal(4), "另一窗口"), "M2.3": services.Line(Decimal(2), "不冲突")}
    services.save_checklist(inspection, lines=other, by=visits.leader)
    refused = leader.post(page, seen | {"points-M2.1": "7", "points-M2.4": "1"}).content.decode()
    assert "4 points, “另一窗口”" in refused
    assert 'value="7"' in refused
    assert services.stored_lines(inspection)["M2.1"] == other["M2.1"]
    again = leader.post(page, seen | {"points-M2.1": "7", "points-M2.4": "1"}).context["checklist"]
    assert leader.post(page, {name: again[name].value() or "" for name in again.fields}).status_code == 302
    stored = services.stored_lines(inspection)
    assert [stored["M2.1"].points, stored["M2.3"], stored["M2.4"].points] == [7, other["M2.3"], 1]


def test_members_record_but_only_the_leader_scores(visits: VisitRoom) -> None:
    inspection = visits.visited()
    second = as_user(visits.second)
    assert 'name="points-M2.1"' not in second.get(here(inspection)).content.decode()
    assert second.post(here(inspection, "do/checklist"), sheet(visits, inspection)).status_code == 403
    assert second.post(here(inspection, "do/other"), {}).status_code == 404
    assert not inspection.checklist.exists()


def test_before_the_declaration_nothing_can_be_entered(visits: VisitRoom) -> None:
    inspection = visits.visited()
    inspection.team.update(declared_at=None)
    leader = as_user(visits.leader)
    assert 'name="points-M2.1"' not in leader.get(here(inspection)).content.decode()
    data = {"severity": "severe", "clause": "1", "description": "x"}
    assert "declaration" in leader.post(here(inspection, "do/finding"), data).content.decode()
    assert not Finding.objects.exists()


def test_the_page_of_a_visit_changes_nothing_by_itself(visits: VisitRoom) -> None:
    inspection = visits.visited()
    assert as_user(visits.leader).post(here(inspection), {"mode": "video"}).status_code == 405
    assert as_user(visits.leader).get(here(inspection, "do/finding")).status_code == 405


def test_rectification_is_ordered_and_judged_on_the_page_of_the_case(visits: VisitRoom) -> None:
    inspection = visits.visited()
    visits.complete(inspection)
    visits.finding(inspection)
    leader = as_user(visits.leader)
    assert "1 finding is not rectified yet." in leader.get(case(inspection)).content.decode()
    leader.post(case(inspection, "step/order_rectification"), {})
    row = Rectification.objects.get()
    owner = visits.world.owner
    assert f"awaited until {row.plan_due_on}" in leader.get(here(inspection)).content.decode()
    services.plan_rectification(row, plan="三日内补齐", by=owner, now=visits.world.now)
    before, after = visits.picture(owner), visits.picture(owner)
    services.answer_rectification(
        row, answer="已补齐", evidence=after, before=[before], by=owner, now=visits.world.now
    )
    assert "已补齐" in leader.get(case(inspection)).content.decode()
    shown = leader.get(here(inspection)).content.decode()
    assert "三日内补齐" in shown
    assert all(f"/files/{upload.pk}/" in shown for upload in (before, after))
    refused = leader.post(case(inspection, "step/verify_rectification"), {"rejected": [row.pk]})
    assert refused.context["form"].errors.keys() == {"reason"}
    leader.post(case(inspection, "step/verify_rectification"), {"rejected": [row.pk], "reason": "缺九月记录"})
    assert Rectification.objects.get().verified_at is None
    assert "Does not hold: 缺九月记录" in leader.get(here(inspection)).content.decode()
    leader.post(case(inspection, "step/order_rectification"), {})
    services.answer_rectification(
        Rectification.objects.get(),
        answer="已换证",
        evidence=visits.picture(owner),
        by=owner,
        now=visits.world.now,
    )
    leader.post(case(inspection, "step/verify_rectification"), {})
    assert Rectification.objects.get().verified_by == visits.leader


def test_t15_is_proposed_by_the_leader_on_the_page_of_the_case(visits: VisitRoom) -> None:
    inspection = visits.visited()
    visits.finding(inspection, Severity.SEVERE)
    visits.sign(inspection)
    as_user(visits.leader).post(
        case(inspection, "step/reject_after_inspection"), {"reason": "关键指标不合格", "confirmed": "1"}
    )
    approval = Approval.objects.filter(outcome="").get()
    as_user(visits.world.director).post(case(inspection, f"approvals/{approval.pk}/approve"))
    assert Application.objects.get(pk=inspection.application_id).status == Status.REJECTED


@pytest.mark.parametrize("photos", [1, 3])
def test_the_visit_asks_the_database_a_fixed_number_of_times(
    visits: VisitRoom, photos: int, django_assert_num_queries: Any
) -> None:
    inspection = visits.visited()
    visits.complete(inspection)
    for _number in range(photos):
        services.add_photo(inspection, upload=visits.picture(), by=visits.leader)
        visits.finding(inspection)
    case_ = Application.objects.get(pk=inspection.application_id)
    services.order_rectification(case_, by=visits.leader, today=visits.world.today)
    for row in Rectification.objects.all():
        files = [visits.picture(visits.world.owner) for _file in range(2)]
        services.answer_rectification(
            row,
            answer="已改",
            evidence=files[0],
            before=files[1:],
            by=visits.world.owner,
            now=visits.world.now,
        )
    client = as_user(visits.leader)
    client.get(here(inspection))
    with django_assert_num_queries(32):
        client.get(here(inspection))


@pytest.mark.parametrize("rows", [1, 3])
def test_the_list_of_visits_asks_the_database_a_fixed_number_of_times(
    visits: VisitRoom, rows: int, django_assert_num_queries: Any
) -> None:
    for _number in range(rows):
        visits.plan(visits.reviewed())
    client = as_user(visits.leader)
    client.get("/manage/inspections/inspection/")
    with django_assert_num_queries(10):
        page = client.get("/manage/inspections/inspection/").content.decode()
    assert page.count('class="field-enterprise') == rows
