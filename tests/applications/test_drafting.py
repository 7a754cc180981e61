"""Drafts: nobody's work is overwritten, nothing foreign gets in, nothing changes after the submission."""

from __future__ import annotations

import datetime
from io import BytesIO
from typing import TYPE_CHECKING, Any

import pytest

from brandcert.accounts.models import Division, Unit
from brandcert.applications import content, services
from brandcert.applications.enums import Status
from brandcert.applications.models import Application, Material
from brandcert.applications.queries import form_of, requirements_of, tasks_of, unit_choices
from brandcert.core import policies
from brandcert.core.errors import Refused
from brandcert.core.models import Event
from brandcert.documents.models import Upload
from brandcert.documents.services import FileTooLarge, store_upload
from brandcert.programs.models import Batch, Program
from tests.applications import filling
from tests.documents import files
from tests.world import CREDIT_CODES

if TYPE_CHECKING:
    from pathlib import Path

    from pytest_django.fixtures import Settings

    from tests.world import World


@pytest.fixture(autouse=True)
def media(settings: Settings, tmp_path: Path) -> None:
    settings.MEDIA_ROOT = tmp_path


def marks(draft: Application, section: str) -> dict[str, str]:
    page = form_of(draft).section(section)
    assert page is not None
    stored = draft.content.get(section, {})
    return {field.key: content.fingerprint(stored.get(field.key, "")) for field in page}


def save(draft: Application, world: World, seen: dict[str, str] | None = None, **values: str) -> Application:
    return services.save_section(draft, section="subject", values=values, by=world.editor, seen=seen)


def test_a_draft_begins_with_the_default_unit_and_an_event(world: World) -> None:
    draft = services.start(
        enterprise=world.enterprise, batch=world.batch, category=world.category(), by=world.editor
    )
    assert (draft.status, draft.unit, draft.content) == (Status.DRAFT, world.unit, {})
    assert Event.objects.about(draft).get().name == "applications.application.create"


def test_a_second_application_knows_the_particulars_of_the_first(world: World) -> None:
    save(world.application(), world, employees="120")
    draft = services.start(
        enterprise=world.enterprise, batch=world.batch, category=world.category(), by=world.editor
    )
    assert draft.content == {"subject": {"employees": "120"}}


def test_nothing_is_started_in_a_closed_batch_or_for_a_foreign_programme_or_enterprise(world: World) -> None:
    closed = Batch.objects.create(
        program=world.program,
        year=2025,
        name="2025",
        opens_at=world.now - datetime.timedelta(days=9),
        closes_at=world.now - datetime.timedelta(days=1),
    )
    other = Program.objects.create(
        key="other", name="另", name_en="Other", title="x", title_en="x", issuing_body="x"
    )
    foreign = Batch.objects.create(
        program=other,
        year=2026,
        name="x",
        opens_at=world.now,
        closes_at=world.now + datetime.timedelta(days=1),
    )
    facts: dict[str, Any] = {"enterprise": world.enterprise, "category": world.category()}
    with pytest.raises(services.BatchClosed):
        services.start(batch=closed, by=world.owner, **facts)
    with pytest.raises(services.WrongChoice):
        services.start(batch=foreign, by=world.owner, **facts)
    stranger = world.member(world.new_enterprise(CREDIT_CODES[1]))
    with pytest.raises(Refused):
        services.start(batch=world.batch, by=stranger, **facts)


def test_answers_are_saved_and_the_unreadable_one_is_named_without_losing_the_others(world: World) -> None:
    draft = world.application()
    with pytest.raises(services.InvalidContent) as refusal:
        save(draft, world, employees="many", main_business="造车", unknown="x")
    assert list(refusal.value.faults) == ["employees"]
    draft.refresh_from_db()
    assert draft.content == {"subject": {"main_business": "造车"}}


def test_two_tabs_that_change_different_answers_are_merged(world: World) -> None:
    draft = save(world.application(), world, employees="10", main_business="旧")
    seen = marks(draft, "subject")
    save(draft, world, seen, employees="11", main_business="旧")
    merged = save(draft, world, seen, employees="10", main_business="新")
    assert merged.content["subject"] == {"employees": "11", "main_business": "新"}


def test_two_tabs_that_change_the_same_answer_never_overwrite(world: World) -> None:
    draft = save(world.application(), world, employees="10", main_business="旧")
    seen = marks(draft, "subject")
    save(draft, world, seen, employees="11")
    with pytest.raises(services.EditConflict) as conflict:
        save(draft, world, seen, employees="12", main_business="新")
    assert conflict.value.theirs == {"employees": "11"}
    draft.refresh_from_db()
    assert draft.content["subject"] == {"employees": "11", "main_business": "新"}
    again = save(draft, world, marks(draft, "subject"), employees="12")
    assert again.content["subject"]["employees"] == "12"


def test_two_tabs_that_agree_are_no_conflict(world: World) -> None:
    draft = save(world.application(), world, employees="10")
    seen = marks(draft, "subject")
    save(draft, world, seen, employees="11")
    assert save(draft, world, seen, employees="11").content["subject"]["employees"] == "11"


def test_a_change_takes_the_pledge_back(world: World) -> None:
    draft = services.pledge(world.application(), by=world.owner, now=world.now)
    assert draft.pledged_at == world.now
    assert save(draft, world, employees="9").pledged_at is None


def test_only_an_owner_pledges_and_only_a_draft(world: World) -> None:
    with pytest.raises(Refused):
        services.pledge(world.application(), by=world.editor, now=world.now)
    with pytest.raises(services.Locked):
        services.pledge(world.application(Status.SUBMITTED), by=world.owner, now=world.now)


@pytest.mark.parametrize(
    "status", [status for status in Status if status not in {Status.DRAFT, Status.CORRECTION}]
)
def test_nothing_changes_after_the_submission(world: World, status: Status) -> None:
    row = world.application(status)
    requirement = requirements_of(row)[0]
    material = Material.objects.create(
        application=row, requirement=requirement, upload=filling.upload(world.owner)
    )
    with pytest.raises(services.Locked):
        save(row, world, employees="9")
    with pytest.raises(services.Locked):
        services.attach(row, requirement=requirement, upload=filling.upload(world.owner), by=world.owner)
    with pytest.raises(services.Locked):
        services.detach(material, by=world.owner)
    with pytest.raises(services.Locked):
        services.choose_product(row, product=world.product(), by=world.owner)
    with pytest.raises(services.Locked):
        services.choose_unit(row, unit=world.unit, by=world.owner)
    with pytest.raises(services.Locked):
        services.discard(row, by=world.owner)
    assert Application.objects.filter(pk=row.pk, content={}).exists()


def test_a_stranger_changes_nothing(world: World) -> None:
    stranger = world.member(world.new_enterprise(CREDIT_CODES[1]))
    draft = world.application()
    with pytest.raises(Refused):
        services.save_section(draft, section="subject", values={"employees": "1"}, by=stranger)
    with pytest.raises(Refused):
        services.discard(draft, by=stranger)


def test_only_the_own_products_can_be_chosen(world: World) -> None:
    draft, mine = world.application(product=None), world.product()
    theirs = world.product(world.new_enterprise(CREDIT_CODES[1]))
    assert services.choose_product(draft, product=mine, by=world.editor).product == mine
    with pytest.raises(services.WrongChoice):
        services.choose_product(draft, product=theirs, by=world.editor)


def test_units_are_offered_from_the_nearest_division_upwards(world: World) -> None:
    world.enterprise.division = Division.objects.get(code="220581")
    assert [unit.key for unit in unit_choices(world.enterprise)] == ["meihekou", "tonghua"]


@pytest.mark.parametrize("code", ["220621", "220622", "220623", "222426"])
def test_changbaishan_is_offered_where_it_looks_after_enterprises(world: World, code: str) -> None:
    world.enterprise.division = Division.objects.get(code=code)
    offered = [unit.key for unit in unit_choices(world.enterprise)]
    assert offered[-1] == "changbaishan"
    assert offered[0] in {"baishan", "yanbian"}


def test_a_unit_of_elsewhere_is_refused(world: World) -> None:
    draft = world.application(unit=None)
    with pytest.raises(services.WrongChoice):
        services.choose_unit(draft, unit=Unit.objects.get(key="baicheng"), by=world.editor)
    assert services.choose_unit(draft, unit=world.unit, by=world.editor).unit == world.unit


def test_a_file_is_attached_once_and_taken_out_without_losing_its_bytes(world: World) -> None:
    draft = world.application()
    requirement, upload = requirements_of(draft)[0], filling.upload(world.editor)
    first = services.attach(draft, requirement=requirement, upload=upload, by=world.editor)
    assert services.attach(draft, requirement=requirement, upload=upload, by=world.editor) == first
    services.detach(first, by=world.owner)
    assert Material.objects.filter(application=draft, removed_at=None).count() == 0
    assert Material.objects.filter(application=draft).count() == 1


def test_a_file_of_another_enterprise_cannot_be_attached_by_its_key(world: World) -> None:
    stranger = world.member(world.new_enterprise(CREDIT_CODES[1]))
    foreign = filling.upload(stranger)
    draft = world.application()
    with pytest.raises(Refused):
        services.attach(draft, requirement=requirements_of(draft)[0], upload=foreign, by=world.editor)


def test_a_document_of_another_category_is_refused(world: World) -> None:
    draft = world.application()
    other = world.application(category=world.category(key="SERVICES"))  # type: ignore[arg-type] # the value of the member
    with pytest.raises(services.WrongChoice):
        services.attach(
            draft, requirement=requirements_of(other)[0], upload=filling.upload(world.editor), by=world.editor
        )


def test_an_application_takes_as_many_files_as_its_batch_says(world: World) -> None:
    draft = world.application()
    assert (draft.batch.most_files, draft.batch.most_megabytes) == (200, 20)
    draft.batch.most_files = 3
    draft.batch.save()
    first, second = requirements_of(draft)[:2]
    for requirement in (first, first, second):
        services.attach(draft, requirement=requirement, upload=filling.upload(world.editor), by=world.editor)
    more = BytesIO(files.pdf(7))
    with pytest.raises(services.WrongChoice, match="3"):
        services.hand_in(draft, requirement=second, file=more, name="more.pdf", by=world.editor)
    with pytest.raises(services.WrongChoice, match="3"):
        services.attach(draft, requirement=second, upload=filling.upload(world.editor), by=world.editor)
    services.detach(Material.objects.filter(application=draft)[0], by=world.editor)
    services.hand_in(draft, requirement=second, file=more, name="more.pdf", by=world.editor)


def test_the_largest_file_is_set_by_the_batch(world: World) -> None:
    draft = world.application()
    draft.batch.most_megabytes = 1
    draft.batch.save()
    requirement, large = requirements_of(draft)[0], BytesIO(files.pdf() + b"%" * 1_048_576)
    with pytest.raises(FileTooLarge, match="1 MB"):
        services.hand_in(draft, requirement=requirement, file=large, name="large.pdf", by=world.editor)
    assert Upload.objects.count() == 0


def test_the_same_file_handed_in_twice_is_kept_once(world: World) -> None:
    draft = world.application()
    requirement, content = requirements_of(draft)[0], files.pdf()
    places = {
        services.hand_in(
            draft, requirement=requirement, file=BytesIO(content), name="a.pdf", by=world.editor
        ).pk
        for _ in range(2)
    }
    assert (len(places), Upload.objects.count()) == (1, 1)


def test_a_file_handed_in_where_it_may_not_be_leaves_no_row(world: World) -> None:
    draft = world.application()
    foreign = requirements_of(world.application(category=world.category("SERVICES")))[0]  # type: ignore[arg-type] # the value of the member
    with pytest.raises(services.WrongChoice):
        services.hand_in(draft, requirement=foreign, file=BytesIO(files.pdf()), name="a.pdf", by=world.editor)
    assert Upload.objects.count() == 0


def test_a_discarded_draft_is_gone_with_its_places_of_files(world: World) -> None:
    draft = world.application()
    services.attach(
        draft, requirement=requirements_of(draft)[0], upload=filling.upload(world.editor), by=world.editor
    )
    services.discard(draft, by=world.editor)
    assert not Application.objects.exists()
    assert not Material.objects.exists()


def test_the_task_list_counts_what_is_done(world: World) -> None:
    draft = world.application(product=None)
    states = {task.key: task.state for task in tasks_of(draft)}
    assert states == {
        "product_choice": "todo",
        "subject": "todo",
        "product": "todo",
        "standards": "todo",
        "evidence": "todo",
        "innovation": "todo",
        "rights": "optional",
        "brand": "todo",
        "responsibility": "todo",
        "unit": "done",
        "documents": "todo",
    }
    draft = save(draft, world, employees="9")
    assert {task.key: task.state for task in tasks_of(draft)}["subject"] == "doing"
    assert {task.state for task in tasks_of(filling.complete(world))} == {"done"}


def test_evidence_is_read_by_those_who_read_the_case_and_never_by_the_auditor(world: World) -> None:
    row = world.application(Status.SUBMITTED)
    upload = store_upload(file=BytesIO(files.pdf()), name="x.pdf", by=world.owner)
    Material.objects.create(application=row, requirement=requirements_of(row)[0], upload=upload)
    stranger = world.member(world.new_enterprise(CREDIT_CODES[1]))

    def reads(user: object) -> bool:
        return policies.allowed(user, "documents.upload.view", upload)

    assert [reads(user) for user in (world.owner, world.editor, world.recommender, world.clerk)] == [True] * 4
    assert [
        reads(user) for user in (stranger, world.auditor, world.expert, world.committee, world.director)
    ] == [False] * 5
