"""The catalogue of a batch: edited before the window, changed by two persons afterwards, chosen from by applicants."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from brandcert.applications import services as applications
from brandcert.applications.queries import tasks_of
from brandcert.core import approvals
from brandcert.core.errors import GuardFailed, SomeoneWasFaster
from brandcert.core.models import Approval
from brandcert.programs import catalogue, services
from brandcert.programs.enums import CategoryKey
from brandcert.programs.models import CatalogueClass
from brandcert.programs.queries import catalogue_of, revisions_of
from brandcert.programs.services import BadRules, RulesFrozen
from tests.applications import filling
from tests.programs.test_rules import coming
from tests.reviews.pages import as_user

if TYPE_CHECKING:
    from pathlib import Path

    from django.test import Client
    from pytest_django.fixtures import Settings

    from brandcert.applications.models import Application
    from brandcert.programs.models import Batch
    from tests.world import World

MADE = CategoryKey.MANUFACTURING
LINES = "z01\t汽车\tVehicles\t整车\twhole vehicles\nＺ02\t新材料\tNew materials\n"


def entries(text: str = LINES) -> dict[str, list[catalogue.Entry]]:
    rows, unread = catalogue.read_lines(text)
    assert unread == []
    return {MADE: rows}


def as_sent(client: Client, url: str, **changed: str) -> dict[str, str]:
    """Fill the page in as a browser would: every field with its value, boxes only where they are ticked."""
    form = client.get(url).context["form"]
    found = {"seen": form.seen}
    for group in form.groups:
        for part in (group["rows"].management_form, *group["rows"].forms):
            for name in part.fields:
                value = part[name].value()
                if value is not None and value is not False and value != "":
                    found[part[name].html_name] = str(value)
    return found | {name.replace("__", "-"): value for name, value in changed.items()}


def the_next_batch_takes_what_is_open(world: World, batch: Batch) -> None:
    later = {"opens_at": batch.closes_at, "closes_at": batch.closes_at + (batch.closes_at - batch.opens_at)}
    after = services.announce_batch(
        batch.program, name="再下一批", year=batch.year, now=world.now, by=world.secretary, **later
    )
    assert [row["code"] for row in catalogue_of(after)[MADE]] == ["Z02"]


def test_a_catalogue_is_edited_until_the_window_opens_and_copied_by_the_next_batch(world: World) -> None:
    batch, secretary = coming(world), as_user(world.secretary)
    page = f"/manage/programs/batch/{batch.pk}/"
    edit = f"{page}step/set_catalogue/"
    assert "Every product or service is accepted." in secretary.get(f"{page}change/").content.decode()
    for text, words in (
        ("汽车\tVehicles", "Line 1 cannot be read"),
        ("Z01\t汽车\t汽车", "Z01: "),
        ("Z01\t汽车\tVehicles\nZ01\t客车\tCoaches", "Each code stands once: Z01."),
    ):
        told = secretary.post(edit, as_sent(secretary, edit) | {"manufacturing-more-lines": text})
        assert (told.status_code, words in told.content.decode()) == (200, True), words
    typed = {
        "manufacturing-more-lines": LINES,
        "services-0-code": "f01",
        "services-0-name": "滑雪场",
        "services-0-name_en": "Ski resorts",
        "services-0-is_open": "on",
    }
    assert secretary.post(edit, as_sent(secretary, edit) | typed).status_code == 302
    assert [row["code"] for row in catalogue_of(batch)[MADE]] == ["Z01", "Z02"]
    stale = as_sent(secretary, edit)
    # Rename one and close it, let the other come first, take a third one out; each is kept as it was.
    more = {
        "manufacturing-0-name": "汽车及零部件",
        "manufacturing-0-ORDER": "2",
        "manufacturing-1-ORDER": "1",
        "services-0-DELETE": "on",
        "manufacturing-0-code": "X99",
    }
    sent = {name: value for name, value in stale.items() if name != "manufacturing-0-is_open"} | more
    assert secretary.post(edit, sent).status_code == 302
    found = catalogue_of(batch)
    assert [(row["code"], row["is_open"]) for row in found[MADE]] == [("Z02", True), ("Z01", False)]
    assert CategoryKey.SERVICES not in found
    shown = secretary.get(f"{page}change/").content.decode()
    for words in ("汽车 / Vehicles", "→ 汽车及零部件 / Vehicles", "closed for new ones", "Z01 Z02 → Z02 Z01"):
        assert words in shown, words
    # A page from before overwrites nothing, and nobody else than the secretary, or later, changes it alone.
    assert "load the page anew" in secretary.post(edit, stale).content.decode()
    assert as_user(world.clerk).get(edit).status_code == 403
    with pytest.raises(SomeoneWasFaster):
        services.set_catalogue(batch, entries={}, by=world.secretary, now=world.now, seen=stale["seen"])
    with pytest.raises(RulesFrozen):
        services.set_catalogue(batch, entries={}, by=world.secretary, now=batch.opens_at)
    the_next_batch_takes_what_is_open(world, batch)


def two_persons_give_a_catalogue(world: World, secretary: Client) -> None:
    """The window is open: what the secretary proposes holds when the director approves it."""
    batch = world.batch
    step = f"/manage/programs/batch/{batch.pk}/step/propose_change_catalogue/"
    sent = as_sent(secretary, step) | {"manufacturing-more-lines": LINES}
    assert "This field is required" in secretary.post(step, sent).content.decode()
    assert secretary.post(step, sent | {"reason": "一季度公布目录"}).status_code == 302
    assert catalogue_of(batch) == {}
    waiting = as_user(world.director).get(f"/manage/programs/batch/{batch.pk}/change/").content.decode()
    assert "– → 汽车 / Vehicles (整车 / whole vehicles)" in waiting
    approvals.approve(Approval.objects.get(outcome=""), by=world.director)
    assert revisions_of(batch)[0].reason == "一季度公布目录"


def close_what_is_named(world: World, draft: Application, owner: Client, sent: dict[str, str]) -> None:
    """Applications name it now: it can be closed, not taken out; who chose it is told, and chooses another one."""
    batch, page = world.batch, f"/portal/applications/{draft.pk}/product/"
    with pytest.raises(BadRules, match="Applications name Z01"):
        services.propose_catalogue(
            batch, entries={MADE: entries()[MADE][1:]}, reason="误列", by=world.secretary
        )
    closed = entries()
    closed[MADE][0]["is_open"] = False
    proposal = services.propose_catalogue(batch, entries=closed, reason="名额已满", by=world.secretary)
    approvals.approve(proposal, by=world.director)
    draft = applications.pledge(draft, by=world.owner, now=world.now)
    with pytest.raises(GuardFailed, match="was closed for new applications"):
        applications.submit(draft, by=world.owner, now=world.now)
    assert "was closed for new applications" in owner.get(page).content.decode()
    told = owner.post(page, sent).content.decode()
    assert "This class is not open any more" in told
    assert draft.product is not None
    with pytest.raises(applications.WrongChoice):
        other = CatalogueClass.objects.create(
            batch=batch,
            category=world.category(CategoryKey.SERVICES),
            code="F01",
            name="旅游",
            name_en="Tourism",
        )
        applications.choose_product(draft, product=draft.product, product_class=other, by=world.owner)


def test_an_applicant_names_an_open_class_and_two_persons_change_an_open_catalogue(
    world: World, settings: Settings, tmp_path: Path
) -> None:
    settings.MEDIA_ROOT = tmp_path
    batch, owner, secretary = world.batch, as_user(world.owner), as_user(world.secretary)
    draft = filling.complete(world)
    assert tasks_of(draft)[0].state == "done"
    guide = "/guide/manufacturing/"
    assert "every product or service can be applied for" in owner.get(guide).content.decode()
    page = f"/portal/applications/{draft.pk}/product/"
    assert b"product_class" not in owner.get(page).content
    two_persons_give_a_catalogue(world, secretary)
    cars, materials = CatalogueClass.objects.filter(batch=batch).order_by("code")
    # The draft from before stays as it is; to hand it in its owner names a class.
    draft.refresh_from_db()
    assert tasks_of(draft)[0].state == "doing"
    with pytest.raises(GuardFailed, match="Choose the class of the catalogue"):
        applications.submit(draft, by=world.owner, now=world.now)
    assert (
        "Choose the class of the catalogue" in owner.get(f"/portal/applications/{draft.pk}/").content.decode()
    )
    facts = {"product": str(draft.product_id), "name_en": draft.product.name_en}  # type: ignore[union-attr] # a complete one has a product
    told = owner.post(page, facts).content.decode()
    assert "Choose the class to which the product or service belongs." in told
    assert "Vehicles (whole vehicles)" in told
    assert owner.post(page, facts | {"product_class": str(cars.pk)}).status_code == 302
    close_what_is_named(world, draft, owner, facts | {"product_class": str(cars.pk)})
    assert owner.post(page, facts | {"product_class": str(materials.pk)}).status_code == 302
    draft.refresh_from_db()
    draft = applications.pledge(draft, by=world.owner, now=world.now)
    handed = applications.submit(draft, by=world.owner, now=world.now)
    version = handed.versions.get()
    assert version.content["_class"] == {"code": "Z02", "name": "新材料", "name_en": "New materials"}
    case = f"/portal/applications/{draft.pk}/"
    for url in (case, f"{case}versions/1/", guide):
        assert "New materials" in owner.get(url).content.decode(), url
    assert "closed for new ones" in owner.get(guide).content.decode()
    desk = as_user(world.clerk).get(f"/manage/applications/application/{draft.pk}/change/").content.decode()
    assert "class Z02 New materials" in desk
