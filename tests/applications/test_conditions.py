"""What stands in the way of handing in: told by the guards of T1 themselves, each with its rule and its place."""

from __future__ import annotations

import datetime
from typing import TYPE_CHECKING

import pytest
from django.utils import timezone, translation

from brandcert.applications.guards import standing
from brandcert.applications.models import Application
from brandcert.core.guards import guards_of
from brandcert.core.transitions import blockers
from brandcert.enterprises.enums import OrganisationType
from brandcert.programs.enums import CategoryKey
from tests.applications import filling

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from pytest_django.fixtures import Settings

    from brandcert.applications.guards import Standing
    from tests.world import World


@pytest.fixture(autouse=True)
def surroundings(settings: Settings, tmp_path: Path) -> Iterator[None]:
    settings.MEDIA_ROOT = tmp_path
    with translation.override("en"):
        yield


def told(world: World, row: Application) -> dict[str, Standing]:
    return {one.key: one for one in standing(Application.objects.get(pk=row.pk), by=world.owner)}


def test_the_panel_and_the_submission_ask_the_same_guards(world: World) -> None:
    draft = world.application(product=None, unit=None)
    rows = standing(draft, by=world.owner)
    # A later stage may add guards of its own; they are told when they fail.
    own = [
        check.__name__
        for check in guards_of("applications.application.submit")
        if check.__module__.startswith("brandcert.applications.")
    ]
    own.remove("class_is_open")  # a rule only where the batch has a catalogue
    assert [row.key for row in rows if row.rule] == own
    assert tuple(row.problem for row in rows if row.problem) == blockers(draft, "submit", by=world.owner)


def test_nothing_stands_in_the_way_of_a_complete_draft(world: World) -> None:
    assert [row.problem for row in told(world, filling.complete(world)).values() if row.problem] == []


def test_the_first_open_section_is_the_place_to_mend(world: World) -> None:
    row = filling.complete(world)
    row.content = {**row.content, "brand": {**row.content["brand"], "market": ""}}
    row.save()
    fault = told(world, row)["content_is_complete"]
    assert (fault.place, fault.is_met) == ("section.brand", False)
    assert "Position in the market" in fault.problem


@pytest.mark.parametrize(("short", "is_met"), [(0, True), (1, False)])
def test_three_years_are_counted_to_the_closing_date_exactly(world: World, short: int, is_met: bool) -> None:
    closes = timezone.localdate(world.batch.closes_at)
    founded = closes.replace(year=closes.year - 3) + datetime.timedelta(days=short)
    row = filling.complete(world)
    row.content = {**row.content, "subject": {**row.content["subject"], "established_on": str(founded)}}
    row.save()
    found = told(world, row)["running_long_enough"]
    assert (found.is_met, found.place) == (is_met, "section.subject")
    assert str(closes) in found.rule


def test_of_two_dates_of_establishment_the_later_counts_and_a_batch_may_ask_for_no_years(
    world: World,
) -> None:
    row = filling.complete(world)
    world.enterprise.established_on = world.today
    world.enterprise.save()
    assert str(world.today) in told(world, row)["running_long_enough"].problem
    world.batch.least_years = 0
    world.batch.save()
    assert "running_long_enough" not in told(world, row)


def test_founded_on_a_leap_day_three_years_end_on_the_first_of_march(world: World) -> None:
    row = filling.complete(world)
    row.content = {**row.content, "subject": {**row.content["subject"], "established_on": "2024-02-29"}}
    row.save()
    world.batch.closes_at = datetime.datetime(2027, 2, 28, 12, tzinfo=datetime.UTC)
    world.batch.save()
    assert "2027-03-01" in told(world, row)["running_long_enough"].problem
    world.batch.closes_at = datetime.datetime(2027, 3, 1, 12, tzinfo=datetime.UTC)
    world.batch.save()
    assert told(world, row)["running_long_enough"].is_met


def test_a_trademark_is_needed_and_must_not_have_ended(world: World) -> None:
    row = filling.complete(world)
    mark = row.product.trademark  # type: ignore[union-attr] # complete
    assert mark is not None
    mark.valid_to = world.today
    mark.save()
    assert told(world, row)["trademark_is_valid"].is_met
    mark.valid_to = world.today - datetime.timedelta(days=1)
    mark.save()
    assert "ended on" in told(world, row)["trademark_is_valid"].problem
    row.product.trademark = None  # type: ignore[union-attr] # complete
    row.product.save()  # type: ignore[union-attr] # complete
    fault = told(world, row)["trademark_is_valid"]
    assert (fault.place, fault.problem) == ("own_product", "Enter the trademark of the product or service.")


@pytest.mark.parametrize(
    ("category", "kind", "is_met"),
    [
        (CategoryKey.MANUFACTURING, OrganisationType.COMPANY, True),
        (CategoryKey.MANUFACTURING, OrganisationType.COOPERATIVE, False),
        (CategoryKey.AGRICULTURE, OrganisationType.COOPERATIVE, True),
        (CategoryKey.AGRICULTURE, OrganisationType.SOLE_TRADER, True),
        (CategoryKey.AGRICULTURE, OrganisationType.ASSOCIATION, True),
        (CategoryKey.AGRICULTURE, OrganisationType.INSTITUTION, True),
        (CategoryKey.AGRICULTURE, OrganisationType.OTHER, False),
        (CategoryKey.SERVICES, OrganisationType.INSTITUTION, False),
    ],
)
def test_a_category_admits_its_kinds_of_bodies(
    world: World, category: CategoryKey, kind: OrganisationType, is_met: bool
) -> None:
    world.enterprise.organisation_type = kind
    world.enterprise.save()
    row = world.application(category=world.category(category))
    assert told(world, row)["body_is_admitted"].is_met == is_met


def test_an_applicant_of_another_province_is_told(world: World) -> None:
    row = world.application()
    world.city.code = "210100"
    world.city.save()
    assert "not a division of Jilin" in told(world, row)["registered_in_jilin"].problem
