"""Applications at the desk: the list, the page, its forms and files."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest

from brandcert.accounts.models import Unit
from brandcert.applications import eligibility, services
from brandcert.applications.enums import Status
from brandcert.applications.models import Application, ApplicationVersion, EligibilityCheck, Material
from brandcert.applications.services.disclosure import UnknownGround
from brandcert.core.models import Event
from brandcert.core.workdays import add_workdays
from brandcert.documents.models import Upload
from brandcert.enterprises.models import IntegrityCheck, IntegrityRecord
from brandcert.programs.models import DocumentRequirement

if TYPE_CHECKING:
    from django.test import Client

    from tests.world import World

LIST = "/manage/applications/application/"
PHONE = "13843156789"
CONTENT = {
    "subject": {"main_business": "特种工程塑料", "contact_name": "李宁", "contact_phone": PHONE},
}


def page(row: Application, rest: str = "change/") -> str:
    return f"{LIST}{row.pk}/{rest}"


def text(answer: Any) -> str:
    return str(answer.content.decode())


@pytest.mark.both
def test_the_list_asks_as_often_for_one_row_as_for_thirty(
    world: World, client: Client, django_assert_num_queries: Any
) -> None:
    client.force_login(world.clerk)
    world.application(Status.RECOMMENDED, due_on=world.today)
    with django_assert_num_queries(16):
        client.get(LIST)
    for _number in range(29):
        world.application(Status.RECOMMENDED, due_on=world.today)
    with django_assert_num_queries(16):
        assert len(client.get(LIST).context["cl"].result_list) == 30


@pytest.mark.parametrize("question", ["status__exact=recommended", "stage__exact=submitted"])
def test_the_list_is_filtered(world: World, client: Client, question: str) -> None:
    wanted = world.application(Status.RECOMMENDED)
    world.application(Status.EXPERT_REVIEW)
    client.force_login(world.clerk)

    assert list(client.get(f"{LIST}?{question}").context["cl"].result_list) == [wanted]


def test_the_list_finds_number_code_enterprise_and_product(world: World, client: Client) -> None:
    wanted = world.application(Status.RECOMMENDED, product=world.product(name="玄武岩纤维"))
    other = world.new_enterprise("91220200XNT000226B", "吉林示例药业有限公司")
    world.application(Status.RECOMMENDED, enterprise=other)
    client.force_login(world.clerk)

    for words in (str(wanted.receipt_number), "玄武岩", "中研高分子", "91220100XNT000218B"):
        assert list(client.get(LIST, {"q": words}).context["cl"].result_list) == [wanted]


@pytest.mark.both
def test_each_role_lists_only_what_it_may_see(world: World, client: Client) -> None:
    draft = world.application(Status.DRAFT)
    own = world.application(Status.SUBMITTED)
    foreign = world.application(Status.SUBMITTED, unit=Unit.objects.exclude(pk=world.unit.pk).first())
    inspected = world.application(Status.INSPECTION)

    def listed(user: Any) -> set[Application]:
        client.force_login(user)
        return set(client.get(LIST).context["cl"].result_list)

    assert listed(world.recommender) == {own, inspected}
    assert listed(world.clerk) == {own, foreign, inspected}
    assert listed(world.committee) == {inspected}
    assert draft not in listed(world.auditor)


def test_the_filters_name_only_units_in_sight(world: World, client: Client) -> None:
    foreign = Unit.objects.exclude(pk=world.unit.pk).first()
    assert foreign is not None
    world.application(Status.SUBMITTED, unit=foreign)
    world.application(Status.SUBMITTED)
    client.force_login(world.recommender)

    assert foreign.name not in text(client.get(LIST))


def test_people_without_a_part_in_applications_do_not_open_the_list(world: World, client: Client) -> None:
    for user in (world.sysadmin, world.issuer):
        client.force_login(user)
        assert client.get(LIST).status_code == 403


def test_the_page_shows_content_files_and_versions(world: World, client: Client) -> None:
    application = world.application(Status.RECOMMENDED, content=CONTENT)
    requirement = DocumentRequirement.objects.filter(batch=world.batch, category=application.category).first()
    assert requirement is not None
    upload = Upload.objects.create(
        name="营业执照.pdf",
        kind=Upload.Kind.PDF,
        size=2048,
        sha256="0" * 64,
        path="x",
        uploaded_by=world.owner,
    )
    Material.objects.create(application=application, requirement=requirement, upload=upload)
    for number, business in ((1, "塑料"), (2, "特种工程塑料")):
        ApplicationVersion.objects.create(
            application=application,
            number=number,
            content={"subject": {"main_business": business}},
            materials=[],
            sha256="a" * 64,
            handed_in_by=world.owner,
        )
    client.force_login(world.clerk)

    answer = client.get(page(application))

    assert "特种工程塑料" in text(answer)
    assert f'href="/files/{upload.pk}/"' in text(answer)
    assert "<ins>特种工程</ins>塑料" in text(answer)


def test_contact_data_is_masked_until_someone_says_what_for(world: World, client: Client) -> None:
    application = world.application(Status.RECOMMENDED, content=CONTENT)
    client.force_login(world.clerk)
    assert PHONE not in text(client.get(page(application)))

    client.post(page(application, "step/reveal_contact/"), {"ground": "correction"})

    assert PHONE in text(client.get(page(application)))
    event = Event.objects.get(name="applications.application.reveal_contact")
    assert (event.actor, event.payload) == (f"user:{world.clerk.pk}", {"ground": "correction"})
    client.force_login(world.secretary)
    assert PHONE not in text(client.get(page(application)))


def test_a_ground_that_is_not_listed_reveals_nothing(world: World) -> None:
    application = world.application(Status.RECOMMENDED)

    with pytest.raises(UnknownGround):
        services.reveal_contact(application, ground="curiosity", by=world.clerk)


def test_the_sheet_is_filled_in_on_the_page(world: World, client: Client) -> None:
    application = world.application(Status.RECOMMENDED)
    client.force_login(world.clerk)
    answers = dict.fromkeys(eligibility.KEYS, "yes")

    incomplete = client.post(page(application, "step/check_eligibility/"), {**answers, "pledge": ""})
    unexplained = client.post(page(application, "step/check_eligibility/"), {**answers, "pledge": "no"})
    assert (incomplete.status_code, unexplained.status_code) == (200, 200)
    assert not EligibilityCheck.objects.exists()
    done = client.post(
        page(application, "step/check_eligibility/"), {**answers, "pledge": "no", "note_pledge": "缺签字。"}
    )

    assert done.status_code == 302
    check = EligibilityCheck.objects.get()
    assert (check.is_eligible, check.answers["pledge"]) == (False, {"yes": False, "note": "缺签字。"})


def test_the_integrity_check_is_recorded_on_the_page(world: World, client: Client) -> None:
    application = world.application(Status.RECOMMENDED)
    client.force_login(world.clerk)

    assert client.post(page(application, "step/check_integrity/"), {}).status_code == 200
    assert not IntegrityCheck.objects.exists()
    client.post(page(application, "step/check_integrity/"), {"is_complete": "on"})
    client.post(page(application, "step/check_integrity/"), {"is_complete": "on", "abnormal": "公示系统"})

    assert [check.is_clear for check in IntegrityCheck.objects.order_by("id")] == [True, False]
    assert IntegrityRecord.objects.get().source == "公示系统"


def test_the_integrity_check_is_renewed_after_the_award(world: World, client: Client) -> None:
    """A certificate issued late needs a recent check, and there is no other page to make it on."""
    application = world.application(Status.AWARDED, content=CONTENT)
    client.force_login(world.clerk)

    shown = text(client.get(page(application)))
    client.post(page(application, "step/check_integrity/"), {"is_complete": "on"})

    assert "step/check_integrity/" in shown
    assert "in progress" not in shown
    assert "进行中" not in shown
    assert IntegrityCheck.objects.get().is_clear


def test_the_complete_list_of_corrections_is_one_form(world: World, client: Client) -> None:
    application = world.application(Status.RECOMMENDED, content=CONTENT)
    requirement = DocumentRequirement.objects.filter(batch=world.batch, category=application.category).first()
    assert requirement is not None
    client.force_login(world.clerk)
    url = page(application, "step/request_correction/")

    application.content = {"subject": {"main_business": "特种工程塑料<script>"}}
    application.save()
    assert "特种工程塑料&lt;script&gt;" in text(client.get(url))
    assert client.post(url, {}).status_code == 200
    document = f"document:{requirement.pk}"
    listed = {"tick-field:subject.main_business": "on", "field:subject.main_business": "与执照不一致。"}
    listed |= {f"tick-{document}": "on", document: "缺页。"}
    read = client.post(url, listed)
    # First it is read as the enterprise will read it; nothing has gone yet.
    assert "与执照不一致。" in text(read)
    assert not application.corrections.exists()
    kept = dict(read.context["kept"])
    changed = client.post(url, {**kept, "changes": "1"})
    assert changed.context["form"]["field:subject.main_business"].value() == "与执照不一致。"
    answer = client.post(url, {**kept, "confirmed": "1"})

    assert answer.status_code == 302
    notice = application.corrections.get()
    assert {(item.field, item.requirement_id, item.problem) for item in notice.items.all()} == {
        ("subject.main_business", None, "与执照不一致。"),
        ("", requirement.pk, "缺页。"),
    }


def test_a_tick_without_a_reason_sends_nothing_and_says_where(world: World, client: Client) -> None:
    application = world.application(Status.RECOMMENDED, content=CONTENT)
    client.force_login(world.clerk)
    answer = client.post(
        page(application, "step/request_correction/"),
        {"tick-field:subject.main_business": "on", "field:subject.contact_name": "与执照不一致。"},
    )
    assert list(answer.context["form"].errors) == ["field:subject.main_business"]
    assert "与执照不一致。" in text(answer)


def test_the_form_of_a_correction_says_the_round_and_the_term(world: World, client: Client) -> None:
    application = world.application(Status.RECOMMENDED)
    client.force_login(world.clerk)
    shown = text(client.get(page(application, "step/request_correction/")))
    assert add_workdays(world.today, world.batch.correction_days).on.isoformat() in shown
    application.corrections.create(requested_by=world.clerk, due_on=world.today, answered_at=world.now)
    # The only round is used up: the button says so and the form is refused.
    blocked = client.get(page(application)).context["actions"]
    reasons = next(act["blockers"] for act in blocked if act["name"] == "request_correction")
    assert len(reasons) == 1
    answer = client.post(
        page(application, "step/request_correction/"),
        {"field:subject.contact_name": "不一致。", "confirmed": "1"},
    )
    assert reasons[0] in text(answer)
    assert application.corrections.count() == 1


def test_what_was_entered_is_shown_when_someone_was_faster(world: World, client: Client) -> None:
    application = world.application(Status.RECOMMENDED)
    client.force_login(world.clerk)
    answer = client.post(
        page(application, "step/request_correction/"),
        {"version": "99", "field:subject.contact_name": "与执照不一致。"},
    )
    assert answer.status_code == 409
    assert "与执照不一致。" in text(answer)


def test_a_clerk_takes_a_case_from_recommendation_to_acceptance(world: World, client: Client) -> None:
    application = world.application(Status.RECOMMENDED)
    client.force_login(world.clerk)
    client.post(page(application, "step/check_eligibility/"), dict.fromkeys(eligibility.KEYS, "yes"))
    client.post(page(application, "step/check_integrity/"), {"is_complete": "on"})

    answer = client.post(page(application, "step/accept/"))

    assert answer.status_code == 302
    application.refresh_from_db()
    assert application.status == Status.ACCEPTED


def test_refusing_acceptance_asks_for_ground_and_reason(world: World, client: Client) -> None:
    application = world.application(Status.RECOMMENDED)
    client.force_login(world.clerk)
    url = page(application, "step/refuse_acceptance/")

    assert set(client.post(url, {}).context["form"].errors) == {"reason", "reason_code"}
    entered = {"reason": "超出类别。", "reason_code": "out_of_scope"}
    # The letter is read before it goes: without a number, with everything else it will say.
    read = text(client.post(url, entered))
    assert [
        words
        for words in ("不予受理通知书", "____号", "超出类别。", "四、权利与救济途径")
        if words not in read
    ] == []
    application.refresh_from_db()
    assert application.status == Status.RECOMMENDED
    client.post(url, {**entered, "confirmed": "1"})

    application.refresh_from_db()
    assert (application.status, application.reason_code) == (Status.NOT_ACCEPTED, "out_of_scope")


def test_an_overdue_acceptance_is_announced_on_the_page(world: World, client: Client) -> None:
    application = world.application(Status.RECOMMENDED, due_on=world.today.replace(year=world.today.year - 1))
    client.force_login(world.clerk)

    answer = client.get(page(application))

    assert [alert["tone"] for alert in answer.context["alerts"]] == ["red"]
    assert answer.context["clock"]["tone"] == "red"


@pytest.mark.parametrize("status", [status for status in Status if status != Status.DRAFT])
def test_the_page_opens_in_every_state(world: World, client: Client, status: Status) -> None:
    application = world.application(status, content=CONTENT)
    client.force_login(world.clerk)

    assert client.get(page(application)).status_code == 200
