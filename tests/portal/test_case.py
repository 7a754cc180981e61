"""The case in the portal: only what is listed opens, whoever acts next, the day of the visit, being heard."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest

from brandcert.accounts.enums import Role
from brandcert.applications import services
from brandcert.applications.enums import DEAD_ENDS, Status
from brandcert.applications.models import Application, Material
from brandcert.applications.queries import requirements_of
from brandcert.awards import services as awards
from brandcert.awards.models import Objection, Statement
from brandcert.awards.services.objections import NamesObjector, NotHeard
from brandcert.core import policies
from brandcert.core.models import Event
from brandcert.core.workdays import add_workdays
from brandcert.inspections import services as inspections
from brandcert.inspections.enums import Mode
from brandcert.inspections.models import DateAnswer, TeamMember
from tests.applications import filling
from tests.portal.hearing import DAY, SECRET, case, found, objected, planned, text
from tests.races import race
from tests.world import CREDIT_CODES

if TYPE_CHECKING:
    from django.test import Client

    from tests.world import World

LISTED, LOCKED = "subject.employees", "subject.main_business"


# --- correction: the server refuses whatever is not listed, on every way in -------------------------------
@pytest.fixture
def returned(world: World) -> Application:
    return filling.returned(world, LISTED, documents=1)


@pytest.mark.parametrize(
    ("page", "data"),
    [
        ("section/subject/", {"main_business": "伪造", "employees": "15"}),
        ("section/subject/save/", {"main_business": "伪造", "employees": "15"}),
        ("section/brand/", {"market": "伪造"}),
        ("section/brand/save/", {"market": "伪造"}),
        ("product/", {"product": "new", "name": "另一产品", "model_or_scope": "B"}),
        ("unit/", {"unit": "1"}),
        ("discard/", {}),
    ],
)
def test_a_forged_form_changes_nothing_that_is_not_listed(
    owner: Client, returned: Application, page: str, data: dict[str, str]
) -> None:
    before = Application.objects.get(pk=returned.pk)
    owner.post(case(returned, page), data)
    after = Application.objects.get(pk=returned.pk)
    kept = {key: value for key, value in after.content["subject"].items() if key != "employees"}
    assert kept == {key: value for key, value in before.content["subject"].items() if key != "employees"}
    assert after.content["brand"] == before.content["brand"]
    assert (after.product_id, after.unit_id, after.status) == (
        before.product_id,
        before.unit_id,
        Status.CORRECTION,
    )


@pytest.mark.parametrize("way", ["upload", "again", "remove"])
def test_a_forged_upload_or_removal_touches_no_document_that_is_not_listed(
    owner: Client, world: World, returned: Application, way: str
) -> None:
    locked = requirements_of(returned)[1]
    before = set(Material.objects.filter(application=returned, removed_at=None).values_list("pk", flat=True))
    if way == "remove":
        row = Material.objects.get(application=returned, requirement=locked)
        owner.post(case(returned, f"documents/{row.pk}/remove/"))
    elif way == "again":
        old = filling.upload(world.owner)
        owner.post(case(returned, "documents/"), {"requirement": locked.pk, "again": old.pk})
    else:
        with filling.upload_file() as file:
            owner.post(case(returned, "documents/"), {"requirement": locked.pk, "file": file})
    now = set(Material.objects.filter(application=returned, removed_at=None).values_list("pk", flat=True))
    assert now == before


def test_the_case_says_what_is_listed_and_shows_the_term_line_by_line(
    owner: Client, world: World, returned: Application
) -> None:
    shown = text(owner.get(case(returned)))
    assert "与营业执照不一致" in shown
    deadline = add_workdays(world.today, world.batch.correction_days)
    rows = [line.day.isoformat() for line in deadline.lines]
    assert all(f'<th scope="row" class="num nowrap">{day}</th>' in shown for day in rows)
    section = text(owner.get(case(returned, "section/subject/")))
    assert "与营业执照不一致" in section
    assert 'name="main_business"' not in section


def test_a_lapsed_case_says_why_and_what_can_be_done(
    owner: Client, world: World, returned: Application
) -> None:
    services.lapse_overdue(today=returned.due_on + DAY if returned.due_on else world.today)
    shown = text(owner.get(case(returned)))
    row = Application.objects.get(pk=returned.pk)
    assert row.status == Status.LAPSED
    assert row.reason in shown
    assert case(returned, "appeal/") in shown


@pytest.mark.parametrize("status", [status for status in Status if status != Status.DRAFT])
def test_every_state_says_who_acts_next_or_that_it_has_ended(
    owner: Client, world: World, status: Status
) -> None:
    row = world.application(status, reason="理由", due_on=add_workdays(world.today, 3).on)
    following = owner.get(case(row)).context["next"]
    has_ended = status in (*DEAD_ENDS, Status.AWARDED)
    assert (following is None) == has_ended
    if following:
        assert following["who"]
        assert following["clock"]["due"] == row.due_on


def test_the_history_tells_steps_and_nobodys_name(owner: Client, world: World, returned: Application) -> None:
    shown = owner.get(case(returned))
    told = [line["title"] for line in shown.context["timeline"]]
    assert len(told) == 3
    assert world.clerk.name not in text(shown)


@pytest.mark.parametrize("count", [1, 3])
def test_the_case_asks_as_often_for_a_long_life_as_for_a_short_one(
    owner: Client, world: World, django_assert_num_queries: Any, count: int
) -> None:
    row = world.application(Status.RECOMMENDED, due_on=world.today)
    requirement = requirements_of(row)[0]
    for _number in range(count):
        services.write_message(row, text="您好", by=world.owner, now=world.now)
        Material.objects.create(application=row, requirement=requirement, upload=filling.upload(world.owner))
    with django_assert_num_queries(26):
        owner.get(case(row))


# --- the day of the visit ----------------------------------------------------------------------------------
def test_the_enterprise_confirms_the_day_and_the_leader_sees_it(
    owner: Client, world: World, client: Client
) -> None:
    visit = planned(world)
    assert visit.planned_on.isoformat() in text(owner.get(case(visit.application)))
    owner.post(case(visit.application, "visit/confirm/"))
    owner.post(case(visit.application, "visit/confirm/"))
    assert DateAnswer.objects.get().suits
    assert Event.objects.about(visit.application).get().name.endswith(".confirm_visit")
    client.force_login(world.inspector)
    shown = text(client.get(f"/manage/inspections/inspection/{visit.pk}/change/"))
    assert 'id="day"' in shown


def test_another_day_is_asked_for_granted_and_becomes_the_day(
    owner: Client, world: World, client: Client
) -> None:
    visit = planned(world)
    wished = visit.planned_on + DAY
    page = case(visit.application, "visit/other-day/")
    assert owner.post(page, {"wished_on": world.today.isoformat(), "reason": "x"}).status_code == 200
    assert owner.post(page, {"wished_on": wished.isoformat(), "reason": ""}).status_code == 200
    assert not DateAnswer.objects.exists()
    owner.post(page, {"wished_on": wished.isoformat(), "reason": "当日停产检修"})
    # An old window cannot confirm what was asked to be moved.
    assert "已申请" in text(owner.post(case(visit.application, "visit/confirm/"), follow=True))
    assert not DateAnswer.objects.filter(suits=True).exists()
    client.force_login(world.inspector)
    act = f"/manage/inspections/inspection/{visit.pk}/do/day/"
    client.post(act, {"is_granted": "yes"})
    visit.refresh_from_db()
    assert visit.planned_on == wished
    client.force_login(world.owner)
    assert client.get(case(visit.application)).context["visit"]["is_confirmed"]


def test_keeping_the_day_needs_a_reason_and_only_the_leader_decides(world: World, client: Client) -> None:
    visit = planned(world)
    other = world.person(*(Role(role) for role in world.inspector.roles))
    TeamMember.objects.create(inspection=visit, user=other)
    inspections.ask_other_date(
        visit, wished_on=visit.planned_on + DAY, reason="停产", by=world.owner, now=world.now
    )
    act = f"/manage/inspections/inspection/{visit.pk}/do/day/"
    client.force_login(other)
    assert client.post(act, {"is_granted": "yes"}).status_code == 403
    client.force_login(world.inspector)
    assert client.post(act, {"is_granted": "no"}).status_code == 200
    assert DateAnswer.objects.get().is_granted is None
    client.post(act, {"is_granted": "no", "note": "核查组行程已定"})
    assert DateAnswer.objects.get().is_granted is False
    client.force_login(world.owner)
    assert "核查组行程已定" in text(client.get(case(visit.application)))


def test_a_mystery_visit_is_told_to_nobody(owner: Client, world: World) -> None:
    visit = planned(world, Mode.MYSTERY)
    shown = owner.get(case(visit.application))
    assert shown.context["visit"] is None
    assert visit.place not in text(shown)
    for page in ("visit/confirm/", "visit/other-day/"):
        assert owner.post(case(visit.application, page)).status_code == 404


@pytest.mark.both
@pytest.mark.django_db(transaction=True)
def test_two_colleagues_ask_for_another_day_once(world: World) -> None:
    visit = planned(world)
    people = [world.owner, world.editor]
    wish = visit.planned_on + DAY
    outcomes = race(
        [
            lambda by=person: inspections.ask_other_date(  # type: ignore[misc] # the default binds the person
                visit, wished_on=wish, reason="停产", by=by, now=world.now
            )
            for person in people
        ]
    )
    assert [one.ok for one in outcomes].count(True) == 1
    assert DateAnswer.objects.count() == 1


# --- rectification -------------------------------------------------------------------------------------------
def test_a_finding_is_planned_and_answered_with_several_files(owner: Client, world: World) -> None:
    row = found(world)
    application = row.finding.inspection.application
    page = case(application, f"rectification/{row.pk}/")
    assert row.plan_due_on == add_workdays(world.today, world.batch.rectification_plan_days).on
    owner.post(page, {"hand_in_plan": "1", "plan": "三日内送检"})
    row.refresh_from_db()
    assert (row.plan, row.answered_at) == ("三日内送检", None)
    assert owner.post(page, {"answer": "已送检"}).status_code == 200
    with filling.upload_file("一.pdf") as one, filling.upload_file("二.pdf") as two:
        answer = owner.post(page, {"answer": "已送检", "evidence": [one, two]})
    assert answer.status_code == 302
    row.refresh_from_db()
    assert (row.plan, row.answer, row.files.count()) == ("三日内送检", "已送检", 2)
    readers = (world.editor, world.inspector)
    stranger = world.member(world.new_enterprise(CREDIT_CODES[1]))
    for upload in row.files.all():
        assert all(policies.allowed(person, "documents.upload.view", upload) for person in readers)
        assert not policies.allowed(stranger, "documents.upload.view", upload)


# --- being heard on an objection ------------------------------------------------------------------------------
def test_the_enterprise_reads_the_facts_and_nothing_of_the_objector(owner: Client, world: World) -> None:
    row = objected(world)
    for page in ("", f"objections/{row.pk}/"):
        shown = text(owner.get(case(row.item.application, page)))
        assert "error-summary" not in shown
        assert "标签不一致。" in shown
        for secret in (SECRET, "13800001234", "138-0000-1234", row.receipt_number):
            assert secret not in shown


@pytest.mark.parametrize("words", [f"由{SECRET}反映", "电话 138 0000 1234", "电话１３８００００１２３４"])
def test_words_that_show_the_objector_are_refused(world: World, words: str) -> None:
    with pytest.raises(NamesObjector):
        objected(world, told_facts=words)
    assert Application.objects.get().status == Status.PUBLIC_NOTICE


def test_the_facts_a_clerk_begins_with_have_name_and_contact_taken_out(world: World) -> None:
    row = objected(world)
    row.facts = f"{SECRET}，138-0000-1234，标签不一致"
    assert awards.told_words(row) == "×××，×××，标签不一致"


def test_a_statement_reaches_the_handler_with_its_files(owner: Client, world: World, client: Client) -> None:
    row = objected(world)
    page = case(row.item.application, f"objections/{row.pk}/")
    assert owner.post(page, {"text": " "}).status_code == 200
    with filling.upload_file("标准文本.pdf") as file:
        assert owner.post(page, {"text": "标签符合 GB 7718。", "attachments": [file]}).status_code == 302
    assert Event.objects.about(row).latest("id").payload == {"statement": Statement.objects.get().pk}
    client.force_login(world.clerk)
    shown = text(client.get(f"/manage/awards/objection/{row.pk}/change/"))
    assert "标签符合 GB 7718。" in shown
    assert "标准文本.pdf" in shown


def test_who_may_state_and_until_when(owner: Client, world: World, client: Client) -> None:
    row = objected(world)
    page = case(row.item.application, f"objections/{row.pk}/")
    client.force_login(world.editor)
    assert client.get(page).status_code == 200
    assert client.post(page, {"text": "x"}).status_code == 403
    client.force_login(world.member(world.new_enterprise(CREDIT_CODES[1])))
    assert client.get(page).status_code == 404
    Objection.objects.filter(pk=row.pk).update(statement_due_on=world.today - DAY)
    client.force_login(world.owner)
    assert client.post(page, {"text": "x"}).status_code == 200
    assert not Statement.objects.exists()


def test_nothing_is_decided_against_an_enterprise_that_can_still_be_heard(world: World) -> None:
    row = objected(world)
    with pytest.raises(NotHeard):
        awards.propose_objection_decision(row, is_upheld=True, finding="属实", by=world.clerk)
    awards.hand_in_statement(row, text="不属实", by=world.owner, now=world.now)
    assert awards.propose_objection_decision(row, is_upheld=True, finding="属实", by=world.clerk).pk


def test_an_objection_that_is_not_admitted_does_not_exist_for_the_enterprise(
    owner: Client, world: World
) -> None:
    row = objected(world)
    Objection.objects.filter(pk=row.pk).update(admitted_at=None)
    assert owner.get(case(row.item.application, f"objections/{row.pk}/")).status_code == 404
