"""One section: saved page by page and while typing, merged with what others save meanwhile, never overwritten."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

import pytest

from brandcert.applications import content
from brandcert.applications.models import UnsavedInput
from tests.applications import filling

if TYPE_CHECKING:
    from django.test import Client

    from tests.world import World


def seen_on(page: bytes) -> dict[str, str]:
    """Read the hidden fields by which a page tells what it showed."""
    found = re.findall(r'name="((?:seen|theirs)-[a-z_0-9]+)" value="([0-9a-f]+)"', page.decode())
    return dict(found)


def test_a_section_is_saved_and_leads_to_the_next(owner: Client, world: World) -> None:
    draft = world.application()
    values = filling.answers(draft.category)["subject"]
    answer = owner.post(f"/portal/applications/{draft.pk}/section/subject/", {**values, "go": "on"})
    assert answer.headers["Location"] == f"/portal/applications/{draft.pk}/section/product/"
    draft.refresh_from_db()
    assert draft.content["subject"] == values


def test_going_back_saves_half_a_section_without_complaint(owner: Client, world: World) -> None:
    draft = world.application()
    answer = owner.post(f"/portal/applications/{draft.pk}/section/subject/", {"employees": "5", "go": "back"})
    assert answer.headers["Location"] == f"/portal/applications/{draft.pk}/"
    draft.refresh_from_db()
    assert draft.content == {"subject": {"employees": "5"}}


def test_going_on_names_what_is_missing_above_the_heading_and_keeps_what_was_typed(
    owner: Client, world: World
) -> None:
    draft = world.application()
    answer = owner.post(
        f"/portal/applications/{draft.pk}/section/subject/",
        {"employees": "many", "main_business": "造车", "go": "on"},
    )
    page = answer.content.decode()
    assert answer.status_code == 200
    assert "<title>错误：" in page
    assert page.index("error-summary") < page.index("<h1")
    assert 'href="#id_employees"' in page
    assert 'value="many"' in page
    draft.refresh_from_db()
    assert draft.content == {"subject": {"main_business": "造车"}}


def test_two_windows_never_overwrite_each_other_and_both_answers_stand_side_by_side(
    owner: Client, world: World
) -> None:
    draft = world.application(content={"subject": {"employees": "10", "contact_name": "李"}})
    address = f"/portal/applications/{draft.pk}/section/subject/"
    shown = seen_on(owner.get(address).content)
    owner.post(address, {**shown, "employees": "11", "contact_name": "李", "go": "back"})
    answer = owner.post(address, {**shown, "employees": "12", "contact_name": "王", "go": "back"})
    page = answer.content.decode()
    assert answer.status_code == 200
    assert "<title>错误：" in page
    assert 'href="#id_employees"' in page
    assert re.search(r"<p data-theirs>11 人</p>.*<p data-mine>12</p>", page, re.DOTALL)
    assert 'value="12"' in page
    draft.refresh_from_db()
    assert draft.content["subject"] == {"employees": "11", "contact_name": "王"}


@pytest.mark.parametrize(("choice", "stored"), [("mine", "12"), ("theirs", "11"), ("", "11")])
def test_only_an_explicit_choice_settles_a_conflict(
    owner: Client, world: World, choice: str, stored: str
) -> None:
    draft = world.application(content={"subject": {"employees": "10"}})
    address = f"/portal/applications/{draft.pk}/section/subject/"
    shown = seen_on(owner.get(address).content)
    owner.post(address, {**shown, "employees": "11", "go": "back"})
    page = owner.post(address, {**shown, "employees": "12", "go": "back"}).content
    chosen = {"keep-employees": choice} if choice else {}
    again = owner.post(address, {**seen_on(page), **chosen, "employees": "12", "go": "back"})
    assert again.status_code == (302 if choice else 200)
    draft.refresh_from_db()
    assert draft.content["subject"]["employees"] == stored
    assert UnsavedInput.objects.exists() is not bool(choice)


def test_a_choice_does_not_overwrite_what_was_saved_after_it_was_shown(owner: Client, world: World) -> None:
    draft = world.application(content={"subject": {"employees": "10"}})
    address = f"/portal/applications/{draft.pk}/section/subject/"
    shown = seen_on(owner.get(address).content)
    owner.post(address, {**shown, "employees": "11", "go": "back"})
    page = owner.post(address, {**shown, "employees": "12", "go": "back"}).content
    third = seen_on(owner.get(address).content) | {"keep-employees": "theirs"}
    owner.post(address, {**third, "employees": "12", "go": "back"})
    owner.post(address, {**seen_on(owner.get(address).content), "employees": "13", "go": "back"})
    late = owner.post(address, {**seen_on(page), "keep-employees": "mine", "employees": "12", "go": "back"})
    assert "<p data-theirs>13 人</p>" in late.content.decode()
    draft.refresh_from_db()
    assert draft.content["subject"]["employees"] == "13"


def test_what_a_page_only_showed_does_not_undo_a_colleague_at_the_second_try(
    owner: Client, world: World
) -> None:
    draft = world.application(content={"subject": {"employees": "10", "contact_name": "李"}})
    address = f"/portal/applications/{draft.pk}/section/subject/"
    shown = seen_on(owner.get(address).content)
    owner.post(address, {**shown, "contact_name": "王", "go": "back"})
    refused = owner.post(address, {**shown, "employees": "many", "contact_name": "李", "go": "back"})
    assert 'value="王"' in refused.content.decode()
    second = {**seen_on(refused.content), "employees": "12", "contact_name": "李", "go": "back"}
    owner.post(address, {**shown, "employees": "12", "contact_name": "李", "go": "back"})
    draft.refresh_from_db()
    assert draft.content["subject"] == {"employees": "12", "contact_name": "王"}
    assert second["seen-contact_name"] == content.fingerprint("王")


def test_answers_that_could_not_be_saved_stand_on_the_page_again_for_their_writer_alone(
    client: Client, owner: Client, world: World
) -> None:
    draft = world.application(content={"subject": {"employees": "10"}})
    address = f"/portal/applications/{draft.pk}/section/subject/"
    shown = seen_on(owner.get(address).content)
    owner.post(f"{address}save/", {**shown, "employees": "11"})
    owner.post(f"{address}save/", {**shown, "employees": "12", "established_on": "last year"})
    page = owner.get(address).content.decode()
    assert 'id="unsaved"' in page
    assert 'value="last year"' in page
    assert "<p data-theirs>11 人</p>" in page
    assert 'value="12"' in page
    owner.post(address, {**seen_on(page.encode()), "keep-employees": "mine", "employees": "12", "go": "back"})
    owner.post(address, {**seen_on(page.encode()), "established_on": "2012-05-18", "go": "back"})
    assert not UnsavedInput.objects.exists()
    owner.post(f"{address}save/", {"employees": "lots"})
    client.force_login(world.editor)
    assert 'value="lots"' not in client.get(address).content.decode()


def test_saving_while_typing_tells_what_became_of_every_answer(owner: Client, world: World) -> None:
    draft = world.application(content={"subject": {"contact_name": "李"}})
    address = f"/portal/applications/{draft.pk}/section/subject/"
    shown = seen_on(owner.get(address).content)
    first = owner.post(f"{address}save/", {**shown, "employees": "１２", "contact_name": "李"})
    assert re.fullmatch(r"\d\d:\d\d", first.json()["saved_at"])
    saved = {"state": "saved", "mark": content.fingerprint("12"), "value": "12", "shown": "12 人"}
    assert first.json()["fields"]["employees"] == saved
    late = {**shown, "employees": "99", "contact_name": "李", "contact_email": "nobody"}
    owner.post(f"{address}save/", {**shown, "contact_name": "王"})
    answer = owner.post(f"{address}save/", late)
    fields = answer.json()["fields"]
    assert answer.status_code == 409
    assert {name: told["state"] for name, told in fields.items()} == {
        "employees": "conflict",
        "contact_name": "theirs",
        "contact_email": "fault",
    }
    assert fields["contact_name"]["value"] == "王"
    draft.refresh_from_db()
    assert draft.content["subject"] == {"employees": "12", "contact_name": "王"}
