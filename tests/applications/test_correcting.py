"""T3: only the listed items open, all of them have to be dealt with, the new version shows the difference."""

from __future__ import annotations

import datetime
from typing import TYPE_CHECKING

import pytest

from brandcert.applications import content, services
from brandcert.applications.enums import Status
from brandcert.applications.models import Application, Material
from brandcert.applications.queries import requirements_of
from brandcert.core.errors import GuardFailed, Refused
from tests.applications import filling

if TYPE_CHECKING:
    from pathlib import Path

    from pytest_django.fixtures import Settings

    from tests.world import World

EMPLOYEES = "subject.employees"


@pytest.fixture(autouse=True)
def media(settings: Settings, tmp_path: Path) -> None:
    settings.MEDIA_ROOT = tmp_path


def save(row: Application, world: World, **values: str) -> Application:
    return services.save_section(row, section="subject", values=values, by=world.editor)


def test_only_the_listed_answer_can_be_changed(world: World) -> None:
    row = filling.returned(world, EMPLOYEES)
    with pytest.raises(services.Locked):
        save(row, world, main_business="别的")
    with pytest.raises(services.Locked):
        save(row, world, employees="15", main_business="别的")
    row.refresh_from_db()
    assert row.content["subject"]["employees"] == "12"
    assert save(row, world, employees="15").content["subject"]["employees"] == "15"


def test_a_form_that_sends_the_unchanged_answers_along_is_no_offence(world: World) -> None:
    row = filling.returned(world, EMPLOYEES)
    same = {**row.content["subject"], "employees": "15"}
    assert save(row, world, **same).content["subject"]["employees"] == "15"


def test_only_the_listed_document_can_be_changed(world: World) -> None:
    row = filling.returned(world, documents=1)
    listed, other = requirements_of(row)[:2]
    with pytest.raises(services.Locked):
        services.attach(row, requirement=other, upload=filling.upload(world.owner), by=world.owner)
    with pytest.raises(services.Locked):
        services.detach(Material.objects.get(application=row, requirement=other), by=world.owner)
    services.detach(Material.objects.get(application=row, requirement=listed), by=world.owner)
    services.attach(row, requirement=listed, upload=filling.upload(world.owner), by=world.owner)
    back = services.resubmit(row, by=world.owner, now=world.now)
    assert (back.status, back.content_version) == (Status.SUBMITTED, 2)


def test_every_item_has_to_be_dealt_with(world: World) -> None:
    row = filling.returned(world, EMPLOYEES, "subject.contact_name")
    save(row, world, employees="15")
    with pytest.raises(GuardFailed, match=r"\S"):
        services.resubmit(row, by=world.owner, now=world.now)
    save(row, world, contact_name="李宁")
    assert services.resubmit(row, by=world.owner, now=world.now).status == Status.SUBMITTED


def test_saving_the_same_answer_again_deals_with_nothing(world: World) -> None:
    row = filling.returned(world, EMPLOYEES)
    save(row, world, employees="12")
    with pytest.raises(GuardFailed):
        services.resubmit(row, by=world.owner, now=world.now)


def test_the_new_version_differs_in_what_was_corrected_and_the_first_stays(world: World) -> None:
    row = filling.returned(world, EMPLOYEES)
    save(row, world, employees="15")
    services.resubmit(row, by=world.owner, now=world.now)
    first, second = row.versions.all()
    assert content.changes(first.content, second.content) == [content.Change(EMPLOYEES, "12", "15")]
    assert first.sha256 != second.sha256
    assert row.corrections.get().answered_at == world.now


def test_an_emptied_answer_does_not_come_back(world: World) -> None:
    row = filling.returned(world, EMPLOYEES)
    save(row, world, employees="")
    with pytest.raises(GuardFailed):
        services.resubmit(row, by=world.owner, now=world.now)


def test_a_removed_document_does_not_come_back(world: World) -> None:
    row = filling.returned(world, documents=1)
    services.detach(
        Material.objects.get(application=row, requirement=requirements_of(row)[0]), by=world.owner
    )
    with pytest.raises(GuardFailed):
        services.resubmit(row, by=world.owner, now=world.now)


def test_after_the_last_day_nothing_is_taken(world: World) -> None:
    row = filling.returned(world, EMPLOYEES)
    save(row, world, employees="15")
    late = world.now + datetime.timedelta(days=60)
    with pytest.raises(GuardFailed):
        services.resubmit(Application.objects.get(pk=row.pk), by=world.owner, now=late)


def test_an_editor_corrects_but_the_owner_hands_in(world: World) -> None:
    row = filling.returned(world, EMPLOYEES)
    save(row, world, employees="15")
    with pytest.raises(Refused):
        services.resubmit(row, by=world.editor, now=world.now)
