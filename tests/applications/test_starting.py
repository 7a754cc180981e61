"""One draft, however often the button is pressed; a second one as soon as somebody has written into the first."""

from __future__ import annotations

import threading
from typing import TYPE_CHECKING

import pytest
from django.db import connection

from brandcert.applications import services
from brandcert.applications.models import Application
from brandcert.applications.queries import requirements_of
from brandcert.core.models import Event
from brandcert.programs.enums import CategoryKey
from tests.applications import filling

if TYPE_CHECKING:
    from pathlib import Path

    from pytest_django.fixtures import Settings

    from tests.world import World


@pytest.fixture(autouse=True)
def media(settings: Settings, tmp_path: Path) -> None:
    settings.MEDIA_ROOT = tmp_path


def start(world: World, category: CategoryKey = CategoryKey.MANUFACTURING) -> Application:
    return services.start(
        enterprise=world.enterprise, batch=world.batch, category=world.category(category), by=world.editor
    )


@pytest.mark.both
@pytest.mark.django_db(transaction=True)
def test_three_starts_at_once_make_one_draft(world: World) -> None:
    gate, drafts = threading.Barrier(3), []

    def run() -> None:
        try:
            gate.wait()
            drafts.append(start(world).pk)
        finally:
            connection.close()

    threads = [threading.Thread(target=run) for _ in range(3)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    made = Application.objects.get()
    assert drafts == [made.pk] * 3
    assert Event.objects.about(made).count() == 1


def test_a_draft_that_only_knows_the_particulars_of_the_last_is_taken_up_again(world: World) -> None:
    earlier = world.application(content={"subject": {"employees": "12"}})
    draft = start(world)
    assert (draft.content, start(world).pk) == (earlier.content, draft.pk)


def test_another_category_and_a_draft_somebody_wrote_into_are_left_alone(world: World) -> None:
    first = start(world)
    assert start(world, CategoryKey.SERVICES).pk != first.pk
    services.save_section(first, section="subject", values={"employees": "12"}, by=world.owner)
    second = start(world)
    assert second.pk != first.pk
    services.choose_product(second, product=world.product(), by=world.owner)
    third = start(world)
    assert third.pk not in {first.pk, second.pk}
    requirement = requirements_of(third)[0]
    services.attach(third, requirement=requirement, upload=filling.upload(world.owner), by=world.owner)
    assert start(world).pk not in {first.pk, second.pk, third.pk}
