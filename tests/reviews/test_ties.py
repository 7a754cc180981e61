"""R-67, R-68: every kind of tie stops an expert on every route, and undoes what was scored before it was known."""

from __future__ import annotations

from typing import Any

import pytest
from django.db import transaction

from brandcert.accounts.enums import Role
from brandcert.applications.enums import Status
from brandcert.applications.models import Application
from brandcert.core import approvals
from brandcert.core.errors import GuardFailed, Refused
from brandcert.core.models import Approval, Event
from brandcert.enterprises.models import Enterprise
from brandcert.reviews import queries, services
from brandcert.reviews.enums import AssignmentStatus
from brandcert.reviews.models import (
    Draw,
    Expert,
    ExpertObjection,
    Interest,
    PanelRule,
    Result,
)
from brandcert.reviews.policies import ties
from tests.reviews.conftest import ReviewRoom
from tests.reviews.pages import as_user, case_url, text_of
from tests.reviews.routes import LOOSE, ROUTES, SISTER, TIES, fresh
from tests.world import CREDIT_CODES


@pytest.mark.parametrize("route", ROUTES)
def test_r67_every_kind_of_tie_stops_every_route(room: ReviewRoom, route: Any) -> None:
    way = route(room)
    for name, (kind, plant) in TIES.items():
        with transaction.atomic():
            plant(room, way.expert, way.case)
            case = Application.objects.select_related("enterprise").get(pk=way.case.pk)
            assert kind in {f.kind for f in ties.find([case], experts=[way.expert.pk])}, name
            expert = Expert.objects.get(pk=way.expert.pk)
            assert Application.objects.filter(ties.tied(expert), pk=case.pk).exists(), name
            assert name == "member" or not Application.objects.visible_to(expert.user).exists(), name
            with pytest.raises(route.stops):
                way.go()
            transaction.set_rollback(True)
    for name, plant in LOOSE.items():
        with transaction.atomic():
            plant(room, way.expert, way.case)
            case = Application.objects.select_related("enterprise").get(pk=way.case.pk)
            expert = Expert.objects.get(pk=way.expert.pk)
            assert not ties.find([case], experts=[expert.pk]), name
            assert not Application.objects.filter(ties.tied(expert), pk=case.pk).exists(), name
            transaction.set_rollback(True)
    way.go()


def test_findings_name_their_row_and_are_kept_apart_by_case(room: ReviewRoom) -> None:
    mine = room.accepted()
    other = room.accepted(enterprise=room.world.new_enterprise(CREDIT_CODES[1]))
    row = Interest.objects.create(
        expert=room.experts[0], kind="consultant", body="x", credit_code=mine.enterprise.credit_code or ""
    )
    [found] = ties.find([mine, other])
    assert (found.application, found.expert, found.rule) == (mine.pk, room.experts[0].pk, "interest")
    assert found.evidence == f"reviews.interest:{row.pk}"
    assert found.words


def test_required_fields_are_drawn_first_and_again_for_a_successor(room: ReviewRoom) -> None:
    case = room.accepted()
    PanelRule.objects.create(batch=case.batch, category=case.category, fields=["食品", "标准"], most_tasks=1)
    with pytest.raises(services.NotEnoughExperts, match="食品"):
        room.draw(case)
    for number, expert in enumerate(room.experts[:4]):
        Expert.objects.filter(pk=expert.pk).update(fields=[("食品", "标准")[number % 2]])
    room.draw(case)
    tasks = room.tasks(case)
    assert {"食品", "标准"} <= {field for task in tasks for field in task.expert.fields}
    gone = next(task for task in tasks if task.expert.fields == ["食品"])
    others = [t.expert.fields for t in tasks if t.pk != gone.pk]
    new = services.replace_expert(gone, reason="生病", by=room.world.secretary, today=room.world.today)
    assert new.expert.fields == ["食品"] or ["食品"] in others
    busy = {task.expert_id for task in room.tasks(case) if task.status == AssignmentStatus.INVITED}
    second = room.accepted()
    full = {one.key for one in queries.candidates(second, today=room.world.today) if "full" in one.exclusions}
    assert full == busy


@pytest.mark.both
def test_r68_a_tie_found_after_locking_voids_the_sheet_and_the_result_comes_anew(room: ReviewRoom) -> None:
    case = room.finished()
    task = room.tasks(case)[0]
    code = case.enterprise.credit_code or ""
    services.state_interest(
        task.expert, kind="consultant", body="x", credit_code=code.lower(), by=room.world.secretary
    )
    found = Event.objects.get(name="reviews.assignment.find_conflict")
    assert (found.subject_id, found.payload["kind"]) == (task.pk, "consultant")
    approval = Approval.objects.get(action="applications.application.void_and_rescore", outcome="")
    assert approval.details["assignments"] == [task.pk]
    page = text_of(as_user(room.world.secretary), case_url(case))
    assert "tied to the enterprise" in page
    returned = approvals.approve(approval, by=room.world.director)
    assert (returned.status, room.tasks(case)[0].status) == (Status.EXPERT_REVIEW, AssignmentStatus.VOID)
    assert not Result.objects.filter(voided_at=None).exists()
    with pytest.raises(GuardFailed):
        services.propose_result(returned, by=room.world.secretary)
    new = services.replace_expert(
        room.tasks(case)[0], reason="", by=room.world.secretary, today=room.world.today
    )
    services.agree(new, by=new.expert.user)
    room.lock(room.tasks(case)[3], "0.90")
    again = services.propose_result(Application.objects.get(pk=case.pk), by=room.world.secretary)
    assert approvals.approve(again, by=room.world.director).status == Status.REVIEW_DONE


def test_r68_during_the_review_the_sheet_alone_is_proposed_to_become_void(room: ReviewRoom) -> None:
    case = room.scored()
    first, second, third = room.tasks(case)
    objection = services.object_to_expert(
        first.expert, enterprise=case.enterprise, reason="曾有诉讼", by=room.world.clerk
    )
    with pytest.raises(GuardFailed):
        services.propose_result(Application.objects.get(pk=case.pk), by=room.world.secretary)
    with pytest.raises(GuardFailed):
        services.object_to_expert(first.expert, enterprise=case.enterprise, reason="x", by=room.world.clerk)
    with pytest.raises(Refused):
        services.decide_objection(objection, is_admitted=True, decision="属实", by=room.world.clerk)
    services.decide_objection(objection, is_admitted=True, decision="属实", by=room.world.secretary)
    with pytest.raises(services.AlreadyDecided):
        services.decide_objection(objection, is_admitted=False, decision="x", by=room.world.secretary)
    approval = Approval.objects.get(action="reviews.assignment.void", outcome="")
    assert approval.subject_id == first.pk
    # The expert himself may not propose: the finding is on record and blocks the result all the same.
    services.state_interest(
        second.expert,
        kind="kin",
        body="x",
        credit_code=case.enterprise.credit_code or "",
        by=second.expert.user,
    )
    assert Event.objects.filter(name="reviews.assignment.find_conflict").count() == 2
    assert Approval.objects.filter(action="reviews.assignment.void").count() == 1
    with pytest.raises(GuardFailed):
        services.record_affiliate(case.enterprise, name="x", credit_code="91ABC", by=room.world.secretary)
    services.record_affiliate(case.enterprise, name="子公司", credit_code=SISTER, by=room.world.secretary)
    Expert.objects.filter(pk=third.expert_id).update(employer_credit_code=SISTER)
    assert services.enforce(by=room.world.secretary, reason="核查", enterprise=case.enterprise) == 3
    assert Approval.objects.filter(action="reviews.assignment.void").count() == 3


def test_the_desk_takes_interests_objections_affiliates_and_rules(room: ReviewRoom) -> None:
    case = room.in_review()
    task = room.tasks(case)[0]
    secretary, clerk = as_user(room.world.secretary), as_user(room.world.clerk)
    entered = {"expert": task.expert_id, "kind": "kin", "body": "某公司", "credit_code": SISTER}
    answer = secretary.post("/manage/reviews/interest/add/", entered)
    assert answer.status_code == 302, answer.content
    answer = secretary.post(
        "/manage/reviews/affiliate/add/",
        {"enterprise": case.enterprise_id, "name": "某公司", "credit_code": SISTER},
    )
    assert answer.status_code == 302, answer.content
    assert fresh(task).status == AssignmentStatus.REPLACED
    other = room.tasks(case)[1]
    objected = {"expert": other.expert_id, "enterprise": case.enterprise_id, "reason": "竞争关系"}
    assert clerk.post("/manage/reviews/expertobjection/add/", objected).status_code == 302
    page = f"/manage/reviews/expertobjection/{ExpertObjection.objects.get().pk}/change/"
    assert secretary.post(page, {"is_admitted": "yes", "decision": "属实"}).status_code == 302
    assert fresh(other).status == AssignmentStatus.REPLACED
    rule = {
        "batch": case.batch_id,
        "category": case.category_id,
        "fields_text": "食品\n标准\n食品\n",
        "avoids_county": "on",
    }
    assert secretary.post("/manage/reviews/panelrule/add/", rule).status_code == 302
    assert PanelRule.objects.get().fields == ["食品", "标准"]
    for name in ("interest", "affiliate"):
        assert "某公司" in text_of(secretary, f"/manage/reviews/{name}/")
    assert Draw.objects.count() == 1


def test_r67_whoever_enters_ties_finds_an_enterprise_by_letters_and_the_tied_expert_does_not(
    room: ReviewRoom,
) -> None:
    world = room.world
    expert, mine = room.experts[0], world.enterprise
    namesakes = [world.new_enterprise(CREDIT_CODES[number]) for number in (1, 2)]
    Enterprise.objects.filter(pk__in=[one.pk for one in namesakes]).update(name="同名公司")
    ask = "/manage/autocomplete/?app_label=reviews&model_name=conflict&field_name=enterprise&term="
    pages: dict[str, dict[str, Any]] = {
        "conflict": {"expert": expert.pk, "kind": "kin"},
        "affiliate": {"name": "某", "credit_code": ""},
    }
    secretary = as_user(world.secretary)
    for person in (world.secretary, world.clerk):
        found = as_user(person).get(ask + mine.name[:3]).json()["results"]
        assert {"id": str(mine.pk), "text": f"{mine.name} {mine.credit_code}"} in found
    # To find is not to read: the page of the enterprise stays closed, and so do the other ways.
    assert secretary.get(f"/manage/enterprises/enterprise/{mine.pk}/change/").status_code in {403, 404}
    assert secretary.get("/manage/enterprises/enterprise/").status_code == 403
    services.declare_conflict(expert, enterprise=mine, kind="kin", note="", by=world.secretary)
    for person in (expert.user, world.person(Role.INSPECTOR), world.person(Role.SYSADMIN), world.owner):
        assert as_user(person).get(ask + mine.name[:3]).status_code in {302, 403}, person
    for name, entered in pages.items():
        address = f"/manage/reviews/{name}/add/"
        assert "brandcert/finding.js" in (page := text_of(secretary, address))
        assert "data-find" in page
        for wrong, told in (
            ("不存在的企业", "No enterprise has this name"),
            (mine.name[:4], f"{mine.name} {mine.credit_code}"),
            ("同名公司", f"同名公司 {CREDIT_CODES[2]}"),
            (str(10**30), "No enterprise has this name"),
        ):
            refused = secretary.post(address, {**entered, "enterprise": wrong})
            assert refused.status_code == 200
            assert told in refused.content.decode(), (name, wrong)
    before = expert.conflicts.count()
    for written in (f"同名公司 {CREDIT_CODES[1]}", CREDIT_CODES[2].lower()):
        entered = {**pages["conflict"], "enterprise": written}
        assert secretary.post("/manage/reviews/conflict/add/", entered).status_code == 302, written
    assert expert.conflicts.count() == before + 2
